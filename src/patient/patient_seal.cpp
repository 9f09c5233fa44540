#include "patient/patient_seal.hpp"

#include <algorithm>
#include <array>

#include "base/holidays.hpp"
#include "base/words.hpp"
#include "consent/partners_told.hpp"
#include "patient/patient_store.hpp"
#include "platform/db/sight.hpp"
#include "platform/duty/duty.hpp"
#include "platform/event/event.hpp"

namespace kakehashi {
namespace {

constexpr std::array kKinds{Words<SealKind>{SealKind::Abuse, "abuse", "虐待・暴力"},
                            Words<SealKind>{SealKind::Staff, "staff", "職員本人・家族"},
                            Words<SealKind>{SealKind::Vip, "vip", "社会的に知られた方"},
                            Words<SealKind>{SealKind::Other, "other", "そのほか"}};

constexpr db::Query kSeal{"seal.insert", R"sql(
    INSERT INTO sealed_patient (patient_id, facility_id, kind, reason, sealed_at, sealed_by)
    VALUES ($1, $2, $3, $4, $5, $6)
)sql"};
constexpr db::Query kUnseal{"seal.remove", R"sql(
    DELETE FROM sealed_patient WHERE facility_id = $1 AND patient_id = $2
)sql"};
constexpr db::Query kFind{"seal.find", R"sql(
    SELECT sealed_patient.kind, sealed_patient.reason, sealed_patient.sealed_at, user_account.name
      FROM sealed_patient JOIN user_account ON user_account.id = sealed_patient.sealed_by
     WHERE sealed_patient.facility_id = $1 AND sealed_patient.patient_id = $2
       AND {shown sealed_patient.patient_id to $3}
)sql"};
constexpr db::Query kReaders{"seal.readers", R"sql(
    SELECT user_account.id, user_account.name, reader.until
      FROM sealed_patient_reader reader JOIN user_account ON user_account.id = reader.user_id
     WHERE reader.patient_id = $1
     ORDER BY user_account.id
)sql"};
constexpr db::Query kForgetReaders{"seal.forget_readers", R"sql(
    DELETE FROM sealed_patient_reader WHERE patient_id = $1 AND until IS NULL
)sql"};
constexpr db::Query kAddReader{"seal.add_reader", R"sql(
    INSERT INTO sealed_patient_reader (patient_id, user_id, until)
    SELECT $1, id, CAST($3 AS BIGINT) FROM user_account WHERE id = $2 AND facility_id = $4
    ON CONFLICT (patient_id, user_id) DO UPDATE SET until = excluded.until
)sql"};
constexpr db::Query kSealedWithNumber{"seal.with_number", R"sql(
    SELECT patient.id, CASE WHEN {shown patient to $3} THEN 0 ELSE 1 END
      FROM patient
     WHERE patient.facility_id = $1 AND patient.number = $2 AND patient.number <> ''
       AND patient.merged_into_id IS NULL
)sql"};
constexpr db::Query kCloseGlass{"seal.close_glass", R"sql(
    DELETE FROM sealed_patient_reader WHERE until <= $1
)sql"};

constexpr db::Query kCloseGlassOf{"seal.close_glass_of", R"sql(
    DELETE FROM sealed_patient_reader
     WHERE patient_id = $1 AND user_id = $2 AND until IS NOT NULL
)sql"};

constexpr db::Query kGlassIsOver{"seal.glass_is_over", R"sql(
    SELECT count(*) FROM sealed_patient_reader WHERE until <= $1
)sql"};

void add_reader(db::Transaction& tx, const Viewer& viewer, PatientId patient, UserId user,
                std::optional<Instant> until = std::nullopt) {
    tx.execute(kAddReader, patient, user, until, viewer.facility);
}

void name_readers(db::Transaction& tx, const Viewer& viewer, PatientId patient,
                  const std::vector<UserId>& readers) {
    for (const auto user : readers) add_reader(tx, viewer, patient, user);
    add_reader(tx, viewer, patient, viewer.user);
}

/// Who opened the record in an emergency may neither stay nor let others in.
Result<void> may_change_seal(db::Transaction& tx, const Viewer& viewer, PatientId patient) {
    const auto seal = seal_of(tx, viewer, patient);
    if (!seal) return fail(ErrorKind::NotFound, "seal.none");
    if (seal->is_opened_for(viewer.user)) return fail(ErrorKind::Refused, "seal.opened_only");
    return {};
}

}  // namespace

bool Seal::is_opened_for(UserId user) const {
    return std::any_of(readers.begin(), readers.end(), [&](const SealReader& reader) {
        return reader.user == user && reader.until.has_value();
    });
}

std::string_view to_text(SealKind kind) {
    return words_of(kKinds, kind).text;
}
std::string_view japanese(SealKind kind) {
    return words_of(kKinds, kind).japanese;
}
Result<SealKind> parse_seal_kind(std::string_view text) {
    return value_of(kKinds, text, "seal.unknown_kind", "kind");
}

std::optional<Seal> seal_of(db::Transaction& tx, const Viewer& viewer, PatientId patient) {
    auto seal = tx.first(
        kFind,
        [](const db::Row& row) {
            return Seal{parse_seal_kind(row.text(0)).value_or(SealKind::Other),
                        row.string(1),
                        *row.instant(2),
                        row.string(3),
                        {}};
        },
        viewer.facility, patient, viewer.user);
    if (seal)
        seal->readers = tx.all(
            kReaders,
            [](const db::Row& row) {
                return SealReader{row.id<UserId>(0), row.string(1), row.instant(2)};
            },
            patient);
    return seal;
}

Result<void> seal_patient(db::Transaction& tx, const Viewer& viewer, Instant now, PatientId patient,
                          SealKind kind, std::string_view reason,
                          const std::vector<UserId>& readers) {
    TRY_DO(find_patient_record(tx, viewer, patient));
    const bool sealed = tx.attempt(
        [&] { tx.send(kSeal, patient, viewer.facility, to_text(kind), reason, now, viewer.user); });
    if (!sealed) return fail(ErrorKind::Conflict, "seal.already");
    name_readers(tx, viewer, patient, readers);
    record_event(tx, viewer, now, case_of(patient), patient, "patient.sealed",
                 json::object({{"kind", std::string{to_text(kind)}}}));
    tell_partners_of(tx, viewer, now, patient);
    return {};
}

Result<void> name_seal_readers(db::Transaction& tx, const Viewer& viewer, Instant now,
                               PatientId patient, const std::vector<UserId>& readers) {
    TRY_DO(may_change_seal(tx, viewer, patient));
    tx.send(kForgetReaders, patient);
    name_readers(tx, viewer, patient, readers);
    record_event(tx, viewer, now, case_of(patient), patient, "patient.seal_readers");
    return {};
}

Result<void> unseal_patient(db::Transaction& tx, const Viewer& viewer, Instant now,
                            PatientId patient, std::string_view reason) {
    TRY_DO(may_change_seal(tx, viewer, patient));
    tx.send(kUnseal, viewer.facility, patient);
    record_event(tx, viewer, now, case_of(patient), patient, "patient.unsealed",
                 json::object({{"reason", std::string{reason}}}));
    tell_partners_of(tx, viewer, now, patient);
    return {};
}

Date review_day(Date today, const Holidays& holidays) {
    for (int n = 0; n < kReviewBusinessDays; ++n) today = holidays.next_business_day(today);
    return today;
}

Result<PatientId> break_glass(db::Transaction& tx, const Viewer& viewer, Instant now,
                              const Holidays& holidays, std::string_view number,
                              std::string_view why, std::string_view reason) {
    struct Found {
        PatientId id;
        bool hidden;
    };
    const db::Unveiled behind_the_glass{tx};
    const auto found = tx.first(
        kSealedWithNumber,
        [](const db::Row& row) {
            return Found{row.id<PatientId>(0), row.yes(1)};
        },
        viewer.facility, number, viewer.user);
    if (!found) return fail(ErrorKind::NotFound, "patient.not_found", "number");
    if (!found->hidden) return found->id;
    add_reader(tx, viewer, found->id, viewer.user, now + kGlassOpen);
    record_event(tx, viewer, now, case_of(found->id), found->id, "patient.glass_broken",
                 json::object({{"why", std::string{why}}, {"reason", std::string{reason}}}));
    NewDuty review;
    review.about = case_of(found->id);
    review.patient = found->id;
    review.kind = kDutyReviewGlass;
    review.basis = DutyBasis::Promise;
    review.urgent = true;  // above everything else of the day
    review.topic = viewer.user.text();
    review.due_at =
        instant_in_japan(review_day(date_in_japan(now), holidays), std::chrono::hours{17});
    review.note = viewer.name + " さんが開いた理由: " + std::string{reason};
    open_duty(tx, viewer, now, review);
    return found->id;
}

Result<void> review_glass(db::Transaction& tx, const Viewer& viewer, Instant now, PatientId patient,
                          std::string_view topic) {
    TRY_DO(find_patient_record(tx, viewer, patient));
    close_duty(tx, viewer, now, case_of(patient), kDutyReviewGlass, topic, "done");
    if (const auto user = UserId::parse(topic)) tx.send(kCloseGlassOf, patient, *user);
    record_event(tx, viewer, now, case_of(patient), patient, "patient.glass_reviewed");
    return {};
}

void close_glass(db::Database& database, Instant now) {
    if (database.read().number(kGlassIsOver, now) == 0) return;
    auto tx = database.write();
    tx.send(kCloseGlass, now);
    tx.commit();
}

}  // namespace kakehashi
