#pragma once

#include <map>
#include <string>

#include "platform/db/database.hpp"

namespace kakehashi::db {

/// What a table holds, in a form that two engines can be compared by: the number of rows and the
/// sum of the rows' hashes (BLAKE2b), which does not depend on their order.
struct TableDigest {
    std::int64_t rows = 0;
    std::string hash;
    bool operator==(const TableDigest&) const = default;
};
using Digest = std::map<std::string, TableDigest>;

/// Every table, as of one moment. Text indexes follow from the tables and are not looked at.
Digest digest_of(Database& database);

/// Whether others may write in the office that is copied meanwhile: what they write stays behind.
enum class Meanwhile { others_write, nobody_writes };

/// Copies every row of `from`, as of one moment, into `to`, which has the same schema and no rows,
/// in one transaction; text indexes too, and new ids begin behind those that came. Returns what was
/// copied, made while reading `from`. DatabaseError, and nothing copied, when it could not be kept
/// that nobody writes.
Digest copy_tables(Database& from, Database& to, Meanwhile meanwhile = Meanwhile::others_write);

}  // namespace kakehashi::db
