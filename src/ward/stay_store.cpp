#include "ward/stay_store.hpp"

#include "platform/event/event.hpp"
#include "ward/ward_store.hpp"

namespace kakehashi::ward {
namespace {

constexpr std::string_view kStayColumns = R"sql(
    SELECT stay.id, stay.patient_id, stay.ward_id, stay.since, stay.until, stay.ended_how,
           stay.version, ward.name, stay.in_sight
      FROM stay JOIN ward ON ward.id = stay.ward_id
     WHERE stay.facility_id = $1 AND stay.patient_id = $3 AND stay.ended_how <> 'mistaken'
       AND {shown stay.patient_id to $2}
)sql";

constexpr std::string_view kLastStayFirst = R"sql(
     ORDER BY CASE WHEN stay.until IS NULL THEN 0 ELSE 1 END, stay.until DESC, stay.id DESC
)sql";

constexpr db::Query kStays{"stay.of_patient", kStayColumns, kLastStayFirst};

constexpr db::Query kLast{"stay.last_of_patient", kStayColumns, kLastStayFirst, " LIMIT 1"};

constexpr db::Query kPatient{"stay.patient", R"sql(
    SELECT patient.id, patient.name FROM patient
     WHERE patient.facility_id = $1 AND patient.id = $3 AND patient.merged_into_id IS NULL
       AND {shown patient to $2}
)sql"};

constexpr db::Query kInsert{"stay.insert", R"sql(
    INSERT INTO stay (facility_id, patient_id, ward_id, since, entered_at, entered_by)
    VALUES ($1, $2, $3, $4, $5, $6)
)sql"};

constexpr db::Query kEnd{"stay.end", R"sql(
    UPDATE stay SET until = $4, ended_how = $5, in_sight = 0, version = version + 1
     WHERE facility_id = $1 AND id = $2 AND version = $3 AND until IS NULL
)sql"};

constexpr db::Query kReopen{"stay.reopen", R"sql(
    UPDATE stay SET until = NULL, ended_how = '', version = version + 1
     WHERE facility_id = $1 AND id = (SELECT max(id) FROM stay
                                       WHERE patient_id = $2 AND ended_how = 'moved'
                                         AND until = $3)
)sql"};

constexpr db::Query kNobodySees{"stay.nobody_sees", R"sql(
    UPDATE stay SET in_sight = 0 WHERE patient_id = $1 AND in_sight = 1
)sql"};

constexpr db::Query kWardSees{"stay.ward_sees", R"sql(
    UPDATE stay SET in_sight = 1
     WHERE id = (SELECT id FROM stay
                  WHERE patient_id = $1 AND ended_how <> 'mistaken'
                  ORDER BY CASE WHEN until IS NULL THEN 0 ELSE 1 END, until DESC, id DESC
                  LIMIT 1)
       AND (until IS NULL OR (ended_how = 'discharged' AND until >= $2))
)sql"};

ListedStay stay_from(const db::Row& row) {
    ListedStay listed;
    auto& stay = listed.stay;
    stay.id = row.id<StayId>(0);
    stay.patient = row.id<PatientId>(1);
    stay.ward = row.id<WardId>(2);
    stay.since = *row.date(3);
    stay.until = row.date(4);
    stay.end = parse_stay_end(row.text(5));
    stay.version = static_cast<int>(row.integer(6));
    listed.ward = row.string(7);
    listed.in_sight = row.yes(8);
    return listed;
}

void tell(db::Transaction& tx, const Viewer& viewer, Instant now, PatientId patient,
          std::string_view what, std::string ward, Date on) {
    record_event(tx, viewer, now, case_of(patient), patient, what,
                 json::object({{"ward", std::move(ward)}, {"on", iso_date(on)}}));
}

Result<Ward> ward_in_use(db::Transaction& tx, const Viewer& viewer, WardId id) {
    auto ward = find_ward(tx, viewer.facility, id);
    if (!ward || !ward->active) return fail(ErrorKind::Invalid, "choice.gone", "ward");
    return ward;
}

Result<ListedStay> open_stay(db::Transaction& tx, const Viewer& viewer, PatientId patient,
                             int version) {
    TRY_DO(find_stay_patient(tx, viewer, patient));
    auto last = last_stay_of(tx, viewer, patient);
    if (!last || !last->stay.is_open()) return fail(ErrorKind::Refused, "stay.none");
    if (last->stay.version != version) return fail(ErrorKind::Conflict, "stay.changed_meanwhile");
    return *std::move(last);
}

