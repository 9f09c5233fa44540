#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.hpp"

namespace kakehashi::audit {

/// Makes the folder (and those above it), for its owner alone. Unavailable `file.cannot_write`.
Result<void> make_private_folder(const std::filesystem::path& folder);
/// What was put into the folder is there after a power cut too. Unavailable `file.cannot_write`.
Result<void> make_folder_durable(const std::filesystem::path& folder);
/// Written beside its place, brought to the disk, then renamed. For its owner alone. Unavailable
/// `file.cannot_write`.
Result<void> write_durably(const std::filesystem::path& path, std::string_view bytes);

}  // namespace kakehashi::audit
