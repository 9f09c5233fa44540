#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "platform/db/engine.hpp"
#include "platform/db/standby.hpp"

namespace kakehashi::db {

/// The writer's place and the readers' places, each with the connection that was last used there.
///
/// Writers take turns, in the order they came. When somebody waits behind a writer that is done,
/// its changes stay in the open transaction and the next goes on in it; the last one commits for
/// all, and nobody is told "saved" before that commit is durable (group commit). Whoever fails
/// takes back only its own changes; when the commit itself fails, all of the group are told.
///
/// When the database cannot be reached and has a standby, readers go there, and nothing is taken to
/// be saved; from the first commit on they are back at the database, because what the standby shows
/// may be older than that commit.
class Pool {
  public:
    Pool(std::unique_ptr<Engine> engine, Options options);
    Pool(const Pool&) = delete;

    Engine& engine() { return *engine_; }
    /// Closes the readers that are free; new ones see the new statistics.
    void renew_readers();
    void set_after_write(std::function<void()> action);
    void tell_after_write();

    /// False after the machine refused a write (disk full, server away), until one succeeds.
    bool takes_writes() const { return takes_writes_ && !damage_suspected_; }
    void set_takes_writes(bool takes);
    /// Whether it took none at some moment of the last `span`.
    bool refused_writes_within(std::chrono::seconds span) const;

    /// A page was not as it was written; SQLite says the same of one that cannot be read. What is
    /// written on top of damage may spread it: nothing is, until a look at everything finds it
    /// whole. PostgreSQL keeps such pages from everything else by their checksums.
    void suspect_damage();
    /// False while damage is suspected. Looks at everything, each time after a while only, and says
    /// on standard error what is wrong. For one thread.
    bool is_whole();

    /// Runs `work` on the writer's connection outside of any transaction.
    void with_writer(const std::function<void(Connection&)>& work);
    void with_reader(const std::function<void(Connection&)>& work);

  private:
    friend class Reading;
    friend class Writing;

    /// Writers whose changes become durable by one COMMIT.
    struct Group {
        int members = 0;  // that are done
        std::chrono::steady_clock::time_point first_done;
        bool over = false;
        std::string failure;  // empty: durable
        std::condition_variable ended;
    };
    struct Waiting {
        bool has_turn = false;
        std::condition_variable called;
    };
    struct Reader {
        std::unique_ptr<Connection> connection;
        bool at_standby = false;
    };

    /// Waits for a place. The connection that lay there; none: the caller opens one.
    Reader enter_as_reader();
    void leave_as_reader(Reader reader);
    /// Begins at the database; at the standby when the database cannot be reached.
    void begin_reading(Reader& reader);
    /// False when nothing can be read there.
    bool begin_at_standby(Reader& reader);
    void set_reads_standby(bool reads);
    std::unique_ptr<Connection> enter_as_writer();
    void leave_as_writer(std::unique_ptr<Connection> connection);
    /// The connection, a new one when it has died.
    Connection& usable(std::unique_ptr<Connection>& connection, bool writes);
    /// Begins on the connection, on a new one when that has died meanwhile (a database that was
    /// restarted costs nobody an error).
    void begin(std::unique_ptr<Connection>& connection, bool writes, Standby* at = nullptr);
    /// Whether the next writer may go on in the open transaction.
    bool somebody_may_join();
    /// COMMIT for all of the open group; each of them is told how it went.
    void close_group(std::unique_ptr<Connection>& connection);
    void end_group(const std::string& failure);
    /// Keeps new readers at the door until the others are gone, for a moment at most: under steady
    /// work there is always somebody reading, and the log would grow without end.
    void shorten_log(Connection& writer);

    std::atomic<bool> takes_writes_ = true;
    std::atomic<std::chrono::steady_clock::time_point> took_writes_again_{};
    std::atomic<bool> damage_suspected_ = false;
    std::chrono::steady_clock::time_point next_look_{};
    std::unique_ptr<Engine> engine_;
    Options options_;
    std::mutex guard_;
    std::function<void()> after_write_;

    std::condition_variable reader_left_;
    std::condition_variable readers_gone_;
    std::vector<Reader> readers_;
    int readers_busy_ = 0;
    bool readers_wait_ = false;
    std::atomic<bool> reads_standby_ = false;

    std::unique_ptr<Connection> writer_;
    std::unique_ptr<Standby> standby_;  // none: pages are read at the database only
    std::deque<Waiting*> writers_waiting_;
    bool writer_busy_ = false;
    std::shared_ptr<Group> group_;  // the open transaction; touched by the one whose turn it is
};

/// What a Transaction does its work with. Its end takes back what was not committed.
class Session {
  public:
    virtual ~Session() = default;
    virtual Connection& connection() = 0;
    /// The machine refused a statement.
    virtual void on_failure() {}
    virtual void on_damage() = 0;
    /// DatabaseError when the changes are not durable.
    virtual void commit() = 0;
};

class Reading final : public Session {
  public:
    explicit Reading(Pool& pool);
    ~Reading() override;
    Reading(const Reading&) = delete;
    Connection& connection() override { return *reader_.connection; }
    void on_damage() override { pool_.suspect_damage(); }
    void commit() override {}

  private:
    Pool& pool_;
    Pool::Reader reader_;
};

class Writing final : public Session {
  public:
    explicit Writing(Pool& pool);
    ~Writing() override;
    Writing(const Writing&) = delete;
    Connection& connection() override { return *connection_; }
    void on_failure() override { pool_.set_takes_writes(false); }
    void on_damage() override { pool_.suspect_damage(); }
    void commit() override;

  private:
    void begin_turn();
    void take_back();
    /// Leaves the open transaction to the next who waits, or ends it for all.
    void end_turn();

    Pool& pool_;
    std::unique_ptr<Connection> connection_;  // none once the turn is over
    std::shared_ptr<Pool::Group> group_;
};

}  // namespace kakehashi::db
