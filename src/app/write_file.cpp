#include "app/write_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace kakehashi::app {
namespace {

namespace fs = std::filesystem;

auto cannot_write(const fs::path& path) {
    return fail(ErrorKind::Unavailable, "file.cannot_write", "out",
                path.string() + ": " + std::strerror(errno));
}

bool write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t put = ::write(file, bytes.data(), bytes.size());
        if (put < 0 && errno != EINTR) return false;
        if (put > 0) bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    return true;
}

}  // namespace

Result<void> write_file(const fs::path& path, std::string_view bytes) {
    constexpr mode_t kPrivate = 0600;
    std::error_code unknown;
    const auto kind = fs::status(path, unknown).type();
    const bool plain = kind == fs::file_type::regular || kind == fs::file_type::not_found;
    auto place = path;
    if (plain) place += ".part";
    const int file =
        ::open(place.c_str(), O_WRONLY | O_CLOEXEC | (plain ? O_CREAT | O_TRUNC : 0), kPrivate);
    if (file < 0) return cannot_write(path);
    bool good = write_all(file, bytes) && (!plain || ::fsync(file) == 0);
    good = ::close(file) == 0 && good;
    good = good && (!plain || std::rename(place.c_str(), path.c_str()) == 0);
    if (good) return {};
    auto failed = cannot_write(path);
    if (plain) fs::remove(place, unknown);
    return failed;
}

}  // namespace kakehashi::app
