#include "reply/reply_aging.hpp"

#include <algorithm>

#include "reply/reply_rows.hpp"

namespace kakehashi {
namespace {

/// Every list reads the same columns in the same order: obligation_from(), then names.
constexpr std::string_view kAgingNames = R"sql(,
           r.number, p.name, p.sex, p.born_on, r.diagnoses, r.admitted_on, r.discharged_on,
           f.name, f.reply_means, d.name, d.short_name, m.name
      FROM reply_obligation o
      JOIN referral r ON r.id = o.referral_id
      JOIN patient p ON p.id = o.patient_id
      LEFT JOIN facility f ON f.id = o.referrer_id
      LEFT JOIN department d ON d.id = o.department_id
      LEFT JOIN doctor m ON m.id = o.doctor_id)sql";

constexpr db::Query kListed{"reply.list_open", kObligationRows, kAgingNames, R"sql(
     WHERE o.facility_id = $1 AND o.closed_at IS NULL AND o.stage <> 'arrival_notice'
       AND (o.due_on <= $2 OR o.stage <> 'final')
       AND o.counted_from >= $3 AND o.counted_from <= $4
       AND ($5 < 0 OR $5 = CASE WHEN coalesce(o.chased_doctor_at, 0) >= $6
                                  OR coalesce(o.chased_head_at, 0) >= $6 THEN 1 ELSE 0 END)
       AND ($7 = '' OR o.stage = $7)
       AND ($8 = 0 OR o.department_id = $8)
       AND ($9 = 0 OR o.doctor_id = $9)
       AND ($10 = 0 OR o.state = 'drafted')
       AND (o.counted_from, o.id) > ($11, $12)
       AND {shown p to $14}
     ORDER BY o.counted_from, o.id
     LIMIT $13
)sql"};

constexpr db::Query kNotNeeded{"reply.list_not_needed", kObligationRows, kAgingNames, R"sql(
     WHERE o.facility_id = $1 AND o.state = 'not_needed'
       AND ($2 = '' OR o.stage = $2)
       AND ($3 = 0 OR o.department_id = $3)
       AND ($4 = 0 OR o.doctor_id = $4)
       AND (o.closed_at, o.id) < ($5, $6)
       AND {shown p to $8}
     ORDER BY o.closed_at DESC, o.id DESC
     LIMIT $7
)sql"};

constexpr db::Query kByDepartment{"reply.list_by_department", kObligationRows, kAgingNames, R"sql(
     WHERE o.facility_id = $1 AND o.closed_at IS NULL AND o.stage <> 'arrival_notice'
       AND (o.due_on <= $2 OR o.stage <> 'final')
       AND {shown p to $4}
     ORDER BY CASE WHEN d.id IS NULL THEN 1 ELSE 0 END, d.position, d.id, o.counted_from, o.id
     LIMIT $3
)sql"};

constexpr db::Query kOne{"reply.list_one", kObligationRows, kAgingNames, R"sql(
     WHERE o.facility_id = $1 AND o.id = $2
       AND {shown p to $3}
)sql"};

constexpr db::Query kOpenNotices{"reply.list_open_notices", kObligationRows, kAgingNames, R"sql(
     WHERE o.facility_id = $1 AND o.closed_at IS NULL AND o.stage = 'arrival_notice'
       AND {shown p to $3}
     ORDER BY o.counted_from, o.id
     LIMIT $2
)sql"};

constexpr db::Query kSentNotices{"reply.list_sent_notices", kObligationRows, kAgingNames, R"sql(
     WHERE o.facility_id = $1 AND o.closed_at IS NOT NULL AND o.closed_at >= $2
       AND o.stage = 'arrival_notice' AND o.state = 'sent'
       AND {shown p to $4}
     ORDER BY o.closed_at DESC, o.id DESC
     LIMIT $3
)sql"};

// In the order of the index of open replies: else a planner may walk through all that ever were.
constexpr db::Query kTotals{"reply.totals", R"sql(
    SELECT o.stage, o.state, o.counted_from, o.chased_doctor_at, o.chased_head_at,
           o.department_id, o.doctor_id, d.name, d.short_name, m.name
      FROM reply_obligation o
      LEFT JOIN department d ON d.id = o.department_id
      LEFT JOIN doctor m ON m.id = o.doctor_id
     WHERE o.facility_id = $1 AND o.closed_at IS NULL AND o.stage <> 'arrival_notice'
       AND (o.due_on <= $2 OR o.stage <> 'final')
       AND {shown o.patient_id to $3}
     ORDER BY o.counted_from, o.id
)sql"};

constexpr db::Query kCountNotNeeded{"reply.count_not_needed", R"sql(
    SELECT count(*) FROM reply_obligation
     WHERE facility_id = $1 AND state = 'not_needed' AND closed_at >= $2
       AND {shown reply_obligation.patient_id to $3}
)sql"};

constexpr int kWeekDays = 7;
/// The number on the tab 返書不要 counts the last month; the list goes on.
constexpr days kNotNeededCounted{30};

AgingRow row_from(const db::Row& row) {
    AgingRow out;
    out.reply = obligation_from(row);
    int column = kObligationColumns;
    out.referral_number = row.string(column++);
    out.patient_name = row.string(column++);
    out.patient_sex = row.string(column++);
    out.patient_born_on = row.date(column++);
    out.diagnoses = row.string(column++);
    out.admitted_on = row.date(column++);
    out.discharged_on = row.date(column++);
    out.referrer_name = row.string(column++);
    out.referrer_means = row.string(column++);
    out.department_name = row.string(column++);
    out.department_short_name = row.string(column++);
    out.doctor_name = row.string(column++);
    return out;
}

/// A chaser after this moment still waits for its answer.
Instant chased_since(Instant now) {
    return instant_in_japan(date_in_japan(now) - kAnswerAwaited, std::chrono::seconds{0});
}

AgingTab tab_for(Date counted_from, std::optional<Instant> doctor, std::optional<Instant> head,
                 Instant now) {
    if ((date_in_japan(now) - counted_from).count() <= kWeekDays) return AgingTab::Week;
    const auto since = chased_since(now);
    const bool awaited = (doctor && *doctor >= since) || (head && *head >= since);
    return awaited ? AgingTab::Chased : AgingTab::Act;
}

std::string stage_word(const AgingFilter& filter) {
    return filter.stage ? std::string{to_text(*filter.stage)} : std::string{};
}

PatientId patient_of(const AgingRow& row) {
    return row.reply.patient;
}

AgingPage paged(const Viewer& viewer, std::vector<AgingRow> rows, int limit, bool by_closing) {
    const bool more = rows.size() > static_cast<std::size_t>(limit);
    if (more) rows.resize(static_cast<std::size_t>(limit));
    AgingPage page{viewer.sees_each(std::move(rows), patient_of), std::nullopt};
    if (!more) return page;
    const auto& last = page.rows.back().reply;
    page.next = AgingPlace{by_closing ? std::int64_t{last.closed_at->time_since_epoch().count()}
                                      : std::int64_t{last.counted_from.time_since_epoch().count()},
                           last.id};
    return page;
}

AgingPage list_not_needed(db::Transaction& tx, const Viewer& viewer, Instant now,
                          const AgingFilter& filter, const std::optional<AgingPlace>& after,
                          int limit) {
    const auto from =
        after ? after->sort : std::int64_t{(now + days{1}).time_since_epoch().count()};
    return paged(
        viewer,
        tx.all(kNotNeeded, row_from, viewer.facility, stage_word(filter), filter.department.value,
               filter.doctor.value, from, after ? after->id.value : 0, limit + 1, viewer.user),
        limit, true);
}

int median(std::vector<int>& waited) {
    if (waited.empty()) return 0;
    const auto middle = waited.begin() + static_cast<std::ptrdiff_t>(waited.size() / 2);
    std::nth_element(waited.begin(), middle, waited.end());
    return *middle;
}

}  // namespace

