#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <chrono>
#include <cstdlib>
#include <map>
#include <thread>

#include "platform/db/damage.hpp"
#include "platform/db/engine.hpp"
#include "platform/db/missing_reference.hpp"
#include "platform/db/sqlite_sync.hpp"

namespace kakehashi::db {
namespace {

constexpr Query kBeginRead{"db.sqlite_begin_read", "BEGIN"};
constexpr Query kBeginWrite{"db.sqlite_begin_write", "BEGIN IMMEDIATE"};
constexpr Query kCommit{"db.sqlite_commit", "COMMIT"};
constexpr Query kRollback{"db.sqlite_rollback", "ROLLBACK"};
// The tables in which FTS5 keeps its own things are left out, and the virtual tables themselves.
constexpr Query kTables{"db.sqlite_tables", R"sql(
    SELECT name FROM pragma_table_list
     WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'
       AND name <> 'schema_migration'
     ORDER BY (SELECT rowid FROM sqlite_master m WHERE m.name = pragma_table_list.name)
)sql"};
constexpr Query kTextIndexes{"db.sqlite_text_indexes", R"sql(
    SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'virtual' ORDER BY name
)sql"};
constexpr Query kIntegrity{"db.sqlite_integrity", "PRAGMA integrity_check(20)"};
constexpr Query kReferences{"db.sqlite_references", "PRAGMA foreign_key_check"};

// The log: SQLite's write-ahead file, in pages of 4 KiB.
constexpr int kLogPagesToCopy = 1000;
constexpr int kLogPagesLong = 4000;
constexpr int kLogBytesKept = 64 * 1024 * 1024;  // of a log that had grown longer

constexpr int kKindOfCode = 0xff;  // an extended code holds its kind in the low byte

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
        void operator()(IndexedWords text) const { bind_text(statement, at, text.words); }
        void operator()(const Match* match) const {
            const auto query = fts5_query(*match);
            sqlite3_bind_text64(statement, at, query.data(), query.size(), SQLITE_TRANSIENT,
                                SQLITE_UTF8);
        }
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

class SqliteConnection final : public Connection {
  public:
    explicit SqliteConnection(const std::string& file);
    ~SqliteConnection() override;
    SqliteConnection(const SqliteConnection&) = delete;
    /// Before anything else; what it throws leaves nothing open behind.
    void settle_in(const Options& options, bool writes);
    void keep_a_log();

    void begin(bool writes, const Sight& /*sight*/) override {
        run(writes ? kBeginWrite : kBeginRead, {}, nullptr);
    }
    void commit(bool /*wrote*/) override { run(kCommit, {}, nullptr); }
    void rollback() override {
        if (in_transaction()) run(kRollback, {}, nullptr);
    }
    bool in_transaction() override { return sqlite3_get_autocommit(handle_) == 0; }
    bool is_alive() override { return true; }
    bool log_is_long() const override { return log_pages_ - log_tried_at_ >= kLogPagesLong; }
    void begin_log_anew() override;
    std::int64_t run(const Query& query, std::span<const Value> values,
                     const std::function<void(const Row&)>* on_row) override;
    void script(const std::string& sql) override;
    void stream(const std::string& sql, const std::function<void(const Row&)>& on_row) override;
    std::unique_ptr<RowSink> load(const std::string& table, const std::vector<std::string>& columns,
                                  const std::string& index_column) override;
    std::string complaint(std::string_view text) override;

  private:
    struct Prepared {
        sqlite3_stmt* statement = nullptr;
        std::vector<int> position;  // position[n-1]: where SQLite put $n, 0 when unused
    };
    /// After each commit, with so many pages in the log: copies what nobody's view of the past
    /// keeps from being copied into the database file.
    static int copy_log(void* self, sqlite3* handle, const char* schema, int pages);
    Prepared& prepare(const Query& query);
    [[noreturn]] void raise(int code, std::string_view during);

