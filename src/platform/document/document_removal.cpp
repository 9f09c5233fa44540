#include "platform/document/document_removal.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace kakehashi {
namespace {

namespace fs = std::filesystem;

/// DocumentFiles::put() renews the time of bytes that are there already.
constexpr auto kWantedFor = std::chrono::hours{1};

bool is_wanted(const fs::path& path) {
    std::error_code failed;
    const auto put_at = fs::last_write_time(path, failed);
    return !failed && fs::file_time_type::clock::now() - put_at < kWantedFor;
}

/// That the name is gone survives power loss.
bool sync_directory(const fs::path& directory) {
    const int opened = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = opened >= 0 && ::fsync(opened) == 0;
    if (opened >= 0) ::close(opened);
    return synced;
}

}  // namespace

bool remove_file(const DocumentFiles& files, const DocumentHash& hash) {
    const fs::path path = files.path_of(hash);
    fs::path aside = path;
    aside += ".going";
    if (is_wanted(path)) return false;
    // Out of the way first: whoever puts the bytes from here on finds none and stores them anew.
    if (::rename(path.c_str(), aside.c_str()) != 0 && errno != ENOENT) return false;
    if (is_wanted(aside)) {  // put between the two
        ::rename(aside.c_str(), path.c_str());
        return false;
    }
    if (::unlink(aside.c_str()) != 0) return errno == ENOENT;
    return sync_directory(path.parent_path());
}

void forget_pages(const fs::path& cache_root, const DocumentHash& hash) {
    const std::string name = hash.text();
    std::error_code gone;
    for (const auto& entry : fs::directory_iterator(cache_root / name.substr(0, 2), gone))
        if (entry.path().filename().string().starts_with(name)) fs::remove(entry.path(), gone);
}

}  // namespace kakehashi
