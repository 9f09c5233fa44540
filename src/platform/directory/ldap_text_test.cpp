#include "platform/directory/ldap_text.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "platform/directory/ldap_server.hpp"

using namespace kakehashi;

TEST_CASE("a name in a filter matches itself and nothing else (RFC 4515)") {
    CHECK(filter_for("(uid={name})", "saeki") == "(uid=saeki)");
    CHECK(filter_for("(uid={name})", "*") == "(uid=\\2a)");
    CHECK(filter_for("(uid={name})", "a)(|(uid=*)") == "(uid=a\\29\\28\\7c\\28uid\\3d\\2a\\29)");
    CHECK(filter_for("(uid={name})", std::string{"a\0b\\", 4}) == "(uid=a\\00b\\5c)");
    CHECK(filter_for("(|(uid={name})(mail={name}))", "a b") == "(|(uid=a\\20b)(mail=a\\20b))");
    CHECK(filter_for("(uid={name})", "{name}") == "(uid=\\7bname\\7d)");
    CHECK(escaped_in_filter("佐") == "\\e4\\bd\\90");
    rc::check([](const std::string& typed) {
        RC_ASSERT(escaped_in_filter(typed).find_first_of("*()|&!=<>~ ") == std::string::npos);
    });
}

TEST_CASE("a directory is asked over TLS, and an empty password asks nobody") {
    LdapSettings settings{"ldaps://127.0.0.1:1", "cn=reader", "x", "dc=example"};
    CHECK(settings.check().has_value());
    const LdapServer nobody_there(settings);
    CHECK(nobody_there.ask("saeki", "").error().code == "auth.wrong");
    CHECK(nobody_there.ask("", "x").error().code == "auth.wrong");
    CHECK(nobody_there.ask("saeki", "x").error().code == "directory.away");
    const auto wrong_with = [](auto&& change) {
        LdapSettings bent{"ldap://ad.example.jp", "cn=reader", "x", "dc=example"};
        change(bent);
        const auto checked = bent.check();
        return checked ? "" : checked.error().detail;
    };
    CHECK(wrong_with([](LdapSettings&) {}) == "");
    CHECK(wrong_with([](LdapSettings& s) { s.url = "http://ad.example.jp"; }) == "ldap-url");
    CHECK(wrong_with([](LdapSettings& s) { s.filter = "(uid=saeki)"; }) == "ldap-filter");
    CHECK(wrong_with([](LdapSettings& s) { s.filter = "uid={name}"; }) == "ldap-filter");
    CHECK(wrong_with([](LdapSettings& s) { s.reader_password = ""; }) == "ldap-reader");
    CHECK(wrong_with([](LdapSettings& s) { s.base = ""; }) == "ldap-base");
}
