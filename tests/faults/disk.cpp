// A disk that fails on demand, for tests: preloaded (LD_PRELOAD) into the built program.
//
// KAKEHASHI_DISK_FAULTS names a file with one fault a line, read anew whenever it is another file:
//     CALL PATH ERROR SKIP TIMES        write office.db-wal EIO 3 1
// CALL is write, read, sync, truncate or allocate; PATH the end of a file's path, or a folder with
// its slash; ERROR is EIO, ENOSPC or half (half is written, and said so); SKIP calls go well first;
// TIMES calls fail, -1 all of them.
//
// KAKEHASHI_DISK_TRUTH names a folder that holds what a power cut would leave of the database's
// files (durable_pages.hpp).
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "durable_pages.hpp"

namespace {

template <typename Function>
Function* next(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

struct Fault {
    std::string call, path, error;
    long skip = 0, times = 0;
};

std::mutex guard;
std::vector<Fault> faults;
struct stat faults_read {};
thread_local bool inside = false;  // what this library itself reads and writes goes well

/// Everything below happens with the lock held, and is not judged itself.
struct Inside {
    std::lock_guard<std::mutex> lock{guard};
    Inside() { inside = true; }
    ~Inside() { inside = false; }
};

std::string path_of(int fd) {
    char path[4096];
    const auto size =
        ::readlink(("/proc/self/fd/" + std::to_string(fd)).c_str(), path, sizeof path);
    return {path, size > 0 ? static_cast<std::size_t>(size) : 0};
}

void read_faults() {
    const char* file = std::getenv("KAKEHASHI_DISK_FAULTS");
    struct stat now {};
    if (!file || ::stat(file, &now) != 0) return faults.clear();
    if (now.st_ino == faults_read.st_ino && now.st_mtim.tv_sec == faults_read.st_mtim.tv_sec &&
        now.st_mtim.tv_nsec == faults_read.st_mtim.tv_nsec)
        return;
    faults_read = now;
    faults.clear();
    std::ifstream lines(file);
    for (Fault one; lines >> one.call >> one.path >> one.error >> one.skip >> one.times;)
        faults.push_back(one);
}

bool is_at(const std::string& path, const std::string& place) {
    return place.back() == '/' ? path.find(place) != std::string::npos : path.ends_with(place);
}

/// The error this call shall have; empty: none.
std::string judged(std::string_view call, const std::string& path) {
    read_faults();
    for (auto& one : faults) {
        if (one.call != call || !is_at(path, one.path) || one.times == 0) continue;
        if (one.skip-- > 0) return {};
        one.skip = 0;
        if (one.times > 0) --one.times;
        return one.error;
    }
    return {};
}

int number_of(const std::string& error) {
    return error == "ENOSPC" ? ENOSPC : EIO;
}

/// A call that moves nothing on the disk when it fails. It runs without the lock: some wait.
template <typename Call>
auto judge(std::string_view name, int fd, const Call& call) -> decltype(call()) {
    if (inside) return call();
    std::string path;
    {
        const Inside lock;
        path = path_of(fd);
        if (const auto error = judged(name, path); !error.empty()) {
            if (name == "sync") lose_pages(path, fd);
            errno = number_of(error);
            return -1;
        }
    }
    const auto answer = call();
    if (answer != 0 || name != "sync") return answer;
    const Inside lock;
    keep_pages(path, fd);
    return answer;
}

template <typename Call>
ssize_t judge_write(int fd, std::size_t size, off64_t at, const Call& call) {
    if (inside) return call(size);
    std::string path;
    {
        const Inside lock;
        path = path_of(fd);
        const auto error = judged("write", path);
        if (!error.empty() && (error != "half" || size < 2)) {
            errno = number_of(error);
            return -1;
        }
        if (!error.empty()) size /= 2;
        know_file(path, fd);
    }
    if (at < 0) at = ::lseek64(fd, 0, SEEK_CUR);
    const auto written = call(size);
    const int number = errno;
    if (written > 0) {
        const Inside lock;
        note_written(path, fd, at, written);
    }
    errno = number;
    return written;
}

}  // namespace

extern "C" {
ssize_t write(int fd, const void* bytes, std::size_t size) {
    static const auto real = next<ssize_t(int, const void*, std::size_t)>("write");
    return judge_write(fd, size, -1, [&](std::size_t some) { return real(fd, bytes, some); });
}
ssize_t pwrite64(int fd, const void* bytes, std::size_t size, off64_t at) {
    static const auto real = next<ssize_t(int, const void*, std::size_t, off64_t)>("pwrite64");
    return judge_write(fd, size, at, [&](std::size_t some) { return real(fd, bytes, some, at); });
}
ssize_t read(int fd, void* bytes, std::size_t size) {
    static const auto real = next<ssize_t(int, void*, std::size_t)>("read");
    return judge("read", fd, [&] { return real(fd, bytes, size); });
}
ssize_t pread64(int fd, void* bytes, std::size_t size, off64_t at) {
    static const auto real = next<ssize_t(int, void*, std::size_t, off64_t)>("pread64");
    return judge("read", fd, [&] { return real(fd, bytes, size, at); });
}
ssize_t pread(int fd, void* bytes, std::size_t size, off64_t at) {
    return pread64(fd, bytes, size, at);
}
int fsync(int fd) {
    static const auto real = next<int(int)>("fsync");
    return judge("sync", fd, [&] { return real(fd); });
}
int fdatasync(int fd) {
    static const auto real = next<int(int)>("fdatasync");
    return judge("sync", fd, [&] { return real(fd); });
}
int ftruncate64(int fd, off64_t size) noexcept {
    static const auto real = next<int(int, off64_t)>("ftruncate64");
    return judge("truncate", fd, [&] { return real(fd, size); });
}
int ftruncate(int fd, off64_t size) noexcept {
    return ftruncate64(fd, size);
}
int fallocate(int fd, int mode, off64_t at, off64_t size) {
    static const auto real = next<int(int, int, off64_t, off64_t)>("fallocate");
    return judge("allocate", fd, [&] { return real(fd, mode, at, size); });
}
int unlink(const char* path) noexcept {
    static const auto real = next<int(const char*)>("unlink");
    const int answer = real(path);
    if (answer == 0 && !inside) {
        const Inside lock;
        forget_pages(path);
    }
    return answer;
}
}
