#pragma once

#include <memory>
#include <string>

#include "platform/directory/directory.hpp"
#include "platform/directory/ldap_server.hpp"
#include "platform/directory/openid_provider.hpp"
#include "platform/directory/waiting_places.hpp"

namespace kakehashi {

inline constexpr int kDirectoryCallsMax = 16;
inline constexpr int kDirectoryCallsPerAddressMax = 8;

/// 病院のアカウント, as the operator has configured it. One per program.
struct HospitalDirectory {
    std::string issuer;
    std::string label;  // 病院のアカウントでサインイン
    DirectoryRules rules;
    // One of the two.
    std::unique_ptr<OpenIdProvider> provider;
    std::unique_ptr<LdapServer> ldap;
    WaitingPlaces places{kDirectoryCallsMax, kDirectoryCallsPerAddressMax};
};

}  // namespace kakehashi
