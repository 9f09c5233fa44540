#include "platform/db/connection.hpp"

#include <algorithm>
#include <cassert>
#include <cstdlib>

#include "platform/db/missing_reference.hpp"

namespace kakehashi::db {
namespace {

constexpr Query kBeginRead{"db.begin_read", "BEGIN"};
constexpr Query kBeginWrite{"db.begin_write", "BEGIN IMMEDIATE"};
constexpr Query kCommit{"db.commit", "COMMIT"};
constexpr Query kRollback{"db.rollback", "ROLLBACK"};

thread_local std::uint64_t statements_run = 0;

class SqliteRow final : public Row {
  public:
    explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
    bool is_null(int column) const override {
        return sqlite3_column_type(statement_, column) == SQLITE_NULL;
    }
    std::int64_t integer(int column) const override {
        return sqlite3_column_int64(statement_, column);
    }
    std::string_view text(int column) const override {
        const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
        const int size = sqlite3_column_bytes(statement_, column);
        return bytes ? std::string_view{bytes, static_cast<std::size_t>(size)} : std::string_view{};
    }

  private:
    sqlite3_stmt* statement_;
};

void bind_text(sqlite3_stmt* statement, int at, std::string_view text) {
    sqlite3_bind_text64(statement, at, text.data() ? text.data() : "", text.size(), SQLITE_STATIC,
                        SQLITE_UTF8);
}

void bind_value(sqlite3_stmt* statement, int at, const Value& value) {
    struct Visitor {
        sqlite3_stmt* statement;
        int at;
        void operator()(std::monostate) const { sqlite3_bind_null(statement, at); }
        void operator()(std::int64_t number) const { sqlite3_bind_int64(statement, at, number); }
        void operator()(double number) const { sqlite3_bind_double(statement, at, number); }
        void operator()(std::string_view text) const { bind_text(statement, at, text); }
        void operator()(const std::string& text) const { bind_text(statement, at, text); }
    };
    std::visit(Visitor{statement, at}, value);
}

/// Leaves the statement ready for its next use, whatever happened.
struct Reset {
    sqlite3_stmt* statement;
    ~Reset() {
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
    }
};

}  // namespace

Connection::Connection(const std::string& file, const Options& options, bool writes) {
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
                      SQLITE_OPEN_URI | SQLITE_OPEN_EXRESCODE;
    if (sqlite3_open_v2(file.c_str(), &handle_, flags, nullptr) != SQLITE_OK) {
        const std::string reason = handle_ ? sqlite3_errmsg(handle_) : "out of memory";
        sqlite3_close_v2(handle_);
        throw DatabaseError("cannot open the database: " + reason);
    }
    sqlite3_busy_timeout(handle_, static_cast<int>(options.busy_wait.count()));
    // WAL + FULL: a commit is on the disk before it is acknowledged.
    const int cache_kib = writes ? 8 * 1024 : options.cache_kib_per_reader;
    script(
        std::string{"PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;"} +
        "PRAGMA synchronous=" + (options.durable ? "FULL" : "OFF") + ";PRAGMA cache_size=-" +
        std::to_string(cache_kib));
}

Connection::~Connection() {
    for (auto& [key, prepared] : prepared_) sqlite3_finalize(prepared.statement);
    sqlite3_close_v2(handle_);
}

void Connection::raise(int code, std::string_view during) {
    const std::string message =
        std::string{during} + ": " + sqlite3_errstr(code) + " (" + sqlite3_errmsg(handle_) + ")";
    if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY)
        throw UniqueViolation(message);
    if (code == SQLITE_CONSTRAINT_FOREIGNKEY) throw MissingReference(message);
    throw DatabaseError(message);
}

void Connection::script(const std::string& sql) {
    const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) raise(code, "script");
}

std::string Connection::complaint(std::string_view text) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(handle_, text.data(), static_cast<int>(text.size()), 0,
                                        &statement, nullptr);
    sqlite3_finalize(statement);
    return code == SQLITE_OK ? std::string{} : std::string{sqlite3_errmsg(handle_)};
}

