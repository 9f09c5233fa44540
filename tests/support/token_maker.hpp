#pragma once

#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/json/json.hpp"
#include "platform/auth/webauthn.hpp"

namespace kakehashi::testing {

/// `header.claims`, both encoded.
inline std::string signed_part(const json::Value& header, const json::Value& claims) {
    return to_base64url(json::write(header)) + "." + to_base64url(json::write(claims));
}

/// A provider with one key pair: signs what a provider would, and what it never would.
class TokenMaker {
  public:
    /// `ES256` or `RS256`.
    TokenMaker(std::string algorithm, std::string key_id)
        : algorithm_(std::move(algorithm)),
          id_(std::move(key_id)),
          key_(is_rsa() ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256")) {
        if (key_ == nullptr) throw std::runtime_error("no key");
    }
    ~TokenMaker() { EVP_PKEY_free(key_); }
    TokenMaker(const TokenMaker&) = delete;
    TokenMaker& operator=(const TokenMaker&) = delete;

    /// As it stands in a JWK set.
    json::Value web_key() const {
        auto key = json::object({{"kty", is_rsa() ? "RSA" : "EC"}, {"use", "sig"}, {"kid", id_}});
        if (is_rsa()) return key.set("n", number("n")).set("e", number("e"));
        return key.set("crv", "P-256").set("x", number("qx", 32)).set("y", number("qy", 32));
    }
    std::string key_set() const {
        return json::write(json::object({{"keys", json::array({web_key()})}}));
    }
    json::Value header() const {
        return json::object({{"alg", algorithm_}, {"typ", "JWT"}, {"kid", id_}});
    }
    /// Signed by this key, whatever the header says.
    std::string token(const json::Value& header, const json::Value& claims) const {
        const auto text = signed_part(header, claims);
        return text + "." + to_base64url(sign(text));
    }
    std::string token(const json::Value& claims) const { return token(header(), claims); }

    /// HS256 with the public key as the shared secret: what is tried where `alg` is believed.
    std::string token_by_public_key(const json::Value& claims) const {
        auto header = this->header();
        const auto text = signed_part(header.set("alg", "HS256"), claims);
        auto* out = BIO_new(BIO_s_mem());
        PEM_write_bio_PUBKEY(out, key_);
        char* pem = nullptr;
        const auto size = BIO_get_mem_data(out, &pem);
        unsigned char mac[EVP_MAX_MD_SIZE];
        unsigned int mac_size = 0;
        HMAC(EVP_sha256(), pem, static_cast<int>(size),
             reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac, &mac_size);
        BIO_free(out);
        return text + "." + to_base64url({reinterpret_cast<char*>(mac), mac_size});
    }

  private:
    bool is_rsa() const { return algorithm_ == "RS256"; }

    std::string number(const char* name, int bytes = 0) const {
        BIGNUM* value = nullptr;
        EVP_PKEY_get_bn_param(key_, name, &value);
        std::string out(static_cast<std::size_t>(bytes > 0 ? bytes : BN_num_bytes(value)), '\0');
        BN_bn2binpad(value, reinterpret_cast<unsigned char*>(out.data()),
                     static_cast<int>(out.size()));
        BN_free(value);
        return to_base64url(out);
    }

    std::string sign(std::string_view text) const {
        auto* digest = EVP_MD_CTX_new();
        EVP_DigestSignInit(digest, nullptr, EVP_sha256(), nullptr, key_);
        const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
        std::size_t size = 0;
        EVP_DigestSign(digest, nullptr, &size, bytes, text.size());
        std::string signature(size, '\0');
        EVP_DigestSign(digest, reinterpret_cast<unsigned char*>(signature.data()), &size, bytes,
                       text.size());
        EVP_MD_CTX_free(digest);
        signature.resize(size);
        return is_rsa() ? signature : pair_of(signature);
    }

    static std::string pair_of(const std::string& der) {
        const auto* in = reinterpret_cast<const unsigned char*>(der.data());
        auto* signature = d2i_ECDSA_SIG(nullptr, &in, static_cast<long>(der.size()));
        std::string pair(64, '\0');
        auto* out = reinterpret_cast<unsigned char*>(pair.data());
        BN_bn2binpad(ECDSA_SIG_get0_r(signature), out, 32);
        BN_bn2binpad(ECDSA_SIG_get0_s(signature), out + 32, 32);
        ECDSA_SIG_free(signature);
        return pair;
    }

    std::string algorithm_, id_;
    EVP_PKEY* key_;
};

}  // namespace kakehashi::testing
