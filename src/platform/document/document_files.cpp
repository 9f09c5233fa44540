#include "platform/document/document_files.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <optional>

namespace kakehashi {
namespace {

namespace fs = std::filesystem;

constexpr auto kLeftoverAge = std::chrono::hours{1};
constexpr mode_t kReadOnly = 0440;

auto not_stored() {
    return fail(ErrorKind::Unavailable, "document.not_stored");
}

class Fd {
  public:
    Fd(const fs::path& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, kReadOnly)) {}
    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;
    ~Fd() {
        if (fd_ >= 0) ::close(fd_);
    }
    int get() const { return fd_; }
    explicit operator bool() const { return fd_ >= 0; }

  private:
    int fd_;
};

bool write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t put = ::write(fd, bytes.data(), bytes.size());
        if (put < 0 && errno != EINTR) return false;
        if (put > 0) bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    return true;
}

/// The whole file; empty optional with errno set when it cannot be read.
std::optional<std::string> read_file(const fs::path& path) {
    const Fd file(path, O_RDONLY);
    struct stat about {};
    if (!file || ::fstat(file.get(), &about) != 0) return std::nullopt;
    std::string bytes(static_cast<std::size_t>(about.st_size), '\0');
    std::size_t at = 0;
    while (at < bytes.size()) {
        const ssize_t got = ::read(file.get(), bytes.data() + at, bytes.size() - at);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return std::nullopt;
        if (got == 0) break;
        at += static_cast<std::size_t>(got);
    }
    bytes.resize(at);
    return bytes;
}

/// Makes the names in a directory survive power loss.
bool sync_directory(const fs::path& directory) {
    const Fd opened(directory, O_RDONLY | O_DIRECTORY);
    return opened && ::fsync(opened.get()) == 0;
}

/// Creates root/ab/cd and makes each new name durable.
bool make_shard(const fs::path& root, const fs::path& shard) {
    const fs::path upper = shard.parent_path();
    if (::mkdir(upper.c_str(), 0750) != 0 && errno != EEXIST) return false;
    if (::mkdir(shard.c_str(), 0750) != 0 && errno != EEXIST) return false;
    return sync_directory(root) && sync_directory(upper);
}

fs::path temporary_name(const fs::path& root) {
    static std::atomic<unsigned> counter{0};
    return root / "tmp" /
           (std::to_string(::getpid()) + "-" + std::to_string(randombytes_random()) + "-" +
            std::to_string(counter++));
}

void ready_sodium() {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be initialised");
}

}  // namespace

DocumentHash DocumentHash::of(std::string_view content) {
    ready_sodium();
    DocumentHash hash;
    crypto_generichash(hash.bytes.data(), hash.bytes.size(),
                       static_cast<const unsigned char*>(static_cast<const void*>(content.data())),
                       content.size(), nullptr, 0);
    return hash;
}

Result<DocumentHash> DocumentHash::parse(std::string_view text) {
    const auto digit = [](char c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    };
    DocumentHash hash;
    if (text.size() != hash.bytes.size() * 2) return fail(ErrorKind::Invalid, "document.bad_hash");
    for (std::size_t i = 0; i < hash.bytes.size(); ++i) {
        const int high = digit(text[i * 2]);
        const int low = digit(text[i * 2 + 1]);
        if (high < 0 || low < 0) return fail(ErrorKind::Invalid, "document.bad_hash");
        hash.bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return hash;
}

std::string DocumentHash::text() const {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        out += kDigits[byte >> 4U];
        out += kDigits[byte & 15U];
    }
    return out;
}

DocumentFiles::DocumentFiles(fs::path root) : root_(std::move(root)) {
    fs::create_directories(root_ / "tmp");
    // The folders themselves must outlive a power cut before the first letter is acknowledged.
    sync_directory(root_);
    sync_directory(root_.parent_path());
    const auto now = fs::file_time_type::clock::now();
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(root_ / "tmp")) {
        const auto written = entry.last_write_time(ignored);
        if (!ignored && now - written > kLeftoverAge) fs::remove(entry.path(), ignored);
    }
}

fs::path DocumentFiles::path_of(const DocumentHash& hash) const {
    const std::string name = hash.text();
    return root_ / name.substr(0, 2) / name.substr(2, 2) / name;
}

Result<DocumentHash> DocumentFiles::put(std::string_view bytes) const {
    const DocumentHash hash = DocumentHash::of(bytes);
    const fs::path path = path_of(hash);
    if (!make_shard(root_, path.parent_path())) return not_stored();
    // Newly wanted: remove_file() leaves it alone from here on. Whoever stored it first may not
    // have come to the fsync yet: our yes needs its own.
    if (::utimensat(AT_FDCWD, path.c_str(), nullptr, 0) == 0 && verify(hash)) {
        if (!sync_directory(path.parent_path())) return not_stored();
        return hash;
    }

    const fs::path temporary = temporary_name(root_);
    bool stored = false;
    {
        const Fd file(temporary, O_WRONLY | O_CREAT | O_EXCL);
        stored = file && write_all(file.get(), bytes) && ::fsync(file.get()) == 0 &&
                 ::rename(temporary.c_str(), path.c_str()) == 0 &&
                 sync_directory(path.parent_path());
    }
    if (stored) return hash;
    ::unlink(temporary.c_str());
    return not_stored();
}

Result<std::string> DocumentFiles::get(const DocumentHash& hash) const {
    auto bytes = read_file(path_of(hash));
    if (!bytes)
        return errno == ENOENT ? fail(ErrorKind::NotFound, "document.not_found")
                               : fail(ErrorKind::Unavailable, "document.unreadable");
    if (DocumentHash::of(*bytes) != hash) return fail(ErrorKind::Unavailable, "document.damaged");
    return *std::move(bytes);
}

bool DocumentFiles::verify(const DocumentHash& hash) const {
    return get(hash).has_value();
}

}  // namespace kakehashi
