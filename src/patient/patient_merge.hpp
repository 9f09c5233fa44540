#pragma once

#include <string_view>

#include "base/viewer.hpp"
#include "patient/patient.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

/// 統合: `drop` turns out to be the same person as `keep`. Referrals, bookings, replies, documents,
/// 支援チーム, 開示請求, 第三者提供の記録 and open duties of `drop` become those of `keep`, and
/// records merged into `drop` before follow. The caution (注意) of `drop` is added to that of
/// `keep`: an allergy is never lost on the way. Its 患者ID becomes that of `keep` when `keep` has
/// none. The event `patient.merged` names every row that moved, so that unmerge_patients moves
/// exactly these back. What happened stays as it was recorded: events, contacts and closed duties
/// keep the patient they were written for, and timeline_of_patient shows both. Refused
/// `patient.same_record`, `patient.merged_already`; Invalid `text.required` (`reason`). Returns the
/// kept patient.
Result<Patient> merge_patients(db::Transaction& tx, const Viewer& viewer, Instant now,
                               PatientId keep, PatientId drop, std::string_view reason);

/// Undoes the merging of `drop`, with the event `patient.unmerged`. Refused `patient.not_merged`,
/// and `patient.undo_later_merge_first` when the patient it was merged into was merged on since.
/// Returns the patient that lives again.
Result<Patient> unmerge_patients(db::Transaction& tx, const Viewer& viewer, Instant now,
                                 PatientId drop);

}  // namespace kakehashi
