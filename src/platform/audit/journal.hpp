#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "platform/audit/entry.hpp"

namespace kakehashi::audit {

/// One file of lines, held (flock) by the program that writes it.
class JournalFile {
  public:
    JournalFile() = default;
    /// Takes over a file whose program has ended; nothing when somebody holds it.
    static std::optional<JournalFile> adopt(std::filesystem::path path);
    ~JournalFile();
    JournalFile(JournalFile&& other) noexcept;
    JournalFile& operator=(JournalFile&& other) noexcept;

    std::string name() const { return path_.filename().string(); }
    std::int64_t size() const;
    /// Whole lines from `from` on, at most `lines`; `next` is where to go on. Text that is no line
    /// of ours gives a `lost` entry in its place. In a file that `is_finished` the rest after the
    /// last line end counts as such text too.
    std::vector<Entry> read(std::int64_t from, int lines, bool is_finished, Instant now,
                            std::int64_t& next) const;
    bool bring_to_disk() const;
    void remove();

  private:
    friend class Journal;
    int descriptor_ = -1;
    std::filesystem::path path_;
};

/// 閲覧の控え: what pages showed, one line each, before it reaches the database. A line costs the
/// page one write(2); it outlives the program (kill -9) from then on, and a power cut once the
/// clerk has moved it or brought it to the disk.
class Journal {
  public:
    /// Begins a new file in `folder`. Unavailable `file.cannot_write`.
    static Result<std::unique_ptr<Journal>> open(const std::filesystem::path& folder);

    /// From any thread. False when it cannot be kept (disk full): then the page must not be shown.
    [[nodiscard]] bool append(const Entry& entry);

    const std::filesystem::path& folder() const { return folder_; }
    /// The file that is written now. Only the clerk's thread changes it, by turn_over().
    const JournalFile& file() const { return file_; }
    /// Begins a new file; the old one gets no more lines. Nothing when no new one can be made.
    std::optional<JournalFile> turn_over();

  private:
    Journal(std::filesystem::path folder, JournalFile file);
    static Result<JournalFile> begin_file(const std::filesystem::path& folder);

    const std::filesystem::path folder_;
    std::mutex guard_;
    JournalFile file_;
    std::int64_t size_ = 0;
    bool torn_ = false;  // half a line stands at the end
};

/// The journals in `folder` whose programs have ended.
std::vector<JournalFile> left_journals(const std::filesystem::path& folder);

}  // namespace kakehashi::audit
