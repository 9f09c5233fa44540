#pragma once

#include "platform/db/database.hpp"
#include "reply/reply.hpp"

namespace kakehashi {

/// The eighteen columns every query of an obligation lists first, in this order: id, referral_id,
/// patient_id, referrer_id, stage, state, counted_from, due_on, department_id, doctor_id,
/// chased_doctor_at, chased_head_at, chasers, not_needed_reason, document_id, opened_at, closed_at,
/// version.
ReplyObligation obligation_from(const db::Row& row);
inline constexpr int kObligationColumns = 18;

}  // namespace kakehashi
