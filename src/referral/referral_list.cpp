#include "referral/referral_list.hpp"

#include "platform/db/sight.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace kakehashi {
namespace {

ReferralLine line_from(const db::Row& row) {
    ReferralLine line;
    line.id = row.id<ReferralId>(0);
    line.number = row.string(1);
    line.state = parse_referral_state(row.text(2)).value();
    line.door = parse_door(row.text(3)).value();
    line.urgency = parse_urgency(row.text(4)).value();
    line.patient = row.id<PatientId>(5);
    line.patient_name = row.string(6);
    line.patient_kana = row.string(7);
    line.patient_number = row.string(8);
    line.patient_sex = row.string(9);
    line.patient_born_on = row.date(10);
    line.referrer = row.id<FacilityId>(11);
    line.referrer_name = row.string(12);
    line.referring_doctor = row.string(13);
    line.department = row.id<DepartmentId>(14);
    line.department_name = row.string(15);
    line.diagnoses = row.string(16);
    line.purpose = row.string(17);
    line.sender_note = row.string(18);
    line.received_at = *row.instant(19);
    line.closed_at = row.instant(20);
    line.assignee_name = row.string(21);
    line.original_pages = static_cast<int>(row.integer(22));
    return line;
}

ReferralLine line_with_duty(const db::Row& row) {
    auto line = line_from(row);
    line.due_at = row.instant(23);
    line.duty_kind = row.string(24);
    return line;
}

ReferralLine line_of_duty(const db::Row& row) {
    auto line = line_with_duty(row);
    line.duty = row.id<DutyId>(25);
    line.duty_urgent = row.yes(26);
    return line;
}

constexpr std::string_view kLineColumns = R"sql(
    SELECT referral.id, referral.number, referral.state, referral.door, referral.urgency,
           referral.patient_id, patient.name, patient.kana, patient.number, patient.sex,
           patient.born_on, referral.referrer_id, facility.name, referral.referring_doctor,
           referral.department_id, department.name, referral.diagnoses, referral.purpose,
           referral.sender_note, referral.received_at, referral.closed_at, user_account.name,
           case_document.pages)sql";
constexpr std::string_view kLineJoins = R"sql(
      LEFT JOIN patient ON patient.id = referral.patient_id
      LEFT JOIN facility ON facility.id = referral.referrer_id
      LEFT JOIN department ON department.id = referral.department_id
      LEFT JOIN user_account ON user_account.id = referral.assignee_id
      LEFT JOIN case_document ON case_document.id = referral.original_id)sql";

/// Open duties of this feature that do not rest, the first one of each case.
constexpr std::string_view kFirstDuties = R"sql(
     WHERE duty.facility_id = $1 AND duty.closed_at IS NULL AND duty.case_kind = 'referral'
       AND duty.kind LIKE 'referral.%'
       AND (duty.snoozed_until IS NULL OR duty.snoozed_until <= $2)
       AND NOT EXISTS (
           SELECT 1 FROM duty earlier
            WHERE earlier.facility_id = duty.facility_id AND earlier.case_kind = 'referral'
              AND earlier.case_id = duty.case_id AND earlier.closed_at IS NULL
              AND earlier.kind LIKE 'referral.%'
              AND (earlier.snoozed_until IS NULL OR earlier.snoozed_until <= $2)
              AND (earlier.urgent > duty.urgent
                   OR (earlier.urgent = duty.urgent
                       AND (earlier.due_at < duty.due_at
                            OR (earlier.due_at = duty.due_at AND earlier.id < duty.id)))))
)sql";

constexpr db::Query kNeedingUs{
    "referral.list_needing_us", kLineColumns, R"sql(,
           duty.due_at, duty.kind, duty.id, duty.urgent
      FROM duty
      JOIN referral ON referral.id = duty.case_id)sql", kLineJoins, kFirstDuties, R"sql(
       AND (CAST($3 AS BIGINT) IS NULL OR referral.department_id = $3)
       AND (CAST($4 AS BIGINT) IS NULL OR referral.referrer_id = $4)
       AND (CAST($5 AS BIGINT) IS NULL OR referral.assignee_id = $5)
       AND (CAST($6 AS TEXT) IS NULL OR referral.door = $6)
       AND (duty.urgent < $8
            OR (duty.urgent = $8 AND (duty.due_at > $9 OR (duty.due_at = $9 AND duty.id > $10))))
       AND {shown patient to $11}
     ORDER BY duty.urgent DESC, duty.due_at, duty.id
     LIMIT $7
)sql"};

