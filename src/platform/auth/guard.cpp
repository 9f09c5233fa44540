#include "platform/auth/guard.hpp"

#include "platform/auth/last_seen.hpp"
#include "platform/auth/password.hpp"
#include "platform/db/sight.hpp"
#include "platform/html/values.hpp"

namespace kakehashi {
namespace {

bool from_another_site(const http::Request& request) {
    const auto site = request.header("Sec-Fetch-Site");
    return site == "cross-site" || site == "same-site";
}

bool carries_token(const http::Request& request, std::string_view csrf) {
    const auto sent = request.header("X-CSRF-Token");
    return same_secret(sent.empty() ? request.form().text("csrf") : sent, csrf);
}

http::Response ask_to_sign_in(const http::Request& request) {
    if (request.method != "GET" || request.is_htmx() ||
        request.header("Accept").find("text/html") == std::string_view::npos)
        return http::Response::text("サインインしてください。\n", 401);
    const auto back = html::Url::path("/sign-in").with("return_to", request.target);
    return http::Response::redirect(back.text());
}

db::Sight sight_of(const Viewer& viewer) {
    return viewer.host ? db::Sight::of_partner(viewer.user, viewer.host, viewer.facility)
                       : db::Sight::of_house(viewer.user, viewer.facility);
}

http::Response out_of_date() {
    return http::Response::text("この画面は古くなっています。もう一度開いてください。\n", 403);
}

}  // namespace

void guard_routes(http::Router& router, db::Database& database, const Clock& clock) {
    const auto last_seen = std::make_shared<LastSeen>(database);
    router.set_known_sender([&database, &clock](const http::Request& request) {
        return find_session(database, request.cookie(kSessionCookie), clock.now()).has_value();
    });
    router.before(
        [&database, &clock, last_seen](http::Request& request) -> std::optional<http::Response> {
            // From here to the request's end nobody sees a patient unless the session says who
            // looks.
            const auto looking = request.attach(std::make_shared<db::Looking>(db::Sight::nobody()));
            // Also the sign-in: another site must not sign a browser in under a name of its choice.
            if (request.method != "GET" && from_another_site(request)) return out_of_date();
            if (request.open) return std::nullopt;
            const auto token = request.cookie(kSessionCookie);
            auto session = find_session(database, token, clock.now());
            if (!session) return ask_to_sign_in(request);
            session->viewer.address = request.peer;
            session->viewer.looks = std::make_shared<Looks>();
            const auto& who = request.attach(*std::move(session));
            looking->as(sight_of(who.viewer));
            if (request.method != "GET" && !carries_token(request, who.csrf)) return out_of_date();
            // A screen that refreshes itself must not keep an unattended session alive.
            if (request.header("X-Background").empty() && request.path != "/live")
                last_seen->note(token, clock.now());
            return std::nullopt;
        });
}

}  // namespace kakehashi
