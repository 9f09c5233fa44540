#pragma once

#include <string>
#include <vector>

#include "base/viewer.hpp"
#include "platform/db/database.hpp"
#include "platform/duty/duty.hpp"
#include "platform/event/event.hpp"
#include "referral/referral.hpp"

namespace kakehashi {

/// Saves a new referral: number (R-2026-11-0412), row, duties, search text, event
/// `referral.received`, and `referral.registered` when it is. Returns it with id and number. One
/// transaction with its documents.
Referral insert_referral(db::Transaction& tx, const Viewer& viewer, Instant now, Referral referral);

/// NotFound `referral.not_found`, also for referrals of other offices.
Result<Referral> find_referral(db::Transaction& tx, const Viewer& viewer, ReferralId id);

/// Saves the next value of a referral that was read at `version`, brings its duties in line with
/// duties_owed(), renews its search text and records `event_kind`. Conflict
/// `referral.changed_meanwhile` when a colleague saved it after it was read. Returns it with the
/// raised version. After it, an open case has a duty or a waiting reason, or an assertion fails —
/// unless `more_duties_follow` (the calling feature opens its own in the same transaction).
Result<Referral> save_referral(db::Transaction& tx, const Viewer& viewer, Instant now,
                               Referral referral, std::string_view event_kind,
                               const json::Value& event_data = {}, bool more_duties_follow = false);

/// The names a page shows beside a referral, read in one query.
struct ReferralNames {
    std::string patient_name, patient_kana, patient_number, patient_sex, patient_phone,
        patient_caution, patient_contact, patient_needs, patient_last_visit;
    std::optional<Date> patient_born_on;
    std::string referrer_name, referrer_phone, referrer_fax, referrer_mail, referrer_address,
        referrer_postal_code, referrer_reply_means, referrer_registered_number;
    std::string department_name, department_short_name;
    std::string doctor_name, doctor_extension;
    std::string assignee_name;
};
ReferralNames names_of(db::Transaction& tx, const Viewer& viewer, ReferralId id);

/// Makes the referral findable by its own words and these names.
void index_referral(db::Transaction& tx, const Viewer& viewer, const Referral& referral,
                    const ReferralNames& names);

/// Open referrals of the same patient and referrer: a letter must not be registered twice.
std::vector<Referral> open_referrals_of(db::Transaction& tx, const Viewer& viewer,
                                        PatientId patient, FacilityId referrer);
/// All referrals of a patient, newest first.
std::vector<Referral> referrals_of_patient(db::Transaction& tx, const Viewer& viewer,
                                           PatientId patient, int limit = 50);

/// The promises of this house, from its settings.
AnswerTerms answer_terms(db::Transaction& tx, FacilityId facility);

}  // namespace kakehashi
