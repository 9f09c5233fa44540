#include "platform/directory/openid_provider.hpp"

#include <algorithm>

#include "platform/http/text_decoding.hpp"

namespace kakehashi {
namespace {

/// Keys that were taken back count no longer than this.
constexpr std::chrono::hours kKnownLasts{24};
/// A token with an unknown key asks for the keys again, at most so often.
constexpr std::chrono::seconds kKeysAgainAfter{60};
/// Who comes so soon after a failure is told at once.
constexpr std::chrono::seconds kFailureLasts{3};

constexpr json::Limits kLimits{.bytes_max = kAnswerBytesMax, .depth_max = 8, .values_max = 5'000};

using Pairs = std::initializer_list<std::pair<std::string_view, std::string_view>>;

std::string urlencoded(Pairs pairs) {
    std::string out;
    for (const auto& [name, value] : pairs) {
        if (value.empty()) continue;
        if (!out.empty()) out += '&';
        out += std::string{name} + '=' + http::percent_encode(value);
    }
    return out;
}

std::string with_query(const std::string& address, Pairs pairs) {
    return address + (address.find('?') == std::string::npos ? '?' : '&') + urlencoded(pairs);
}

auto now_tick() {
    return std::chrono::steady_clock::now();
}

auto away() {
    return fail(ErrorKind::Unavailable, "directory.away");
}

/// `"mfa"` or `["pwd","mfa"]`.
bool says(const json::Value& claim, std::string_view word) {
    if (claim.is_string()) return claim.string() == word;
    return std::ranges::any_of(claim.array(),
                               [&](const json::Value& one) { return one.string() == word; });
}

}  // namespace

Result<void> OpenIdSettings::check() const {
    if (!is_safe_address(issuer) || issuer.find('?') != issuer.npos)
        return fail(ErrorKind::Invalid, "directory.bad_issuer", {}, issuer);
    for (const auto& one : vouching)
        if (!(one.starts_with("amr:") || one.starts_with("acr:")) || one.size() == 4)
            return fail(ErrorKind::Invalid, "directory.bad_vouching", {}, one);
    return {};
}

std::shared_ptr<const OpenIdProvider::Known> OpenIdProvider::kept() const {
    const std::lock_guard lock(guard_);
    return known_;
}

void OpenIdProvider::keep(std::shared_ptr<const Known> known) {
    const std::lock_guard lock(guard_);
    known_ = std::move(known);
}

Result<Fetched> OpenIdProvider::call(Fetch what) {
    what.trusted = settings_.trusted;
    auto answer = fetch(what);
    away_ = !answer || answer->status >= 500;
    if (answer && answer->status >= 500) return away();
    return answer;
}

Result<std::vector<WebKey>> OpenIdProvider::fetch_keys(const ProviderDocument& document) {
    TRY(const auto answer, call({document.jwks_uri}));
    keys_asked_at_ = now_tick();
    if (answer.status != 200) return away();
    return read_web_keys(answer.body);
}

Result<std::shared_ptr<const OpenIdProvider::Known>> OpenIdProvider::known() {
    const std::lock_guard lock(fetching_);
    if (auto already = kept(); already && now_tick() - known_since_ < kKnownLasts) return already;
    if (failed_at_ != Tick{} && now_tick() - failed_at_ < kFailureLasts) return away();
    auto fetched = [this]() -> Result<std::shared_ptr<const Known>> {
        const bool slash = settings_.issuer.ends_with('/');
        TRY(const auto answer,
            call({settings_.issuer + (slash ? "" : "/") + ".well-known/openid-configuration"}));
        if (answer.status != 200) return away();
        TRY(auto document, read_provider_document(answer.body, settings_.issuer));
        TRY(auto keys, fetch_keys(document));
        return std::make_shared<const Known>(Known{std::move(document), std::move(keys)});
    }();
    if (!fetched) {
        away_ = true;
        failed_at_ = now_tick();
        return fetched;
    }
    keep(*fetched);
    known_since_ = now_tick();
    return fetched;
}

Result<std::shared_ptr<const OpenIdProvider::Known>> OpenIdProvider::with_new_keys(
    const std::shared_ptr<const Known>& old) {
    const std::lock_guard lock(fetching_);
    auto now = kept();
    // Somebody else has asked meanwhile, or just before.
    if (now != old || now_tick() - keys_asked_at_ < kKeysAgainAfter) return now;
    TRY(auto keys, fetch_keys(old->document));
    now = std::make_shared<const Known>(Known{old->document, std::move(keys)});
    keep(now);
    return now;
}

Result<std::string> OpenIdProvider::address_to_sign_in(const OpenIdAttempt& attempt) {
    TRY(const auto provider, known());
    const auto max_age =
        settings_.signed_in_within ? std::to_string(settings_.signed_in_within->count()) : "";
    return with_query(provider->document.authorization_endpoint,
                      {{"response_type", "code"},
                       {"client_id", settings_.client_id},
                       {"redirect_uri", settings_.redirect_uri},
                       {"scope", settings_.scopes},
                       {"state", attempt.state},
                       {"nonce", attempt.nonce},
                       {"code_challenge", attempt.verifier_hash()},
                       {"code_challenge_method", "S256"},
                       {"max_age", max_age},
                       {"ui_locales", "ja"}});
}

Result<std::string> OpenIdProvider::fetch_token(const ProviderDocument& document,
                                                std::string_view code,
                                                const OpenIdAttempt& attempt) {
    const bool basic = document.takes_basic && !settings_.client_secret.empty();
    Fetch what{document.token_endpoint,
               urlencoded({{"grant_type", "authorization_code"},
                           {"code", code},
                           {"redirect_uri", settings_.redirect_uri},
                           {"client_id", settings_.client_id},
                           {"client_secret", basic ? "" : settings_.client_secret},
                           {"code_verifier", attempt.verifier}})};
    if (basic) {
        what.user = http::percent_encode(settings_.client_id);
        what.password = http::percent_encode(settings_.client_secret);
    }
    TRY(const auto answer, call(what));
    const auto content = json::parse(answer.body, kLimits);
    if (answer.status != 200 || !content || !content->at("id_token").is_string())
        return fail(ErrorKind::Forbidden, "directory.token_refused", {}, "code");
    return std::string{content->at("id_token").string()};
}

Result<DirectoryPerson> OpenIdProvider::redeem(const ProviderAnswer& answer,
                                               const OpenIdAttempt& attempt, Instant now) {
    TRY(auto provider, known());
    const bool named = !answer.issuer.empty();
    if (named ? answer.issuer != settings_.issuer : provider->document.names_itself)
        return fail(ErrorKind::Forbidden, "directory.token_refused", {}, "issuer");
    if (answer.error == "access_denied") return fail(ErrorKind::Forbidden, "directory.cancelled");
    if (!answer.error.empty() || answer.code.empty())
        return fail(ErrorKind::Forbidden, "directory.said_no");
    TRY(const auto token, fetch_token(provider->document, answer.code, attempt));
    const TokenWanted wanted{
        settings_.issuer,          settings_.client_id, attempt.nonce, attempt.begun, now,
        settings_.signed_in_within};
    auto read = read_id_token(token, provider->keys, wanted);
    if (!read && read.error().code == "directory.unknown_key") {
        TRY(provider, with_new_keys(provider));
        read = read_id_token(token, provider->keys, wanted);
    }
    if (!read && read.error().code == "directory.unknown_key")
        return fail(ErrorKind::Forbidden, "directory.token_refused", {}, "kid");
    if (!read) return fail(std::move(read).error());
    auto person = person_of(*read);
    person.proof = provider->document.end_session_endpoint.empty() ? "" : token;
    return person;
}

DirectoryPerson OpenIdProvider::person_of(const IdToken& token) const {
    const auto& claims = token.claims;
    DirectoryPerson person{
        settings_.issuer, token.subject, {}, std::string{claims.at("name").string()}};
    // An address that nobody has verified is whatever somebody typed there.
    if (settings_.name_claim != "email" || claims.at("email_verified").boolean())
        person.login = claims.at(settings_.name_claim).string();
    const auto& groups = claims.at(settings_.group_claim);
    if (groups.is_string()) person.groups.emplace_back(groups.string());
    for (const auto& group : groups.array()) person.groups.emplace_back(group.string());
    person.second_factor = std::ranges::any_of(settings_.vouching, [&](std::string_view one) {
        return says(claims.at(one.substr(0, 3)), one.substr(4));
    });
    return person;
}

std::string OpenIdProvider::address_to_sign_out(std::string_view id_token) const {
    const auto provider = kept();
    if (!provider || provider->document.end_session_endpoint.empty()) return {};
    return with_query(provider->document.end_session_endpoint,
                      {{"id_token_hint", id_token},
                       {"client_id", settings_.client_id},
                       {"post_logout_redirect_uri", settings_.signed_out_uri}});
}

}  // namespace kakehashi
