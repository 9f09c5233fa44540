#include "retention/retention_deletion.hpp"

#include "base/json/json.hpp"
#include "platform/event/case_ref.hpp"
#include "retention/retention_parts.hpp"

namespace kakehashi::retention {
namespace {

// Text indexes: what they hold follows from rows that are in the proof.
constexpr db::Query kForgetText{"retention.forget_text", R"sql(
    DELETE FROM search_text WHERE rowid = $1
)sql"};

constexpr db::Query kForgetPatientText{"retention.forget_patient_text", R"sql(
    DELETE FROM patient_text WHERE rowid = $1
)sql"};

constexpr db::Query kListFile{"retention.list_file", R"sql(
    INSERT INTO retention_file (hash, listed_at) VALUES ($1, $2)
    ON CONFLICT (hash) DO UPDATE SET listed_at = excluded.listed_at
)sql"};

constexpr db::Query kRecords{"retention.records_of_patient", R"sql(
    SELECT id FROM patient
     WHERE facility_id = $1 AND (id = $2 OR merged_into_id = $2)
     ORDER BY id
)sql"};

// An id that was the newest would be given again, and the audit trail would speak of two people.
constexpr db::Query kIsHeldOrNewest{"retention.is_held_or_newest", R"sql(
    SELECT count(*) FROM patient
     WHERE facility_id = $1 AND (id = $2 OR merged_into_id = $2)
       AND (id = (SELECT max(id) FROM patient)
            OR $2 IN (SELECT patient_id FROM held_patient WHERE facility_id = $1))
)sql"};

// Of one record of the patient $5: what is neither of the case $3, which goes, nor the patient's
// own before $4, the leaks that name them included. The record of a provision has a time of its own
// ($6: today), and the newest 開示請求 stays for the reason of the newest patient.
constexpr db::Query kOtherRecords{"retention.other_records", R"sql(
    SELECT (SELECT count(*) FROM referral WHERE patient_id = $2 AND id <> $3)
         + (SELECT count(*) FROM booking WHERE patient_id = $2 AND referral_id <> $3)
         + (SELECT count(*) FROM reply_obligation WHERE patient_id = $2 AND referral_id <> $3)
         + (SELECT count(*) FROM event
             WHERE facility_id = $1 AND patient_id = $2
               AND NOT (case_kind = 'referral' AND case_id = $3)
               AND NOT (case_kind = 'patient' AND case_id IN
                        (SELECT id FROM patient WHERE id = $5 OR merged_into_id = $5)))
         + (SELECT count(*) FROM case_document
             WHERE facility_id = $1 AND patient_id = $2
               AND NOT (case_kind = 'referral' AND case_id = $3)
               AND (case_kind <> 'patient' OR created_at >= $4))
         + (SELECT count(*) FROM contact
             WHERE facility_id = $1 AND case_kind = 'patient' AND case_id = $2 AND at >= $4)
         + (SELECT count(*) FROM duty
             WHERE facility_id = $1 AND case_kind = 'patient' AND case_id = $2
               AND (closed_at IS NULL OR closed_at >= $4))
         + (SELECT count(*) FROM disclosure_request
             WHERE patient_id = $2
               AND (closed_at IS NULL OR closed_at >= $4
                    OR id = (SELECT max(id) FROM disclosure_request)))
         + (SELECT count(*) FROM provision
             WHERE patient_id = $2 AND (kept_until >= $6 OR recorded_at >= $4))
         + (SELECT count(*) FROM incident_patient named
              JOIN incident ON incident.id = named.incident_id
             WHERE named.patient_id = $2
               AND (incident.closed_at IS NULL OR incident.closed_at >= $4))
)sql"};

std::string row_text(const Part& part, const db::Row& row, int columns) {
    std::string out = "[";
    json::append_string(out, part.table);
    for (int i = 0; i < columns; ++i) {
        out += ',';
        if (row.is_null(i))
            out += "null";
        else
            json::append_string(out, row.text(i));
    }
    return out + ']';
}

/// Deletes one part and keeps its proof; `on_row` is called with each row that goes.
template <typename OnRow, typename... Args>
void delete_part(db::Transaction& tx, const Part& part, Proof& proof, OnRow&& on_row,
                 const Args&... args) {
    const auto columns = part.columns();
    tx.each(
        *part.query,
        [&](const db::Row& row) {
            proof.add(part.table, row_text(part, row, columns));
            on_row(row);
        },
        args...);
}

constexpr auto kNothingMore = [](const db::Row&) {};

void delete_what_hangs_on(db::Transaction& tx, const Viewer& viewer, Instant now,
                          const CaseRef& about, Proof& proof) {
    std::vector<std::string> files;
    std::vector<std::int64_t> indexed;
    for (const auto& part : parts_of_any_case())
        delete_part(
            tx, part, proof,
            [&](const db::Row& row) {
                if (part.table == "case_document") files.push_back(row.string(kHashColumn));
                if (part.table == "search_entry") indexed.push_back(row.integer(0));
            },
            viewer.facility, about.kind, about.id);
    for (const auto id : indexed) tx.execute(kForgetText, id);
    for (const auto& hash : files) tx.execute(kListFile, hash, now);
    const auto address = "/" + about.kind + "s/" + std::to_string(about.id);
    delete_part(tx, part_of_answers(), proof, kNothingMore, viewer.facility, address);
}

std::vector<PatientId> records_of(db::Transaction& tx, const Viewer& viewer, PatientId patient) {
    return tx.all(
        kRecords, [](const db::Row& row) { return row.id<PatientId>(0); }, viewer.facility,
        patient);
}

}  // namespace

void delete_case(db::Transaction& tx, const Viewer& viewer, Instant now, ReferralId referral,
                 Proof& proof) {
    for (const auto& part : parts_of_referral())
        delete_part(tx, part, proof, kNothingMore, viewer.facility, referral);
    delete_what_hangs_on(tx, viewer, now, case_of(referral), proof);
}

bool is_last_of_patient(db::Transaction& tx, const Viewer& viewer, PatientId patient,
                        ReferralId last_case, Date cut_off, Date today) {
    if (!patient || tx.number(kIsHeldOrNewest, viewer.facility, patient) > 0) return false;
    const auto since = instant_in_japan(cut_off, {});
    for (const auto record : records_of(tx, viewer, patient))
        if (tx.number(kOtherRecords, viewer.facility, record, last_case, since, patient, today) > 0)
            return false;
    return true;
}

void delete_patient(db::Transaction& tx, const Viewer& viewer, Instant now, PatientId patient,
                    Proof& proof) {
    for (const auto record : records_of(tx, viewer, patient)) {
        delete_what_hangs_on(tx, viewer, now, case_of(record), proof);
        tx.execute(kForgetPatientText, record);
    }
    for (const auto& part : parts_of_patient())
        delete_part(tx, part, proof, kNothingMore, viewer.facility, patient);
}

}  // namespace kakehashi::retention
