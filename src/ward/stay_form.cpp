#include "ward/stay_form.hpp"

#include "ward/ward_store.hpp"

namespace kakehashi::ward {

StayStep read_stay_step(office::FormReader& reader, const http::Form& form) {
    StayStep out;
    out.step = form.text("step");
    out.version = reader.number("version", 0, 1'000'000, 0);
    if (out.step == "mistake") return out;
    if (out.step == "admit" || out.step == "move")
        out.ward = reader.id<WardId>("ward", Required::Yes);
    out.on = reader.date("on", Required::Yes).value_or(Date{});
    return out;
}

Result<std::string> take_stay_step(db::Transaction& tx, const Viewer& viewer, Instant now,
                                   PatientId patient, const StayStep& step) {
    if (step.step == "admit") {
        TRY_DO(admit(tx, viewer, now, patient, step.ward, step.on));
        return std::string{"入院を記録しました"};
    }
    if (step.step == "move") {
        TRY_DO(move(tx, viewer, now, patient, step.version, step.ward, step.on));
        return std::string{"転棟を記録しました"};
    }
    if (step.step == "discharge") {
        TRY_DO(discharge(tx, viewer, now, patient, step.version, step.on));
        return std::string{"退院を記録しました"};
    }
    if (step.step != "mistake") return fail(ErrorKind::Refused, "stay.none");
    TRY_DO(take_back(tx, viewer, now, patient, step.version));
    return std::string{"入院の記録を取り消しました"};
}

std::vector<Choice> ward_choices(db::Transaction& tx, FacilityId house, WardId without,
                                 std::string_view chosen) {
    std::vector<Choice> out;
    for (const auto& ward : wards_of(tx, house))
        if (ward.active && ward.id != without)
            out.push_back({ward.id.text(), ward.name, ward.id.text() == chosen});
    return out;
}

}  // namespace kakehashi::ward
