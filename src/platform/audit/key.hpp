#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace kakehashi::audit {

/// 署名のかぎ: an Ed25519 key that signs where the chain ends.
class Key {
  public:
    /// Reads `file`, or makes a new key there, readable by its owner alone. The public key is added
    /// to the list beside it (audit.key → audit.pub) when it is not there. Invalid `audit.no_key`
    /// when the file is no key; Unavailable `file.cannot_write`.
    static Result<Key> load_or_create(const std::filesystem::path& file);
    ~Key();
    Key(Key&& other) noexcept;
    Key(const Key&) = delete;

    /// 64 hex digits.
    std::string public_key() const;
    /// 128 hex digits.
    std::string sign(std::string_view text) const;

  private:
    Key() = default;
    std::array<unsigned char, 64> secret_{};
};

bool is_signed_by(std::string_view public_key, std::string_view text, std::string_view signature);

/// audit.key → audit.pub: one public key a line, the oldest first.
std::filesystem::path public_file_of(const std::filesystem::path& key_file);
/// Adds those that are not in the file yet, which is made when it is not there. Unavailable
/// `file.cannot_write`.
Result<void> add_public_keys(const std::filesystem::path& file,
                             const std::vector<std::string>& keys);
/// Empty when there is no such file.
std::vector<std::string> public_keys_in(const std::filesystem::path& file);

}  // namespace kakehashi::audit
