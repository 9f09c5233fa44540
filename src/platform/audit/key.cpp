#include "platform/audit/key.hpp"

#include <sodium.h>

#include <algorithm>
#include <fstream>
#include <span>

#include "platform/audit/durable_file.hpp"

namespace kakehashi::audit {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "kakehashi-audit-key ";

std::string hex(std::span<const unsigned char> bytes) {
    std::string out(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(out.data(), out.size(), bytes.data(), bytes.size());
    out.pop_back();
    return out;
}

/// False unless `text` is exactly as many hex digits as `out` takes.
bool read_hex(std::string_view text, std::span<unsigned char> out) {
    std::size_t length = 0;
    return text.size() == out.size() * 2 &&
           sodium_hex2bin(out.data(), out.size(), text.data(), text.size(), nullptr, &length,
                          nullptr) == 0 &&
           length == out.size();
}

}  // namespace

Result<Key> Key::load_or_create(const fs::path& file) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
    std::array<unsigned char, crypto_sign_SEEDBYTES> seed{};
    if (!fs::exists(file)) {
        TRY_DO(make_private_folder(file.parent_path()));
        randombytes_buf(seed.data(), seed.size());
        TRY_DO(write_durably(file, std::string{kMagic} + hex(seed) + '\n'));
    }
    std::string line;
    std::getline(std::ifstream{file}, line);
    const bool good =
        line.starts_with(kMagic) && read_hex(std::string_view{line}.substr(kMagic.size()), seed);
    sodium_memzero(line.data(), line.size());
    if (!good) return fail(ErrorKind::Invalid, "audit.no_key", "audit-key", file.string());
    Key key;
    std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> public_part{};
    crypto_sign_seed_keypair(public_part.data(), key.secret_.data(), seed.data());
    sodium_memzero(seed.data(), seed.size());
    TRY_DO(add_public_keys(public_file_of(file), {key.public_key()}));
    return key;
}

Key::~Key() {
    sodium_memzero(secret_.data(), secret_.size());
}

Key::Key(Key&& other) noexcept : secret_(other.secret_) {
    sodium_memzero(other.secret_.data(), other.secret_.size());
}

std::string Key::public_key() const {
    // libsodium keeps the public part behind the seed.
    return hex(std::span{secret_}.subspan(crypto_sign_SEEDBYTES));
}

std::string Key::sign(std::string_view text) const {
    std::array<unsigned char, crypto_sign_BYTES> signature{};
    crypto_sign_detached(signature.data(), nullptr,
                         reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                         secret_.data());
    return hex(signature);
}

bool is_signed_by(std::string_view public_key, std::string_view text, std::string_view signature) {
    std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> key{};
    std::array<unsigned char, crypto_sign_BYTES> sealed{};
    return read_hex(public_key, key) && read_hex(signature, sealed) &&
           crypto_sign_verify_detached(sealed.data(),
                                       reinterpret_cast<const unsigned char*>(text.data()),
                                       text.size(), key.data()) == 0;
}

fs::path public_file_of(const fs::path& key_file) {
    auto file = key_file;
    return file.replace_extension(".pub");
}

Result<void> add_public_keys(const fs::path& file, const std::vector<std::string>& keys) {
    auto known = public_keys_in(file);
    const auto there = known.size();
    for (const auto& key : keys)
        if (std::ranges::find(known, key) == known.end()) known.push_back(key);
    if (known.size() == there) return {};
    std::string text;
    for (const auto& key : known) text += key + '\n';
    return write_durably(file, text);
}

std::vector<std::string> public_keys_in(const fs::path& file) {
    std::vector<std::string> keys;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);)
        if (!line.empty()) keys.push_back(line);
    return keys;
}

}  // namespace kakehashi::audit
