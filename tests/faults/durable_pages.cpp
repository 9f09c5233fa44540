#include "durable_pages.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

namespace fs = std::filesystem;

namespace {

constexpr long kPage = 4096;

struct File {
    std::set<long> dirty;  // to be written by the next fsync
    std::set<long> lost;   // its fsync failed, and nobody wrote it since
};
// Never destroyed: threads write until the very end.
auto& files = *new std::map<std::string, File>;

bool is_followed(const std::string& path) {
    return path.find("/office.db") != std::string::npos && !path.ends_with("-shm") &&
           std::getenv("KAKEHASHI_DISK_TRUTH");
}

std::string truth_of(const std::string& path) {
    return std::string{std::getenv("KAKEHASHI_DISK_TRUTH")} + '/' +
           fs::path{path}.filename().string();
}

long size_of(int fd) {
    struct stat about {};
    return ::fstat(fd, &about) == 0 ? about.st_size : 0;
}

void copy(int from, int to, const std::set<long>& pages) {
    std::array<char, kPage> bytes{};
    for (const long page : pages) {
        const auto size = ::pread(from, bytes.data(), bytes.size(), page * kPage);
        if (size > 0 &&
            ::pwrite(to, bytes.data(), static_cast<std::size_t>(size), page * kPage) < 0)
            std::abort();
    }
    if (::ftruncate(to, size_of(from)) != 0) std::abort();
}

void write_truth(const std::string& path, int fd, const std::set<long>& pages) {
    const int to = ::open(truth_of(path).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    copy(fd, to, pages);
    ::close(to);
}

std::set<long> all_pages(int fd) {
    std::set<long> pages;
    for (long page = 0; page * kPage < size_of(fd); ++page) pages.insert(page);
    return pages;
}

void save_lost(const std::string& path, const File& file) {
    std::ofstream out(truth_of(path) + ".lost");
    for (const long page : file.lost) out << page << '\n';
}

File& file_at(const std::string& path, int fd) {
    if (const auto known = files.find(path); known != files.end()) return known->second;
    auto& file = files[path];
    if (!fs::exists(truth_of(path))) {
        write_truth(path, fd, all_pages(fd));
        return file;
    }
    // Of a program that was killed: the kernel still has what it wrote and will write it.
    file.dirty = all_pages(fd);
    std::ifstream in(truth_of(path) + ".lost");
    for (long page = 0; in >> page;) {
        file.lost.insert(page);
        file.dirty.erase(page);
    }
    return file;
}

}  // namespace

void know_file(const std::string& path, int fd) {
    if (is_followed(path)) file_at(path, fd);
}

void note_written(const std::string& path, int fd, long at, long size) {
    if (!is_followed(path)) return;
    auto& file = file_at(path, fd);
    for (long page = at / kPage; page * kPage < at + size; ++page) {
        file.dirty.insert(page);
        file.lost.erase(page);
    }
}

void keep_pages(const std::string& path, int fd) {
    if (!is_followed(path)) return;
    auto& file = file_at(path, fd);
    write_truth(path, fd, file.dirty);
    file.dirty.clear();
    save_lost(path, file);
}

void lose_pages(const std::string& path, int fd) {
    if (!is_followed(path)) return;
    auto& file = file_at(path, fd);
    file.lost.merge(file.dirty);
    file.dirty.clear();
    save_lost(path, file);
}

void forget_pages(const std::string& path) {
    if (!is_followed(path)) return;
    files.erase(path);
    std::error_code none;
    fs::remove(truth_of(path), none);
    fs::remove(truth_of(path) + ".lost", none);
}
