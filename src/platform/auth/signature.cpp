// The one place that speaks with OpenSSL.
#include "platform/auth/signature.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <memory>
#include <string>

namespace kakehashi {
namespace {

template <auto free_it>
struct Freed {
    template <typename T>
    void operator()(T* thing) const {
        free_it(thing);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using KeyMaker = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Pair = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;

// Labels of a COSE key.
constexpr std::int64_t kKind = 1;
constexpr std::int64_t kAlgorithm = 3;
constexpr std::int64_t kCurve = -1;
constexpr std::int64_t kX = -2;
constexpr std::int64_t kY = -3;
constexpr std::int64_t kModulus = -1;
constexpr std::int64_t kExponent = -2;

constexpr std::int64_t kOctetKeyPair = 1;
constexpr std::int64_t kEllipticCurve = 2;
constexpr std::int64_t kRsa = 3;
constexpr std::int64_t kP256 = 1;
constexpr std::int64_t kEd25519 = 6;

constexpr std::size_t kCoordinateBytes = 32;
constexpr int kRsaBitsMin = 2048;
constexpr int kRsaBitsMax = 8192;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::int64_t number_of(const cbor::Value& key, std::int64_t label) {
    const auto* value = key.find(label);
    return value ? value->number().value_or(0) : 0;
}

std::string_view part_of(const cbor::Value& key, std::int64_t label) {
    const auto* value = key.find(label);
    return value ? value->bytes() : std::string_view{};
}

Key made(const char* kind, OSSL_PARAM_BLD* builder) {
    const Parameters parameters{OSSL_PARAM_BLD_to_param(builder)};
    const KeyMaker maker{EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr)};
    EVP_PKEY* key = nullptr;
    if (!parameters || !maker || EVP_PKEY_fromdata_init(maker.get()) != 1 ||
        EVP_PKEY_fromdata(maker.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
        return nullptr;
    return Key{key};
}

/// OpenSSL refuses a point that is not on the curve.
Key elliptic_key(std::string_view x, std::string_view y) {
    if (x.size() != kCoordinateBytes || y.size() != kCoordinateBytes) return nullptr;
    const auto point = '\x04' + std::string{x} + std::string{y};
    const Builder builder{OSSL_PARAM_BLD_new()};
    if (!builder ||
        OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1",
                                        0) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                         point.size()) != 1)
        return nullptr;
    return made("EC", builder.get());
}

Key edwards_key(std::string_view x) {
    if (x.size() != kCoordinateBytes) return nullptr;
    return Key{EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(x), x.size())};
}

Key rsa_key(std::string_view modulus, std::string_view exponent) {
    if (modulus.size() * 8 > kRsaBitsMax || exponent.empty() || exponent.size() > 4) return nullptr;
    const Number n{BN_bin2bn(bytes_of(modulus), static_cast<int>(modulus.size()), nullptr)};
    const Number e{BN_bin2bn(bytes_of(exponent), static_cast<int>(exponent.size()), nullptr)};
    const Builder builder{OSSL_PARAM_BLD_new()};
    if (!n || !e || !builder || BN_num_bits(n.get()) < kRsaBitsMin || BN_is_odd(e.get()) == 0 ||
        BN_is_one(e.get()) == 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
        return nullptr;
    return made("RSA", builder.get());
}

Key key_of(const PublicNumbers& key) {
    switch (key.algorithm) {
        case kEs256:
            return elliptic_key(key.first, key.second);
        case kEdDsa:
            return edwards_key(key.first);
        case kRs256:
            return rsa_key(key.first, key.second);
        default:
            return nullptr;
    }
}

/// No numbers for a key whose kind or curve is not that of its algorithm.
PublicNumbers numbers_of(const cbor::Value& cose) {
    const auto kind = number_of(cose, kKind);
    const auto curve = number_of(cose, kCurve);
    const auto algorithm = number_of(cose, kAlgorithm);
    if (algorithm == kEs256 && kind == kEllipticCurve && curve == kP256)
        return {algorithm, part_of(cose, kX), part_of(cose, kY)};
    if (algorithm == kEdDsa && kind == kOctetKeyPair && curve == kEd25519)
        return {algorithm, part_of(cose, kX), {}};
    if (algorithm == kRs256 && kind == kRsa)
        return {algorithm, part_of(cose, kModulus), part_of(cose, kExponent)};
    return {};
}

}  // namespace

bool is_usable_key(const PublicNumbers& key) {
    return key_of(key) != nullptr;
}

bool is_usable_key(const cbor::Value& cose_key) {
    return is_usable_key(numbers_of(cose_key));
}

bool is_signed_with(const cbor::Value& cose_key, std::string_view text,
                    std::string_view signature) {
    return is_signed_with(numbers_of(cose_key), text, signature);
}

bool is_signed_with(const PublicNumbers& numbers, std::string_view text,
                    std::string_view signature) {
    const auto key = key_of(numbers);
    const Digest digest{EVP_MD_CTX_new()};
    if (!key || !digest) return false;
    // Ed25519 hashes by itself; RSA is PKCS #1 v1.5, as RS256 says, which is the default.
    const auto* hash = EVP_PKEY_get_id(key.get()) == EVP_PKEY_ED25519 ? nullptr : EVP_sha256();
    return EVP_DigestVerifyInit(digest.get(), nullptr, hash, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(digest.get(), bytes_of(signature), signature.size(), bytes_of(text),
                            text.size()) == 1;
}

std::string der_of_pair(std::string_view pair) {
    if (pair.size() != 2 * kCoordinateBytes) return {};
    const Pair signature{ECDSA_SIG_new()};
    const auto number = [&](std::size_t at) {
        return BN_bin2bn(bytes_of(pair.substr(at, kCoordinateBytes)), kCoordinateBytes, nullptr);
    };
    // The pair owns its numbers from here on.
    if (!signature || ECDSA_SIG_set0(signature.get(), number(0), number(kCoordinateBytes)) != 1)
        return {};
    std::string der(static_cast<std::size_t>(i2d_ECDSA_SIG(signature.get(), nullptr)), '\0');
    auto* out = reinterpret_cast<unsigned char*>(der.data());
    i2d_ECDSA_SIG(signature.get(), &out);
    return der;
}

}  // namespace kakehashi
