#pragma once

#include <filesystem>

#include "platform/audit/chain.hpp"

namespace kakehashi::audit {

/// Writes the roots that have no file in `folder` yet: 2026-11-24.json, one for each day.
/// Unavailable `file.cannot_write`. Returns the sequence of the latest root.
Result<std::int64_t> write_root_files(db::Database& database, const std::filesystem::path& folder,
                                      std::int64_t after = 0);

/// What can be carried away: every root, the head of this moment (head-4711.json) and the public
/// keys (audit.pub). Errors as above.
Result<void> export_roots(db::Database& database, const std::filesystem::path& public_keys,
                          const std::filesystem::path& folder);

/// Carries the roots that are not in `folder` yet, and the public keys when it has none: what lies
/// there is not touched. Unavailable `audit.no_roots_folder` when the folder is not there (a share
/// that is away is never made up for by a folder of the same name), `file.cannot_write`.
Result<void> carry_roots(db::Database& database, const std::filesystem::path& public_keys,
                         const std::filesystem::path& folder);

/// What a folder of such files says: the roots and heads in it, unchecked. Invalid
/// `audit.bad_root_file` naming the file.
struct CarriedAway {
    std::vector<Root> roots;  // by sequence
    std::vector<Head> heads;
};
Result<CarriedAway> read_root_files(const std::filesystem::path& folder);
/// One of them, added to `out`; `name` is what an error names.
Result<void> read_root_text(std::string_view text, const std::string& name, CarriedAway& out);

}  // namespace kakehashi::audit
