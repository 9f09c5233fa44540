#pragma once

#include <exception>
#include <string>

#include "base/id.hpp"
#include "platform/db/database.hpp"

namespace kakehashi::db {

/// Who looks. PostgreSQL shows each transaction what the viewer may see and nothing else, also to a
/// statement that forgot to ask (docs/decisions/0013, migration 0044); SQLite has no such wall.
struct Sight {
    enum class Of { Nobody, Program, House, Partner };

    Of of = Of::Nobody;
    UserId user = {};
    FacilityId house = {};    // whose records
    FacilityId partner = {};  // a partner's person: which partner

    /// Nothing that names a patient: a request before its session is known.
    static Sight nobody() { return {}; }
    /// The minute's work, the command line, copies: everything.
    static Sight program() { return {Of::Program}; }
    static Sight of_house(UserId user, FacilityId house) { return {Of::House, user, house}; }
    static Sight of_partner(UserId user, FacilityId host, FacilityId partner) {
        return {Of::Partner, user, host, partner};
    }
};

/// What the transactions begun on this thread see.
const Sight& sight_of_this_thread();

/// A thread works for the program unless one of these says otherwise; it does again afterwards.
/// Lives on the thread that made it.
class Looking {
  public:
    explicit Looking(const Sight& sight) { as(sight); }
    ~Looking() { as(Sight::program()); }
    Looking(const Looking&) = delete;

    void as(const Sight& sight);
};

/// What a rule of the house must know whatever the viewer may see (is the place taken?): the
/// program looks, to the end of this block. Nothing of a hidden patient may reach a page from it.
class Unveiled {
  public:
    explicit Unveiled(Transaction& tx);
    ~Unveiled();
    Unveiled(const Unveiled&) = delete;

  private:
    Transaction& tx_;
    int exceptions_ = std::uncaught_exceptions();
};

/// Both set who looks for the rest of the transaction. SQLite has functions of these names, which
/// do nothing (sqlite_engine.cpp).
inline constexpr Query kLookAs{"db.look_as", "SELECT look_as($1, $2, $3)"};
inline constexpr Query kLookAsProgram{"db.look_as_program", "SELECT look_as_program()"};

/// The same as a text to begin with: numbers alone, and of the program no function of ours, because
/// the first migration begins with it, too.
std::string statement_of(const Sight& sight);

}  // namespace kakehashi::db
