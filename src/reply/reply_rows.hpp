#pragma once

#include "platform/db/database.hpp"
#include "reply/reply.hpp"

namespace kakehashi {

/// The eighteen columns obligation_from() reads, first in every query of obligations `o`.
inline constexpr std::string_view kObligationRows = R"sql(
    SELECT o.id, o.referral_id, o.patient_id, o.referrer_id, o.stage, o.state, o.counted_from,
           o.due_on, o.department_id, o.doctor_id, o.chased_doctor_at, o.chased_head_at, o.chasers,
           o.not_needed_reason, o.document_id, o.opened_at, o.closed_at, o.version)sql";
ReplyObligation obligation_from(const db::Row& row);
inline constexpr int kObligationColumns = 18;

}  // namespace kakehashi
