#include "platform/db/table_copy.hpp"

#include <sodium.h>

#include <array>
#include <cstring>

#include "platform/db/pool.hpp"

namespace kakehashi::db {

/// The tables of one database behind an open transaction.
class OpenTables {
  public:
    OpenTables(Database& database, bool writes)
        : engine_(database.pool_->engine()), tx_(writes ? database.write() : database.read()) {}

    Engine& engine() { return engine_; }
    Connection& connection() { return tx_.session_->connection(); }
    std::vector<std::string> tables() { return engine_.tables(connection()); }
    std::vector<std::string> columns(const std::string& table) {
        return engine_.columns(connection(), table);
    }
    void commit() { tx_.commit(); }

  private:
    Engine& engine_;
    Transaction tx_;
};

namespace {

using Values = std::vector<std::optional<std::string>>;

/// Adds up rows' hashes.
class Sum {
  public:
    void add(const Values& values) {
        text_.clear();
        for (const auto& value : values)
            text_ += value ? std::to_string(value->size()) + ":" + *value : "-";
        std::array<std::uint64_t, 4> hash{};
        crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), sizeof(hash),
                           reinterpret_cast<const unsigned char*>(text_.data()), text_.size(),
                           nullptr, 0);
        for (std::size_t i = 0; i < hash.size(); ++i) sum_[i] += hash[i];
        ++rows_;
    }
    TableDigest digest() const {
        std::array<char, 2 * sizeof(sum_) + 1> hex{};
        sodium_bin2hex(hex.data(), hex.size(), reinterpret_cast<const unsigned char*>(sum_.data()),
                       sizeof(sum_));
        return {rows_, hex.data()};
    }

  private:
    std::array<std::uint64_t, 4> sum_{};
    std::int64_t rows_ = 0;
    std::string text_;
};

std::string select_all(const std::string& table, const std::vector<std::string>& columns) {
    std::string names;
    for (const auto& column : columns) names += (names.empty() ? "\"" : ", \"") + column + '"';
    return "SELECT " + names + " FROM \"" + table + '"';
}

/// Calls `use(values)` for each row of the text.
template <typename Use>
void each_row(Connection& connection, const std::string& sql, std::size_t columns, Use&& use) {
    Values values(columns);
    connection.stream(sql, [&](const Row& row) {
        for (std::size_t n = 0; n < columns; ++n) {
            const int at = static_cast<int>(n);
            if (row.is_null(at))
                values[n].reset();
            else
                values[n] = row.string(at);
        }
        use(values);
    });
}

}  // namespace

Digest digest_of(Database& database) {
    OpenTables from{database, false};
    Digest out;
    for (const auto& table : from.tables()) {
        const auto columns = from.columns(table);
        Sum sum;
        each_row(from.connection(), select_all(table, columns), columns.size(),
                 [&](const Values& values) { sum.add(values); });
        out[table] = sum.digest();
    }
    return out;
}

Digest copy_tables(Database& from_database, Database& to_database, Meanwhile meanwhile) {
    const bool alone = meanwhile == Meanwhile::nobody_writes;
    OpenTables from{from_database, alone};
    // The place is not given back while the other side writes.
    if (alone && from.engine().kind() == EngineKind::postgresql)
        from.connection().script("SET LOCAL idle_in_transaction_session_timeout = 0");
    OpenTables to{to_database, true};
    if (to.engine().kind() == EngineKind::sqlite)
        to.connection().script("PRAGMA defer_foreign_keys=ON");  // a row may name a later one
    Digest out;
    for (const auto& table : to.tables()) {
        const auto columns = to.columns(table);
        const auto sink = to.connection().load(table, columns, {});
        Sum sum;
        each_row(from.connection(), select_all(table, columns), columns.size(),
                 [&](const Values& values) {
                     sum.add(values);
                     sink->put(values);
                 });
        sink->finish();
        out[table] = sum.digest();
    }
    for (const auto& index : to.engine().text_indexes(to.connection())) {
        const auto sink = to.connection().load(index.table, {"rowid", index.column}, index.column);
        each_row(from.connection(), from.engine().text_index_query(index), 2,
                 [&](const Values& values) { sink->put(values); });
        sink->finish();
    }
    if (alone) from.connection().script("SELECT 1");  // the place was ours to the end
    to.commit();
    to_database.restart_identities();
    return out;
}

}  // namespace kakehashi::db
