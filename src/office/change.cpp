#include "office/change.hpp"

#include "office/frame.hpp"
#include "office/traces.hpp"
#include "platform/db/missing_reference.hpp"
#include "platform/event/idempotency.hpp"
#include "platform/event/outbox.hpp"

namespace kakehashi::office {
namespace {

/// The toast outlives one redirect, not more.
constexpr std::chrono::seconds kToastLives{10};

/// The key belongs to one rendering of a page; with the path it belongs to one form of it.
std::string command_key(const http::Request& request) {
    const auto key = request.form().text("form_key");
    return key.empty() ? std::string{} : std::string{key} + ' ' + request.path;
}

http::Response lead_to(const std::string& where, const Done* done) {
    auto response = http::Response::redirect(where);
    if (done && !done->toast.empty()) {
        const auto value = html::Url::path("/").with("t", done->toast).with("u", done->undo.text());
        response.cookie("toast", value.text().substr(2), {.lives_for = kToastLives});
    }
    return response;
}

}  // namespace

Result<http::Response> change_once(
    Office& office, const http::Request& request,
    const std::function<Result<Done>(db::Transaction&, const Viewer&, Instant)>& change) {
    const auto& viewer = viewer_of(request);
    const auto now = office.clock.now();
    const auto key = command_key(request);
    auto tx = office.db.write();
    if (const auto earlier = repeated_answer(tx, viewer, key)) {
        tx.commit();
        return lead_to(*earlier, nullptr);
    }
    const TraceOfChange trace;
    try {
        TRY(const Done done, change(tx, viewer, now));
        trace.make_sure(tx, request, viewer, now);
        remember_answer(tx, viewer, key, done.where.text(), now);
        tell_live_lists(tx, viewer.facility, now);
        tx.commit();
        return lead_to(done.where.text(), &done);
    } catch (const db::MissingReference&) {
        return fail(ErrorKind::Invalid, "choice.gone");
    }
}

void tell_live_lists(db::Transaction& tx, FacilityId facility, Instant now,
                     std::string_view topic) {
    enqueue(tx, facility, now, "page", topic, facility.text());
}

}  // namespace kakehashi::office
