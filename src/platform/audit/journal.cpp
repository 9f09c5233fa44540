#include "platform/audit/journal.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "platform/audit/durable_file.hpp"

namespace kakehashi::audit {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kExtension = ".journal";
/// Room kept on the disk for each file: when the disk is full, some 20,000 pages are still shown.
constexpr off_t kReserved = 4 * 1024 * 1024;
/// One reading; a line is shorter (a page shows some hundred patients at most).
constexpr std::size_t kReadBytes = 256 * 1024;

std::string random_name() {
    std::array<unsigned char, 8> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    std::string hex(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
    hex.pop_back();
    return hex;
}

Entry lost_entry(std::size_t bytes, Instant now) {
    Entry entry;
    entry.at = now;
    entry.action = kLost;
    entry.what = "journal";
    entry.result = std::to_string(bytes);
    return entry;
}

}  // namespace

std::optional<JournalFile> JournalFile::adopt(fs::path path) {
    JournalFile out;
    out.descriptor_ = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (out.descriptor_ < 0 || ::flock(out.descriptor_, LOCK_EX | LOCK_NB) != 0)
        return std::nullopt;
    out.path_ = std::move(path);
    return out;
}

JournalFile::~JournalFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

JournalFile::JournalFile(JournalFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}

JournalFile& JournalFile::operator=(JournalFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(path_, other.path_);
    return *this;
}

std::int64_t JournalFile::size() const {
    struct stat status {};
    return ::fstat(descriptor_, &status) == 0 ? status.st_size : 0;
}

std::vector<Entry> JournalFile::read(std::int64_t from, int lines, bool is_finished, Instant now,
                                     std::int64_t& next) const {
    std::vector<Entry> out;
    std::string bytes(kReadBytes, '\0');
    const auto got = ::pread(descriptor_, bytes.data(), bytes.size(), from);
    next = from;
    if (got <= 0) return out;
    std::string_view rest{bytes.data(), static_cast<std::size_t>(got)};
    while (!rest.empty() && static_cast<int>(out.size()) < lines) {
        const auto end = rest.find('\n');
        const bool whole = end != std::string_view::npos;
        // The end of this reading is the end of a line only where nothing can follow.
        if (!whole && rest.size() < bytes.size() && !is_finished) break;
        if (!whole && next != from && static_cast<std::size_t>(got) == bytes.size()) break;
        const auto line = rest.substr(0, end);
        if (auto entry = entry_of_line(line))
            out.push_back(*std::move(entry));
        else if (!line.empty())
            out.push_back(lost_entry(line.size(), now));
        const auto taken = line.size() + (whole ? 1 : 0);
        rest.remove_prefix(taken);
        next += static_cast<std::int64_t>(taken);
    }
    return out;
}

bool JournalFile::bring_to_disk() const {
    return ::fdatasync(descriptor_) == 0;
}

void JournalFile::remove() {
    ::unlink(path_.c_str());
}

Journal::Journal(fs::path folder, JournalFile file)
    : folder_(std::move(folder)), file_(std::move(file)) {}

Result<JournalFile> Journal::begin_file(const fs::path& folder) {
    const auto cannot = [&] {
        return fail(ErrorKind::Unavailable, "file.cannot_write", "data", folder.string());
    };
    TRY_DO(make_private_folder(folder));
    const auto name = random_name();
    JournalFile file;
    file.path_ = folder / name;  // held before it has the name by which others look for it
    file.descriptor_ = ::open(file.path_.c_str(), O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC,
                              S_IRUSR | S_IWUSR);
    const auto journal = folder / (name + std::string{kExtension});
    bool good = file.descriptor_ >= 0 && ::flock(file.descriptor_, LOCK_EX | LOCK_NB) == 0;
    if (good && ::fallocate(file.descriptor_, FALLOC_FL_KEEP_SIZE, 0, kReserved) != 0)
        good = errno == EOPNOTSUPP;  // a file system that cannot reserve
    good = good && ::rename(file.path_.c_str(), journal.c_str()) == 0;
    if (!good) {
        if (file.descriptor_ >= 0) file.remove();
        return cannot();
    }
    file.path_ = journal;
    const int directory = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory >= 0) {
        ::fsync(directory);
        ::close(directory);
    }
    return file;
}

Result<std::unique_ptr<Journal>> Journal::open(const fs::path& folder) {
    TRY(auto file, begin_file(folder));
    return std::unique_ptr<Journal>(new Journal(folder, std::move(file)));
}

bool Journal::append(const Entry& entry) {
    auto line = journal_line(entry);
    const std::lock_guard lock(guard_);
    if (torn_) line.insert(line.begin(), '\n');
    const auto written = ::write(file_.descriptor_, line.data(), line.size());
    if (written == static_cast<ssize_t>(line.size())) {
        size_ += written;
        torn_ = false;
        return true;
    }
    // What was not written whole must not spoil the next line.
    if (written > 0 && ::ftruncate(file_.descriptor_, size_) != 0) {
        size_ += written;
        torn_ = true;
    }
    return false;
}

std::optional<JournalFile> Journal::turn_over() {
    auto next = begin_file(folder_);
    if (!next) return std::nullopt;
    const std::lock_guard lock(guard_);
    std::swap(file_, *next);
    size_ = 0;
    torn_ = false;
    return *std::move(next);
}

std::vector<JournalFile> left_journals(const fs::path& folder) {
    std::vector<JournalFile> out;
    std::error_code failed;
    for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed))
        if (entry->path().extension() == kExtension)
            if (auto file = JournalFile::adopt(entry->path())) out.push_back(*std::move(file));
    return out;
}

}  // namespace kakehashi::audit
