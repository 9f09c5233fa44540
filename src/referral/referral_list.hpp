#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/viewer.hpp"
#include "platform/db/database.hpp"
#include "referral/referral.hpp"

namespace kakehashi {

/// One referral as lists show it, with the names it is read by.
struct ReferralLine {
    ReferralId id;
    std::string number;
    ReferralState state = ReferralState::Received;
    Door door = Door::Fax;
    Urgency urgency = Urgency::Routine;
    PatientId patient;
    std::string patient_name, patient_kana, patient_number, patient_sex;
    std::optional<Date> patient_born_on;
    FacilityId referrer;
    std::string referrer_name, referring_doctor;
    DepartmentId department;
    std::string department_name;
    std::string diagnoses, purpose, sender_note;
    Instant received_at;
    std::optional<Instant> due_at;  // of its earliest open duty
    std::string duty_kind;
    DutyId duty;  // that duty, where the list is one of duties
    bool duty_urgent = false;
    std::optional<Instant> closed_at;
    std::string assignee_name;
    int original_pages = 0;
};

struct ReferralFilter {
    DepartmentId department;
    FacilityId referrer;
    UserId assignee;
    std::optional<Door> door;
};

/// 要対応: referrals with an open duty of this feature, in the written order: 至急, then the
/// earliest due, then the oldest. Snoozed ones rest; a case that owes two things stands in its
/// first line only. One statement whose cost follows the open duties; `after` pages on.
struct TodoPlace {  // where a page ends
    bool urgent = false;
    Instant due_at;
    DutyId duty;
};
std::vector<ReferralLine> referrals_needing_us(db::Transaction& tx, const Viewer& viewer,
                                               Instant now, const ReferralFilter& filter,
                                               const std::optional<TodoPlace>& after, int limit);
/// The same referrals in the same order, unfiltered, as ids: what 前へ and 次へ walk through.
std::vector<ReferralId> ids_needing_us(db::Transaction& tx, const Viewer& viewer, Instant now,
                                       int limit = 500);
/// Where a page of referrals in the order of their receipt ends.
struct HistoryPlace {
    Instant received_at;
    ReferralId id;
};
/// Open referrals in one of these states (one or two), the oldest first; `after` pages on.
std::vector<ReferralLine> open_referrals_in(db::Transaction& tx, const Viewer& viewer,
                                            const std::vector<ReferralState>& states,
                                            const ReferralFilter& filter,
                                            const std::optional<HistoryPlace>& after, int limit);
/// 終わった紹介, the newest first, from before that place on.
std::vector<ReferralLine> closed_referrals(db::Transaction& tx, const Viewer& viewer,
                                           const ReferralFilter& filter,
                                           const std::optional<HistoryPlace>& before,
                                           int limit = 50);
/// In the order of `ids`; at most 50.
std::vector<ReferralLine> referrals_with_ids(db::Transaction& tx, const Viewer& viewer,
                                             const std::vector<ReferralId>& ids);

struct ReferralCounts {
    std::map<ReferralState, int> open;  // by state
    std::map<Door, int> waiting;        // unregistered, by door
    std::map<Door, Instant> oldest;     // of these
    std::map<Door, int> today;          // arrived today, by door
};
ReferralCounts count_referrals(db::Transaction& tx, const Viewer& viewer, Instant now);

/// この紹介元: what the last twelve months brought.
struct ReferrerFigures {
    int referrals = 0;
    int same_department = 0;
    int open_replies = 0;  // visited and not concluded
};
ReferrerFigures figures_of_referrer(db::Transaction& tx, const Viewer& viewer, Instant now,
                                    FacilityId referrer, DepartmentId department);

}  // namespace kakehashi
