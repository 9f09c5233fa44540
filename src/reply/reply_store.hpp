#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/viewer.hpp"
#include "platform/db/database.hpp"
#include "platform/event/event.hpp"
#include "referral/referral_store.hpp"
#include "reply/reply.hpp"

namespace kakehashi {

/// The terms of this house: settings `reply.first_days`, `reply.interim_days`,
/// `reply.final_days_after_discharge`, `reply.final_months_after_visit` and `reply.notice_until`
/// (17:15). Values that cannot be are ignored.
ReplyTerms reply_terms(db::Transaction& tx, FacilityId facility);

/// NotFound `reply.not_found`, also for obligations of other offices.
Result<ReplyObligation> find_obligation(db::Transaction& tx, const Viewer& viewer,
                                        ReplyObligationId id);
/// All stages of one referral, in their order.
std::vector<ReplyObligation> obligations_of(db::Transaction& tx, const Viewer& viewer,
                                            ReferralId referral);

/// One saving of the text.
struct ReplyDraft {
    int version = 1;
    ReplyText text;
    Instant written_at;
    std::string written_by;
};
/// Newest first.
std::vector<ReplyDraft> drafts_of(db::Transaction& tx, const Viewer& viewer, ReplyObligationId id);
/// What is known without asking anybody: letter, visit, admission, next confirmed booking.
KnownFacts known_facts(db::Transaction& tx, const Viewer& viewer,
                       const ReplyObligation& obligation);
/// The text as it stands: the newest draft, or (version 0) what the facts give.
struct CurrentText {
    ReplyText text;
    int draft_version = 0;
};
CurrentText current_text(db::Transaction& tx, const Viewer& viewer,
                         const ReplyObligation& obligation);

/// All commands below belong to one write transaction; on an error it must be rolled back.

/// 下書きを保存, as the next version; `doctor` 0 leaves the doctor as he is. Conflict
/// `reply.changed_meanwhile` when somebody saved a text after `seen_draft` was read; Refused
/// `reply.closed`; NotFound `doctor.not_found`.
Result<ReplyObligation> save_draft(db::Transaction& tx, const Viewer& viewer, Instant now,
                                   ReplyObligationId id, int seen_draft, const ReplyText& text,
                                   DoctorId doctor = {});
/// 医師に確かめてもらう. Refused `reply.closed`.
Result<ReplyObligation> ask_doctor_for_reply(db::Transaction& tx, const Viewer& viewer, Instant now,
                                             ReplyObligationId id);
/// 返書不要, with a reason; the last open stage concludes the referral. Invalid
/// `reply.reason_required`; Refused `reply.closed`.
Result<ReplyObligation> set_not_needed(db::Transaction& tx, const Viewer& viewer, Instant now,
                                       ReplyObligationId id, std::string_view reason);
/// 元にもどす, after 返書不要; a concluded referral opens again. Refused `reply.cannot_reopen`,
/// also when the referral was withdrawn meanwhile.
Result<ReplyObligation> reopen_obligation(db::Transaction& tx, const Viewer& viewer, Instant now,
                                          ReplyObligationId id);
/// 催促: the doctor, or the head, was told by telephone or in person: a contact and an event; the
/// chaser's duty ends. Refused `reply.closed`.
Result<ReplyObligation> chase(db::Transaction& tx, const Viewer& viewer, Instant now,
                              ReplyObligationId id, bool to_head, std::string_view note = {});

/// What the other files of this feature build on. `save_obligation` checks the version: Conflict
/// `reply.changed_meanwhile`.
Result<ReplyObligation> save_obligation(db::Transaction& tx, const Viewer& viewer,
                                        ReplyObligation obligation);
/// A new obligation with its duty.
ReplyObligation open_obligation(db::Transaction& tx, const Viewer& viewer, Instant now,
                                const Referral& referral, const ReferralNames& names,
                                ReplyStage stage, const ReplyDue& due, const ReplyTerms& terms);
/// Opens the duty of an obligation, or brings it up to date.
void renew_reply_duty(db::Transaction& tx, const Viewer& viewer, Instant now,
                      const ReplyObligation& obligation, const Referral& referral,
                      const ReferralNames& names, const ReplyTerms& terms);
/// Ends the duties of a stage that was sent or is not needed; without an open stage left the
/// referral is concluded.
Result<void> settle_closed_stage(db::Transaction& tx, const Viewer& viewer, Instant now,
                                 const ReplyObligation& closed);

/// The name of the department's head; empty when nobody is entered as such.
std::string head_of_department(db::Transaction& tx, const Viewer& viewer, DepartmentId department);

}  // namespace kakehashi
