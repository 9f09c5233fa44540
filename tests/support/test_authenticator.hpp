#pragma once

#include <sodium.h>

#include <array>
#include <string>

#include "platform/auth/passkeys.hpp"

namespace kakehashi::testing {

/// An authenticator with one Ed25519 key, made anew for each; what it says can be bent.
class TestAuthenticator {
  public:
    TestAuthenticator() {
        if (sodium_init() < 0) throw std::runtime_error("libsodium");
        crypto_sign_keypair(public_key_.data(), secret_key_.data());
        credential_id = "credential of " + std::string{public_key_.begin(), public_key_.end()};
    }

    struct Answer {
        std::string credential_id, client_data, authenticator_data, signature, user_handle;
        PasskeyAnswer views() const {
            return {credential_id, client_data, authenticator_data, signature, user_handle};
        }
    };
    /// {"fmt": "none", "attStmt": {}, "authData": …}
    std::string attestation(const std::string& party_id) const {
        auto data = beginning(party_id, flags | 0x40U);
        data.append(16, '\0');
        data += '\0';
        data += static_cast<char>(credential_id.size());
        data += credential_id;
        data += cose_key();
        std::string out =
            "\xA3\x63"
            "fmt"
            "\x64"
            "none"
            "\x67"
            "attStmt"
            "\xA0\x68"
            "authData";
        out += "\x58";
        out += static_cast<char>(data.size());
        return out + data;
    }
    Answer answer(const RelyingParty& party, std::string_view challenge) const {
        const auto client_data = R"({"type":")" + type + R"(","challenge":")" +
                                 to_base64url(challenge) + R"(","origin":")" + party.origin + '"' +
                                 more_client_data + "}";
        const auto data = beginning(party.id, flags);
        std::array<unsigned char, crypto_sign_BYTES> signature{};
        const auto text = data + sha256(client_data);
        crypto_sign_detached(signature.data(), nullptr,
                             reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                             secret_key_.data());
        return {to_base64url(credential_id), to_base64url(client_data), to_base64url(data),
                to_base64url({reinterpret_cast<const char*>(signature.data()), signature.size()}),
                to_base64url(user_handle)};
    }
    std::string client_data_of_registration(const RelyingParty& party,
                                            std::string_view challenge) const {
        return R"({"type":"webauthn.create","challenge":")" + to_base64url(challenge) +
               R"(","origin":")" + party.origin + R"("})";
    }

    std::string credential_id;
    std::string user_handle;
    unsigned flags = 0x05;  // there, verified
    std::uint32_t count = 0;
    std::string type = "webauthn.get";
    std::string more_client_data;
    unsigned char algorithm = 0x27;  // -8: EdDSA

  private:
    static std::string sha256(std::string_view text) {
        std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
        crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(text.data()),
                           text.size());
        return {hash.begin(), hash.end()};
    }
    std::string beginning(const std::string& party_id, unsigned said) const {
        auto data = sha256(party_id);
        data += static_cast<char>(said);
        for (const int shift : {24, 16, 8, 0}) data += static_cast<char>(count >> shift & 0xFF);
        return data;
    }
    /// {1: 1, 3: -8, -1: 6, -2: the key}
    std::string cose_key() const {
        std::string out = "\xA4\x01\x01\x03";
        out += static_cast<char>(algorithm);
        if (algorithm == 0x38) out += '\x22';
        out += "\x20\x06\x21\x58\x20";
        return out.append(public_key_.begin(), public_key_.end());
    }

    std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> public_key_{};
    std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret_key_{};
};

}  // namespace kakehashi::testing
