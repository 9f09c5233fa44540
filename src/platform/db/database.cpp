#include "platform/db/database.hpp"

#include <cassert>

#include "platform/db/connection.hpp"
#include "platform/db/migrations.hpp"

namespace kakehashi::db {

std::string Query::text() const {
    std::string out;
    for (const auto part : parts) out += part;
    return out;
}

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

Transaction::Transaction(Pool& pool, bool writes) : lease_(std::make_unique<Lease>(pool, writes)) {
    (*lease_)->begin(writes);
}
Transaction::Transaction(Transaction&&) noexcept = default;

Transaction::~Transaction() {
    if (!lease_) return;
    try {
        (*lease_)->rollback();
    } catch (const std::exception&) {
        lease_->spoil();
    }
}

std::int64_t Transaction::run(const Query& query, std::span<const Value> values,
                              const std::function<void(const Row&)>* on_row) {
    assert(lease_ && "the transaction is over");
    return (*lease_)->run(query, values, on_row);
}

void Transaction::script(const std::string& sql) {
    (*lease_)->script(sql);
}

void Transaction::commit() {
    assert(lease_ && "the transaction is over");
    (*lease_)->commit();
    auto& pool = lease_->pool();
    const bool wrote = lease_->writes();
    lease_.reset();
    if (wrote) pool.tell_after_write();
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
    return {*pool_, false};
}
Transaction Database::write() {
    return {*pool_, true};
}

void Database::refresh_statistics() {
    run_script("PRAGMA analysis_limit=400; ANALYZE;");
    pool_->renew_readers();
}

void Database::set_after_write(std::function<void()> action) {
    pool_->set_after_write(std::move(action));
}

void Database::run_script(const std::string& sql) {
    Lease lease{*pool_, true};
    lease->script(sql);
}

void Database::copy_to(const std::string& file) {
    std::string quoted = "'";
    for (const char c : file) quoted += c == '\'' ? std::string{"''"} : std::string{c};
    Lease lease{*pool_, false};
    lease->script("VACUUM INTO " + quoted + "'");
}

std::string Database::complaint(std::string_view text) {
    Lease lease{*pool_, true};
    return lease->complaint(text);
}

}  // namespace kakehashi::db
