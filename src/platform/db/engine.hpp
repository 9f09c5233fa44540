#pragma once

#include <memory>
#include <string>

#include "platform/db/database.hpp"
#include "platform/db/dialect.hpp"
#include "platform/db/sight.hpp"

struct pg_conn;  // libpq's PGconn

namespace kakehashi::db {

/// Takes many rows into one table, values in the order of the columns it was asked for.
class RowSink {
  public:
    virtual ~RowSink() = default;
    virtual void put(std::span<const std::optional<std::string>> values) = 0;
    virtual void finish() = 0;
};

/// A table that answers {match}, and its column of words.
struct TextIndex {
    std::string table;
    std::string column;
};

/// One connection with its prepared statements. Used by one thread at a time.
class Connection {
  public:
    virtual ~Connection() = default;

    /// A write transaction takes the database's one writing place at once, so that it cannot fail
    /// half-way for want of it; a read transaction sees one moment. Both see what `sight` says.
    virtual void begin(bool writes, const Sight& sight) = 0;
    /// Durable when it returns; tells other programs on the same database that something changed.
    virtual void commit(bool wrote) = 0;
    virtual void rollback() = 0;
    /// False after the engine gave the transaction up by itself (disk full, connection lost).
    virtual bool in_transaction() = 0;
    /// False when nothing can be done with it any more.
    virtual bool is_alive() = 0;

    virtual std::int64_t run(const Query& query, std::span<const Value> values,
                             const std::function<void(const Row&)>* on_row) = 0;
    /// Like run(), but its error may come as late as the next run(), settle() or commit().
    virtual void send(const Query& query, std::span<const Value> values) {
        run(query, values, nullptr);
    }
    /// What was sent is done, or the first error of it is thrown.
    virtual void settle() {}
    virtual void script(const std::string& sql) = 0;
    /// Runs a text that is known to nobody else; the rows come one by one, however many.
    virtual void stream(const std::string& sql, const std::function<void(const Row&)>& on_row) = 0;
    /// `index_column` names the column, if any, that holds words for a text index.
    virtual std::unique_ptr<RowSink> load(const std::string& table,
                                          const std::vector<std::string>& columns,
                                          const std::string& index_column) = 0;

    /// The first column of all rows.
    std::vector<std::string> words(const Query& query) {
        std::vector<std::string> out;
        const std::function<void(const Row&)> keep = [&](const Row& row) {
            out.push_back(row.string(0));
        };
        run(query, {}, &keep);
        return out;
    }
    /// Whether its log has grown so long that it is worth a moment in which nobody reads.
    virtual bool log_is_long() const { return false; }
    /// The log begins anew, when nobody reads it.
    virtual void begin_log_anew() {}
    /// What the engine says against the text; empty when it is sound.
    virtual std::string complaint(std::string_view text) = 0;
};

/// What differs between the engines and is not a statement of a transaction.
class Engine {
  public:
    virtual ~Engine() = default;

    virtual EngineKind kind() const = 0;
    /// DatabaseError when the database cannot be reached.
    virtual std::unique_ptr<Connection> connect(bool writes) = 0;
    virtual std::string refresh_statistics_script() const = 0;
    virtual std::string flush_script() const = 0;
    /// After rows were written with ids of their own, new ids begin behind them.
    virtual std::string restart_identities_script() const = 0;
    /// The tables that hold rows of ours, in the order they were made (a row names only rows of
    /// tables before its own, or of its own).
    virtual std::vector<std::string> tables(Connection& connection) const = 0;
    /// Calls `on_written` when another program on this database has written. Until it is asked to
    /// stop_watching(), one of the watching programs leads.
    virtual void watch(std::function<void()> on_written) = 0;
    virtual void stop_watching() = 0;
    virtual bool is_leader() const = 0;
    virtual std::vector<std::string> columns(Connection& connection,
                                             const std::string& table) const = 0;
    virtual std::vector<TextIndex> text_indexes(Connection& connection) const = 0;
    /// Reads row number and words of a text index.
    virtual std::string text_index_query(const TextIndex& index) const = 0;
    /// What is wrong with the database's structure and references; empty when it is whole.
    virtual std::vector<std::string> faults(Connection& connection) const = 0;
    /// Whether this role walks through row-level security. False where there is none.
    virtual bool second_wall_is_open(Connection& connection) const = 0;
};

std::unique_ptr<Engine> sqlite_engine(const std::string& file, const Options& options);
std::unique_ptr<Engine> postgres_engine(const std::string& url, const Options& options);

/// A new connection with the timeouts we live by, whatever came of it; for PQfinish.
pg_conn* connect_to_postgres(const std::string& url);

/// Where programs on one PostgreSQL tell each other that something was written.
inline constexpr std::string_view kWrittenChannel = "kakehashi_written";

/// Counts a statement for Database::statements_on_this_thread().
void count_statement();

}  // namespace kakehashi::db
