#pragma once

#include <string>
#include <vector>

#include "network/network_share.hpp"
#include "patient/patient_store.hpp"
#include "referral/referral_store.hpp"

namespace kakehashi::network {

/// 書き出す紹介: the case, and what of it could leave, in the order of the file.
struct ShareCase {
    Patient patient;
    Referral referral;
    std::string referrer, department;
    std::vector<SharePart> parts;  // those that say something
};

/// The referral of this patient, or the newest with `referral` 0. Of replies it holds what was
/// sent. NotFound as find_patient(), `network.no_case`.
Result<ShareCase> case_to_share(db::Transaction& tx, const Viewer& viewer, PatientId patient,
                                ReferralId referral);

}  // namespace kakehashi::network
