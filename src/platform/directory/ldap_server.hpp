#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "platform/directory/directory.hpp"

namespace kakehashi {

/// The LDAP server or Active Directory as the operator has configured it
/// (docs/operator/directory.md).
struct LdapSettings {
    std::string url;     // ldaps://ad.example.jp, or ldap://… with StartTLS; never plain
    std::string reader;  // who may search: cn=kakehashi,ou=services,dc=example,dc=jp
    std::string reader_password;
    std::string base;  // ou=people,dc=example,dc=jp
    std::string filter = "(uid={name})";
    std::string id_attribute = "entryUUID";  // what never changes; objectGUID
    std::string name_attribute = "displayName";
    std::string group_attribute = "memberOf";
    std::filesystem::path trusted = {};  // certificates (PEM); empty: Debian's

    /// By what its people are linked: a server may get another address, its tree stays.
    std::string issuer() const { return "ldap:" + base; }
    /// Invalid `directory.bad_ldap` with what is wrong.
    Result<void> check() const;
};

/// Asks one LDAP server. Thread-safe: every question is a connection of its own, encrypted, and
/// over within five seconds for each of its steps. Its callers take a place in `WaitingPlaces`.
class LdapServer {
  public:
    explicit LdapServer(LdapSettings settings) : settings_(std::move(settings)) {}

    /// Who has this name and this password: the one entry that the filter finds, opened by the
    /// password. Forbidden `auth.wrong` for an unknown name, more than one entry, and a wrong or
    /// empty password; Unavailable `directory.away`, with the reason on standard error.
    Result<DirectoryPerson> ask(std::string_view name, std::string_view password) const;

  private:
    const LdapSettings settings_;
};

}  // namespace kakehashi