    sqlite3* handle_ = nullptr;
    int log_pages_ = 0;     // after the last commit
    int log_tried_at_ = 0;  // pages when it was last to begin anew, and could not
    int busy_wait_ms_ = 0;
    /// A statement is known by where its literals lie: no text is compared or joined again.
    using Key = std::array<const char*, 6>;
    std::map<Key, Prepared> prepared_;
};

SqliteConnection::SqliteConnection(const std::string& file) {
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
                      SQLITE_OPEN_URI | SQLITE_OPEN_EXRESCODE;
    if (sqlite3_open_v2(file.c_str(), &handle_, flags, nullptr) != SQLITE_OK) {
        const std::string reason = handle_ ? sqlite3_errmsg(handle_) : "out of memory";
        sqlite3_close_v2(handle_);
        throw DatabaseError("cannot open the database: " + reason);
    }
}

/// There is no wall behind the statements here: look_as() and look_as_program() do nothing.
void no_wall(sqlite3_context* context, int /*count*/, sqlite3_value** /*values*/) {
    sqlite3_result_null(context);
}

void SqliteConnection::settle_in(const Options& options, bool writes) {
    for (const auto& [name, arguments] : {std::pair{"look_as", 3}, {"look_as_program", 0}})
        sqlite3_create_function_v2(handle_, name, arguments, SQLITE_UTF8, nullptr, no_wall, nullptr,
                                   nullptr, nullptr);
    busy_wait_ms_ = static_cast<int>(options.busy_wait.count());
    sqlite3_busy_timeout(handle_, busy_wait_ms_);
    // WAL + FULL: a commit is on the disk before it is acknowledged.
    const int cache_kib = writes ? 8 * 1024 : options.cache_kib_per_reader;
    keep_a_log();
    script(std::string{"PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;"
                       "PRAGMA cell_size_check=ON;"} +
           "PRAGMA synchronous=" + (options.durable ? "FULL" : "OFF") + ";PRAGMA cache_size=-" +
           std::to_string(cache_kib) +
           ";PRAGMA journal_size_limit=" + std::to_string(kLogBytesKept));
    watch_syncs(handle_);
    sqlite3_wal_hook(handle_, copy_log, this);
    if (!writes || !options.durable) return;
    run(kBeginWrite, {}, nullptr);  // nobody else writes meanwhile
    if (const int code = write_log_again(handle_); code != SQLITE_OK) raise(code, "the log");
    run(kRollback, {}, nullptr);
}

/// WAL from now on. Of two that begin on a new file at the same moment one is told "locked" at
/// once, however long it would wait: it asks again.
void SqliteConnection::keep_a_log() {
    const auto give_up =
        std::chrono::steady_clock::now() + std::chrono::milliseconds{busy_wait_ms_};
    while (true) {
        const int code =
            sqlite3_exec(handle_, "PRAGMA journal_mode=WAL", nullptr, nullptr, nullptr);
        if (code == SQLITE_OK) return;
        if ((code & kKindOfCode) != SQLITE_BUSY || std::chrono::steady_clock::now() > give_up)
            raise(code, "the log");
        std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
}

int SqliteConnection::copy_log(void* self, sqlite3* handle, const char* schema, int pages) {
    auto& me = *static_cast<SqliteConnection*>(self);
    me.log_pages_ = pages;
    if (pages < me.log_tried_at_) me.log_tried_at_ = 0;
    if (pages >= kLogPagesToCopy) sqlite3_wal_checkpoint(handle, schema);
    return SQLITE_OK;  // the commit is done; what could not be copied, the next one copies
}

void SqliteConnection::begin_log_anew() {
    log_tried_at_ = log_pages_;
    sqlite3_busy_timeout(handle_, 0);  // another program may be reading
    sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_RESTART, nullptr, nullptr);
    sqlite3_busy_timeout(handle_, busy_wait_ms_);
}

SqliteConnection::~SqliteConnection() {
    for (auto& [key, prepared] : prepared_) sqlite3_finalize(prepared.statement);
    sqlite3_close_v2(handle_);
}

void SqliteConnection::raise(int code, std::string_view during) {
    const std::string message =
        std::string{during} + ": " + sqlite3_errstr(code) + " (" + sqlite3_errmsg(handle_) + ")";
    if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY)
        throw UniqueViolation(message);
    if (code == SQLITE_CONSTRAINT_FOREIGNKEY) throw MissingReference(message);
    switch (code & kKindOfCode) {
        case SQLITE_ERROR:
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH:
        case SQLITE_RANGE:
        case SQLITE_TOOBIG:
            throw StatementError(message);
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            throw DatabaseDamaged(message);
        default:
            throw DatabaseError(message);
    }
}

void SqliteConnection::script(const std::string& sql) {
    const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) raise(code, "script");
}

std::string SqliteConnection::complaint(std::string_view text) {
    const auto sql = statement_for(EngineKind::sqlite, text);
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), 0,
                                        &statement, nullptr);
    sqlite3_finalize(statement);
    return code == SQLITE_OK ? std::string{} : std::string{sqlite3_errmsg(handle_)};
}

