#include "patient/patient_record.hpp"

#include <array>
#include <utility>

#include "patient/patient_row.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kReferralLines{"patient.referral_lines", R"sql(
    SELECT referral.id, referral.number, referral.state, referral.received_at,
           coalesce(facility.name, ''), coalesce(department.name, ''), referral.diagnoses,
           CASE WHEN referral.closed_at IS NULL THEN 1 ELSE 0 END
      FROM referral
      LEFT JOIN facility ON facility.id = referral.referrer_id
      LEFT JOIN department ON department.id = referral.department_id
     WHERE referral.facility_id = $1 AND referral.patient_id = $2
     ORDER BY referral.id DESC
     LIMIT $3
)sql"};

constexpr db::Query kDocuments{"patient.documents", R"sql(
    SELECT id, title, created_at
      FROM case_document
     WHERE facility_id = $1 AND case_kind = 'referral'
       AND case_id IN (SELECT id FROM referral WHERE facility_id = $1 AND patient_id = $2)
    UNION ALL
    SELECT id, title, created_at
      FROM case_document
     WHERE facility_id = $1 AND case_kind = 'patient'
       AND case_id IN (SELECT $2 UNION ALL SELECT id FROM patient WHERE merged_into_id = $2)
     ORDER BY 1 DESC
     LIMIT $3
)sql"};

constexpr db::Query kMarks{"patient.marks", R"sql(
    SELECT CASE WHEN EXISTS (SELECT 1 FROM sealed_patient
                              WHERE sealed_patient.patient_id = patient.id) THEN 1 ELSE 0 END,
           CASE WHEN EXISTS (SELECT 1 FROM patient other
                              WHERE other.merged_into_id = patient.id) THEN 1 ELSE 0 END
      FROM patient
     WHERE patient.facility_id = $1 AND patient.id = $2
)sql"};

constexpr db::Query kMergedRecords{"patient.merged_records", kPatientColumns, R"sql(
      FROM patient
     WHERE merged_into_id = $2 AND facility_id = $1
     ORDER BY id
)sql"};

// The words of referral/referral.cpp, which stands above and may not be included; search_test.cpp
// compares them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kStateWords{{
    {"received", "受信"},
    {"awaiting_decision", "受入判断まち"},
    {"asking_doctor", "医師に確認中"},
    {"awaiting_booking", "予約調整"},
    {"awaiting_visit", "受診まち"},
    {"no_show", "未受診"},
    {"visited", "受診ずみ"},
    {"replied", "終結"},
    {"declined", "受入不可"},
    {"forwarded", "他院へ案内"},
    {"withdrawn", "取り下げ"},
    {"not_a_referral", "紹介でない"},
}};

std::string state_word(std::string_view state) {
    for (const auto& [word, japanese_word] : kStateWords)
        if (word == state) return std::string{japanese_word};
    return std::string{state};
}

}  // namespace

std::vector<PatientReferral> referral_lines_of(db::Transaction& tx, const Viewer& viewer,
                                               PatientId patient, int limit) {
    viewer.sees(patient);
    return tx.all(
        kReferralLines,
        [](const db::Row& row) {
            const auto diagnoses = row.text(6);
            return PatientReferral{row.id<ReferralId>(0),
                                   row.string(1),
                                   state_word(row.text(2)),
                                   *row.instant(3),
                                   row.string(4),
                                   row.string(5),
                                   std::string{diagnoses.substr(0, diagnoses.find('\n'))},
                                   row.yes(7)};
        },
        viewer.facility, patient, limit);
}

std::vector<PatientDocument> documents_of_patient(db::Transaction& tx, const Viewer& viewer,
                                                  PatientId patient, int limit) {
    viewer.sees(patient);
    return tx.all(
        kDocuments,
        [](const db::Row& row) {
            return PatientDocument{row.id<CaseDocumentId>(0), row.string(1), *row.instant(2)};
        },
        viewer.facility, patient, limit);
}

PatientMarks marks_of(db::Transaction& tx, const Viewer& viewer, PatientId patient) {
    return tx
        .first(
            kMarks,
            [](const db::Row& row) {
                return PatientMarks{row.yes(0), row.yes(1)};
            },
            viewer.facility, patient)
        .value_or(PatientMarks{});
}

std::vector<Patient> merged_records_of(db::Transaction& tx, const Viewer& viewer,
                                       PatientId patient) {
    return viewer.sees_each(tx.all(kMergedRecords, patient_from, viewer.facility, patient),
                            &Patient::id);
}

}  // namespace kakehashi
