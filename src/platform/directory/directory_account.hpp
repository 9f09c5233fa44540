#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "platform/auth/entrance.hpp"
#include "platform/auth/office_key.hpp"
#include "platform/directory/directory.hpp"

namespace kakehashi {

/// Somebody whom the directory vouches for, at our door.
struct DirectoryVisitor {
    const DirectoryPerson& person;
    std::string_view mark;  // counts once: the attempt's state; empty for a bind, which has none
    std::string_view how;   // GET /sign-in/directory/callback
    const Caller& caller;
};

/// What it leads to: in, or to the second factor of the account here.
struct PassedDirectory {
    Entered in;
    std::optional<Account> asks_more;
};

/// Lets in who is linked with (issuer, subject); links an account on which an administrator wrote
/// this person's name, or makes one where the rules say so. Never by an address or a name alone
/// otherwise. The groups' role counts from here on, and stands in the audit trail when it changes.
/// Forbidden `directory.used`, `directory.unknown_person`, `directory.no_role`,
/// `directory.out_of_use`, `directory.name_taken`, `directory.factor_wanted`, and `auth.wrong` for
/// a typed name that rests. `whose` for the trail, also of a refusal. While nothing can be saved
/// nobody is linked or given another role: Unavailable `directory.not_now`; else a spare session,
/// whose trace is the caller's.
Result<PassedDirectory> pass_directory(db::Database& database, const OfficeKey& key,
                                       const DirectoryRules& rules, const DirectoryVisitor& visitor,
                                       Instant now, std::optional<Account>& whose);

/// Whose account this name of the directory is, as far as is known before anybody is asked: its
/// failures count there.
std::optional<Account> account_of_directory_name(db::Transaction& tx, std::string_view issuer,
                                                 std::string_view name);

/// An administrator writes down which person of the directory this account is for. Counts for one
/// first sign-in. NotFound `user.not_found`; Refused `directory.of_partner` (the directory is the
/// hospital's); Conflict `directory.name_awaited` when another account awaits the same person.
Result<void> await_directory_person(db::Transaction& tx, UserId user, std::string_view issuer,
                                    std::string_view name, Instant now);
/// The account is nobody's of the directory any more. NotFound `directory.not_linked`.
Result<void> unlink_directory(db::Transaction& tx, UserId user);

/// 職員と役割: of whom the directory knows.
struct DirectoryLink {
    std::string name;
    bool linked = false;  // else the first sign-in is awaited
};
std::map<UserId, DirectoryLink> directory_links(db::Transaction& tx, FacilityId facility);

/// What ends the provider's session of this sign-in; empty: it did not come from there.
std::string directory_proof(db::Transaction& tx, const OfficeKey& key, std::string_view token);

}  // namespace kakehashi
