#pragma once

#include <string>
#include <vector>

#include "base/viewer.hpp"
#include "platform/db/database.hpp"
#include "referral/referral.hpp"
#include "reply/reply.hpp"

namespace kakehashi::ward_desk {

/// How far the office is with one referral.
struct LiaisonStatus {
    ReferralId referral;  // none: nothing is under way
    ReferralState state = ReferralState::Received;
    std::string referrer, department;
    std::optional<Instant> received_at;
    std::optional<Date> booked_on;  // the next confirmed booking
    std::string booked_at, booked_what;
    std::optional<ReplyStage> reply;  // the open reply that is due first
    std::optional<Date> reply_due_on;
};

/// One of the ward's patients.
struct WardPatient {
    PatientId id;
    std::string name, kana, sex, number;
    std::optional<Date> born_on;
    std::string ward;
    Date since;
    std::optional<Date> until;  // 退院した日
    LiaisonStatus status;       // of the newest referral
};

/// Those in sight of the viewer's wards, by ward and reading.
std::vector<WardPatient> patients_of_own_wards(db::Transaction& tx, const Viewer& viewer,
                                               Date today);
/// Of each referral of the patient, the newest first. Nothing for who may not see the patient.
std::vector<LiaisonStatus> statuses_of(db::Transaction& tx, const Viewer& viewer, PatientId patient,
                                       Date today, int limit = 10);

}  // namespace kakehashi::ward_desk
