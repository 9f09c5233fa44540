#pragma once

#include <string>
#include <vector>

#include "base/viewer.hpp"
#include "patient/patient.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

/// One referral as the patient's page lists it; read here by SQL because referral/ stands above.
struct PatientReferral {
    ReferralId id;
    std::string number;
    std::string state;  // 受入判断まち
    Instant received_at;
    std::string referrer;
    std::string department;
    std::string diagnosis;  // first line of 傷病名
    bool open = false;
};
std::vector<PatientReferral> referral_lines_of(db::Transaction& tx, const Viewer& viewer,
                                               PatientId patient, int limit = 50);

struct PatientDocument {
    CaseDocumentId id;
    std::string title;
    Instant created_at;
};
/// Of the patient and of the patient's referrals, newest first.
std::vector<PatientDocument> documents_of_patient(db::Transaction& tx, const Viewer& viewer,
                                                  PatientId patient, int limit = 30);

/// What only some patients have: asked once, so that the others cost no more statements.
struct PatientMarks {
    bool sealed = false;  // 閲覧の制限
    bool merged = false;  // other records were merged into this one
};
PatientMarks marks_of(db::Transaction& tx, const Viewer& viewer, PatientId patient);

/// Records that were merged into this one.
std::vector<Patient> merged_records_of(db::Transaction& tx, const Viewer& viewer,
                                       PatientId patient);

}  // namespace kakehashi
