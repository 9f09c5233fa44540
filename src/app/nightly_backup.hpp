#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "app/program.hpp"
#include "platform/backup/backups.hpp"

namespace kakehashi::app {

/// 毎日の控え: makes a generation once a day from a set time on, restores it for a look at once,
/// and writes down in the office how it went. A disk that is not attached is tried again every
/// quarter of an hour. Works beside the office on a thread of its own.
class NightlyBackup {
  public:
    NightlyBackup(Program& program, const Configuration& configuration, Backups backups, int keep,
                  std::chrono::seconds time_of_day);
    ~NightlyBackup();
    NightlyBackup(const NightlyBackup&) = delete;

  private:
    void run();
    bool is_due(Instant now);
    void make();
    Result<Generation> create_from_whole(Instant now);

    Program& program_;
    const Configuration& configuration_;
    Backups backups_;
    int keep_;
    std::chrono::seconds time_of_day_;
    std::optional<Date> done_on_;  // opening the generations every minute would be work for nothing
    std::chrono::steady_clock::time_point not_before_{};  // the wall clock may be set meanwhile
    std::mutex guard_;
    std::condition_variable bell_;
    bool stopping_ = false;
    std::thread thread_;
};

/// Writes down in the office that a generation was made and verified, or why not.
void record_backup(Program& program, const Result<Generation>& outcome);

}  // namespace kakehashi::app
