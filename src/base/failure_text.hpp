#pragma once

#include <exception>
#include <string>

namespace kakehashi {

/// What a log may say of a failure: its kind and its own words, one line. Of the file system only
/// what went wrong: its words name the file, and a FAX is often named after its patient.
std::string failure_text(const std::exception& failure);

}  // namespace kakehashi
