#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/directory/directory.hpp"
#include "platform/directory/fetch.hpp"
#include "platform/directory/id_token.hpp"
#include "platform/directory/openid_attempt.hpp"
#include "platform/directory/provider_document.hpp"

namespace kakehashi {

/// The provider as the operator has configured it (docs/operator/directory.md).
struct OpenIdSettings {
    std::string issuer;
    std::string client_id;
    std::string client_secret;  // empty: a public client, PKCE alone
    std::string redirect_uri;   // https://kakehashi.example.jp/sign-in/directory/callback
    std::string signed_out_uri;
    std::string scopes = "openid profile";
    std::string name_claim = "preferred_username";
    std::string group_claim = "groups";
    /// `amr:mfa`, `acr:urn:…`: what an ID token says where a second factor was asked for.
    std::vector<std::string> vouching = {};
    std::optional<std::chrono::seconds> signed_in_within = std::nullopt;
    std::filesystem::path trusted = {};

    /// Invalid `directory.bad_issuer`, `directory.bad_vouching`.
    Result<void> check() const;
};

/// What the person's browser brings back.
struct ProviderAnswer {
    std::string_view code, error, issuer;
};

/// Speaks with one OpenID provider. Thread-safe; every call may take kAnswerWithin for each of the
/// up to four answers it needs, so its callers take a place in `WaitingPlaces` first.
class OpenIdProvider {
  public:
    explicit OpenIdProvider(OpenIdSettings settings) : settings_(std::move(settings)) {}

    /// Where the browser goes to sign in. Unavailable `directory.away`, `directory.bad_document`.
    Result<std::string> address_to_sign_in(const OpenIdAttempt& attempt);

    /// Who has signed in. Forbidden `directory.cancelled` (by the person), `directory.said_no` (by
    /// the provider), errors of read_id_token(); Unavailable as above.
    Result<DirectoryPerson> redeem(const ProviderAnswer& answer, const OpenIdAttempt& attempt,
                                   Instant now);

    /// Where the browser ends the provider's own session; empty when it has no such page. Asks
    /// nobody.
    std::string address_to_sign_out(std::string_view id_token) const;

    /// The last call failed.
    bool is_away() const { return away_; }

  private:
    using Tick = std::chrono::steady_clock::time_point;
    struct Known {
        ProviderDocument document;
        std::vector<WebKey> keys;
    };

    std::shared_ptr<const Known> kept() const;
    void keep(std::shared_ptr<const Known> known);
    Result<Fetched> call(Fetch what);
    /// Document and keys, fetched when there are none or they are a day old.
    Result<std::shared_ptr<const Known>> known();
    Result<std::shared_ptr<const Known>> with_new_keys(const std::shared_ptr<const Known>& old);
    Result<std::vector<WebKey>> fetch_keys(const ProviderDocument& document);
    Result<std::string> fetch_token(const ProviderDocument& document, std::string_view code,
                                    const OpenIdAttempt& attempt);
    DirectoryPerson person_of(const IdToken& token) const;

    const OpenIdSettings settings_;
    std::atomic<bool> away_ = false;
    mutable std::mutex guard_;
    std::shared_ptr<const Known> known_;
    std::mutex fetching_;  // one asks, the others wait; guards what follows
    Tick known_since_{}, keys_asked_at_{}, failed_at_{};
};

}  // namespace kakehashi
