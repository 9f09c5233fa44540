#include <doctest/doctest.h>

#include <string>

#include "platform/auth/signature.hpp"

using namespace kakehashi;

namespace {

// Keys and signatures of Node's crypto module, as COSE and as an authenticator sends them.
constexpr std::string_view kText = "the letter of 24 November";
constexpr std::string_view kEs256Key =
    "a501020326200121582047127a5adb270a2210cf204ee58b2787c1d5f600cf208f0f3953cd46b05e"
    "01bd22582092ff30fb617c3d59adf638c78a76e4c444ad5303afbe029cdeeb7bdbca42f297";
constexpr std::string_view kEs256Signature =
    "304402201afc97afc8cc14b9d22645299b8679b3abc6613a8bbc952d40e79e80e27fa0d502201281"
    "ea2138a1d77fcd022e3fe961a9c681c291f7caf505dabaaec447dfc7d7bd";
constexpr std::string_view kRs256Key =
    "a401030339010020590100cb148e71ed94ad7aff42052e09404b256c6dc09ce447e3b1688ebea321"
    "9404926d5534e744b0a947592ff1e1ef089c5771a614d9336222dccae676d6fd155c9174a95ba5ae"
    "54f3a651a64ae1f9b80335626fa573663ada2f8a24cb15172f178f4553778d955b4cbedf10523078"
    "8ec560ef24a92da314e78fe8370c4c0f6096a331106210c7fc3dcb540d273d4db76fbab2dcb03673"
    "1bc272412132d32f896ef9a691770490114bdd210880b6c2b3d2406912447d9c2cd05365ee0d7f22"
    "b21afa4a9877a198cba9ae5c13a3ee5d96385b1fa4e0f6d4c19db0431a48a2eda2d6043a1d4be345"
    "764cf1ff8ba31fff7b827c857b5b7e029e70cce1672906e6fb0c3d2143010001";
constexpr std::string_view kRs256Signature =
    "9258c578c8b6f8a14c143d7aa6ed2911121f47cc05db743ed41dce3521f6a13a3e3efdb6242e195d"
    "65cc1043f4dc2b512eaea365d89296e85871b8518bd803f1265e1c41f251e664a46bb6b060e2d2e6"
    "93c8be18f1b3bc5c51b5ab3d409dc18d0a3b75073666ca57e93a6ce083bd5dd6340c2d94949a8d6b"
    "d67a93303434e67ba30fc20f04903dd30090730133eeeb53eba1c7ac4adce1b6295c2614a1e98420"
    "2602add866aff438c0303745736bfd2bea4e90f9951e7db04672fce31dbbc482e3c2bb3279c0a4f6"
    "34f5cd8ef1bc1cb837de142aa5aed3a57e93c63167f2e9332ee6cca9018266e314b0e7d09b77575c"
    "1fcd544cb257c6516644c21bc311b384";
constexpr std::string_view kEdDsaKey =
    "a4010103272006215820d1663152ad2370df3846446b2b7cf0a176c8035d583ed728a00b357cd44b"
    "b70e";
constexpr std::string_view kEdDsaSignature =
    "9a7d1d69a1c56774a74ac5c0983ff5d9359b5ee6d10c93b20f1dc7f264151cad1d16bc7ca215b4b0"
    "7fdd2cc96648a0c2de2431c159d40dbf31952b0089f51a01";
constexpr std::string_view kRsaOf1024Bits =
    "a4010303390100205880f77939341ddcf88f5a6ea653d00bfa394f749fdc82d523dc331f394c1a48"
    "03f5fc15fc90b74c79b7ef1d477e33690e14e2d405aef1642b78ccd55e15400945399c28361908be"
    "d94e5e0d91e92708bab228bba7e65b4ac36755d603c46185614f696c25ad296c3b61e101b44ffa28"
    "623068d9f4f4b90384156c798e7ffce059cb2143010001";

std::string bytes_of(std::string_view hex) {
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2)
        bytes += static_cast<char>(std::stoi(std::string{hex.substr(i, 2)}, nullptr, 16));
    return bytes;
}

bool is_usable(const std::string& key) {
    const auto cose = cbor::read(key);
    return cose && is_usable_key(*cose);
}

bool is_signed(const std::string& key, std::string_view text, const std::string& signature) {
    const auto cose = cbor::read(key);
    return cose && is_signed_with(*cose, text, signature);
}

/// The signature counts, and neither for another text nor when a bit of it or the key is changed.
void check_all(std::string_view key_hex, std::string_view signature_hex) {
    auto key = bytes_of(key_hex);
    auto signature = bytes_of(signature_hex);
    CHECK(is_usable(key));
    CHECK(is_signed(key, kText, signature));
    CHECK_FALSE(is_signed(key, std::string{kText} + ".", signature));
    CHECK_FALSE(is_signed(key, kText, ""));
    signature.back() ^= 1;
    CHECK_FALSE(is_signed(key, kText, signature));
    signature.back() ^= 1;
    key[key.size() - 8] ^= 1;
    CHECK_FALSE(is_signed(key, kText, signature));
}

}  // namespace

TEST_CASE("signatures of the three kinds of keys are told from others") {
    check_all(kEs256Key, kEs256Signature);
    check_all(kRs256Key, kRs256Signature);
    check_all(kEdDsaKey, kEdDsaSignature);
}

TEST_CASE("a signature of one key does not count for another") {
    CHECK_FALSE(is_signed(bytes_of(kRs256Key), kText, bytes_of(kEs256Signature)));
    CHECK_FALSE(is_signed(bytes_of(kEs256Key), kText, bytes_of(kEdDsaSignature)));
}

TEST_CASE("a point that is not on the curve, a short RSA key and another kind are no keys") {
    auto point = bytes_of(kEs256Key);
    point.back() ^= 1;
    CHECK_FALSE(is_usable(point));
    CHECK_FALSE(is_usable(bytes_of(kRsaOf1024Bits)));
    auto mislabelled = bytes_of(kEs256Key);
    mislabelled[2] = 1;  // says it is an octet key pair
    CHECK_FALSE(is_usable(mislabelled));
    CHECK_FALSE(is_usable(bytes_of("a0")));
    CHECK_FALSE(is_usable(bytes_of("01")));
}
