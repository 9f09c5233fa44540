#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/viewer.hpp"
#include "platform/db/database.hpp"
#include "reply/reply.hpp"

namespace kakehashi {

/// 返書管理の一覧: one row for each reply that is awaited. The notice of arrival stands on its own
/// page and is not among them.
///
/// Rule:    4.1/reply-listed. A final reply is listed from discharge on; of somebody who was never
/// admitted, from as many days before it is due as the house allows after a discharge (14).
/// Source:  design default of the project; no legal source. Without it every visit would stand in
/// the list twice from its first day.
struct AgingDays {
    Date today;
    int listed_before_due = 14;  // ReplyTerms::final_days_after_discharge

    Date listed_until() const { return today + days{listed_before_due}; }
};

/// After a chaser the office waits this long for an answer before it looks at the row again.
inline constexpr days kAnswerAwaited{5};
/// A chaser is never sent earlier than this before the reply is due.
inline constexpr days kChasedBeforeDue{7};

enum class AgingTab {
    Act,        // 要対応: more than 7 days, nobody chased lately
    Chased,     // 催促ずみ: more than 7 days, chased within 5 days
    Week,       // 7日以内
    NotNeeded,  // 返書不要: closed, newest first
};
/// The tab an open reply stands in.
AgingTab tab_of(const ReplyObligation& obligation, Instant now);

struct AgingFilter {
    AgingTab tab = AgingTab::Act;
    std::optional<ReplyStage> stage = std::nullopt;
    DepartmentId department = {};
    DoctorId doctor = {};
    bool drafted = false;  // 下書きあり only
};

/// One row with the names it is read by.
struct AgingRow {
    ReplyObligation reply;
    std::string referral_number;
    std::string patient_name, patient_sex;
    std::optional<Date> patient_born_on;
    std::string diagnoses;
    std::optional<Date> admitted_on, discharged_on;
    std::string referrer_name, referrer_means;
    std::string department_name, department_short_name, doctor_name;
};
/// Where a page ends: the day (or, for 返書不要, the moment) and id of its last row.
struct AgingPlace {
    std::int64_t sort = 0;  // days or seconds since 1970
    ReplyObligationId id;
};
struct AgingPage {
    std::vector<AgingRow> rows;
    std::optional<AgingPlace> next;
};
/// The longest waiting first, then the older obligation. One statement over open obligations; the
/// cost does not grow with what was sent.
AgingPage list_replies(db::Transaction& tx, const Viewer& viewer, Instant now,
                       const AgingDays& listed, const AgingFilter& filter,
                       const std::optional<AgingPlace>& after = std::nullopt, int limit = 50);
/// All listed ones, by department, then the longest waiting first: for printing.
std::vector<AgingRow> replies_by_department(db::Transaction& tx, const Viewer& viewer,
                                            const AgingDays& listed, int limit = 1000);
/// In the order of `ids`, also closed ones; others are left out.
std::vector<AgingRow> replies_with_ids(db::Transaction& tx, const Viewer& viewer,
                                       const std::vector<ReplyObligationId>& ids);

struct AgingBands {
    int week = 0, fortnight = 0, month = 0, longer = 0;
    int all() const { return week + fortnight + month + longer; }
    void add(AgeBand band);
};
struct AgingTotals {
    AgingBands bands;
    std::map<ReplyStage, int> by_stage;
    std::map<AgingTab, int> by_tab;
    int drafted = 0;
    struct Department {
        DepartmentId id;
        std::string name, short_name;
        AgingBands bands;
    };
    std::vector<Department> departments;  // most first
    struct Doctor {
        DoctorId id;
        std::string name, department;
        int over_week = 0, drafted = 0, all = 0, median_days = 0;
    };
    std::vector<Doctor> doctors;  // most over a week first
};
/// Everything around the list in two statements, whatever the filters: the totals equal the rows.
AgingTotals aging_totals(db::Transaction& tx, const Viewer& viewer, Instant now,
                         const AgingDays& listed);

/// Open notices of arrival (受診報告), the oldest first, and those sent today.
struct NoticeRows {
    std::vector<AgingRow> open, sent_today;
};
NoticeRows arrival_notices(db::Transaction& tx, const Viewer& viewer, Instant now, int limit = 200);

/// Every minute: chasers that fall due become duties (reply.chase) or go on to the next recipient,
/// stages of referrals that were withdrawn are set 返書不要, and open stages follow a letter whose
/// referrer, department or doctor was corrected after the visit. Returns how many were touched.
/// Reads first; writes only when there is something to do.
int open_chaser_duties(db::Database& database, Instant now);

}  // namespace kakehashi
