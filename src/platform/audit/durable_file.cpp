#include "platform/audit/durable_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>

namespace kakehashi::audit {
namespace {

namespace fs = std::filesystem;

auto cannot_write(const fs::path& path) {
    return fail(ErrorKind::Unavailable, "file.cannot_write", "out", path.string());
}

bool bring_to_disk(const fs::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool safe = file >= 0 && ::fsync(file) == 0;
    if (file >= 0) ::close(file);
    return safe;
}

bool write_whole(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(file, bytes.data(), bytes.size());
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

Result<void> make_private_folder(const fs::path& folder) {
    std::error_code failed;
    if (fs::create_directories(folder, failed))
        fs::permissions(folder, fs::perms::owner_all, failed);
    if (failed) return cannot_write(folder);
    return {};
}

Result<void> make_folder_durable(const fs::path& folder) {
    if (!bring_to_disk(folder)) return cannot_write(folder);
    return {};
}

Result<void> write_durably(const fs::path& path, std::string_view bytes) {
    const auto unfinished = path.string() + ".new";
    const int file =
        ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0) return cannot_write(path);
    const bool written = write_whole(file, bytes) && ::fsync(file) == 0;
    if (::close(file) != 0 || !written || std::rename(unfinished.c_str(), path.c_str()) != 0 ||
        !bring_to_disk(path.parent_path()))
        return cannot_write(path);
    return {};
}

}  // namespace kakehashi::audit
