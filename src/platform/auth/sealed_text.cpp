#include "platform/auth/sealed_text.hpp"

#include <sodium.h>

#include <array>
#include <stdexcept>
#include <vector>

namespace kakehashi {
namespace {

using Bytes = std::vector<unsigned char>;
using Key = std::array<unsigned char, crypto_secretbox_KEYBYTES>;

constexpr int kAddressAlphabet = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

Key key_of(std::string_view secret) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
    const Bytes material(secret.begin(), secret.end());
    Key key{};
    crypto_generichash(key.data(), key.size(), material.data(), material.size(), nullptr, 0);
    return key;
}

}  // namespace

std::string seal_text(std::string_view text, std::string_view secret) {
    const auto key = key_of(secret);
    const Bytes plain(text.begin(), text.end());
    Bytes sealed(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + plain.size());
    randombytes_buf(sealed.data(), crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(sealed.data() + crypto_secretbox_NONCEBYTES, plain.data(), plain.size(),
                          sealed.data(), key.data());
    std::string token(sodium_base64_encoded_len(sealed.size(), kAddressAlphabet), '\0');
    sodium_bin2base64(token.data(), token.size(), sealed.data(), sealed.size(), kAddressAlphabet);
    token.pop_back();  // the terminator
    return token;
}

std::optional<std::string> unseal_text(std::string_view token, std::string_view secret) {
    if (token.empty()) return std::nullopt;
    const auto key = key_of(secret);
    Bytes sealed(token.size());
    std::size_t size = 0;
    const char* end = nullptr;
    if (sodium_base642bin(sealed.data(), sealed.size(), token.data(), token.size(), nullptr, &size,
                          &end, kAddressAlphabet) != 0 ||
        end != token.data() + token.size() ||
        size < crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES)
        return std::nullopt;
    Bytes plain(size - crypto_secretbox_NONCEBYTES - crypto_secretbox_MACBYTES);
    if (crypto_secretbox_open_easy(plain.data(), sealed.data() + crypto_secretbox_NONCEBYTES,
                                   size - crypto_secretbox_NONCEBYTES, sealed.data(),
                                   key.data()) != 0)
        return std::nullopt;
    return std::string{plain.begin(), plain.end()};
}

}  // namespace kakehashi
