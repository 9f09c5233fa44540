#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/viewer.hpp"
#include "platform/db/database.hpp"
#include "platform/event/case_ref.hpp"

namespace kakehashi {

/// Never mixed: 算定期限 (law), 約束 (promised to a partner), 目安 (the house's own target).
enum class DutyBasis { Law, Promise, Target };
std::string_view to_text(DutyBasis basis);

/// What is to be owed from now on.
struct NewDuty {
    CaseRef about;
    PatientId patient;
    FacilityId partner;      // the outside facility concerned, if any
    std::string kind;        // referral.decide: the feature's word, see app/features
    std::string topic = {};  // tells apart duties of one kind and case (reply stage, call-back)
    DutyBasis basis = DutyBasis::Target;
    bool urgent = false;  // 至急
    Instant due_at;
    std::string note = {};   // 胸部症状・心電図変化あり
    std::string place = {};  // → 循環器内科
    UserId assignee = {};
};

/// 業務: one open duty as lists show it, with the names it is read by.
struct Duty {
    DutyId id;
    CaseRef about;
    PatientId patient;
    std::string patient_name;  // empty while the letter is unregistered
    std::string patient_sex;
    std::optional<Date> patient_born_on;
    FacilityId partner;
    std::string partner_name;
    std::string kind;
    std::string topic;
    DutyBasis basis = DutyBasis::Target;
    bool urgent = false;
    Instant due_at;
    std::string note;
    std::string place;
    UserId assignee;
    std::string assignee_name;
    std::optional<Instant> snoozed_until;
    std::string snooze_reason;
    Instant opened_at;
    int version = 1;
};

/// Opens the duty, or brings the one that is open already up to date: a case never owes the same
/// thing twice. Its assignee stays; it stays snoozed (保留) unless it has become 至急 or is due
/// earlier than before.
void open_duty(db::Transaction& tx, const Viewer& viewer, Instant now, const NewDuty& duty);
/// How a duty ended: done, withdrawn, not_needed.
void close_duty(db::Transaction& tx, const Viewer& viewer, Instant now, const CaseRef& about,
                std::string_view kind, std::string_view topic = {}, std::string_view how = "done");
void close_all_duties(db::Transaction& tx, const Viewer& viewer, Instant now, const CaseRef& about,
                      std::string_view how);

/// Conflict `duty.changed_meanwhile` when a colleague was faster.
Result<void> assign_duty(db::Transaction& tx, const Viewer& viewer, DutyId id, int version,
                         UserId assignee);
Result<void> snooze_duty(db::Transaction& tx, const Viewer& viewer, DutyId id, int version,
                         std::optional<Instant> until, std::string_view reason);
/// Closes by id, for duties that end by a word (a call-back that was made).
Result<void> finish_duty(db::Transaction& tx, const Viewer& viewer, Instant now, DutyId id,
                         int version);
/// 元にもどす: reopens a duty of this kind that was done. Conflict `duty.changed_meanwhile` for any
/// other; Refused `duty.open_again` when the same thing is owed again already.
Result<void> reopen_duty(db::Transaction& tx, const Viewer& viewer, DutyId id,
                         std::string_view kind);

enum class DutyScope { Mine, Office, Unassigned, Snoozed };

struct DutyFilter {
    DutyScope scope = DutyScope::Office;
    std::string kind_prefix = {};  // "reply." or empty for all
    bool law_only = false;
};

/// Open duties in the one order that is written on the page: 至急, then the earliest due date
/// (overdue first of all), then the older duty. Snoozed ones rest until their time.
std::vector<Duty> open_duties(db::Transaction& tx, const Viewer& viewer, Instant now,
                              const DutyFilter& filter, int limit = 200);
std::vector<Duty> open_duties_of(db::Transaction& tx, const Viewer& viewer, const CaseRef& about);
/// Of all the patient's cases, in the order of the office's one list.
std::vector<Duty> open_duties_of_patient(db::Transaction& tx, const Viewer& viewer,
                                         PatientId patient, int limit = 50);
/// NotFound `duty.not_found`.
Result<Duty> find_duty(db::Transaction& tx, const Viewer& viewer, DutyId id);

struct DutyCount {
    int open = 0;
    int pressing = 0;  // urgent, overdue or due today
};
struct DutyCounts {
    std::map<std::string, DutyCount, std::less<>> by_kind;
    DutyCount all;
    int mine = 0;
    int unassigned = 0;
    int snoozed = 0;
    int law = 0;
};
/// One pass over the open duties; the closed ones are never touched.
DutyCounts count_duties(db::Transaction& tx, const Viewer& viewer, Instant now);

}  // namespace kakehashi
