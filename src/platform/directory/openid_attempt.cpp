#include "platform/directory/openid_attempt.hpp"

#include <sodium.h>

#include <array>

#include "base/json/json.hpp"
#include "platform/auth/challenge.hpp"
#include "platform/auth/password.hpp"
#include "platform/auth/webauthn.hpp"

namespace kakehashi {
namespace {

// use_once() remembers an attempt as long as it could come again.
static_assert(kAttemptLasts <= 2 * kChallengeLasts);

constexpr std::string_view kPurpose = "sign-in at the directory";
constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kPlaceBytesMax = 1000;  // a cookie has 4 KB

}  // namespace

OpenIdAttempt OpenIdAttempt::begin(Instant now, std::string_view device,
                                   std::string_view return_to) {
    return {random_token(kSecretBytes),
            random_token(kSecretBytes),
            random_token(kSecretBytes),
            now,
            std::string{device},
            std::string{return_to.size() <= kPlaceBytesMax ? return_to : "/"}};
}

std::string OpenIdAttempt::verifier_hash() const {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(verifier.data()),
                       verifier.size());
    return to_base64url(std::string_view{reinterpret_cast<const char*>(hash.data()), hash.size()});
}

std::string OpenIdAttempt::sealed(const OfficeKey& key) const {
    return key.seal(kPurpose, json::write(json::object({{"state", state},
                                                        {"nonce", nonce},
                                                        {"verifier", verifier},
                                                        {"begun", begun.time_since_epoch().count()},
                                                        {"device", device},
                                                        {"return_to", return_to}})));
}

Result<OpenIdAttempt> OpenIdAttempt::of(const OfficeKey& key, std::string_view cookie,
                                        std::string_view state, Instant now) {
    const auto text = key.unseal(kPurpose, cookie);
    const auto content = text ? json::parse(*text) : json::Value{};
    if (!content || state.empty() || !same_secret(content->at("state").string(), state))
        return fail(ErrorKind::Forbidden, "directory.other_browser");
    const auto part = [&](std::string_view name) {
        return std::string{content->at(name).string()};
    };
    OpenIdAttempt out{
        part("state"),    part("nonce"),
        part("verifier"), Instant{std::chrono::seconds{content->at("begun").integer().value_or(0)}},
        part("device"),   part("return_to")};
    if (out.begun > now || out.begun + kAttemptLasts <= now)
        return fail(ErrorKind::Forbidden, "directory.too_late");
    return out;
}

}  // namespace kakehashi