constexpr db::Query kIdsNeedingUs{"referral.ids_needing_us", R"sql(
    SELECT duty.case_id FROM duty)sql",
                                  kFirstDuties, R"sql(
       AND {shown duty.patient_id to $4}
     ORDER BY duty.urgent DESC, duty.due_at, duty.id
     LIMIT $3
)sql"};

constexpr db::Query kOpenInState{"referral.list_open_in_state", kLineColumns, R"sql(, NULL, ''
      FROM referral)sql",
                                 kLineJoins, R"sql(
     WHERE referral.facility_id = $1 AND referral.state IN ($2, $8)
       AND referral.closed_at IS NULL
       AND (referral.received_at > $9 OR (referral.received_at = $9 AND referral.id > $10))
       AND (CAST($3 AS BIGINT) IS NULL OR referral.department_id = $3)
       AND (CAST($4 AS BIGINT) IS NULL OR referral.referrer_id = $4)
       AND (CAST($5 AS BIGINT) IS NULL OR referral.assignee_id = $5)
       AND (CAST($6 AS TEXT) IS NULL OR referral.door = $6)
       AND {shown patient to $11}
     ORDER BY referral.received_at, referral.id
     LIMIT $7
)sql"};

constexpr std::string_view kClosedRest = R"sql(
       AND referral.closed_at IS NOT NULL
       AND (referral.received_at < $2 OR (referral.received_at = $2 AND referral.id < $8))
       AND (CAST($3 AS BIGINT) IS NULL OR referral.department_id = $3)
       AND (CAST($4 AS BIGINT) IS NULL OR referral.referrer_id = $4)
       AND (CAST($5 AS BIGINT) IS NULL OR referral.assignee_id = $5)
       AND (CAST($6 AS TEXT) IS NULL OR referral.door = $6)
       AND {shown patient to $9}
     ORDER BY referral.received_at DESC, referral.id DESC
     LIMIT $7
)sql";

constexpr db::Query kClosed{
    "referral.list_closed", kLineColumns, R"sql(, NULL, ''
      FROM referral)sql", kLineJoins, R"sql(
     WHERE referral.facility_id = $1)sql", kClosedRest};

// Of its own: asked of everything that ever closed, one partner's few would be sought for long.
constexpr db::Query kClosedOfReferrer{"referral.list_closed_of_referrer",
                                      kLineColumns,
                                      R"sql(, NULL, ''
      FROM referral)sql",
                                      kLineJoins,
                                      R"sql(
     WHERE referral.facility_id = $1 AND referral.referrer_id = $4)sql",
                                      kClosedRest};
constexpr int kIdsAtOnce = 25;

// coalesce keeps the planner on the ids: by the facility's index it would read every referral.
constexpr db::Query kWithIds{"referral.list_with_ids", kLineColumns, R"sql(,
           (SELECT min(due_at) FROM duty
             WHERE duty.facility_id = referral.facility_id AND duty.case_kind = 'referral'
               AND duty.case_id = referral.id AND duty.closed_at IS NULL), ''
      FROM referral)sql",
                             kLineJoins, R"sql(
     WHERE coalesce(referral.facility_id, 0) = $1
       AND referral.id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)
       AND {shown patient to $27}
)sql"};

constexpr db::Query kCountOpen{"referral.count_open", R"sql(
    SELECT state, count(*) FROM referral
     WHERE facility_id = $1 AND closed_at IS NULL
       AND {shown referral.patient_id to $2}
     GROUP BY state
)sql"};

constexpr db::Query kCountWaiting{"referral.count_waiting", R"sql(
    SELECT door, count(*), min(received_at) FROM referral
     WHERE facility_id = $1 AND state = 'received' AND closed_at IS NULL
     GROUP BY door
)sql"};

constexpr db::Query kCountToday{"referral.count_today", R"sql(
    SELECT door, count(*) FROM referral
     WHERE facility_id = $1 AND received_at >= $2
       AND {shown referral.patient_id to $3}
     GROUP BY door
)sql"};

constexpr db::Query kFigures{"referral.figures_of_referrer", R"sql(
    SELECT count(*), sum(CASE WHEN department_id = $4 THEN 1 ELSE 0 END),
           sum(CASE WHEN state = 'visited' THEN 1 ELSE 0 END)
      FROM referral
     WHERE facility_id = $1 AND referrer_id = $2 AND received_at >= $3
)sql"};

std::vector<ReferralLine> seen(const Viewer& viewer, std::vector<ReferralLine> lines) {
    for (const auto& line : lines) viewer.sees(line.patient, line.id);
    return lines;
}

}  // namespace

