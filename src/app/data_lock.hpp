#pragma once

#include <filesystem>

#include "base/result.hpp"

namespace kakehashi::app {

/// One program at a time serves the SQLite file of an office or puts it aside. Held until it goes; the system frees it
/// when the program dies.
class DataLock {
  public:
    /// Refused `data.in_use` when another program holds it; Unavailable `data.cannot_create`.
    static Result<DataLock> take(const std::filesystem::path& data);
    ~DataLock();
    DataLock(DataLock&& other) noexcept;
    DataLock& operator=(DataLock&&) = delete;

  private:
    explicit DataLock(int file) : file_(file) {}
    int file_;
};

}  // namespace kakehashi::app