Result<void> end_stay(db::Transaction& tx, const Viewer& viewer, const Stay& stay) {
    if (tx.execute(kEnd, viewer.facility, stay.id, stay.version, stay.until, stay.end) == 0)
        return fail(ErrorKind::Conflict, "stay.changed_meanwhile");
    return {};
}

}  // namespace

std::vector<ListedStay> stays_of(db::Transaction& tx, const Viewer& viewer, PatientId patient) {
    return tx.all(kStays, stay_from, viewer.facility, viewer.user, patient);
}

std::optional<ListedStay> last_stay_of(db::Transaction& tx, const Viewer& viewer,
                                       PatientId patient) {
    return tx.first(kLast, stay_from, viewer.facility, viewer.user, patient);
}

Result<StayPatient> find_stay_patient(db::Transaction& tx, const Viewer& viewer, PatientId id) {
    auto found = tx.first(
        kPatient,
        [](const db::Row& row) {
            return StayPatient{row.id<PatientId>(0), row.string(1)};
        },
        viewer.facility, viewer.user, id);
    if (!found) return fail(ErrorKind::NotFound, "patient.not_found");
    viewer.sees(found->id);
    return *std::move(found);
}

Result<void> admit(db::Transaction& tx, const Viewer& viewer, Instant now, PatientId patient,
                   WardId ward, Date on) {
    const auto today = date_in_japan(now);
    TRY_DO(find_stay_patient(tx, viewer, patient));
    TRY(const auto there, ward_in_use(tx, viewer, ward));
    if (on > today) return fail(ErrorKind::Invalid, "date.in_future", "on");
    if (const auto last = last_stay_of(tx, viewer, patient)) {
        if (last->stay.is_open()) return fail(ErrorKind::Refused, "stay.open_already");
        if (on < *last->stay.until) return fail(ErrorKind::Invalid, "stay.overlaps", "on");
    }
    tx.execute(kInsert, viewer.facility, patient, ward, on, now, viewer.user);
    settle_sight(tx, patient, today);
    tell(tx, viewer, now, patient, "stay.admitted", there.name, on);
    return {};
}

Result<void> move(db::Transaction& tx, const Viewer& viewer, Instant now, PatientId patient,
                  int version, WardId ward, Date on) {
    const auto today = date_in_japan(now);
    TRY(const auto last, open_stay(tx, viewer, patient, version));
    TRY(const auto there, ward_in_use(tx, viewer, ward));
    if (last.stay.ward == ward) return fail(ErrorKind::Refused, "stay.same_ward", "ward");
    TRY(const auto ended, last.stay.ended(StayEnd::Moved, on, today));
    TRY_DO(end_stay(tx, viewer, ended));
    tx.execute(kInsert, viewer.facility, patient, ward, on, now, viewer.user);
    settle_sight(tx, patient, today);
    tell(tx, viewer, now, patient, "stay.moved", there.name, on);
    return {};
}

Result<void> discharge(db::Transaction& tx, const Viewer& viewer, Instant now, PatientId patient,
                       int version, Date on) {
    const auto today = date_in_japan(now);
    TRY(const auto last, open_stay(tx, viewer, patient, version));
    TRY(const auto ended, last.stay.ended(StayEnd::Discharged, on, today));
    TRY_DO(end_stay(tx, viewer, ended));
    settle_sight(tx, patient, today);
    tell(tx, viewer, now, patient, "stay.discharged", last.ward, on);
    return {};
}

Result<void> take_back(db::Transaction& tx, const Viewer& viewer, Instant now, PatientId patient,
                       int version) {
    TRY(const auto last, open_stay(tx, viewer, patient, version));
    TRY(const auto ended, last.stay.ended(StayEnd::Mistaken, last.stay.since, date_in_japan(now)));
    TRY_DO(end_stay(tx, viewer, ended));
    tx.execute(kReopen, viewer.facility, patient, last.stay.since);
    settle_sight(tx, patient, date_in_japan(now));
    tell(tx, viewer, now, patient, "stay.mistaken", last.ward, last.stay.since);
    return {};
}

void settle_sight(db::Transaction& tx, PatientId patient, Date today) {
    tx.execute(kNobodySees, patient);
    tx.execute(kWardSees, patient, today - kSightAfterDischarge);
}

}  // namespace kakehashi::ward
