#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "platform/db/dialect.hpp"
#include "platform/db/value.hpp"

namespace kakehashi::db {

/// One named statement; the same text serves every engine (`$1` placeholders). Define it as a
/// `constexpr Query kName{"feature.name", R"sql(...)sql"}` right above the function that binds it;
/// what several statements have in common (the columns that one function reads) is a constant of
/// its own: `Query kName{"feature.name", kColumns, R"sql(...)sql"}`. A test finds all of them in
/// the sources and prepares each one.
struct Query {
    std::string_view name;
    std::array<std::string_view, 5> parts;

    template <typename... Parts>
    constexpr Query(std::string_view query_name, Parts... text)
        : name(query_name), parts{std::string_view{text}...} {}

    std::string text() const;
};

/// What only a broken machine can cause: disk full, file damaged, connection lost. Caught once at
/// the request boundary. The text names the statement, never a bound value.
class DatabaseError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The engine does not take what the program sent: a defect of ours, or a value that no edge
/// refused. The machine is well.
class StatementError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A UNIQUE rule of the schema refused a row: an ordinary lost race, see Transaction::attempt.
class UniqueViolation : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The current row of a result. Columns count from 0. Valid only inside the callback.
class Row {
  public:
    virtual ~Row() = default;
    virtual bool is_null(int column) const = 0;
    virtual std::int64_t integer(int column) const = 0;
    /// Empty for NULL. The view lives until the callback returns.
    virtual std::string_view text(int column) const = 0;

    std::string string(int column) const { return std::string{text(column)}; }
    bool yes(int column) const { return integer(column) != 0; }
    template <typename IdType>
    IdType id(int column) const {
        return IdType{integer(column)};
    }
    std::optional<Date> date(int column) const;
    std::optional<Instant> instant(int column) const;
};

class Pool;
class Session;

/// A unit of work: rolls back unless committed. A write transaction holds the database's one
/// writing place from its start, so two of them never fail each other half-way; readers see a
/// snapshot.
class Transaction {
  public:
    Transaction(Transaction&&) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();

    /// Returns the number of rows changed. DatabaseError when the machine fails; a broken UNIQUE
    /// rule throws UniqueViolation.
    template <typename... Args>
    std::int64_t execute(const Query& query, const Args&... args) {
        const Value values[] = {Value{}, bind(args)...};
        return run(query, std::span(values).subspan(1), nullptr);
    }

    /// Sends a change that nobody needs an answer from: it is done, or its error is thrown, with
    /// the next statement or the commit. A database that is another process is not waited for.
    template <typename... Args>
    void send(const Query& query, const Args&... args) {
        const Value values[] = {Value{}, bind(args)...};
        send_values(query, std::span(values).subspan(1));
    }

    /// Calls `on_row(const Row&)` for each row.
    template <typename F, typename... Args>
    void each(const Query& query, F&& on_row, const Args&... args) {
        const Value values[] = {Value{}, bind(args)...};
        const std::function<void(const Row&)> callback = std::ref(on_row);
        run(query, std::span(values).subspan(1), &callback);
    }

    /// The first row through `map`, or nothing.
    template <typename Map, typename... Args>
    auto first(const Query& query, Map&& map, const Args&... args) {
        std::optional<std::decay_t<std::invoke_result_t<Map, const Row&>>> out;
        each(
            query,
            [&](const Row& row) {
                if (!out) out.emplace(map(row));
            },
            args...);
        return out;
    }

    /// All rows through `map`.
    template <typename Map, typename... Args>
    auto all(const Query& query, Map&& map, const Args&... args) {
        std::vector<std::decay_t<std::invoke_result_t<Map, const Row&>>> out;
        each(
            query, [&](const Row& row) { out.push_back(map(row)); }, args...);
        return out;
    }

    /// The first column of the first row as a number; 0 without a row or for NULL.
    template <typename... Args>
    std::int64_t number(const Query& query, const Args&... args) {
        std::int64_t out = 0;
        each(
            query, [&](const Row& row) { out = row.integer(0); }, args...);
        return out;
    }

    /// Does `work`; when a UNIQUE rule refuses it, what it did is taken back, the transaction can
    /// go on, and the answer is false.
    template <typename Work>
    bool attempt(Work&& work) {
        begin_attempt();
        try {
            work();
            settle();
        } catch (const UniqueViolation&) {
            end_attempt(false);
            return false;
        }
        end_attempt(true);
        return true;
    }

