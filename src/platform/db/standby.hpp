#pragma once

#include <memory>
#include <string>

#include "platform/db/engine.hpp"

namespace kakehashi::db {

/// A copy of the database that PostgreSQL keeps on another server (streaming replication): where
/// pages are read while the database itself is away. Nothing is ever written there.
class Standby {
  public:
    /// `database` is a connection to what it is to be a copy of. A standby that is away or is no
    /// copy is told on standard error; the office starts without it.
    Standby(Connection& database, const Options& options);

    /// For reading. DatabaseError when it cannot be reached, and when it is a copy of something
    /// else: another office's patients are never shown.
    std::unique_ptr<Connection> connect();

  private:
    std::unique_ptr<Engine> engine_;
    std::string identity_;
};

}  // namespace kakehashi::db
