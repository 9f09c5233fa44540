#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace kakehashi {

/// The key that backups are sealed with: 32 random bytes in a file of 64 hex digits, kept apart
/// from the backups. Cannot be copied by accident and is wiped when it goes.
class BackupKey {
  public:
    /// Makes a new key and writes it to `file`, readable by its owner alone. Refused
    /// `backup.key_exists` when there is a file of that name: a key that is overwritten makes every
    /// older backup worthless. Unavailable `file.cannot_write`.
    static Result<BackupKey> create(const std::filesystem::path& file);
    /// Invalid `backup.no_key` when the file is not there or is not a key.
    static Result<BackupKey> load(const std::filesystem::path& file);
    ~BackupKey();
    BackupKey(BackupKey&& other) noexcept;
    BackupKey(const BackupKey&) = delete;

    /// 16 hex digits that tell keys apart and say nothing about them.
    std::string id() const;
    const std::uint8_t* bytes() const { return bytes_.data(); }

  private:
    BackupKey() = default;
    std::array<std::uint8_t, 32> bytes_{};
};

/// Writes `target` sealed (XChaCha20-Poly1305 in chunks of 64 KiB: nothing can be changed, swapped
/// or cut off unseen) and makes it durable. Unavailable `file.cannot_read`, `file.cannot_write`.
Result<void> seal_file(const std::filesystem::path& source, const std::filesystem::path& target,
                       const BackupKey& key);
Result<void> seal_text(std::string_view text, const std::filesystem::path& target,
                       const BackupKey& key);

/// The reverse. Refused `backup.wrong_key` when it was sealed with another key; Unavailable
/// `backup.damaged` when it is not whole. `target` is complete when this answers without an error.
Result<void> open_sealed(const std::filesystem::path& source, const std::filesystem::path& target,
                         const BackupKey& key);
Result<std::string> open_sealed_text(const std::filesystem::path& source, const BackupKey& key);

}  // namespace kakehashi