    /// Durable when it returns. DatabaseError when that is not certain: nothing may be called
    /// saved.
    void commit();

  private:
    friend class Database;
    friend class OpenTables;
    Transaction(Pool& pool, bool writes);
    std::int64_t run(const Query& query, std::span<const Value> values,
                     const std::function<void(const Row&)>* on_row);
    void script(const std::string& sql);  // of a migration
    template <typename Work>
    auto told(Work&& work);
    void send_values(const Query& query, std::span<const Value> values);
    void settle();  // what was sent is done, or its error is thrown
    void begin_attempt();
    void end_attempt(bool keeps);

    std::unique_ptr<Session> session_;  // none when the transaction is over
};

struct Options {
    int readers = 8;                  // connections for reading
    int cache_kib_per_reader = 2048;  // SQLite
    /// How long a write waits for another program on the same database.
    std::chrono::milliseconds busy_wait{10'000};
    bool durable = true;  // false only for tests and for building demo data: no fsync
    /// PostgreSQL: address of a copy of the database, read while the database is away. Empty: none.
    std::string standby = {};
};

bool is_postgres_address(std::string_view where);

/// One office's database. Thread-safe.
class Database {
  public:
    /// `where` is a `postgres://` address, or the path of a SQLite file, which is made when it is
    /// not there. Unavailable `database.cannot_open` with the reason.
    static Result<std::unique_ptr<Database>> open(const std::string& where, Options options = {});
    ~Database();
    Database(const Database&) = delete;

    Transaction read();
    Transaction write();

    /// Applies the migrations that are missing, in order, each in its own transaction. Unavailable
    /// `database.newer_than_program` when the file was written by a later version.
    Result<int> migrate();
    /// True when every migration is applied and a statement answers.
    bool is_ready();
    /// Runs statements without a transaction (bulk loading pragmas, VACUUM). Not for features.
    void run_script(const std::string& sql);
    /// What was written without waiting for the disk (Options::durable) is on the disk afterwards.
    void flush();
    /// After rows were written with ids of their own, new ids begin behind them.
    void restart_identities();
    /// The tables that hold rows of ours, in the order they were made (a row names only rows of
    /// tables before its own, or of its own). Text indexes are not among them.
    std::vector<std::string> tables();
    /// What is wrong with the database's structure and references, one line each; empty when it is
    /// whole. Reads everything.
    std::vector<std::string> faults();
    /// Whether the role is one that sees every row (a superuser, BYPASSRLS): docs/decisions/0013.
    bool second_wall_is_open();
    /// Prepares the text only; returns the engine's complaint, empty when it is sound.
    std::string complaint(std::string_view text);

    EngineKind engine() const;

    /// False after the machine refused a write (disk full, server away): reading may go on, and
    /// what is sent to be saved is better refused at once. True again after a write that succeeded.
    bool takes_writes() const;
    /// Whether it took none at some moment of the last `span`.
    bool refused_writes_within(std::chrono::seconds span) const;
    /// Writes something that changes nothing, durably.
    bool try_to_write();

    /// A whole copy as of this moment into an SQLite file that does not exist yet, while others
    /// read and write. DatabaseError also when the copy does not hold what was read.
    void copy_to(const std::string& file);

    /// Looks anew at how the rows are spread, so that the engine chooses its indexes well: an
    /// office grows from nothing to years of cases without a restart. Quick at any size (it
    /// samples).
    void refresh_statistics();

    /// Called after every commit of a write transaction (several may share one), on the committing
    /// thread, and after those of other programs on the same database, on a thread of its own:
    /// wakes the outbox. Nothing: no more calls.
    void set_after_write(std::function<void()> action);
    /// Of the programs that work on this database and called set_after_write, one leads: it does
    /// what must be done once (the minute's work, the daily backup). Asked before each such work.
    bool is_leader() const;

    /// Statements run by this thread since it started: pages count their queries with it.
    static std::uint64_t statements_on_this_thread();

  private:
    friend class OpenTables;
    explicit Database(std::unique_ptr<Pool> pool);
    std::unique_ptr<Pool> pool_;
};

}  // namespace kakehashi::db
