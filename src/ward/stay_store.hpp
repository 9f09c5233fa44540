#pragma once

#include <vector>

#include "base/viewer.hpp"
#include "platform/db/database.hpp"
#include "ward/stay.hpp"

namespace kakehashi::ward {

/// A stay with what it is read by.
struct ListedStay {
    Stay stay;
    std::string ward;  // 東3病棟
    bool in_sight = false;
};
/// The newest first, mistakes left out. Nothing for who may not see the patient.
std::vector<ListedStay> stays_of(db::Transaction& tx, const Viewer& viewer, PatientId patient);
/// Where the patient lies now, or lay last.
std::optional<ListedStay> last_stay_of(db::Transaction& tx, const Viewer& viewer,
                                       PatientId patient);

/// Whose stay it is; read here by SQL because patient/ stands above.
struct StayPatient {
    PatientId id;
    std::string name;
};
/// NotFound `patient.not_found`, also for who may not see the patient and for a merged record.
Result<StayPatient> find_stay_patient(db::Transaction& tx, const Viewer& viewer, PatientId id);

/// 入院. Refused `stay.open_already`; Invalid `choice.gone` (`ward`) for a ward out of use,
/// `date.in_future`, `stay.overlaps` (`on`) before the end of the last stay. Event `stay.admitted`.
Result<void> admit(db::Transaction& tx, const Viewer& viewer, Instant now, PatientId patient,
                   WardId ward, Date on);
/// 転棟: the nurses of the next ward see the patient at once, those of this one no longer. Refused
/// `stay.none`, `stay.same_ward`; Conflict `stay.changed_meanwhile`. Event `stay.moved`.
Result<void> move(db::Transaction& tx, const Viewer& viewer, Instant now, PatientId patient,
                  int version, WardId ward, Date on);
/// 退院. Event `stay.discharged`.
Result<void> discharge(db::Transaction& tx, const Viewer& viewer, Instant now, PatientId patient,
                       int version, Date on);
/// 入力のまちがい: the open stay never was; after a 転棟 the one before is open again. Event
/// `stay.mistaken`.
Result<void> take_back(db::Transaction& tx, const Viewer& viewer, Instant now, PatientId patient,
                       int version);

/// Who sees the patient, after the stays of the record have changed.
void settle_sight(db::Transaction& tx, PatientId patient, Date today);

}  // namespace kakehashi::ward
