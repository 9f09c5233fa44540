#include "app/data_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace kakehashi::app {

Result<DataLock> DataLock::take(const std::filesystem::path& data) {
    const auto path = data / "office.lock";
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0)
        return fail(ErrorKind::Unavailable, "data.cannot_create", "data",
                    path.string() + ": " + std::strerror(errno));
    DataLock lock{file};
    if (::flock(file, LOCK_EX | LOCK_NB) != 0)
        return fail(ErrorKind::Refused, "data.in_use", "data", data.string());
    return lock;
}

DataLock::~DataLock() {
    if (file_ >= 0) ::close(file_);
}

DataLock::DataLock(DataLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

}  // namespace kakehashi::app
