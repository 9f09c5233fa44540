#include "patient/patient_store.hpp"

#include <algorithm>
#include <limits>

#include "base/japanese.hpp"
#include "patient/patient_row.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kPatientWithNumber{"patient.with_number", R"sql(
    SELECT patient.id FROM patient
     WHERE patient.facility_id = $1 AND patient.number = $3 AND patient.number <> ''
       AND patient.merged_into_id IS NULL
       AND {shown patient to $2}
)sql"};

constexpr db::Query kFindPatient{"patient.find", R"sql(
    SELECT kept.id, kept.facility_id, kept.number, kept.name, kept.kana, kept.sex, kept.born_on,
           kept.postal_code, kept.address, kept.phone, kept.contact, kept.caution, kept.needs,
           kept.last_visit, kept.merged_into_id, kept.version
      FROM patient JOIN patient kept ON kept.id = coalesce(patient.merged_into_id, patient.id)
     WHERE patient.id = $2 AND patient.facility_id = $1
       AND {shown kept to $3}
)sql"};

constexpr db::Query kFindRecord{"patient.find_record", kPatientColumns, R"sql(
      FROM patient
     WHERE id = $2 AND facility_id = $1
       AND {shown patient to $3}
)sql"};

constexpr db::Query kInsertPatient{"patient.insert", R"sql(
    INSERT INTO patient (facility_id, number, name, kana, name_key, kana_key, sex, born_on,
                         postal_code, address, phone, phone_key, contact, caution, needs,
                         last_visit, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17)
    RETURNING id
)sql"};

constexpr db::Query kUpdatePatient{"patient.update", R"sql(
    UPDATE patient
       SET number = $4, name = $5, kana = $6, name_key = $7, kana_key = $8, sex = $9,
           born_on = $10, postal_code = $11, address = $12, phone = $13, phone_key = $14,
           contact = $15, caution = $16, needs = $17, last_visit = $18, updated_at = $19,
           version = version + 1
     WHERE id = $2 AND facility_id = $1 AND version = $3
)sql"};

// Each branch is one index; a birth date alone is no likeness, so likelihood_rank drops the rest.
constexpr db::Query kSimilar{"patient.similar", kPatientColumns, R"sql(
      FROM patient
     WHERE merged_into_id IS NULL
       AND {shown patient to $7}
       AND id IN (
           SELECT id FROM patient WHERE facility_id = $1 AND number = $2 AND number <> ''
           UNION SELECT id FROM patient WHERE facility_id = $1 AND born_on = $3
           UNION SELECT id FROM patient WHERE facility_id = $1 AND phone_key = $4 AND phone_key <> ''
           UNION SELECT id FROM patient WHERE facility_id = $1 AND name_key = $5 AND $5 <> ''
           UNION SELECT id FROM patient WHERE facility_id = $1 AND kana_key = $6 AND $6 <> '')
)sql"};

// A letter is read and corrected before its patient is known: those events name only the case.
constexpr db::Query kTimeline{"patient.timeline", kEventColumns, R"sql(
     WHERE facility_id = $1 AND id < $3
       AND patient_id IN (SELECT $2 UNION ALL SELECT id FROM patient WHERE merged_into_id = $2)
    UNION ALL)sql",
                              kEventColumns, R"sql(
     WHERE facility_id = $1 AND id < $3 AND patient_id IS NULL AND case_kind = 'referral'
       AND case_id IN (SELECT id FROM referral WHERE facility_id = $1 AND patient_id = $2)
     ORDER BY id DESC
     LIMIT $4
)sql"};

constexpr db::Query kForgetText{"patient.forget_text", R"sql(
    DELETE FROM patient_text WHERE rowid = $1
)sql"};

constexpr db::Query kIndexText{"patient.index_text", R"sql(
    INSERT INTO patient_text (rowid, pairs) VALUES ($1, $2)
)sql"};

void make_findable(db::Transaction& tx, const Patient& patient) {
    tx.send(kForgetText, patient.id);
    tx.send(kIndexText, patient.id, db::IndexedWords{patient_search_text(patient)});
}

}  // namespace

Patient patient_from(const db::Row& row) {
    Patient patient;
    patient.id = row.id<PatientId>(0);
    patient.facility = row.id<FacilityId>(1);
    patient.number = row.string(2);
    patient.name = row.string(3);
    patient.kana = row.string(4);
    patient.sex = parse_sex(row.text(5)).value_or(Sex::Unknown);
    patient.born_on = row.date(6);
    patient.postal_code = row.string(7);
    patient.address = row.string(8);
    patient.phone = row.string(9);
    patient.contact = row.string(10);
    patient.caution = row.string(11);
    patient.needs = row.string(12);
    patient.last_visit = row.string(13);
    patient.merged_into = row.id<PatientId>(14);
    patient.version = static_cast<int>(row.integer(15));
    return patient;
}

std::string fours(std::string_view digits) {
    std::string out;
    for (std::size_t at = 0; at + kSearchedDigits <= digits.size(); ++at)
        out += (out.empty() ? "" : " ") + std::string{digits.substr(at, kSearchedDigits)};
    return out;
}

