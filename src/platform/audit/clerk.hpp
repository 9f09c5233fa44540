#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "platform/audit/chain.hpp"
#include "platform/audit/journal.hpp"
#include "platform/audit/strangers.hpp"

namespace kakehashi::audit {

/// 記録係: moves what pages noted from the journal into the database, and what waits there into the
/// chain, every quarter of a second. A line reaches the chain exactly once: the transaction that
/// takes it also keeps how far the journal was read.
class Clerk {
  public:
    /// `leads`: whether this program chains what waits (on an engine with several programs only one
    /// does); it is asked before each batch.
    Clerk(
        db::Database& database, const Clock& clock, Journal& journal, Strangers& strangers,
        Chain chain, std::function<bool()> leads = [] { return true; });
    ~Clerk();
    Clerk(const Clerk&) = delete;

    void start();
    /// Moves everything that is there, then ends. What cannot be moved stays in the journal.
    void stop();
    /// One batch, on the calling thread. True when there may be more.
    bool step();

  private:
    struct Source {
        const JournalFile* file;
        bool is_finished;
    };
    struct Batch {
        std::string name;
        std::int64_t from = 0, next = 0;
        std::vector<Entry> entries;
    };
    std::vector<Source> sources() const;
    std::vector<Batch> read_batches();
    std::int64_t position_of(const std::string& name);
    bool has_work(const std::vector<Batch>& batches);
    void tidy_files();
    void run();
    void attempt();

    db::Database& database_;
    const Clock& clock_;
    Journal& journal_;
    Strangers& strangers_;
    Chain chain_;
    const std::function<bool()> leads_;
    std::map<std::string, std::int64_t> positions_;  // as committed; forgotten after a failure
    std::vector<JournalFile> finished_;              // of programs that ended, and our own old ones
    std::vector<std::string> gone_;                  // files that were removed: so may their rows
    std::chrono::steady_clock::time_point looked_for_left_{};
    std::chrono::steady_clock::time_point complained_{};
    std::int64_t root_written_ = 0;

    std::mutex guard_;
    std::condition_variable bell_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace kakehashi::audit
