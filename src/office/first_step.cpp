#include "office/first_step.hpp"

#include "platform/auth/session.hpp"

namespace kakehashi::office {
namespace {

constexpr std::string_view kOwnPassword = "/account/password";
constexpr std::string_view kAccount = "/account";
constexpr std::string_view kNewFactor = "/account/app";

/// What the step needs, and what every open page asks for by itself: with a password of somebody
/// else nothing but a new one, without a second factor what adds one.
bool belongs_to(FirstStep step, std::string_view route) {
    if (route == "/sign-out" || route == "/session/ends" || route == "/live") return true;
    if (step == FirstStep::OwnPassword) return route == kOwnPassword;
    return route.starts_with(kAccount) && !route.starts_with("/account/deputy");
}

}  // namespace

void hold_at_first_step(http::Router& router) {
    router.before([](http::Request& request) -> std::optional<http::Response> {
        const auto* who = request.open ? nullptr : request.attached<SignedIn>();
        if (!who || who->first_step == FirstStep::None ||
            belongs_to(who->first_step, request.route))
            return std::nullopt;
        const auto where = who->first_step == FirstStep::OwnPassword ? kOwnPassword : kNewFactor;
        const bool is_page = request.method == "GET" && !request.is_htmx() &&
                             request.header("Accept").find("text/html") != std::string_view::npos;
        if (is_page) return http::Response::redirect(where);
        return http::Response::text("先に、サインインの安全をととのえてください。\n", 403);
    });
}

}  // namespace kakehashi::office
