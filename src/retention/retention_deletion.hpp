#pragma once

#include "base/viewer.hpp"
#include "platform/db/database.hpp"
#include "retention/retention_proof.hpp"

namespace kakehashi::retention {

/// Deletes all of the case: its rows, what hangs on it, what it is found by. The storage refuses it
/// unless retention_case says that this case is being deleted (migration 0024). Files whose row
/// went are put on the list retention_file.
void delete_case(db::Transaction& tx, const Viewer& viewer, Instant now, ReferralId referral,
                 Proof& proof);

/// Whether nothing but the patient's own record would be left without `last_case`: no other case,
/// no contact, paper, duty or 開示請求 of the patient's own since `cut_off`, and no
/// 第三者提供の記録 that is still to be kept. Not for a held patient, nor for the newest record of
/// all (ids must not be given again).
bool is_last_of_patient(db::Transaction& tx, const Viewer& viewer, PatientId patient,
                        ReferralId last_case, Date cut_off, Date today);
/// Deletes the patient with the records that were merged into it.
void delete_patient(db::Transaction& tx, const Viewer& viewer, Instant now, PatientId patient,
                    Proof& proof);

}  // namespace kakehashi::retention
