#include "platform/db/standby.hpp"

#include <cstdio>

namespace kakehashi::db {
namespace {

/// The same on a server and its copies, different on any two others.
constexpr Query kIdentity{"db.postgres_identity", R"sql(
    SELECT system_identifier || ' ' || (SELECT oid FROM pg_database
                                         WHERE datname = current_database())
      FROM pg_control_system()
)sql"};

std::string identity_of(Connection& connection) {
    return connection.words(kIdentity).at(0);
}

}  // namespace

Standby::Standby(Connection& database, const Options& options)
    : engine_(postgres_engine(options.standby, options)), identity_(identity_of(database)) {
    try {
        connect();
    } catch (const DatabaseError& error) {
        std::fprintf(stderr, "the standby is of no use now: %s\n", error.what());
    }
}

std::unique_ptr<Connection> Standby::connect() {
    auto connection = engine_->connect(false);
    if (identity_of(*connection) != identity_)
        throw DatabaseError("the standby is no copy of the database");
    return connection;
}

}  // namespace kakehashi::db
