#pragma once

#include <map>

#include "office/account_pages.hpp"
#include "office/sign_in_pages.hpp"
#include "office/traces.hpp"
#include "platform/audit/journal.hpp"
#include "platform/audit/strangers.hpp"
#include "platform/auth/guard.hpp"
#include "platform/auth/password.hpp"
#include "support/test_doors.hpp"
#include "support/test_office.hpp"

namespace kakehashi::testing {

/// A browser with cookies at the guarded doors of an office; 佐伯 真理 signs in with kPassword.
class TestBrowser : public TestOffice {
  public:
    static constexpr const char* kPassword = "umi-no-hashi-wo";

    /// `party`: where passkeys work.
    explicit TestBrowser(std::optional<RelyingParty> party = std::nullopt) {
        guard_routes(guarded, *database, clock);
        office::trace_answers(guarded, office, *journal, strangers);
        office::add_sign_in_routes(guarded, office, doors(database.folder(), party));
        office::add_account_routes(guarded, office, doors(database.folder(), party));
        office::add_message_pages(guarded, office);
        auto tx = database->write();
        REQUIRE(set_password(tx, "saeki", hash_password(kPassword)).has_value());
        tx.commit();
    }
    http::Response get(std::string_view target) { return send("GET", target, {}); }
    http::Response post(std::string_view target,
                        std::vector<std::pair<std::string, std::string>> fields = {}) {
        if (const auto who = signed_in()) fields.emplace_back("csrf", who->csrf);
        return send("POST", target, std::move(fields));
    }
    void sign_in() {
        REQUIRE(post("/sign-in", {{"login", "saeki"}, {"password", kPassword}}).status == 303);
    }
    std::optional<SignedIn> signed_in() {
        const auto cookie = cookies.find(std::string{kSessionCookie});
        if (cookie == cookies.end()) return std::nullopt;
        return find_session(*database, cookie->second, clock.now());
    }
    bool is_signed_in() { return signed_in().has_value(); }
    void forget_cookies() { cookies.clear(); }
    /// What the journal of the audit holds: looks and refusals.
    std::vector<audit::Entry> lines() {
        std::int64_t position = 0;
        return journal->file().read(0, 1000, false, clock.now(), position);
    }
    std::vector<audit::Entry> lines_of(std::string_view action) {
        auto all = lines();
        std::erase_if(all, [&](const audit::Entry& line) { return line.action != action; });
        return all;
    }

    std::map<std::string, std::string> cookies;
    std::string agent =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/143.0.0.0 Safari/537.36";
    std::string peer = "10.0.0.5";
    http::Router guarded;

  private:
    http::Response send(std::string method, std::string_view target,
                        std::vector<std::pair<std::string, std::string>> fields) {
        http::Request request;
        request.method = std::move(method);
        request.target = std::string{target};
        request.path = std::string{target.substr(0, target.find('?'))};
        if (const auto mark = target.find('?'); mark != std::string_view::npos)
            request.query_parameters = http::parse_urlencoded(target.substr(mark + 1)).value();
        request.peer = peer;
        request.headers.set("Accept", "text/html");
        request.headers.set("User-Agent", agent);
        std::string sent;
        for (const auto& [name, value] : cookies)
            sent += (sent.empty() ? "" : "; ") + name + "=" + value;
        if (!sent.empty()) request.headers.set("Cookie", sent);
        for (auto& [name, value] : fields)
            request.parsed_form.add(std::move(name), std::move(value));
        auto response = guarded.handle(request);
        for (const auto& [name, value] : response.headers.all())
            if (name == "Set-Cookie") keep(value);
        return response;
    }
    void keep(std::string_view cookie) {
        const auto equals = cookie.find('=');
        const auto end = cookie.find(';');
        const std::string name{cookie.substr(0, equals)};
        if (cookie.find("Max-Age=0") != cookie.npos || end == equals + 1)
            cookies.erase(name);
        else
            cookies[name] = std::string{cookie.substr(equals + 1, end - equals - 1)};
    }

    std::unique_ptr<audit::Journal> journal =
        audit::Journal::open(database.folder() / "audit").value();
    audit::Strangers strangers;
};

}  // namespace kakehashi::testing
