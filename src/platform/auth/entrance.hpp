#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/viewer.hpp"
#include "platform/auth/known_device.hpp"

namespace kakehashi {

/// Who wants to come in, as far as the database knows.
struct Account {
    UserId id;
    std::string login;
    std::string name;
    FacilityId facility;
    std::string password_hash;

    /// False for who has not come in yet, and for who comes by the hospital's directory alone.
    bool has_own_password() const { return password_hash.starts_with("$argon2id$"); }
    Viewer viewer(const Caller& caller) const {
        return {id, facility, name, std::string{caller.address}};
    }
};
std::optional<Account> find_account(db::Transaction& tx, std::string_view login);
std::optional<Account> find_account(db::Transaction& tx, UserId user);

/// The cookies of who came in.
struct Entered {
    std::string session;
    std::string device;  // empty while nothing can be saved
};

/// Whether too many failures keep this caller out for a while: on a known device its own, else the
/// account's.
bool rests_for(db::Transaction& tx, const Account& account, const Caller& caller, Instant now);
/// One wrong password, code or passkey.
void count_failure(db::Transaction& tx, const Account& account, const Caller& caller, Instant now);

/// Every way in ends here: opens a session, with its trace (`how`: POST /sign-in). Forbidden
/// `auth.wrong` for an account that is out of use, or has got another password since it was read.
/// Whether it rests is asked before, where something could be guessed.
Result<Entered> enter(db::Transaction& tx, const Account& account, const Caller& caller,
                      Instant now, std::string_view how);

/// The same while nothing can be saved: a spare session (spare_session.hpp).
Result<Entered> enter_unsaved(db::Transaction& tx, const Account& account, Instant now);

/// `saved()`, unless the database takes no writes: then `unsaved()`.
template <typename Saved, typename Unsaved>
auto saved_or_else(db::Database& database, Saved&& saved, Unsaved&& unsaved) {
    if (database.takes_writes()) try {
            return saved();
        } catch (const db::DatabaseError&) {
            if (database.takes_writes()) throw;
        }
    return unsaved();
}

}  // namespace kakehashi