std::vector<ReferralLine> referrals_needing_us(db::Transaction& tx, const Viewer& viewer,
                                               Instant now, const ReferralFilter& filter,
                                               const std::optional<TodoPlace>& after, int limit) {
    constexpr int kBeforeAll = 2;  // above urgent: 0 or 1
    const auto place = after.value_or(TodoPlace{});
    return seen(viewer, tx.all(kNeedingUs, line_of_duty, viewer.facility, now, filter.department,
                               filter.referrer, filter.assignee, filter.door, limit,
                               after ? static_cast<int>(place.urgent) : kBeforeAll, place.due_at,
                               place.duty.value, viewer.user));
}

std::vector<ReferralId> ids_needing_us(db::Transaction& tx, const Viewer& viewer, Instant now,
                                       int limit) {
    return tx.all(
        kIdsNeedingUs, [](const db::Row& row) { return row.id<ReferralId>(0); }, viewer.facility,
        now, limit, viewer.user);
}

std::vector<ReferralLine> open_referrals_in(db::Transaction& tx, const Viewer& viewer,
                                            const std::vector<ReferralState>& states,
                                            const ReferralFilter& filter,
                                            const std::optional<HistoryPlace>& after, int limit) {
    const auto place = after.value_or(HistoryPlace{});
    return seen(viewer,
                tx.all(kOpenInState, line_from, viewer.facility, states.front(), filter.department,
                       filter.referrer, filter.assignee, filter.door, limit, states.back(),
                       place.received_at, place.id.value, viewer.user));
}

std::vector<ReferralLine> closed_referrals(db::Transaction& tx, const Viewer& viewer,
                                           const ReferralFilter& filter,
                                           const std::optional<HistoryPlace>& before, int limit) {
    constexpr std::int64_t kEndOfTime = 253'402'300'799;  // 9999-12-31
    const auto place = before.value_or(HistoryPlace{Instant{std::chrono::seconds{kEndOfTime}}, {}});
    return seen(viewer,
                tx.all(filter.referrer ? kClosedOfReferrer : kClosed, line_from, viewer.facility,
                       place.received_at, filter.department, filter.referrer, filter.assignee,
                       filter.door, limit, place.id.value, viewer.user));
}

std::vector<ReferralLine> referrals_with_ids(db::Transaction& tx, const Viewer& viewer,
                                             const std::vector<ReferralId>& ids) {
    std::vector<ReferralLine> lines;
    for (std::size_t start = 0; start < ids.size(); start += kIdsAtOnce) {
        std::array<std::int64_t, kIdsAtOnce> some{};
        for (std::size_t i = 0; i < kIdsAtOnce && start + i < ids.size(); ++i)
            some[i] = ids[start + i].value;
        std::apply(
            [&](const auto&... id) {
                for (auto& line :
                     tx.all(kWithIds, line_with_duty, viewer.facility, id..., viewer.user))
                    lines.push_back(std::move(line));
            },
            some);
    }
    std::ranges::stable_sort(lines, {}, [&](const ReferralLine& line) {
        return std::ranges::find(ids, line.id) - ids.begin();
    });
    return seen(viewer, std::move(lines));
}

ReferralCounts count_referrals(db::Transaction& tx, const Viewer& viewer, Instant now) {
    ReferralCounts counts;
    tx.each(
        kCountOpen,
        [&](const db::Row& row) {
            if (const auto state = parse_referral_state(row.text(0)))
                counts.open[*state] = static_cast<int>(row.integer(1));
        },
        viewer.facility, viewer.user);
    tx.each(
        kCountWaiting,
        [&](const db::Row& row) {
            const auto door = parse_door(row.text(0));
            if (!door) return;
            counts.waiting[*door] = static_cast<int>(row.integer(1));
            counts.oldest[*door] = *row.instant(2);
        },
        viewer.facility);
    const auto midnight = instant_in_japan(date_in_japan(now), std::chrono::seconds{0});
    tx.each(
        kCountToday,
        [&](const db::Row& row) {
            if (const auto door = parse_door(row.text(0)))
                counts.today[*door] = static_cast<int>(row.integer(1));
        },
        viewer.facility, midnight, viewer.user);
    return counts;
}

ReferrerFigures figures_of_referrer(db::Transaction& tx, const Viewer& viewer, Instant now,
                                    FacilityId referrer, DepartmentId department) {
    constexpr days kYear{365};
    const db::Unveiled figures_of_all{tx};
    return tx
        .first(
            kFigures,
            [](const db::Row& row) {
                return ReferrerFigures{static_cast<int>(row.integer(0)),
                                       static_cast<int>(row.integer(1)),
                                       static_cast<int>(row.integer(2))};
            },
            viewer.facility, referrer, now - kYear, department)
        .value_or(ReferrerFigures{});
}

}  // namespace kakehashi
