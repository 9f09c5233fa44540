#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <map>
#include <random>

#include "platform/db/damage.hpp"
#include "platform/db/engine.hpp"
#include "platform/db/missing_reference.hpp"
#include "platform/db/postgres_values.hpp"
#include "platform/db/postgres_watch.hpp"

namespace kakehashi::db {
namespace {

/// The one writing place of a database, whatever program asks for it ("kake").
constexpr const char* kBeginWrite = "BEGIN READ WRITE; SELECT pg_advisory_xact_lock(1801547621)";
constexpr const char* kBeginRead = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// More is never under way unread: neither side may ever wait for the other to read first.
constexpr std::size_t kSentMax = 32;

/// Each table behind those that its rows name: a table may have learned of another that is younger.
constexpr Query kTables{"db.postgres_tables", R"sql(
    WITH RECURSIVE names (one, other) AS (
        SELECT DISTINCT conrelid, confrelid FROM pg_constraint
         WHERE contype = 'f' AND conrelid <> confrelid
    ), behind (one, steps) AS (
        SELECT oid, 0 FROM pg_class
        UNION SELECT names.one, steps + 1 FROM names JOIN behind ON behind.one = names.other
               WHERE steps < 100
    )
    SELECT relname FROM pg_class
     WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
       AND relname <> 'schema_migration'
       AND NOT EXISTS (SELECT 1 FROM pg_attribute
                        WHERE attrelid = pg_class.oid AND atttypid = 'tsvector'::regtype)
     ORDER BY (SELECT max(steps) FROM behind WHERE behind.one = pg_class.oid), oid
)sql"};
constexpr Query kColumns{"db.postgres_columns", R"sql(
    SELECT attname FROM pg_attribute
     WHERE attrelid = to_regclass(quote_ident($1)) AND attnum > 0 AND NOT attisdropped
     ORDER BY attnum
)sql"};
constexpr Query kTextIndexes{"db.postgres_text_indexes", R"sql(
    SELECT relname, attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
     WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
       AND atttypid = 'tsvector'::regtype
     ORDER BY relname
)sql"};
/// COPY goes through no wall: it is taken down for a table, and stands again when its rows are in.
constexpr Query kWalled{"db.postgres_walled", R"sql(
    SELECT relname FROM pg_class
     WHERE oid = to_regclass(quote_ident($1)) AND relforcerowsecurity
)sql"};
constexpr Query kOpenWalls{"db.postgres_open_walls", R"sql(
    SELECT relname FROM pg_class WHERE relrowsecurity AND NOT row_security_active(oid)
     ORDER BY relname LIMIT 1
)sql"};
constexpr Query kBadIndexes{"db.postgres_bad_indexes", R"sql(
    SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid
)sql"};

constexpr const char* kRestartIdentities = R"sql(
    DO 'DECLARE one RECORD;
    BEGIN
        FOR one IN SELECT table_name AS name FROM information_schema.columns
                    WHERE table_schema = current_schema() AND is_identity = ''YES'' LOOP
            EXECUTE format(''SELECT setval(pg_get_serial_sequence(%L, ''''id''''),
                                           (SELECT coalesce(max(id), 0) + 1 FROM %I), false)'',
                           quote_ident(one.name), one.name);
        END LOOP;
    END'
)sql";

struct Free {
    void operator()(PGresult* result) const { PQclear(result); }
    void operator()(PGconn* connection) const { PQfinish(connection); }
};
using Answer = std::unique_ptr<PGresult, Free>;

class PostgresConnection final : public Connection {
  public:
    PostgresConnection(const std::string& url, const Options& options, bool writes,
                       const std::string& sender);

