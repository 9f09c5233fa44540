#include "platform/db/database.hpp"

#include <cassert>
#include <stdexcept>

#include "platform/db/damage.hpp"
#include "platform/db/pool.hpp"
#include "platform/db/table_copy.hpp"

namespace kakehashi::db {
namespace {

constexpr Query kAttempt{"db.attempt", "SAVEPOINT attempt"};
constexpr Query kKeepAttempt{"db.keep_attempt", "RELEASE SAVEPOINT attempt"};
constexpr Query kTakeBackAttempt{"db.take_back_attempt", "ROLLBACK TO SAVEPOINT attempt"};

}  // namespace

std::string Query::text() const {
    std::string out;
    for (const auto part : parts) out += part;
    return out;
}

std::optional<Date> Row::date(int column) const {
    if (is_null(column)) return std::nullopt;
    auto day = parse_iso_date(text(column));
    if (!day) throw std::runtime_error("a stored date is not a date");
    return *day;
}

std::optional<Instant> Row::instant(int column) const {
    if (is_null(column)) return std::nullopt;
    return Instant{std::chrono::seconds{integer(column)}};
}

Transaction::Transaction(Pool& pool, bool writes) {
    if (writes)
        session_ = std::make_unique<Writing>(pool);
    else
        session_ = std::make_unique<Reading>(pool);
}
Transaction::Transaction(Transaction&&) noexcept = default;
Transaction::~Transaction() = default;

/// What the machine refuses is told to the session, which takes no more writes.
template <typename Work>
auto Transaction::told(Work&& work) {
    assert(session_ && "the transaction is over");
    try {
        return work(session_->connection());
    } catch (const DatabaseDamaged&) {
        session_->on_damage();
        throw;
    } catch (const DatabaseError&) {
        session_->on_failure();
        throw;
    }
}

std::int64_t Transaction::run(const Query& query, std::span<const Value> values,
                              const std::function<void(const Row&)>* on_row) {
    return told([&](Connection& connection) { return connection.run(query, values, on_row); });
}

void Transaction::send_values(const Query& query, std::span<const Value> values) {
    told([&](Connection& connection) { connection.send(query, values); });
}

void Transaction::settle() {
    told([](Connection& connection) { connection.settle(); });
}

void Transaction::begin_attempt() {
    send_values(kAttempt, {});
}

void Transaction::end_attempt(bool keeps) {
    if (!keeps) run(kTakeBackAttempt, {}, nullptr);
    send_values(kKeepAttempt, {});
}

void Transaction::script(const std::string& sql) {
    session_->connection().script(sql);
}

void Transaction::commit() {
    told([this](Connection&) { session_->commit(); });
    session_.reset();
}

Database::Database(std::unique_ptr<Pool> pool) : pool_(std::move(pool)) {}
Database::~Database() = default;

bool is_postgres_address(std::string_view where) {
    return where.starts_with("postgres://") || where.starts_with("postgresql://");
}

Result<std::unique_ptr<Database>> Database::open(const std::string& where, Options options) {
    const bool postgres = is_postgres_address(where);
    try {
        auto engine = postgres ? postgres_engine(where, options) : sqlite_engine(where, options);
        return std::unique_ptr<Database>(
            new Database(std::make_unique<Pool>(std::move(engine), std::move(options))));
    } catch (const DatabaseDamaged& error) {
        return fail(ErrorKind::Unavailable, "database.damaged", "database", error.what());
    } catch (const DatabaseError& error) {
        // An address may hold a password.
        return fail(ErrorKind::Unavailable, "database.cannot_open", postgres ? "database" : where,
                    error.what());
    }
}

bool Database::takes_writes() const {
    return pool_->takes_writes();
}

bool Database::try_to_write() {
    static constexpr Query kTouch{"db.touch",
                                  "UPDATE schema_migration SET name = name WHERE number = 1"};
    try {
        if (!pool_->is_whole()) return false;
        auto tx = write();
        tx.execute(kTouch);
        tx.commit();
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

bool Database::refused_writes_within(std::chrono::seconds span) const {
    return pool_->refused_writes_within(span);
}

EngineKind Database::engine() const {
    return pool_->engine().kind();
}

Transaction Database::read() {
    return {*pool_, false};
}
Transaction Database::write() {
    return {*pool_, true};
}

void Database::refresh_statistics() {
    run_script(pool_->engine().refresh_statistics_script());
    pool_->renew_readers();
}

void Database::set_after_write(std::function<void()> action) {
    pool_->engine().stop_watching();
    const bool follows = action != nullptr;
    pool_->set_after_write(std::move(action));
    if (follows) pool_->engine().watch([this] { pool_->tell_after_write(); });
}

bool Database::is_leader() const {
    return pool_->engine().is_leader();
}

void Database::run_script(const std::string& sql) {
    pool_->with_writer([&](Connection& connection) { connection.script(sql); });
}

void Database::flush() {
    run_script(pool_->engine().flush_script());
}

void Database::restart_identities() {
    run_script(pool_->engine().restart_identities_script());
}

void Database::copy_to(const std::string& file) {
    if (engine() != EngineKind::sqlite) {
        Database copy{std::make_unique<Pool>(sqlite_engine(file, {.durable = false}), Options{})};
        copy.migrate().value();
        const auto read = copy_tables(*this, copy);
        for (const auto& [table, digest] : digest_of(copy))
            if (read.at(table) != digest)
                throw DatabaseError("copy: the rows of " + table + " differ from those read");
        copy.flush();
        return;
    }
    std::string quoted = "'";
    for (const char c : file) quoted += c == '\'' ? std::string{"''"} : std::string{c};
    pool_->with_reader(
        [&](Connection& connection) { connection.script("VACUUM INTO " + quoted + "'"); });
}

std::vector<std::string> Database::tables() {
    std::vector<std::string> out;
    pool_->with_reader([&](Connection& connection) { out = pool_->engine().tables(connection); });
    return out;
}

std::vector<std::string> Database::faults() {
    std::vector<std::string> out;
    pool_->with_reader([&](Connection& connection) { out = pool_->engine().faults(connection); });
    return out;
}

bool Database::second_wall_is_open() {
    bool open = false;
    pool_->with_reader(
        [&](Connection& connection) { open = pool_->engine().second_wall_is_open(connection); });
    return open;
}

std::string Database::complaint(std::string_view text) {
    std::string out;
    pool_->with_writer([&](Connection& connection) { out = connection.complaint(text); });
    return out;
}

namespace {
thread_local std::uint64_t statements_run = 0;
}

void count_statement() {
    ++statements_run;
}

std::uint64_t Database::statements_on_this_thread() {
    return statements_run;
}

}  // namespace kakehashi::db
