#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace kakehashi {

/// 事務所のかぎ: seals what the program must read again and nobody else may, above all the secrets
/// of authenticator apps. It lies beside the database, never in it: who carries a copy of the
/// database away opens no second factor with it.
class OfficeKey {
  public:
    /// Reads `file`, or makes a new key there, readable by its owner alone. Invalid
    /// `office_key.bad` when the file is no key; Unavailable `file.cannot_write`.
    static Result<OfficeKey> load_or_create(const std::filesystem::path& file);

    /// What is sealed for one purpose opens for no other.
    std::string seal(std::string_view purpose, std::string_view text) const;
    /// Nothing when it was changed, or sealed for another purpose or with another key.
    std::optional<std::string> unseal(std::string_view purpose, std::string_view sealed) const;

  private:
    explicit OfficeKey(std::string secret) : secret_(std::move(secret)) {}
    std::string secret_for(std::string_view purpose) const;

    std::string secret_;
};

}  // namespace kakehashi
