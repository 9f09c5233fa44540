#pragma once

#include "office/office.hpp"
#include "referral/referral_store.hpp"

namespace kakehashi {

/// Renews what the referrals of this patient are found by. Answers how many they are.
int reindex_referrals_of_patient(db::Transaction& tx, const Viewer& viewer, PatientId patient);

/// Once a minute: a patient who was edited, merged or parted, and a partner, doctor or department
/// with a new name, are found under the new name in their referrals too. It reads the events since
/// the last round (a series `referral.reindexed` keeps how far) and asks for the writer only when
/// there are such. Answers how many referrals were renewed.
int reindex_renamed_referrals(Office& office);

/// A bulk that wrote the search texts itself says so: what happened up to now is not read again.
void note_all_indexed(db::Transaction& tx, FacilityId house);

}  // namespace kakehashi
