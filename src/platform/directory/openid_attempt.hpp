#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/date.hpp"
#include "base/result.hpp"
#include "platform/auth/office_key.hpp"

namespace kakehashi {

/// So long somebody may take at the provider.
inline constexpr std::chrono::minutes kAttemptLasts{10};
/// The cookie of a browser that was sent to the provider.
inline constexpr std::string_view kAttemptCookie = "kakehashi_directory";

/// A sign-in at the provider that has begun. The browser carries it, sealed; of it the provider
/// sees state, nonce and the hash of the verifier.
struct OpenIdAttempt {
    std::string state;     // comes back with the code: whose browser it is
    std::string nonce;     // comes back in the ID token
    std::string verifier;  // PKCE: who holds it alone can redeem the code
    Instant begun;
    std::string device;     // the known device; its cookie does not come along from another site
    std::string return_to;  // where the person wanted to go

    static OpenIdAttempt begin(Instant now, std::string_view device, std::string_view return_to);
    /// Base64url of the verifier's SHA-256 (S256).
    std::string verifier_hash() const;

    std::string sealed(const OfficeKey& key) const;
    /// The attempt of this cookie, to which `state` belongs. Forbidden `directory.other_browser`
    /// for a cookie that is missing, changed or of another attempt, `directory.too_late`.
    static Result<OpenIdAttempt> of(const OfficeKey& key, std::string_view cookie,
                                    std::string_view state, Instant now);
};

}  // namespace kakehashi
