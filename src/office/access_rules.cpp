// 画面と役割: what each part of the program asks for. A route falls under the longest line that
// leads it; one that falls under none is for nobody (src/app/access_test.cpp names it).
#include <array>

#include "office/access.hpp"

namespace kakehashi::office {
namespace {

constexpr std::string_view kAny = "*";

constexpr std::array kRules{
    RouteRule{kAny, "/", Need::Self},
    RouteRule{kAny, "/menu", Need::Self},
    RouteRule{kAny, "/help", Need::Self},
    RouteRule{kAny, "/live", Need::Self},
    RouteRule{kAny, "/session", Need::Self},
    RouteRule{kAny, "/sign-out", Need::Self},
    RouteRule{kAny, "/account", Need::Self},
    RouteRule{kAny, "/account/deputy", Need::Cases},

    RouteRule{kAny, "/today", Need::Cases},
    RouteRule{kAny, "/duties", Need::Cases},
    RouteRule{kAny, "/search", Need::Cases},
    RouteRule{kAny, "/patients", Need::Cases},
    RouteRule{kAny, "/referrals", Need::Cases},
    RouteRule{kAny, "/documents", Need::Cases},
    RouteRule{kAny, "/bookings", Need::Cases},
    RouteRule{kAny, "/bookings/templates", Need::Settings},
    RouteRule{kAny, "/bookings/bookables", Need::Settings},
    RouteRule{kAny, "/bookings/closures", Need::Settings},
    RouteRule{kAny, "/arrivals", Need::Cases},
    RouteRule{kAny, "/replies", Need::Cases},
    RouteRule{kAny, "/purposes", Need::Cases},

    RouteRule{"GET", "/facilities", Need::Cases},
    RouteRule{"POST", "/facilities", Need::Partners},
    RouteRule{kAny, "/facilities/new", Need::Partners},
    RouteRule{kAny, "/facilities/{id}/edit", Need::Partners},
    RouteRule{kAny, "/facilities/{id}/people", Need::Partners},
    RouteRule{kAny, "/facilities/import", Need::PartnerFiles},
    RouteRule{kAny, "/facilities/export", Need::PartnerFiles},

    RouteRule{kAny, "/settings", Need::Settings},
    RouteRule{kAny, "/settings/retention", Need::Retention},
    RouteRule{kAny, "/patients/{id}/hold", Need::Retention},
    RouteRule{kAny, "/referrals/{id}/hold", Need::Retention},
    RouteRule{kAny, "/settings/people", Need::People},
    RouteRule{kAny, "/settings/people/{id}/affiliations", Need::Units},
    RouteRule{kAny, "/settings/units", Need::Units},

    RouteRule{kAny, "/disclosures", Need::Disclosure},
    RouteRule{"POST", "/disclosures/{id}/decision", Need::Ruling},
    RouteRule{kAny, "/provisions", Need::Disclosure},

    RouteRule{kAny, "/incidents/new", Need::Cases},
    RouteRule{"GET", "/incidents", Need::IncidentRegister},
    RouteRule{"POST", "/incidents", Need::IncidentWork},
    RouteRule{kAny, "/incidents/{id}/account", Need::IncidentWork},

    RouteRule{kAny, "/ward", Need::Ward},
    RouteRule{kAny, "/questions", Need::Cases},
    RouteRule{kAny, "/portal", Need::Portal},

    RouteRule{kAny, "/break-glass", Need::Cases},
    RouteRule{kAny, "/patients/{id}/seal", Need::Sealing},
    RouteRule{kAny, "/patients/{id}/glass-review", Need::Oversight},
    RouteRule{kAny, "/audit", Need::AuditLog},
    RouteRule{kAny, "/patients/{id}/looks", Need::AuditLog},
};

/// /facilities leads /facilities and /facilities/{id}, not /facilities-of.
bool leads(std::string_view whole, std::string_view start) {
    if (!whole.starts_with(start)) return false;
    return whole.size() == start.size() || (start != "/" && whole[start.size()] == '/');
}

}  // namespace

std::span<const RouteRule> route_rules() {
    return kRules;
}

const RouteRule* rule_of(std::string_view method, std::string_view route) {
    const auto asked = method == "HEAD" ? std::string_view{"GET"} : method;
    const RouteRule* best = nullptr;
    for (const auto& rule : kRules)
        if ((rule.method == kAny || rule.method == asked) && leads(route, rule.route) &&
            (!best || rule.route.size() > best->route.size()))
            best = &rule;
    return best;
}

}  // namespace kakehashi::office