    /// One message: who looks costs no round trip.
    void begin(bool writes, const Sight& sight) override {
        control(std::string{writes ? kBeginWrite : kBeginRead} + "; " + statement_of(sight));
    }
    void send(const Query& query, std::span<const Value> values) override;
    void settle() override { settle_with(nullptr); }
    void commit(bool wrote) override;
    void rollback() override {
        try {
            settle();  // what is still under way
        } catch (const std::exception&) {
            // goes with the rest
        }
        if (in_transaction()) control("ROLLBACK");
    }
    bool in_transaction() override { return PQtransactionStatus(handle_.get()) > PQTRANS_ACTIVE; }
    bool is_alive() override { return !doomed_ && PQstatus(handle_.get()) == CONNECTION_OK; }
    std::int64_t run(const Query& query, std::span<const Value> values,
                     const std::function<void(const Row&)>* on_row) override;
    void script(const std::string& sql) override {
        settle();
        check(PQexec(handle_.get(), sql.c_str()), "script");
    }
    std::string complaint(std::string_view text) override;
    void stream(const std::string& sql, const std::function<void(const Row&)>& on_row) override;
    std::unique_ptr<RowSink> load(const std::string& table, const std::vector<std::string>& columns,
                                  const std::string& index_column) override;

  private:
    friend class PostgresSink;
    struct Prepared {
        std::string name;
        int placeholders = 0;
    };
    const Prepared& prepare(const Query& query);
    void control(const std::string& sql) {
        count_statement();
        settle();
        check(PQexec(handle_.get(), sql.c_str()), sql);
    }
    Answer check(PGresult* result, std::string_view during);
    /// Reads the answers of all that was sent; the last one goes to `on_row` and is returned.
    Answer settle_with(const std::function<void(const Row&)>* on_row);
    static void take_notice(void* connection, const PGresult* notice);

