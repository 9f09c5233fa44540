#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/viewer.hpp"
#include "patient/patient.hpp"
#include "platform/db/database.hpp"
#include "platform/event/event.hpp"

namespace kakehashi {

/// A record that was merged away answers with the one it was merged into. NotFound
/// `patient.not_found`, also for patients of other offices.
Result<Patient> find_patient(db::Transaction& tx, const Viewer& viewer, PatientId id);
/// The record itself, also when it was merged away.
Result<Patient> find_patient_record(db::Transaction& tx, const Viewer& viewer, PatientId id);

/// The patient with exactly this 患者ID, as far as the viewer sees them. NotFound
/// `patient.no_such_number`, field `number`.
Result<PatientId> patient_with_number(db::Transaction& tx, const Viewer& viewer,
                                      std::string_view number);

/// Saves a new patient, makes it findable and records `patient.registered`; returns it with its id.
/// Conflict `patient.number_taken`, field `number`; Invalid `patient.number_malformed`.
Result<Patient> insert_patient(db::Transaction& tx, const Viewer& viewer, Instant now,
                               Patient patient);

/// Saves what was read at `version`, renews its search text and records `patient.changed` with what
/// changed. Conflict `patient.changed_meanwhile`, `patient.number_taken`. Returns it with the
/// raised version.
Result<Patient> update_patient(db::Transaction& tx, const Viewer& viewer, Instant now,
                               Patient patient);

struct PatientHit {
    Patient patient;
    std::vector<std::string> reasons;  // what was hit: カナ, 字体 齋→斉, 生年月日 1951-09-03(昭26)
};

/// One box for everything: kana or kanji in any glyphs, width and length of vowels, from the
/// beginning or from within; 患者ID with or without hyphens; telephone numbers; birth dates in any
/// usual form; and any of them together, divided by spaces: `サイトウ 昭26.9.3`. Every word must
/// hit. Numbers and dates first, then names from their beginning, then from within. Merged records
/// are found under the patient they were merged into.
std::vector<PatientHit> search_patients(db::Transaction& tx, const Viewer& viewer,
                                        std::string_view text, Date today, int limit = 50);

/// Probable duplicates of somebody about to be registered, most likely first (likelihood_rank),
/// then by the newest record. One statement.
std::vector<SimilarPatient> similar_patients(db::Transaction& tx, const Viewer& viewer,
                                             const PatientCandidate& candidate, int limit = 8);

/// 経過 of the patient across all cases, merged records included, and what happened to the letters
/// before they had a patient; newest first, `before` pages on.
std::vector<Event> timeline_of_patient(db::Transaction& tx, const Viewer& viewer, PatientId patient,
                                       EventId before = {}, int limit = 100);

}  // namespace kakehashi
