#include "platform/directory/web_key.hpp"

#include <optional>

#include "base/json/json.hpp"
#include "platform/auth/webauthn.hpp"

namespace kakehashi {
namespace {

constexpr json::Limits kLimits{.bytes_max = 256 * 1024, .depth_max = 8, .values_max = 5'000};
constexpr std::size_t kKeysMax = 64;

/// Nothing for a key that encrypts, of another algorithm, or too weak.
std::optional<WebKey> web_key_of(const json::Value& key) {
    if (const auto* use = key.find("use"); use && use->string() != "sig") return std::nullopt;
    const bool rsa = key.at("kty").string() == "RSA";
    const bool curve = key.at("kty").string() == "EC" && key.at("crv").string() == "P-256";
    if (!rsa && !curve) return std::nullopt;
    if (const auto* algorithm = key.find("alg");
        algorithm && algorithm->string() != (rsa ? "RS256" : "ES256"))
        return std::nullopt;
    auto first = from_base64url(key.at(rsa ? "n" : "x").string());
    auto second = from_base64url(key.at(rsa ? "e" : "y").string());
    if (!first || !second) return std::nullopt;
    WebKey out{std::string{key.at("kid").string()}, rsa ? kRs256 : kEs256, *std::move(first),
               *std::move(second)};
    if (!is_usable_key(out.numbers())) return std::nullopt;
    return out;
}

}  // namespace

Result<std::vector<WebKey>> read_web_keys(std::string_view json) {
    const auto set = json::parse(json, kLimits);
    if (!set || !set->at("keys").is_array() || set->at("keys").array().size() > kKeysMax)
        return fail(ErrorKind::Invalid, "directory.bad_keys");
    std::vector<WebKey> out;
    for (const auto& one : set->at("keys").array())
        if (auto key = web_key_of(one)) out.push_back(*std::move(key));
    return out;
}

}  // namespace kakehashi
