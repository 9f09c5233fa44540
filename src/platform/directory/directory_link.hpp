#pragma once

#include <optional>

#include "platform/auth/entrance.hpp"
#include "platform/directory/directory.hpp"

namespace kakehashi {

/// An account and the person of the directory it belongs to.
struct LinkedAccount {
    Account account;
    Role role = Role::None;
    bool active = true;
};
/// By (issuer, subject), which never change hands.
std::optional<LinkedAccount> find_linked(db::Transaction& tx, const DirectoryPerson& person);

/// The account on which this person's name was written, linked for good; it needs no invitation any
/// more. Nothing when none awaits the name.
std::optional<LinkedAccount> link_awaited(db::Transaction& tx, const DirectoryPerson& person,
                                          Instant now);

/// A new account of the house under the name there. Forbidden `directory.name_taken` when somebody
/// here has it: nobody's account is taken over for a name; `directory.unknown_person` without a
/// name, and while there is no house yet.
Result<LinkedAccount> add_linked(db::Transaction& tx, const DirectoryPerson& person, Role role,
                                 Instant now);

}  // namespace kakehashi
