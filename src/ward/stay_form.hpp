#pragma once

#include "office/change.hpp"
#include "office/form_reader.hpp"
#include "ward/stay_store.hpp"
#include "ward/ward_views.hpp"

namespace kakehashi::ward {

/// 入院・転棟・退院 as the office's page and the ward's both enter them: `step` is admit, move,
/// discharge or mistake; `ward`, `on`, `version`.
struct StayStep {
    std::string step;
    WardId ward;
    Date on;
    int version = 0;
};
StayStep read_stay_step(office::FormReader& reader, const http::Form& form);
/// Does it, and says so: 転棟を記録しました. Refused `stay.none` for an unknown step.
Result<std::string> take_stay_step(db::Transaction& tx, const Viewer& viewer, Instant now,
                                   PatientId patient, const StayStep& step);

/// The wards in use, without the one the patient lies in.
std::vector<Choice> ward_choices(db::Transaction& tx, FacilityId house, WardId without,
                                 std::string_view chosen);

}  // namespace kakehashi::ward
