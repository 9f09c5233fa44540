#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace kakehashi {

/// The name of a document is what it says: BLAKE2b-256 of its bytes, 64 lower-case hex digits.
struct DocumentHash {
    std::array<std::uint8_t, 32> bytes{};

    static DocumentHash of(std::string_view content);

    /// Invalid `document.bad_hash` unless 64 lower-case hex digits.
    static Result<DocumentHash> parse(std::string_view text);

    std::string text() const;
    auto operator<=>(const DocumentHash&) const = default;
};

/// 文書の原本: immutable files below one root (`ab/cd/<hash>`), each named by its content. What
/// put() has answered survives kill -9 and power loss; half-written files are never seen.
/// Safe to use from several threads and processes at once.
class DocumentFiles {
  public:
    /// Creates `root` when missing and clears away temporary files older than an hour.
    /// Throws std::filesystem::filesystem_error when `root` cannot be made.
    explicit DocumentFiles(std::filesystem::path root);

    /// Stores the bytes, or finds them stored already (and mends a copy that was damaged).
    /// Unavailable `document.not_stored` when the disk refuses.
    Result<DocumentHash> put(std::string_view bytes) const;

    /// The very bytes that were put. NotFound `document.not_found`; Unavailable `document.damaged`
    /// when the file no longer matches its name; Unavailable `document.unreadable`.
    Result<std::string> get(const DocumentHash& hash) const;

    std::filesystem::path path_of(const DocumentHash& hash) const;

    /// Whether the file is there and still matches its name.
    bool verify(const DocumentHash& hash) const;

  private:
    std::filesystem::path root_;
};

}  // namespace kakehashi
