#include "platform/directory/ldap_server.hpp"

#include <ldap.h>
#include <sys/time.h>

#include <cstdio>
#include <memory>

#include "platform/auth/webauthn.hpp"
#include "platform/directory/ldap_text.hpp"

namespace kakehashi {
namespace {

constexpr time_t kAnswersWithinSeconds = 5;
constexpr std::size_t kNameBytesMax = 120;

struct Freed {
    void operator()(LDAP* connection) const { ldap_unbind_ext_s(connection, nullptr, nullptr); }
    void operator()(LDAPMessage* message) const { ldap_msgfree(message); }
    void operator()(char* text) const { ldap_memfree(text); }
    void operator()(berval** values) const { ldap_value_free_len(values); }
};
using Connection = std::unique_ptr<LDAP, Freed>;
using Answer = std::unique_ptr<LDAPMessage, Freed>;

auto wrong() {
    return fail(ErrorKind::Forbidden, "auth.wrong");
}

/// With what the library says more, of certificates above all.
tl::unexpected<Error> away(const LdapSettings& settings, const char* step, int code,
                           LDAP* connection = nullptr) {
    char* more = nullptr;
    if (connection != nullptr) ldap_get_option(connection, LDAP_OPT_DIAGNOSTIC_MESSAGE, &more);
    const std::unique_ptr<char, Freed> kept{more};
    std::fprintf(stderr, "the hospital's directory %s: %s: %s %s\n", settings.url.c_str(), step,
                 ldap_err2string(code), more == nullptr ? "" : more);
    return fail(ErrorKind::Unavailable, "directory.away");
}

template <typename Value>
bool set(LDAP* connection, int option, const Value& value) {
    return ldap_set_option(connection, option, &value) == LDAP_OPT_SUCCESS;
}

/// Encrypted, by a server whose certificate is the one of its name, or not at all.
Result<Connection> connected(const LdapSettings& settings) {
    LDAP* opened = nullptr;
    if (const int code = ldap_initialize(&opened, settings.url.c_str()); code != LDAP_SUCCESS)
        return away(settings, "address", code);
    Connection connection{opened};
    const timeval within{kAnswersWithinSeconds, 0};
    bool good = set(opened, LDAP_OPT_PROTOCOL_VERSION, int{LDAP_VERSION3}) &&
                set(opened, LDAP_OPT_NETWORK_TIMEOUT, within) &&
                set(opened, LDAP_OPT_TIMEOUT, within) &&
                ldap_set_option(opened, LDAP_OPT_REFERRALS, LDAP_OPT_OFF) == LDAP_OPT_SUCCESS &&
                set(opened, LDAP_OPT_X_TLS_REQUIRE_CERT, int{LDAP_OPT_X_TLS_DEMAND}) &&
                set(opened, LDAP_OPT_X_TLS_PROTOCOL_MIN, int{LDAP_OPT_X_TLS_PROTOCOL_TLS1_2});
    if (!settings.trusted.empty())
        good = good && ldap_set_option(opened, LDAP_OPT_X_TLS_CACERTFILE,
                                       settings.trusted.c_str()) == LDAP_OPT_SUCCESS;
    good = good && set(opened, LDAP_OPT_X_TLS_NEWCTX, int{0});
    if (!good) return away(settings, "certificates", LDAP_LOCAL_ERROR);
    if (!settings.url.starts_with("ldaps://"))
        if (const int code = ldap_start_tls_s(opened, nullptr, nullptr); code != LDAP_SUCCESS)
            return away(settings, "StartTLS", code, opened);
    return connection;
}

int bind_as(LDAP* connection, const std::string& who, std::string_view password) {
    std::string copy{password};
    berval secret{static_cast<ber_len_t>(copy.size()), copy.data()};
    return ldap_sasl_bind_s(connection, who.c_str(), LDAP_SASL_SIMPLE, &secret, nullptr, nullptr,
                            nullptr);
}

std::vector<std::string> values_of(LDAP* connection, LDAPMessage* entry, const std::string& name) {
    const std::unique_ptr<berval*, Freed> values{
        ldap_get_values_len(connection, entry, name.c_str())};
    std::vector<std::string> out;
    for (auto* one = values.get(); one != nullptr && *one != nullptr; ++one)
        out.emplace_back((*one)->bv_val, (*one)->bv_len);
    return out;
}

struct Found {
    std::string dn;
    DirectoryPerson person;
};

/// The one entry of this name.
Result<Found> find_entry(LDAP* connection, const LdapSettings& settings, std::string_view name) {
    auto id = settings.id_attribute, shown = settings.name_attribute,
         groups = settings.group_attribute;
    char* attributes[] = {id.data(), shown.data(), groups.data(), nullptr};
    timeval within{kAnswersWithinSeconds, 0};
    constexpr int kTwoAtMost = 2;
    LDAPMessage* received = nullptr;
    const int code = ldap_search_ext_s(connection, settings.base.c_str(), LDAP_SCOPE_SUBTREE,
                                       filter_for(settings.filter, name).c_str(), attributes, 0,
                                       nullptr, nullptr, &within, kTwoAtMost, &received);
    const Answer answer{received};
    if (code != LDAP_SUCCESS && code != LDAP_SIZELIMIT_EXCEEDED)
        return away(settings, "search", code);
    if (ldap_count_entries(connection, received) != 1) return wrong();
    auto* entry = ldap_first_entry(connection, received);
    const std::unique_ptr<char, Freed> dn{ldap_get_dn(connection, entry)};
    const auto ids = values_of(connection, entry, settings.id_attribute);
    if (!dn || ids.size() != 1 || ids[0].empty())
        return away(settings, "the entry has no such id attribute", LDAP_NO_SUCH_ATTRIBUTE);
    const auto names = values_of(connection, entry, settings.name_attribute);
    return Found{dn.get(),
                 {settings.issuer(), to_base64url(ids[0]), std::string{name},
                  names.empty() ? std::string{} : names[0],
                  values_of(connection, entry, settings.group_attribute)}};
}

}  // namespace

Result<void> LdapSettings::check() const {
    const auto bad = [](std::string what) {
        return fail(ErrorKind::Invalid, "directory.bad_ldap", {}, std::move(what));
    };
    if (!url.starts_with("ldaps://") && !url.starts_with("ldap://")) return bad("ldap-url");
    if (ldap_is_ldap_url(url.c_str()) == 0) return bad("ldap-url");
    if (base.empty()) return bad("ldap-base");
    if (reader.empty() || reader_password.empty()) return bad("ldap-reader");
    if (filter.find("{name}") == filter.npos || !filter.starts_with('(') || !filter.ends_with(')'))
        return bad("ldap-filter");
    return {};
}

Result<DirectoryPerson> LdapServer::ask(std::string_view name, std::string_view password) const {
    // A bind without a password is one of nobody, and succeeds (RFC 4513 5.1.2).
    if (name.empty() || name.size() > kNameBytesMax || password.empty()) return wrong();
    TRY(const auto connection, connected(settings_));
    if (const int code = bind_as(connection.get(), settings_.reader, settings_.reader_password);
        code != LDAP_SUCCESS)
        return away(settings_, "ldap-reader", code, connection.get());
    TRY(auto found, find_entry(connection.get(), settings_, name));
    const int code = bind_as(connection.get(), found.dn, password);
    if (code == LDAP_SUCCESS) return std::move(found.person);
    // What the server will not let in: a wrong password, a locked or expired account.
    if (code == LDAP_INVALID_CREDENTIALS || code == LDAP_CONSTRAINT_VIOLATION ||
        code == LDAP_UNWILLING_TO_PERFORM || code == LDAP_INSUFFICIENT_ACCESS)
        return wrong();
    return away(settings_, "bind", code);
}

}  // namespace kakehashi