SqliteConnection::Prepared& SqliteConnection::prepare(const Query& query) {
    Key key{query.name.data()};
    std::ranges::transform(query.parts, key.begin() + 1, &std::string_view::data);
    auto& prepared = prepared_[key];
    if (prepared.statement) return prepared;
    const auto text = statement_for(EngineKind::sqlite, query.text());
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

std::int64_t SqliteConnection::run(const Query& query, std::span<const Value> values,
                                   const std::function<void(const Row&)>* on_row) {
    count_statement();
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

/// A statement that is not kept.
class Statement {
  public:
    Statement(sqlite3* handle, const std::string& sql) {
        if (sqlite3_prepare_v3(handle, sql.c_str(), -1, 0, &statement_, nullptr) != SQLITE_OK)
            throw DatabaseError(std::string{"prepare: "} + sqlite3_errmsg(handle));
    }
    ~Statement() { sqlite3_finalize(statement_); }
    Statement(const Statement&) = delete;
    sqlite3_stmt* get() const { return statement_; }

  private:
    sqlite3_stmt* statement_ = nullptr;
};

void SqliteConnection::stream(const std::string& sql,
                              const std::function<void(const Row&)>& on_row) {
    const Statement statement{handle_, sql};
    const SqliteRow row{statement.get()};
    int code = sqlite3_step(statement.get());
    for (; code == SQLITE_ROW; code = sqlite3_step(statement.get())) on_row(row);
    if (code != SQLITE_DONE) raise(code, "stream");
}

class SqliteSink final : public RowSink {
  public:
    SqliteSink(sqlite3* handle, const std::string& insert) : insert_(handle, insert) {}

    void put(std::span<const std::optional<std::string>> values) override {
        const Reset reset{insert_.get()};
        for (std::size_t n = 0; n < values.size(); ++n)
            if (values[n]) bind_text(insert_.get(), static_cast<int>(n + 1), *values[n]);
        const int code = sqlite3_step(insert_.get());
        if (code != SQLITE_DONE) throw DatabaseError(std::string{"load: "} + sqlite3_errstr(code));
    }
    void finish() override {}

  private:
    Statement insert_;
};

std::unique_ptr<RowSink> SqliteConnection::load(const std::string& table,
                                                const std::vector<std::string>& columns,
                                                const std::string& /*index_column*/) {
    std::string names;
    std::string places;
    for (const auto& column : columns) {
        names += (names.empty() ? "\"" : ", \"") + column + '"';
        places += places.empty() ? "?" : ", ?";
    }
    return std::make_unique<SqliteSink>(
        handle_, "INSERT INTO \"" + table + "\" (" + names + ") VALUES (" + places + ")");
}

class SqliteEngine final : public Engine {
  public:
    SqliteEngine(std::string file, Options options)
        : file_(std::move(file)), options_(std::move(options)) {}

    EngineKind kind() const override { return EngineKind::sqlite; }
    std::unique_ptr<Connection> connect(bool writes) override {
        auto connection = std::make_unique<SqliteConnection>(file_);
        connection->settle_in(options_, writes);
        return connection;
    }
    std::string refresh_statistics_script() const override {
        return "PRAGMA analysis_limit=400; ANALYZE;";
    }
    std::string flush_script() const override { return "PRAGMA wal_checkpoint(TRUNCATE)"; }
    std::string restart_identities_script() const override { return {}; }  // it looks by itself
    std::vector<std::string> tables(Connection& connection) const override {
        return connection.words(kTables);
    }
    // A file has one program, and that leads.
    void watch(std::function<void()> /*on_written*/) override {}
    void stop_watching() override {}
    bool is_leader() const override { return true; }
    std::vector<std::string> columns(Connection& connection,
                                     const std::string& table) const override {
        std::vector<std::string> out;
        connection.stream("SELECT name FROM pragma_table_info('" + table + "')",
                          [&](const Row& row) { out.push_back(row.string(0)); });
        return out;
    }
    std::vector<TextIndex> text_indexes(Connection& connection) const override {
        std::vector<TextIndex> out;
        for (const auto& table : connection.words(kTextIndexes))
            out.push_back({table, columns(connection, table).front()});
        return out;
    }
    std::string text_index_query(const TextIndex& index) const override {
        return "SELECT rowid, \"" + index.column + "\" FROM \"" + index.table + '"';
    }
    bool second_wall_is_open(Connection&) const override { return false; }
    std::vector<std::string> faults(Connection& connection) const override {
        auto out = connection.words(kIntegrity);
        std::erase(out, "ok");
        for (const auto& table : connection.words(kReferences))
            out.push_back(table);  // a row of it names one that is not there
        return out;
    }

  private:
    std::string file_;
    Options options_;
};

}  // namespace

std::unique_ptr<Engine> sqlite_engine(const std::string& file, const Options& options) {
    return std::make_unique<SqliteEngine>(file, options);
}

}  // namespace kakehashi::db
