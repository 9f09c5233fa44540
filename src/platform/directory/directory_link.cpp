#include "platform/directory/directory_link.hpp"

#include "platform/auth/password.hpp"
#include "platform/auth/session.hpp"
#include "platform/directory/directory_account.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kLinked{"directory.linked", R"sql(
    SELECT user_id FROM directory_account WHERE issuer = $1 AND subject = $2
)sql"};

constexpr db::Query kState{"directory.account_state", R"sql(
    SELECT role, active, host_id FROM user_account WHERE id = $1
)sql"};

constexpr db::Query kAwaited{"directory.link_awaited", R"sql(
    UPDATE directory_account SET subject = $3, linked_at = $4
     WHERE issuer = $1 AND name = $2 AND subject IS NULL
    RETURNING user_id
)sql"};

constexpr db::Query kLink{"directory.link", R"sql(
    INSERT INTO directory_account (user_id, issuer, name, subject, written_at, linked_at)
    VALUES ($1, $2, $3, $4, $5, $5)
)sql"};

// What matches no password: who has one already keeps it.
constexpr db::Query kNoPassword{"directory.no_password", R"sql(
    UPDATE user_account SET password_hash = $2 WHERE id = $1 AND password_hash = ''
)sql"};

constexpr db::Query kEndInvitation{"directory.end_invitation", R"sql(
    UPDATE invitation SET ended_at = $2, ended_how = 'used' WHERE user_id = $1 AND ended_at IS NULL
)sql"};

constexpr db::Query kHouse{"directory.house", R"sql(
    SELECT facility_id FROM user_account WHERE host_id IS NULL ORDER BY id LIMIT 1
)sql"};

constexpr db::Query kAwait{"directory.await", R"sql(
    INSERT INTO directory_account (user_id, issuer, name, written_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (user_id) DO UPDATE
       SET issuer = $2, name = $3, subject = NULL, linked_at = NULL, written_at = $4
)sql"};

constexpr db::Query kOfName{"directory.of_name", R"sql(
    SELECT user_id FROM directory_account
     WHERE issuer = $1 AND name = $2 ORDER BY subject IS NULL, linked_at DESC LIMIT 1
)sql"};

constexpr db::Query kUnlink{"directory.unlink", R"sql(
    DELETE FROM directory_account WHERE user_id = $1
)sql"};

constexpr db::Query kLinks{"directory.links", R"sql(
    SELECT directory_account.user_id, directory_account.name, directory_account.linked_at
      FROM directory_account JOIN user_account ON user_account.id = directory_account.user_id
     WHERE user_account.facility_id = $1
)sql"};

/// Random, so that whatever is sealed with it opens for this account alone.
std::string no_password() {
    return "directory " + random_token();
}

std::optional<LinkedAccount> linked_of(db::Transaction& tx, UserId user) {
    auto account = find_account(tx, user);
    if (!account) return std::nullopt;
    return tx.first(
        kState,
        [&](const db::Row& row) {
            return LinkedAccount{*account, role_from(row.text(0), row.id<FacilityId>(2)),
                                 row.yes(1)};
        },
        user);
}

}  // namespace

std::optional<LinkedAccount> find_linked(db::Transaction& tx, const DirectoryPerson& person) {
    const auto user = tx.first(
        kLinked, [](const db::Row& row) { return row.id<UserId>(0); }, person.issuer,
        person.subject);
    return user ? linked_of(tx, *user) : std::nullopt;
}

std::optional<LinkedAccount> link_awaited(db::Transaction& tx, const DirectoryPerson& person,
                                          Instant now) {
    const auto name = directory_name(person.login);
    if (name.empty()) return std::nullopt;
    const UserId user{tx.number(kAwaited, person.issuer, name, person.subject, now)};
    if (!user) return std::nullopt;
    tx.execute(kNoPassword, user, no_password());
    tx.execute(kEndInvitation, user, now);
    return linked_of(tx, user);
}

Result<LinkedAccount> add_linked(db::Transaction& tx, const DirectoryPerson& person, Role role,
                                 Instant now) {
    const auto name = directory_name(person.login);
    const FacilityId house{tx.number(kHouse)};
    if (name.empty() || !house) return fail(ErrorKind::Forbidden, "directory.unknown_person");
    NewUser user;
    user.facility = house;
    user.login = name;
    user.name = person.name.empty() ? person.login : person.name;
    user.password_hash = no_password();
    user.role = role;
    const auto added = add_user(tx, user, now);
    if (!added) return fail(ErrorKind::Forbidden, "directory.name_taken");
    tx.execute(kLink, *added, person.issuer, name, person.subject, now);
    return *linked_of(tx, *added);
}

Result<void> await_directory_person(db::Transaction& tx, UserId user, std::string_view issuer,
                                    std::string_view name, Instant now) {
    const auto partners = tx.first(
        kState, [](const db::Row& row) { return !row.is_null(2); }, user);
    if (!partners) return fail(ErrorKind::NotFound, "user.not_found");
    if (*partners) return fail(ErrorKind::Refused, "directory.of_partner", "directory_name");
    if (!tx.attempt([&] { tx.execute(kAwait, user, issuer, directory_name(name), now); }))
        return fail(ErrorKind::Conflict, "directory.name_awaited", "directory_name");
    return {};
}

std::optional<Account> account_of_directory_name(db::Transaction& tx, std::string_view issuer,
                                                 std::string_view name) {
    const auto user = tx.first(
        kOfName, [](const db::Row& row) { return row.id<UserId>(0); }, issuer,
        directory_name(name));
    return user ? find_account(tx, *user) : std::nullopt;
}

Result<void> unlink_directory(db::Transaction& tx, UserId user) {
    if (tx.execute(kUnlink, user) == 0) return fail(ErrorKind::NotFound, "directory.not_linked");
    return {};
}

std::map<UserId, DirectoryLink> directory_links(db::Transaction& tx, FacilityId facility) {
    std::map<UserId, DirectoryLink> links;
    tx.each(
        kLinks,
        [&](const db::Row& row) {
            links[row.id<UserId>(0)] = {row.string(1), !row.is_null(2)};
        },
        facility);
    return links;
}

}  // namespace kakehashi