    std::unique_ptr<PGconn, Free> handle_;
    std::string commit_text_;
    std::vector<std::string_view> sent_;  // the names of what was sent and not answered yet
    bool doomed_ = false;
    bool warned_ = false;
    using Key = std::array<const char*, 6>;
    std::map<Key, Prepared> prepared_;
};

PostgresConnection::PostgresConnection(const std::string& url, const Options& options, bool writes,
                                       const std::string& sender)
    : commit_text_("NOTIFY " + std::string{kWrittenChannel} + ", '" + sender + "'; COMMIT") {
    handle_.reset(connect_to_postgres(url));
    if (PQstatus(handle_.get()) != CONNECTION_OK)
        throw DatabaseError(std::string{"cannot reach PostgreSQL: "} +
                            PQerrorMessage(handle_.get()));
    PQsetNoticeReceiver(handle_.get(), take_notice, this);
    // Between transactions only the program works: scripts, looks for damage.
    script("SET kakehashi.viewer = 'program'");
    if (!writes) return;
    // A program that hangs in the middle gives the writing place back; one that waits for it gives
    // up. "on" keeps what a server demands beyond it (remote_apply).
    script("SET idle_in_transaction_session_timeout = '15s'; SET lock_timeout = " +
           std::to_string(options.busy_wait.count()) + ";");
    script(options.durable ? "SELECT set_config('synchronous_commit', 'on', false) WHERE "
                             "current_setting('synchronous_commit') IN ('off', 'local')"
                           : "SET synchronous_commit = off");
}

/// A warning while committing says that the change may not be where it was promised to be.
void PostgresConnection::take_notice(void* connection, const PGresult* notice) {
    const char* severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (severity && std::string_view{severity} == "WARNING")
        static_cast<PostgresConnection*>(connection)->warned_ = true;
}

void PostgresConnection::commit(bool wrote) {
    count_statement();
    settle();
    warned_ = false;
    const auto answer =
        check(PQexec(handle_.get(), wrote ? commit_text_.c_str() : "COMMIT"), "commit");
    if (std::string_view{PQcmdStatus(answer.get())} != "COMMIT")
        throw DatabaseError("commit: the transaction had failed before");
    if (warned_) throw DatabaseError("commit: not confirmed by the standby");
}

/// The message names the statement and the kind of error; PostgreSQL's own words may hold a value.
Answer PostgresConnection::check(PGresult* result, std::string_view during) {
    Answer answer{result};
    const auto status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return answer;
    const auto field = [&](int code) {
        const char* text = PQresultErrorField(result, code);
        return std::string{text ? text : ""};
    };
    const auto state = field(PG_DIAG_SQLSTATE);
    // 25006: a server that no longer takes writes; 57P: it is going down.
    if (state.empty() || state.starts_with("08") || state.starts_with("57P") || state == "25006" ||
        state == "25P03")
        doomed_ = true;
    std::string message{during};
    message += ": SQLSTATE " + (state.empty() ? std::string{"none (connection lost)"} : state);
    if (state.starts_with("42")) message += " " + field(PG_DIAG_MESSAGE_PRIMARY);
    if (const auto rule = field(PG_DIAG_CONSTRAINT_NAME); !rule.empty()) message += " " + rule;
    if (state == "23505") throw UniqueViolation(message);
    if (state == "23503") throw MissingReference(message);
    // Ours: bad data, a broken rule, a text that is no statement, a trigger that says no.
    for (const char* kind : {"0A", "21", "22", "23", "42", "P0"})
        if (state.starts_with(kind)) throw StatementError(message);
    if (state == "XX001" || state == "XX002") throw DatabaseDamaged(message + " (damaged page)");
    throw DatabaseError(message);
}

const PostgresConnection::Prepared& PostgresConnection::prepare(const Query& query) {
    Key key{query.name.data()};
    for (std::size_t i = 0; i < query.parts.size(); ++i) key[i + 1] = query.parts[i].data();
    auto& prepared = prepared_[key];
    if (!prepared.name.empty()) return prepared;
    settle();
    const auto text = statement_for(EngineKind::postgresql, query.text());
    const auto name = "s" + std::to_string(prepared_.size());
    check(PQprepare(handle_.get(), name.c_str(), text.c_str(), 0, nullptr), query.name);
    prepared = {name, placeholders_in(text)};
    return prepared;
}

void PostgresConnection::send(const Query& query, std::span<const Value> values) {
    count_statement();
    const auto& prepared = prepare(query);
    const auto count = static_cast<std::size_t>(prepared.placeholders);
    assert(count <= values.size() && "a placeholder has no argument");
    if (sent_.size() >= kSentMax) settle();
    if (sent_.empty() && PQenterPipelineMode(handle_.get()) != 1) check(nullptr, query.name);
    const Parameters parameters{values.first(count)};
    if (PQsendQueryPrepared(handle_.get(), prepared.name.c_str(), prepared.placeholders,
                            parameters.pointers(), nullptr, nullptr, 0) != 1)
        check(nullptr, query.name);
    sent_.push_back(query.name);
}

Answer PostgresConnection::settle_with(const std::function<void(const Row&)>* on_row) {
    if (sent_.empty()) return nullptr;
    const auto sent = std::exchange(sent_, {});
    if (PQpipelineSync(handle_.get()) != 1) check(nullptr, sent.front());
    std::vector<Answer> answers;  // one each; the first that failed says why, the rest were skipped
    while (answers.size() <= sent.size()) {
        Answer answer{PQgetResult(handle_.get())};
        if (!answer && PQstatus(handle_.get()) != CONNECTION_OK) break;
        if (answer) answers.push_back(std::move(answer));
    }
    if (PQexitPipelineMode(handle_.get()) != 1) doomed_ = true;
    Answer last;
    for (std::size_t n = 0; n < sent.size(); ++n)
        last = check(n < answers.size() ? answers[n].release() : nullptr, sent[n]);
    if (on_row)
        for (int row = 0; row < PQntuples(last.get()); ++row)
            (*on_row)(PostgresRow{last.get(), row});
    return last;
}

std::int64_t PostgresConnection::run(const Query& query, std::span<const Value> values,
                                     const std::function<void(const Row&)>* on_row) {
    send(query, values);
    const auto answer = settle_with(on_row);
    std::int64_t changed = 0;
    const std::string_view tuples = PQcmdTuples(answer.get());
    std::from_chars(tuples.data(), tuples.data() + tuples.size(), changed);
    return changed;
}

std::string PostgresConnection::complaint(std::string_view text) {
    settle();
    const auto sql = statement_for(EngineKind::postgresql, text);
    const Answer answer{PQprepare(handle_.get(), "", sql.c_str(), 0, nullptr)};
    return PQresultStatus(answer.get()) == PGRES_COMMAND_OK
               ? std::string{}
               : std::string{PQerrorMessage(handle_.get())};
}

void PostgresConnection::stream(const std::string& sql,
                                const std::function<void(const Row&)>& on_row) {
    settle();
    if (PQsendQuery(handle_.get(), sql.c_str()) != 1) check(nullptr, "stream");
    PQsetSingleRowMode(handle_.get());
    while (auto* result = PQgetResult(handle_.get())) {
        if (PQresultStatus(result) != PGRES_SINGLE_TUPLE) {
            check(result, "stream");
            continue;
        }
        const Answer row{result};
        on_row(PostgresRow{result, 0});
    }  // libpq 15 would hand the next pipeline's first answer out row by row too.
    PQclear(PQexec(handle_.get(), ""));
}

/// COPY … FROM STDIN: one message a row, one answer at the end.
class PostgresSink final : public RowSink {
  public:
    /// `afterwards`: done when all rows are in.
    PostgresSink(PostgresConnection& connection, std::size_t index_column, std::string afterwards)
        : connection_(connection),
          index_column_(index_column),
          afterwards_(std::move(afterwards)) {}
    PostgresSink(const PostgresSink&) = delete;
    ~PostgresSink() override {
        if (finished_) return;
        PQputCopyEnd(handle(), "given up");
        while (auto* result = PQgetResult(handle())) PQclear(result);
    }

