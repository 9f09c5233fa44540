#include "platform/auth/guard.hpp"

#include "platform/auth/password.hpp"
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

}  // namespace

void guard_routes(http::Router& router, db::Database& database, const Clock& clock) {
    router.before([&database, &clock](http::Request& request) -> std::optional<http::Response> {
        if (request.open) return std::nullopt;
        // A screen that refreshes itself must not keep an unattended session alive.
        const bool touched = request.header("X-Background").empty() && request.path != "/live";
        auto session = find_session(database, request.cookie(kSessionCookie), clock.now(), touched);
        if (!session) return ask_to_sign_in(request);
        if (request.method != "GET" &&
            (from_another_site(request) || !carries_token(request, session->csrf)))
            return http::Response::text("この画面は古くなっています。もう一度開いてください。\n",
                                        403);
        request.attach(std::move(*session));
        return std::nullopt;
    });
}

}  // namespace kakehashi
