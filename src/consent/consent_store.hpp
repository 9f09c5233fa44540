#pragma once

#include <vector>

#include "base/viewer.hpp"
#include "consent/consent.hpp"
#include "platform/db/database.hpp"
#include "platform/event/case_ref.hpp"

namespace kakehashi {

/// Whose statements a page shows; by SQL, because patient/ stands above.
struct WhoSpeaks {
    PatientId patient;
    std::string name;
};
/// NotFound `patient.not_found`.
Result<WhoSpeaks> find_who_speaks(db::Transaction& tx, const Viewer& viewer, PatientId patient);

/// Everything this patient said, newest first, what was withdrawn and what is over included.
std::vector<ConsentStatement> statements_of(db::Transaction& tx, const Viewer& viewer,
                                            PatientId patient);
/// NotFound `consent.not_found`, also for another patient's.
Result<ConsentStatement> find_statement(db::Transaction& tx, const Viewer& viewer,
                                        PatientId patient, ConsentStatementId id);

/// Saves an objection or a consent under the notice posted on the day it was said. Events
/// `consent.objected`, `consent.given`. The first of faults_of(); NotFound `facility.not_found`;
/// Invalid `consent.network_required`, field `network`, when the house has posted networks and none
/// that counted on that day was chosen.
Result<ConsentStatement> record_statement(db::Transaction& tx, const Viewer& viewer, Instant now,
                                          PatientId patient, ConsentStatement statement);
/// 撤回・取り下げ: from that day on it counts no more; the statement stays. Event
/// `consent.withdrawn`. Conflict `consent.changed_meanwhile`; Refused `consent.withdrawn_already`;
/// Invalid as faults_of(), and `consent.withdrawn_before` for a day before it was said.
Result<ConsentStatement> withdraw_statement(db::Transaction& tx, const Viewer& viewer, Instant now,
                                            PatientId patient, ConsentStatementId id,
                                            int seen_version, const Said& said);

/// may_give() with what this patient has objected to: one statement, by index. It counts whoever
/// asks; a letter without a patient has no objections.
GivingDecision decide_giving(db::Transaction& tx, const Viewer& viewer, PatientId patient,
                             FacilityId to, std::span<const PaperPart> paper, Date at);
/// The same for a file that is carried out, nobody can say to whom.
GivingDecision decide_carrying_out(db::Transaction& tx, const Viewer& viewer, PatientId patient,
                                   std::span<const PaperPart> paper, Date at);

/// What may_give() is asked with for others than partners. It counts whoever asks.
std::vector<ConsentStatement> standing_objections(db::Transaction& tx, const Viewer& viewer,
                                                  PatientId patient);

/// How somebody answers for a paper that leaves although something stands against it.
struct Leave {
    Ground ground = Ground::None;
    std::string reason;
};
/// The error that leave_with() answers; nothing when the paper may go.
std::optional<Error> stopped_by(const GivingDecision& decision, const Leave& leave);
/// Lets the paper go, or says why not: the error of the decision; Invalid `consent.reason_required`
/// for a ground without a reason (field `leave_reason`). What leaves on a ground, also what would
/// have been left out, is event `consent.overridden` of the case.
Result<void> leave_with(db::Transaction& tx, const Viewer& viewer, Instant now,
                        const GivingDecision& decision, const Leave& leave, const CaseRef& about,
                        PatientId patient);

inline constexpr std::size_t kLeaveReasonChars = 200;

}  // namespace kakehashi
