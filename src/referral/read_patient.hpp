#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/viewer.hpp"
#include "patient/patient_store.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

/// The patient as a letter names them, before anybody has said who that is.
struct ReadPatient {
    PatientCandidate who;
    std::string postal_code = {};
    std::string address = {};

    bool empty() const { return who.name.empty() && who.kana.empty() && who.number.empty(); }
};

/// The one patient of `similar` who is beyond doubt: our number or the name, the birth date and
/// nothing that differs. nullptr when there is none or more than one.
const SimilarPatient* certain_match(const PatientCandidate& read,
                                    const std::vector<SimilarPatient>& similar);

/// What the letter says about the patient, kept in the timeline until registration
/// (event `referral.read`). Nothing when nobody has read it. `typed`: by the sender, nothing was
/// guessed.
std::optional<ReadPatient> read_patient_of(db::Transaction& tx, const Viewer& viewer,
                                           ReferralId referral);
void record_read_patient(db::Transaction& tx, const Viewer& viewer, Instant now,
                         ReferralId referral, const ReadPatient& read, bool typed = false);

/// 齋藤 文子(サイトウ フミコ)さんと読み取り・似た患者 2名: what the list shows until registration.
std::string sender_note_of(const ReadPatient& read, std::size_t similar);

/// A new patient from what was read. A number that is none, or is another patient's, is left out.
/// Invalid `text.required` without a name.
Result<PatientId> create_patient(db::Transaction& tx, const Viewer& viewer, Instant now,
                                 const ReadPatient& read);

}  // namespace kakehashi
