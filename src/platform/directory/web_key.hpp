#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "platform/auth/signature.hpp"

namespace kakehashi {

/// One key a provider signs with (RFC 7517): of the algorithms we take, strong enough.
struct WebKey {
    std::string id;              // kid; empty: it has none
    std::int64_t algorithm = 0;  // kRs256, kEs256
    std::string first, second;   // see PublicNumbers

    PublicNumbers numbers() const { return {algorithm, first, second}; }
};

/// The keys of a JWK set that sign. Those of other kinds are left out, as the standard asks.
/// Invalid `directory.bad_keys` when the text is no set of keys.
Result<std::vector<WebKey>> read_web_keys(std::string_view json);

}  // namespace kakehashi