    void put(std::span<const std::optional<std::string>> values) override {
        line_.clear();
        for (std::size_t n = 0; n < values.size(); ++n) {
            if (n > 0) line_ += '\t';
            if (!values[n])
                line_ += "\\N";
            else
                add(n == index_column_ ? ts_vector(*values[n]) : *values[n]);
        }
        line_ += '\n';
        if (PQputCopyData(handle(), line_.data(), static_cast<int>(line_.size())) != 1)
            connection_.check(nullptr, "load");
    }
    void finish() override {
        finished_ = true;
        if (PQputCopyEnd(handle(), nullptr) != 1) connection_.check(nullptr, "load");
        while (auto* result = PQgetResult(handle())) connection_.check(result, "load");
        if (!afterwards_.empty()) connection_.script(afterwards_);
    }

  private:
    PGconn* handle() { return connection_.handle_.get(); }
    void add(std::string_view text) {
        for (const char c : text) switch (c) {
                case '\0':
                    line_ += "\xEF\xBF\xBD";
                    break;
                case '\\':
                    line_ += "\\\\";
                    break;
                case '\t':
                    line_ += "\\t";
                    break;
                case '\n':
                    line_ += "\\n";
                    break;
                case '\r':
                    line_ += "\\r";
                    break;
                default:
                    line_ += c;
            }
    }

    PostgresConnection& connection_;
    std::size_t index_column_;
    std::string afterwards_;
    std::string line_;
    bool finished_ = false;
};

std::unique_ptr<RowSink> PostgresConnection::load(const std::string& table,
                                                  const std::vector<std::string>& columns,
                                                  const std::string& index_column) {
    std::string names;
    for (const auto& column : columns) names += (names.empty() ? "\"" : ", \"") + column + '"';
    bool walled = false;
    const std::function<void(const Row&)> note = [&](const Row&) { walled = true; };
    const Value name[] = {table};
    run(kWalled, name, &note);
    const auto wall = "ALTER TABLE \"" + table + "\" ";
    if (walled) script(wall + "NO FORCE ROW LEVEL SECURITY");
    const auto copy = "COPY \"" + table + "\" (" + names + ") FROM STDIN";
    const Answer answer{PQexec(handle_.get(), copy.c_str())};
    if (PQresultStatus(answer.get()) != PGRES_COPY_IN)
        throw DatabaseError("load: " + table + " cannot be copied into");
    const auto at = std::ranges::find(columns, index_column) - columns.begin();
    return std::make_unique<PostgresSink>(*this, static_cast<std::size_t>(at),
                                          walled ? wall + "FORCE ROW LEVEL SECURITY" : "");
}

/// Tells this program's notices from those of others.
std::string random_name() {
    std::random_device random;
    return std::to_string(random()) + std::to_string(random());
}

class PostgresEngine final : public Engine {
  public:
    PostgresEngine(std::string url, Options options)
        : url_(std::move(url)), options_(std::move(options)) {}

