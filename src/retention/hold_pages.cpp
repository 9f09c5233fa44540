// /referrals/{id}/hold and /patients/{id}/hold: 削除の差し止め, placed and lifted with a reason.
#include "office/change.hpp"
#include "patient/patient_store.hpp"
#include "referral/referral_store.hpp"
#include "retention/retention_routes.hpp"
#include "retention/retention_views.hpp"

namespace kakehashi::retention {
namespace {

/// What is held, and how the page calls it.
struct Held {
    CaseRef about;
    PatientId patient;
    std::string name;  // R-2021-03-0012, 佐々木 健一
    std::string what;  // この紹介
    std::string list_label;
    html::Url list, url;
};

Result<Held> find_referral_held(db::Transaction& tx, const Viewer& viewer,
                                const http::Request& request) {
    TRY(const auto id, request.path_id<ReferralId>("id"));
    TRY(const auto referral, find_referral(tx, viewer, id));
    const auto list = html::Url::path("/referrals");
    return Held{case_of(id),
                referral.patient,
                referral.number,
                "この紹介",
                "紹介受付",
                list,
                html::Url{list}.segment(id.value)};
}

Result<Held> find_patient_held(db::Transaction& tx, const Viewer& viewer,
                               const http::Request& request) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    TRY(const auto patient, find_patient(tx, viewer, id));
    const auto list = html::Url::path("/patients");
    return Held{case_of(patient.id),
                patient.id,
                patient.name,
                "この患者",
                "患者",
                list,
                html::Url{list}.segment(patient.id.value)};
}

using Find = Result<Held> (*)(db::Transaction&, const Viewer&, const http::Request&);

Result<http::Response> show(Office& office, const http::Request& request, Find find,
                            const std::vector<office::FieldError>& errors = {}) {
    const auto& viewer = office::viewer_of(request);
    auto tx = office.db.read();
    TRY(const auto held, find(tx, viewer, request));
    HoldView view;
    view.frame = office::make_frame(office, tx, request, "削除の差し止め", held.list.text());
    view.list_label = held.list_label;
    view.name = held.name;
    view.what = held.what;
    view.list = held.list;
    view.back = held.url;
    view.place = html::Url{held.url}.segment("hold");
    view.lift = html::Url{view.place}.segment("end");
    view.note =
        office::hold_note(tx, viewer, held.about, held.patient, held.what, office.clock.today());
    if (!errors.empty()) view.reason = request.form().text("reason");
    view.reason_error = office::error_of(errors, "reason");
    view.errors = errors;
    return office::page(render_hold, view, errors.empty() ? 200 : 422);
}

using Change = Result<void> (*)(db::Transaction&, const Viewer&, Instant, const CaseRef&, PatientId,
                                std::string_view reason);

Result<http::Response> change(Office& office, const http::Request& request, Find find,
                              Change change, std::string_view toast) {
    office::FormReader reader(request.form(), office.clock.today());
    const auto reason = reader.line("reason", kHoldReasonChars, Required::Yes);
    if (!reader.ok()) return show(office, request, find, reader.errors());
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY(const auto held, find(tx, viewer, request));
            TRY_DO(change(tx, viewer, now, held.about, held.patient, reason));
            return office::Done{held.url, std::string{toast}};
        });
}

Result<http::Response> place(Office& office, const http::Request& request, Find find) {
    return change(office, request, find, place_hold, "削除を差し止めました");
}

Result<http::Response> lift(Office& office, const http::Request& request, Find find) {
    return change(office, request, find, lift_hold, "差し止めを解きました");
}

}  // namespace

void add_hold_routes(http::Router& router, Office& office) {
    router.add("GET", "/referrals/{id}/hold", [&office](http::Request& request) {
        return show(office, request, find_referral_held);
    });
    router.add("POST", "/referrals/{id}/hold", [&office](http::Request& request) {
        return place(office, request, find_referral_held);
    });
    router.add("POST", "/referrals/{id}/hold/end", [&office](http::Request& request) {
        return lift(office, request, find_referral_held);
    });
    router.add("GET", "/patients/{id}/hold", [&office](http::Request& request) {
        return show(office, request, find_patient_held);
    });
    router.add("POST", "/patients/{id}/hold", [&office](http::Request& request) {
        return place(office, request, find_patient_held);
    });
    router.add("POST", "/patients/{id}/hold/end", [&office](http::Request& request) {
        return lift(office, request, find_patient_held);
    });
}

}  // namespace kakehashi::retention
