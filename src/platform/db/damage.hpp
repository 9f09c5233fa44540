#pragma once

#include "platform/db/database.hpp"

namespace kakehashi::db {

/// The engine met a page that is not as it was written. Others may be whole.
class DatabaseDamaged : public DatabaseError {
    using DatabaseError::DatabaseError;
};

}  // namespace kakehashi::db
