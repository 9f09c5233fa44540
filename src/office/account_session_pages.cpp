#include <algorithm>

#include "base/era.hpp"
#include "office/account_views.hpp"
#include "office/change.hpp"
#include "platform/auth/known_device.hpp"
#include "platform/auth/own_sessions.hpp"
#include "platform/auth/session.hpp"

namespace kakehashi::office {
namespace {

std::string when_text(Instant at, Instant now) {
    return short_date(date_in_japan(at), date_in_japan(now)) + " " + time_text(at);
}

std::string from_text(std::string_view address) {
    return address.empty() ? "" : std::string{address} + " から";
}

html::Url back() {
    return html::Url::path("/account").at("sessions");
}

Result<http::Response> end_one(Office& office, const http::Request& request) {
    return change_once(
        office, request, [&](db::Transaction& tx, const Viewer& viewer, Instant) -> Result<Done> {
            const bool ended = end_session_of(tx, viewer.user, request.form().text("session"));
            return Done{back(), ended ? "その端末をサインアウトしました"
                                      : "その端末はもうサインアウトしています"};
        });
}

Result<http::Response> end_others(Office& office, const http::Request& request) {
    return change_once(office, request,
                       [&](db::Transaction& tx, const Viewer& viewer, Instant) -> Result<Done> {
                           end_other_sessions(tx, viewer.user, request.cookie(kSessionCookie));
                           return Done{back(), "ほかの端末をすべてサインアウトしました"};
                       });
}

/// あなたでしたか: yes closes the notice; no puts everybody else out and leads to a new password.
Result<http::Response> answer_notice(Office& office, const http::Request& request) {
    return change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            const auto token = request.cookie(kSessionCookie);
            close_notices(tx, viewer.user, token, now);
            if (request.form().text("mine") == "yes")
                return Done{back(), "あなたのサインインとして控えました"};
            end_other_sessions(tx, viewer.user, token);
            forget_devices(tx, viewer.user, request.cookie(kDeviceCookie));
            return Done{html::Url::path("/account/password"),
                        "ほかの端末をすべてサインアウトしました。パスワードを替えてください"};
        });
}

}  // namespace

void fill_sessions(db::Transaction& tx, AccountView& view, const http::Request& request,
                   Instant now) {
    const auto user = viewer_of(request).user;
    const auto token = request.cookie(kSessionCookie);
    for (const auto& one : sessions_of(tx, user, token, now)) {
        const auto words = from_text(one.address) + " " + when_text(one.since, now) +
                           " にサインイン。最後に使ったのは " + elapsed(one.last_seen, now);
        view.sessions.push_back(
            {one.name, one.device.empty() ? "わからない端末" : one.device, words, one.is_this});
    }
    view.others = std::ranges::any_of(view.sessions, [](const auto& one) { return !one.is_this; });
    for (const auto& notice : open_notices(tx, user, token))
        view.notices.push_back(when_text(notice.at, now) + " " + notice.device +
                               (notice.address.empty() ? "" : "(" + notice.address + ")"));
}

void add_account_session_routes(http::Router& router, Office& office) {
    router.add("POST", "/account/sessions/end",
               [&office](http::Request& request) { return end_one(office, request); });
    router.add("POST", "/account/sessions/end-others",
               [&office](http::Request& request) { return end_others(office, request); });
    router.add("POST", "/account/notices",
               [&office](http::Request& request) { return answer_notice(office, request); });
}

}  // namespace kakehashi::office
