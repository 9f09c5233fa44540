#include "ward_desk/ward_desk_store.hpp"

namespace kakehashi::ward_desk {
namespace {

/// What status_from() reads; $3 is today.
constexpr std::string_view kStatusColumns = R"sql(
           r.id, r.state, coalesce(facility.name, ''), coalesce(department.name, ''),
           r.received_at, b.on_date, b.starts_at, coalesce(bookable.name, ''), o.stage, o.due_on
)sql";

constexpr std::string_view kStatusJoins = R"sql(
      LEFT JOIN facility ON facility.id = r.referrer_id
      LEFT JOIN department ON department.id = r.department_id
      LEFT JOIN booking b ON b.id = (
           SELECT next.id FROM booking next
            WHERE next.facility_id = $1 AND next.referral_id = r.id
              AND next.state = 'confirmed' AND next.on_date >= $3
            ORDER BY next.on_date, next.starts_at, next.id LIMIT 1)
      LEFT JOIN bookable ON bookable.id = b.bookable_id
      LEFT JOIN reply_obligation o ON o.id = (
           SELECT due.id FROM reply_obligation due
            WHERE due.facility_id = $1 AND due.referral_id = r.id AND due.closed_at IS NULL
            ORDER BY due.due_on, due.id LIMIT 1)
)sql";

// From the viewer's few wards to those in them: CROSS JOIN keeps SQLite to this order.
constexpr db::Query kPatients{"ward_desk.patients", R"sql(
    SELECT p.id, p.name, p.kana, p.sex, p.number, p.born_on, ward.name, stay.since, stay.until,
)sql", kStatusColumns, R"sql(
      FROM affiliation
      CROSS JOIN stay
      JOIN ward ON ward.id = stay.ward_id
      JOIN patient p ON p.id = stay.patient_id
      LEFT JOIN referral r ON r.id = (
           SELECT max(newest.id) FROM referral newest
            WHERE newest.facility_id = $1 AND newest.patient_id = p.id
              AND newest.state <> 'not_a_referral')
)sql",
                              kStatusJoins,         R"sql(
     WHERE affiliation.user_id = $2 AND affiliation.running = 1
       AND stay.ward_id = affiliation.ward_id AND stay.in_sight = 1
       AND {shown p to $2}
     ORDER BY ward.position, ward.id, p.kana, p.id
)sql"};

constexpr db::Query kStatuses{"ward_desk.statuses", "SELECT",     kStatusColumns,
                              "FROM referral r",    kStatusJoins, R"sql(
     WHERE r.facility_id = $1 AND r.patient_id = $4 AND r.state <> 'not_a_referral'
       AND {shown r.patient_id to $2}
     ORDER BY r.id DESC
     LIMIT $5
)sql"};

LiaisonStatus status_from(const db::Row& row, int first) {
    LiaisonStatus status;
    status.referral = row.id<ReferralId>(first);
    if (!status.referral) return status;
    status.state = parse_referral_state(row.text(first + 1)).value_or(ReferralState::Received);
    status.referrer = row.string(first + 2);
    status.department = row.string(first + 3);
    status.received_at = row.instant(first + 4);
    status.booked_on = row.date(first + 5);
    status.booked_at = row.string(first + 6);
    status.booked_what = row.string(first + 7);
    if (const auto stage = parse_reply_stage(row.text(first + 8))) status.reply = *stage;
    status.reply_due_on = row.date(first + 9);
    return status;
}

WardPatient patient_from(const db::Row& row) {
    WardPatient patient;
    patient.id = row.id<PatientId>(0);
    patient.name = row.string(1);
    patient.kana = row.string(2);
    patient.sex = row.string(3);
    patient.number = row.string(4);
    patient.born_on = row.date(5);
    patient.ward = row.string(6);
    patient.since = *row.date(7);
    patient.until = row.date(8);
    patient.status = status_from(row, 9);
    return patient;
}

}  // namespace

std::vector<WardPatient> patients_of_own_wards(db::Transaction& tx, const Viewer& viewer,
                                               Date today) {
    return viewer.sees_each(tx.all(kPatients, patient_from, viewer.facility, viewer.user, today),
                            &WardPatient::id);
}

std::vector<LiaisonStatus> statuses_of(db::Transaction& tx, const Viewer& viewer, PatientId patient,
                                       Date today, int limit) {
    return tx.all(
        kStatuses, [](const db::Row& row) { return status_from(row, 0); }, viewer.facility,
        viewer.user, today, patient, limit);
}

}  // namespace kakehashi::ward_desk