Connection::Prepared& Connection::prepare(const Query& query) {
    Key key{query.name.data()};
    std::ranges::transform(query.parts, key.begin() + 1, &std::string_view::data);
    auto& prepared = prepared_[key];
    if (prepared.statement) return prepared;
    const auto text = query.text();
    const int code = sqlite3_prepare_v3(handle_, text.data(), static_cast<int>(text.size()),
                                        SQLITE_PREPARE_PERSISTENT, &prepared.statement, nullptr);
    if (code != SQLITE_OK) raise(code, query.name);
    // SQLite numbers `$n` by first appearance, so the names are read back once.
    const int count = sqlite3_bind_parameter_count(prepared.statement);
    for (int at = 1; at <= count; ++at) {
        const char* name = sqlite3_bind_parameter_name(prepared.statement, at);
        assert(name && name[0] == '$');
        const auto number = static_cast<std::size_t>(std::atoi(name + 1));
        assert(number >= 1);
        if (prepared.position.size() < number) prepared.position.resize(number, 0);
        prepared.position[number - 1] = at;
    }
    return prepared;
}

std::int64_t Connection::run(const Query& query, std::span<const Value> values,
                             const std::function<void(const Row&)>* on_row) {
    ++statements_run;
    Prepared& prepared = prepare(query);
    assert(prepared.position.size() <= values.size() && "a placeholder has no argument");
    const Reset reset{prepared.statement};
    for (std::size_t n = 0; n < prepared.position.size(); ++n)
        if (prepared.position[n] != 0)
            bind_value(prepared.statement, prepared.position[n], values[n]);
    const SqliteRow row{prepared.statement};
    for (;;) {
        const int code = sqlite3_step(prepared.statement);
        if (code == SQLITE_DONE) break;
        if (code != SQLITE_ROW) raise(code, query.name);
        if (on_row) (*on_row)(row);
    }
    return sqlite3_changes64(handle_);
}

void Connection::begin(bool writes) {
    run(writes ? kBeginWrite : kBeginRead, {}, nullptr);
}
void Connection::commit() {
    run(kCommit, {}, nullptr);
}
void Connection::rollback() {
    // SQLite may have rolled back by itself (disk full, I/O error).
    if (sqlite3_get_autocommit(handle_) == 0) run(kRollback, {}, nullptr);
}

Pool::Pool(std::string file, Options options) : file_(std::move(file)), options_(options) {
    writer_ = std::make_unique<Connection>(file_, options_, true);
}

std::unique_ptr<Connection> Pool::enter(bool writes) {
    std::unique_lock lock(guard_);
    if (writes) {
        const auto ticket = next_ticket_++;
        free_.wait(lock, [&] { return now_serving_ == ticket; });
        return std::move(writer_);
    }
    free_.wait(lock, [&] { return readers_busy_ < options_.readers; });
    ++readers_busy_;
    if (readers_.empty()) return nullptr;
    auto connection = std::move(readers_.back());
    readers_.pop_back();
    return connection;
}

void Pool::leave(std::unique_ptr<Connection> connection, bool writes) {
    {
        const std::lock_guard lock(guard_);
        if (writes) {
            writer_ = std::move(connection);
            ++now_serving_;
        } else {
            --readers_busy_;
            if (connection) readers_.push_back(std::move(connection));
        }
    }
    free_.notify_all();
}

Lease::Lease(Pool& pool, bool writes)
    : pool_(pool), writes_(writes), connection_(pool.enter(writes)) {
    if (connection_) return;
    try {
        connection_ = std::make_unique<Connection>(pool.file_, pool.options_, writes);
    } catch (...) {
        pool.leave(nullptr, writes);
        throw;
    }
}

Lease::~Lease() {
    pool_.leave(std::move(connection_), writes_);
}

void Pool::renew_readers() {
    const std::lock_guard lock(guard_);
    readers_.clear();
}

void Pool::set_after_write(std::function<void()> action) {
    const std::lock_guard lock(guard_);
    after_write_ = std::move(action);
}

void Pool::tell_after_write() {
    std::function<void()> action;
    {
        const std::lock_guard lock(guard_);
        action = after_write_;
    }
    if (action) action();
}

std::uint64_t Database::statements_on_this_thread() {
    return statements_run;
}

}  // namespace kakehashi::db