AgingTab tab_of(const ReplyObligation& obligation, Instant now) {
    if (!obligation.open()) return AgingTab::NotNeeded;
    return tab_for(obligation.counted_from, obligation.chased_doctor_at, obligation.chased_head_at,
                   now);
}

AgingPage list_replies(db::Transaction& tx, const Viewer& viewer, Instant now,
                       const AgingDays& listed, const AgingFilter& filter,
                       const std::optional<AgingPlace>& after, int limit) {
    if (filter.tab == AgingTab::NotNeeded)
        return list_not_needed(tx, viewer, now, filter, after, limit);
    constexpr Date kEver{days{-100'000}};
    constexpr Date kNever{days{1'000'000}};
    const bool week = filter.tab == AgingTab::Week;
    const Date week_begins = listed.today - days{kWeekDays};
    const auto from = week ? week_begins : kEver;
    const auto until = week ? kNever : week_begins - days{1};
    const int chased = week ? -1 : filter.tab == AgingTab::Chased ? 1 : 0;
    const Date place = after ? Date{days{after->sort}} : kEver;
    return paged(
        viewer,
        tx.all(kListed, row_from, viewer.facility, listed.listed_until(), from, until, chased,
               chased_since(now), stage_word(filter), filter.department.value, filter.doctor.value,
               filter.drafted, place, after ? after->id.value : 0, limit + 1, viewer.user),
        limit, false);
}

std::vector<AgingRow> replies_by_department(db::Transaction& tx, const Viewer& viewer,
                                            const AgingDays& listed, int limit) {
    return viewer.sees_each(
        tx.all(kByDepartment, row_from, viewer.facility, listed.listed_until(), limit, viewer.user),
        patient_of);
}

std::vector<AgingRow> replies_with_ids(db::Transaction& tx, const Viewer& viewer,
                                       const std::vector<ReplyObligationId>& ids) {
    std::vector<AgingRow> rows;
    for (const auto id : ids)
        if (auto row = tx.first(kOne, row_from, viewer.facility, id, viewer.user))
            rows.push_back(*std::move(row));
    return viewer.sees_each(std::move(rows), patient_of);
}

void AgingBands::add(AgeBand band) {
    switch (band) {
        case AgeBand::Week:
            ++week;
            break;
        case AgeBand::Fortnight:
            ++fortnight;
            break;
        case AgeBand::Month:
            ++month;
            break;
        case AgeBand::Longer:
            ++longer;
            break;
    }
}

AgingTotals aging_totals(db::Transaction& tx, const Viewer& viewer, Instant now,
                         const AgingDays& listed) {
    AgingTotals totals;
    std::map<DepartmentId, AgingTotals::Department> departments;
    struct OfDoctor {
        AgingTotals::Doctor doctor;
        std::vector<int> waited;
    };
    std::map<DoctorId, OfDoctor> doctors;
    tx.each(
        kTotals,
        [&](const db::Row& row) {
            const auto counted_from = *row.date(2);
            const int waited = static_cast<int>((listed.today - counted_from).count());
            const auto band = age_band(waited);
            const bool drafted = row.text(1) == "drafted";
            totals.bands.add(band);
            ++totals.by_stage[parse_reply_stage(row.text(0)).value()];
            ++totals.by_tab[tab_for(counted_from, row.instant(3), row.instant(4), now)];
            if (drafted) ++totals.drafted;
            auto& department = departments[row.id<DepartmentId>(5)];
            if (department.bands.all() == 0) {
                department.id = row.id<DepartmentId>(5);
                department.name = row.string(7);
                department.short_name = row.string(8);
            }
            department.bands.add(band);
            const auto id = row.id<DoctorId>(6);
            if (!id) return;
            auto& [doctor, days_waited] = doctors[id];
            doctor.id = id;
            doctor.name = row.string(9);
            doctor.department = row.text(8).empty() ? row.string(7) : row.string(8);
            ++doctor.all;
            if (band != AgeBand::Week) ++doctor.over_week;
            if (drafted) ++doctor.drafted;
            days_waited.push_back(waited);
        },
        viewer.facility, listed.listed_until(), viewer.user);
    totals.by_tab[AgingTab::NotNeeded] = static_cast<int>(
        tx.number(kCountNotNeeded, viewer.facility, now - kNotNeededCounted, viewer.user));
    for (auto& [id, department] : departments) totals.departments.push_back(std::move(department));
    for (auto& [id, one] : doctors) {
        one.doctor.median_days = median(one.waited);
        totals.doctors.push_back(std::move(one.doctor));
    }
    std::ranges::stable_sort(totals.departments, std::ranges::greater{},
                             [](const auto& department) { return department.bands.all(); });
    std::ranges::stable_sort(totals.doctors, std::ranges::greater{}, [](const auto& doctor) {
        return std::pair{doctor.over_week, doctor.all};
    });
    return totals;
}

NoticeRows arrival_notices(db::Transaction& tx, const Viewer& viewer, Instant now, int limit) {
    const auto midnight = instant_in_japan(date_in_japan(now), std::chrono::seconds{0});
    return {viewer.sees_each(tx.all(kOpenNotices, row_from, viewer.facility, limit, viewer.user),
                             patient_of),
            viewer.sees_each(
                tx.all(kSentNotices, row_from, viewer.facility, midnight, limit, viewer.user),
                patient_of)};
}

}  // namespace kakehashi