    EngineKind kind() const override { return EngineKind::postgresql; }
    std::unique_ptr<Connection> connect(bool writes) override {
        return std::make_unique<PostgresConnection>(url_, options_, writes, sender_);
    }
    std::string refresh_statistics_script() const override { return "ANALYZE"; }
    /// A commit that waits for the disk waits for all that was written before it.
    std::string flush_script() const override {
        return "SET synchronous_commit = on; UPDATE schema_migration SET name = name WHERE number "
               "= 1; SET synchronous_commit = off;";
    }
    std::string restart_identities_script() const override { return kRestartIdentities; }
    std::vector<std::string> tables(Connection& connection) const override {
        return connection.words(kTables);
    }
    void watch(std::function<void()> on_written) override {
        watch_ = std::make_unique<PostgresWatch>(url_, sender_, std::move(on_written));
    }
    void stop_watching() override { watch_.reset(); }
    bool is_leader() const override { return watch_ && watch_->is_leader(); }
    std::vector<std::string> columns(Connection& connection,
                                     const std::string& table) const override {
        std::vector<std::string> out;
        const std::function<void(const Row&)> keep = [&](const Row& row) {
            out.push_back(row.string(0));
        };
        const Value name[] = {table};
        connection.run(kColumns, name, &keep);
        return out;
    }
    std::vector<TextIndex> text_indexes(Connection& connection) const override {
        std::vector<TextIndex> out;
        const std::function<void(const Row&)> keep = [&](const Row& row) {
            out.push_back({row.string(0), row.string(1)});
        };
        connection.run(kTextIndexes, {}, &keep);
        return out;
    }
    std::string text_index_query(const TextIndex& index) const override {
        return "SELECT rowid, (SELECT string_agg(word.lexeme, ' ' ORDER BY place) FROM unnest(\"" +
               index.column + "\") AS word, unnest(word.positions) AS place) FROM \"" +
               index.table + '"';
    }
    /// Every row of every table is read: a page whose checksum is wrong is told by the server.
    std::vector<std::string> faults(Connection& connection) const override {
        std::vector<std::string> out;
        for (const auto& table : connection.words(kTables)) {
            try {
                connection.script("SELECT count(whole::text) FROM \"" + table + "\" AS whole");
            } catch (const DatabaseError& error) {
                out.push_back(table + ": " + error.what());
            }
        }
        for (const auto& index : connection.words(kBadIndexes))
            out.push_back(index + ": the index is not complete");
        return out;
    }
    bool second_wall_is_open(Connection& connection) const override {
        return !connection.words(kOpenWalls).empty();
    }

  private:
    std::string url_;
    Options options_;
    std::string sender_ = random_name();
    std::unique_ptr<PostgresWatch> watch_;
};

}  // namespace

pg_conn* connect_to_postgres(const std::string& url) {
    // What the address itself says comes last and wins.
    const char* const names[] = {"application_name",
                                 "client_encoding",
                                 "connect_timeout",
                                 "keepalives_idle",
                                 "keepalives_interval",
                                 "keepalives_count",
                                 "tcp_user_timeout",
                                 "dbname",
                                 nullptr};
    const char* const values[] = {"kakehashi", "UTF8",  "5",         "5",    "2",
                                  "3",         "10000", url.c_str(), nullptr};
    return PQconnectdbParams(names, values, 1);
}

std::unique_ptr<Engine> postgres_engine(const std::string& url, const Options& options) {
    return std::make_unique<PostgresEngine>(url, options);
}

}  // namespace kakehashi::db
