#include "platform/db/database.hpp"

#include <cassert>

#include "platform/db/connection.hpp"
#include "platform/db/migrations.hpp"

namespace kakehashi::db {
namespace {

constexpr Query kBeginRead{"db.begin_read", "BEGIN"};
constexpr Query kBeginWrite{"db.begin_write", "BEGIN IMMEDIATE"};
constexpr Query kCommit{"db.commit", "COMMIT"};
constexpr Query kRollback{"db.rollback", "ROLLBACK"};

}  // namespace

std::optional<Date> Row::date(int column) const {
    if (is_null(column)) return std::nullopt;
    auto day = parse_iso_date(text(column));
    if (!day) throw DatabaseError("a stored date is not a date");
    return *day;
}

std::optional<Instant> Row::instant(int column) const {
    if (is_null(column)) return std::nullopt;
    return Instant{std::chrono::seconds{integer(column)}};
}

Transaction::Transaction(Pool& pool, std::unique_ptr<Connection> connection, bool writes)
    : pool_(&pool), connection_(std::move(connection)), writes_(writes) {
    connection_->run(writes ? kBeginWrite : kBeginRead, {}, nullptr);
}

Transaction::Transaction(Transaction&& other) noexcept
    : pool_(other.pool_),
      connection_(std::move(other.connection_)),
      writes_(other.writes_),
      open_(std::exchange(other.open_, false)),
      after_commit_(std::move(other.after_commit_)) {}

Transaction::~Transaction() {
    if (!connection_) return;
    if (open_) {
        try {
            connection_->run(kRollback, {}, nullptr);
        } catch (const std::exception&) {
            // SQLite rolled back by itself (disk full, I/O error); there is nothing left to undo.
        }
    }
    pool_->give_back(std::move(connection_), writes_);
}

std::int64_t Transaction::run(const Query& query, std::span<const Value> values,
                              const std::function<void(const Row&)>* on_row) {
    assert(open_ && "the transaction is over");
    return connection_->run(query, values, on_row);
}

void Transaction::after_commit(std::function<void()> action) {
    after_commit_.push_back(std::move(action));
}

void Transaction::commit() {
    assert(open_ && "the transaction is over");
    connection_->run(kCommit, {}, nullptr);
    open_ = false;
    pool_->give_back(std::move(connection_), writes_);
    for (const auto& action : after_commit_) action();
    if (writes_) pool_->tell_after_write();
}

Database::Database(std::unique_ptr<Pool> pool) : pool_(std::move(pool)) {}
Database::~Database() = default;

Result<std::unique_ptr<Database>> Database::open(const std::string& file, Options options) {
    try {
        return std::unique_ptr<Database>(new Database(std::make_unique<Pool>(file, options)));
    } catch (const DatabaseError& error) {
        return fail(ErrorKind::Unavailable, "database.cannot_open", file, error.what());
    }
}

Transaction Database::read() {
    return {*pool_, pool_->take(false), false};
}
Transaction Database::write() {
    return {*pool_, pool_->take(true), true};
}

void Database::refresh_statistics() {
    run_script("PRAGMA analysis_limit=400; ANALYZE;");
    pool_->renew_readers();
}

void Database::set_after_write(std::function<void()> action) {
    pool_->set_after_write(std::move(action));
}

void Database::run_script(const std::string& sql) {
    auto connection = pool_->take(true);
    try {
        connection->script(sql);
    } catch (...) {
        pool_->give_back(std::move(connection), true);
        throw;
    }
    pool_->give_back(std::move(connection), true);
}

std::string Database::complaint(std::string_view text) {
    auto connection = pool_->take(true);
    auto out = connection->complaint(text);
    pool_->give_back(std::move(connection), true);
    return out;
}

}  // namespace kakehashi::db
