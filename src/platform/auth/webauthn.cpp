#include "platform/auth/webauthn.hpp"

#include <sodium.h>

#include <array>
#include <cctype>

#include "base/json/json.hpp"
#include "platform/auth/signature.hpp"

namespace kakehashi {
namespace {

constexpr int kAlphabet = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
constexpr std::size_t kClientDataMax = 8 * 1024;
constexpr std::size_t kCredentialIdMax = 1023;  // WebAuthn Level 2, 5.1.3
constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kFixedBytes = kHashBytes + 1 + 4;

// Flags of authenticator data.
constexpr unsigned kPresent = 0x01;
constexpr unsigned kVerified = 0x04;
constexpr unsigned kMayBeCopied = 0x08;
constexpr unsigned kIsCopied = 0x10;
constexpr unsigned kHasKey = 0x40;
constexpr unsigned kHasExtensions = 0x80;

auto refused() {
    return fail(ErrorKind::Forbidden, "passkey.refused");
}

std::string sha256(std::string_view text) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(text.data()),
                       text.size());
    return {hash.begin(), hash.end()};
}

std::uint32_t big_endian(std::string_view bytes) {
    std::uint32_t number = 0;
    for (const char c : bytes) number = number << 8 | static_cast<unsigned char>(c);
    return number;
}

struct AuthenticatorData {
    unsigned flags = 0;
    std::uint32_t count = 0;
    std::string_view rest;
};

/// The part that every answer begins with: for us, from a person who is there and was verified.
Result<AuthenticatorData> read_authenticator_data(const RelyingParty& party,
                                                  std::string_view bytes) {
    if (bytes.size() < kFixedBytes || bytes.substr(0, kHashBytes) != sha256(party.id))
        return refused();
    const auto flags = static_cast<unsigned char>(bytes[kHashBytes]);
    const bool there = (flags & kPresent) != 0 && (flags & kVerified) != 0;
    const bool sound = (flags & kMayBeCopied) != 0 || (flags & kIsCopied) == 0;
    if (!there || !sound) return refused();
    return AuthenticatorData{flags, big_endian(bytes.substr(kHashBytes + 1, 4)),
                             bytes.substr(kFixedBytes)};
}

/// Extensions, which we ask for none of, end the data; nothing else may.
Result<void> read_end(const AuthenticatorData& data, std::string_view rest) {
    if ((data.flags & kHasExtensions) == 0) return rest.empty() ? Result<void>{} : refused();
    const auto extensions = cbor::read(rest);
    return extensions && extensions->is_map() ? Result<void>{} : refused();
}

bool is_host_name(std::string_view name) {
    bool letter = false;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) == 0 && c != '-' && c != '.') return false;
        if (std::isupper(byte) != 0) return false;  // as browsers write it
        letter = letter || std::isalpha(byte) != 0;
    }
    return letter && name.front() != '.' && name.back() != '.';
}

}  // namespace

Result<RelyingParty> RelyingParty::of(std::string_view origin) {
    const auto bad = [&] {
        return fail(ErrorKind::Invalid, "passkey.bad_origin", "origin", std::string{origin});
    };
    const auto slashes = origin.find("://");
    if (slashes == std::string_view::npos) return bad();
    const auto scheme = origin.substr(0, slashes);
    const auto host = origin.substr(slashes + 3);
    const auto name = host.substr(0, host.find(':'));
    const auto port = host.size() > name.size() ? host.substr(name.size() + 1) : "0";
    if (name.empty() || !is_host_name(name) || port.empty() || port.size() > 5 ||
        port.find_first_not_of("0123456789") != std::string_view::npos ||
        (scheme != "https" && !(scheme == "http" && name == "localhost")))
        return bad();
    return RelyingParty{std::string{origin}, std::string{name}};
}

Result<ClientData> read_client_data(const RelyingParty& party, std::string_view text,
                                    std::string_view type) {
    if (text.size() > kClientDataMax) return refused();
    const auto data = json::parse(text);
    if (!data || data->at("type").string() != type || data->at("origin").string() != party.origin ||
        data->at("crossOrigin").boolean())
        return refused();
    auto challenge = from_base64url(data->at("challenge").string());
    if (!challenge || challenge->empty()) return refused();
    return ClientData{*std::move(challenge)};
}

Result<NewKey> read_registration(const RelyingParty& party, std::string_view attestation_object) {
    const auto object = cbor::read(attestation_object);
    if (!object) return refused();
    const auto* format = object->find("fmt");
    const auto* bytes = object->find("authData");
    if (!format || format->text().empty() || !bytes) return refused();
    TRY(const auto data, read_authenticator_data(party, bytes->bytes()));
    constexpr std::size_t kModelBytes = 16;
    constexpr std::size_t kBeforeId = kModelBytes + 2;
    if ((data.flags & kHasKey) == 0 || data.rest.size() < kBeforeId) return refused();
    const auto id_size = big_endian(data.rest.substr(kModelBytes, 2));
    const auto behind = data.rest.substr(kBeforeId);
    if (id_size == 0 || id_size > kCredentialIdMax || behind.size() < id_size) return refused();
    const auto key_bytes = behind.substr(id_size);
    const auto key = cbor::read_first(key_bytes);
    if (!key || !is_usable_key(key->value)) return refused();
    TRY_DO(read_end(data, key_bytes.substr(key->size)));
    return NewKey{std::string{behind.substr(0, id_size)},
                  std::string{key_bytes.substr(0, key->size)}, data.count};
}

Result<std::uint32_t> check_assertion(const RelyingParty& party, std::string_view cose_key,
                                      const Assertion& assertion) {
    TRY(const auto data, read_authenticator_data(party, assertion.authenticator_data));
    if ((data.flags & kHasKey) != 0) return refused();
    TRY_DO(read_end(data, data.rest));
    const auto key = cbor::read(cose_key);
    const auto text = std::string{assertion.authenticator_data} + sha256(assertion.client_data);
    if (!key || !is_signed_with(*key, text, assertion.signature)) return refused();
    return data.count;
}

std::optional<std::string> from_base64url(std::string_view text) {
    std::string bytes(text.size(), '\0');
    std::size_t size = 0;
    const char* end = nullptr;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                          text.size(), nullptr, &size, &end, kAlphabet) != 0 ||
        end != text.data() + text.size())
        return std::nullopt;
    bytes.resize(size);
    return bytes;
}

std::string to_base64url(std::string_view bytes) {
    std::string text(sodium_base64_encoded_len(bytes.size(), kAlphabet), '\0');
    sodium_bin2base64(text.data(), text.size(),
                      reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                      kAlphabet);
    text.pop_back();  // the terminator
    return text;
}

}  // namespace kakehashi
