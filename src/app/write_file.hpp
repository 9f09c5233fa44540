#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.hpp"

namespace kakehashi::app {

/// The whole file or nothing: written beside its place, brought to the disk, then renamed. What is
/// no plain file (a pipe, a device) is written as it is. Unavailable `file.cannot_write`.
Result<void> write_file(const std::filesystem::path& path, std::string_view bytes);

}  // namespace kakehashi::app
