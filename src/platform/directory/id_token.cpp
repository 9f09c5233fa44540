#include "platform/directory/id_token.hpp"

#include <algorithm>
#include <array>

#include "platform/auth/password.hpp"
#include "platform/auth/webauthn.hpp"

namespace kakehashi {
namespace {

constexpr std::size_t kTokenBytesMax = 64 * 1024;
constexpr std::size_t kSubjectBytesMax = 255;
constexpr json::Limits kLimits{.bytes_max = kTokenBytesMax, .depth_max = 8, .values_max = 5'000};

auto refused(std::string why) {
    return fail(ErrorKind::Forbidden, "directory.token_refused", {}, std::move(why));
}

struct Parts {
    std::string_view signed_text;
    json::Value header, claims;
    std::string signature;
};

Result<json::Value> read_part(std::string_view text, std::string why) {
    const auto bytes = from_base64url(text);
    if (!bytes) return refused(why);
    auto value = json::parse(*bytes, kLimits);  // no name stands twice
    if (!value || !value->is_object()) return refused(std::move(why));
    return *std::move(value);
}

Result<Parts> take_apart(std::string_view token) {
    const auto first = token.find('.');
    const auto second = first == token.npos ? token.npos : token.find('.', first + 1);
    if (token.size() > kTokenBytesMax || second == token.npos ||
        token.find('.', second + 1) != token.npos)
        return refused("form");
    Parts parts;
    parts.signed_text = token.substr(0, second);
    TRY(parts.header, read_part(token.substr(0, first), "header"));
    TRY(parts.claims, read_part(token.substr(first + 1, second - first - 1), "claims"));
    const auto signature = from_base64url(token.substr(second + 1));
    if (!signature || signature->empty()) return refused("signature");
    parts.signature = *signature;
    return parts;
}

/// The allow list; neither `none` nor what is signed with a shared secret stands on it.
std::int64_t algorithm_of(const json::Value& header) {
    const auto name = header.at("alg").string();
    return name == "RS256" ? kRs256 : name == "ES256" ? kEs256 : 0;
}

/// Keys come from the provider's set alone: what the header brings along is not looked at.
Result<void> check_signature(const Parts& parts, std::span<const WebKey> keys) {
    const auto algorithm = algorithm_of(parts.header);
    if (algorithm == 0) return refused("alg");
    if (parts.header.find("crit")) return refused("crit");
    const auto named = parts.header.at("kid").string();
    const auto fits = [&](const WebKey& key) {
        return key.algorithm == algorithm && (named.empty() || key.id == named);
    };
    const auto candidates = std::ranges::count_if(keys, fits);
    if (candidates == 0) return fail(ErrorKind::Unavailable, "directory.unknown_key");
    if (candidates > 1) return refused("kid");
    const auto key = std::ranges::find_if(keys, fits);
    const auto signature = algorithm == kEs256 ? der_of_pair(parts.signature) : parts.signature;
    if (!is_signed_with(key->numbers(), parts.signed_text, signature)) return refused("signature");
    return {};
}

/// One text, or a list of this one: a token that is for others too could have come from them.
bool is_for(const json::Value& audience, std::string_view client_id) {
    if (audience.is_string()) return audience.string() == client_id;
    return audience.array().size() == 1 && audience.at(0).string() == client_id;
}

std::optional<Instant> instant_of(const json::Value& claim) {
    // Some write 1763800000.0; nobody lives after the year 9999.
    const auto seconds = claim.number();
    if (!seconds || *seconds < 0 || *seconds > 253402300799.0) return std::nullopt;
    return Instant{std::chrono::seconds{static_cast<std::int64_t>(*seconds)}};
}

Result<void> check_times(const json::Value& claims, const TokenWanted& wanted) {
    const auto expires = instant_of(claims.at("exp"));
    if (!expires || *expires + kClocksApart <= wanted.now) return refused("exp");
    const auto issued = instant_of(claims.at("iat"));
    if (!issued || *issued > wanted.now + kClocksApart || *issued + kClocksApart < wanted.begun)
        return refused("iat");
    if (const auto* not_before = claims.find("nbf")) {
        const auto from = instant_of(*not_before);
        if (!from || *from > wanted.now + kClocksApart) return refused("nbf");
    }
    if (wanted.signed_in_within) {
        const auto signed_in = instant_of(claims.at("auth_time"));
        if (!signed_in || *signed_in > wanted.now + kClocksApart ||
            *signed_in + *wanted.signed_in_within + kClocksApart < wanted.now)
            return refused("auth_time");
    }
    return {};
}

}  // namespace

Result<IdToken> read_id_token(std::string_view token, std::span<const WebKey> keys,
                              const TokenWanted& wanted) {
    TRY(auto parts, take_apart(token));
    TRY_DO(check_signature(parts, keys));
    const auto& claims = parts.claims;
    if (claims.at("iss").string() != wanted.issuer) return refused("iss");
    if (!is_for(claims.at("aud"), wanted.client_id)) return refused("aud");
    if (const auto* party = claims.find("azp"); party && party->string() != wanted.client_id)
        return refused("azp");
    TRY_DO(check_times(claims, wanted));
    if (wanted.nonce.empty() || !same_secret(claims.at("nonce").string(), wanted.nonce))
        return refused("nonce");
    std::string subject{claims.at("sub").string()};
    if (subject.empty() || subject.size() > kSubjectBytesMax) return refused("sub");
    return IdToken{std::move(subject), std::move(parts.claims)};
}

}  // namespace kakehashi