std::string patient_search_text(const Patient& patient) {
    // A name is found across its space too: the keys hold none.
    return bigrams(search_key(patient.name)) + " " + bigrams(kana_key(patient.kana)) + " " +
           bigrams(search_key(patient.contact)) + " " + fours(digits(patient.number)) + " " +
           fours(phone_key(patient.phone)) + " " + fours(digits(patient.contact));
}

Result<Patient> find_patient(db::Transaction& tx, const Viewer& viewer, PatientId id) {
    auto patient = tx.first(kFindPatient, patient_from, viewer.facility, id, viewer.user);
    if (!patient) return fail(ErrorKind::NotFound, "patient.not_found");
    viewer.sees(patient->id);
    return *std::move(patient);
}

Result<Patient> find_patient_record(db::Transaction& tx, const Viewer& viewer, PatientId id) {
    auto patient = tx.first(kFindRecord, patient_from, viewer.facility, id, viewer.user);
    if (!patient) return fail(ErrorKind::NotFound, "patient.not_found");
    viewer.sees(patient->id);
    return *std::move(patient);
}

Result<PatientId> patient_with_number(db::Transaction& tx, const Viewer& viewer,
                                      std::string_view number) {
    const auto found = tx.first(
        kPatientWithNumber, [](const db::Row& row) { return row.id<PatientId>(0); },
        viewer.facility, viewer.user, number);
    if (!found) return fail(ErrorKind::NotFound, "patient.no_such_number", "number");
    viewer.sees(*found);
    return *found;
}

Result<Patient> insert_patient(db::Transaction& tx, const Viewer& viewer, Instant now,
                               Patient patient) {
    TRY(patient.number, parse_patient_number("number", patient.number));
    patient.facility = viewer.facility;
    const bool saved = tx.attempt([&] {
        patient.id = PatientId{tx.number(
            kInsertPatient, viewer.facility, patient.number, patient.name, patient.kana,
            search_key(patient.name), kana_key(patient.kana), patient.sex, patient.born_on,
            patient.postal_code, patient.address, patient.phone, phone_key(patient.phone),
            patient.contact, patient.caution, patient.needs, patient.last_visit, now)};
    });
    if (!saved) return fail(ErrorKind::Conflict, "patient.number_taken", "number");
    patient.version = 1;
    patient.merged_into = {};
    make_findable(tx, patient);
    record_event(tx, viewer, now, case_of(patient.id), patient.id, "patient.registered");
    return patient;
}

Result<Patient> update_patient(db::Transaction& tx, const Viewer& viewer, Instant now,
                               Patient patient) {
    TRY(const auto before, find_patient_record(tx, viewer, patient.id));
    TRY(patient.number, parse_patient_number("number", patient.number));
    std::int64_t changed = 0;
    const bool saved = tx.attempt([&] {
        changed =
            tx.execute(kUpdatePatient, viewer.facility, patient.id, patient.version, patient.number,
                       patient.name, patient.kana, search_key(patient.name), kana_key(patient.kana),
                       patient.sex, patient.born_on, patient.postal_code, patient.address,
                       patient.phone, phone_key(patient.phone), patient.contact, patient.caution,
                       patient.needs, patient.last_visit, now);
    });
    if (!saved) return fail(ErrorKind::Conflict, "patient.number_taken", "number");
    if (changed == 0) return fail(ErrorKind::Conflict, "patient.changed_meanwhile");
    ++patient.version;
    make_findable(tx, patient);
    record_event(tx, viewer, now, case_of(patient.id), patient.id, "patient.changed",
                 json::object({{"changes", changes_between(before, patient)}}));
    return patient;
}

std::vector<SimilarPatient> similar_patients(db::Transaction& tx, const Viewer& viewer,
                                             const PatientCandidate& candidate, int limit) {
    const auto number = parse_patient_number("number", candidate.number).value_or(std::string{});
    std::vector<SimilarPatient> out;
    tx.each(
        kSimilar,
        [&](const db::Row& row) {
            auto patient = patient_from(row);
            const int rank = likelihood_rank(candidate, patient);
            if (rank == 0) return;
            auto reasons = similarity_reasons(candidate, patient);
            out.push_back({std::move(patient), std::move(reasons), rank});
        },
        viewer.facility, number, candidate.born_on, phone_key(candidate.phone),
        search_key(candidate.name), kana_key(candidate.kana), viewer.user);
    std::ranges::sort(out, [](const SimilarPatient& a, const SimilarPatient& b) {
        return a.rank != b.rank ? a.rank < b.rank : a.patient.id > b.patient.id;
    });
    if (out.size() > static_cast<std::size_t>(limit)) out.resize(static_cast<std::size_t>(limit));
    for (const auto& similar : out) viewer.sees(similar.patient.id);
    return out;
}

std::vector<Event> timeline_of_patient(db::Transaction& tx, const Viewer& viewer, PatientId patient,
                                       EventId before, int limit) {
    const auto from = before ? before.value : std::numeric_limits<std::int64_t>::max();
    viewer.sees(patient);
    return tx.all(kTimeline, event_from, viewer.facility, patient, from, limit);
}

}  // namespace kakehashi
