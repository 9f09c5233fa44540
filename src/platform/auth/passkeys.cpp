#include "platform/auth/passkeys.hpp"

#include "platform/auth/challenge.hpp"
#include "platform/auth/password.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kOfUser{"auth.passkeys_of", R"sql(
    SELECT id, credential, name, added_at, last_used_at FROM passkey
     WHERE user_id = $1 ORDER BY id
)sql"};

constexpr db::Query kCount{"auth.count_passkeys", R"sql(
    SELECT count(*) FROM passkey WHERE user_id = $1
)sql"};

constexpr db::Query kAdd{"auth.add_passkey", R"sql(
    INSERT INTO passkey (user_id, credential, public_key, sign_count, name, added_at)
    VALUES ($1, $2, $3, $4, $5, $6)
)sql"};

constexpr db::Query kRemove{"auth.remove_passkey", R"sql(
    DELETE FROM passkey WHERE user_id = $1 AND id = $2
)sql"};

constexpr db::Query kRemoveAll{"auth.remove_passkeys", R"sql(
    DELETE FROM passkey WHERE user_id = $1
)sql"};

constexpr db::Query kFind{"auth.find_passkey", R"sql(
    SELECT id, user_id, public_key FROM passkey WHERE credential = $1
)sql"};

// A key that counts its uses and comes with a number it has left behind was copied.
constexpr db::Query kUse{"auth.use_passkey", R"sql(
    UPDATE passkey SET sign_count = $2, last_used_at = $3
     WHERE id = $1 AND (sign_count < $2 OR (sign_count = 0 AND $2 = 0))
)sql"};

auto refused() {
    return fail(ErrorKind::Forbidden, "passkey.refused");
}

struct StoredKey {
    PasskeyId id;
    UserId user;
    std::string cose_key;  // base64url
};

struct Checked {
    PasskeyId id;
    Account account;
    std::string challenge;
    std::uint32_t count = 0;
};
/// Everything but challenge and counter.
Result<Checked> check(db::Database& database, const RelyingParty& party,
                      const PasskeyAnswer& answer, std::optional<Account>& whose) {
    auto tx = database.read();
    const auto stored = tx.first(
        kFind,
        [](const db::Row& row) {
            return StoredKey{row.id<PasskeyId>(0), row.id<UserId>(1), row.string(2)};
        },
        answer.credential_id);
    const auto client_data = from_base64url(answer.client_data);
    const auto authenticator_data = from_base64url(answer.authenticator_data);
    const auto signature = from_base64url(answer.signature);
    const auto handle = from_base64url(answer.user_handle);
    if (!stored || !client_data || !authenticator_data || !signature || !handle) return refused();
    whose = find_account(tx, stored->user);
    const auto cose_key = from_base64url(stored->cose_key);
    if (!whose || !cose_key || *handle != passkey_user_handle(stored->user)) return refused();
    TRY(auto data, read_client_data(party, *client_data, "webauthn.get"));
    TRY(const auto count,
        check_assertion(party, *cose_key, {*client_data, *authenticator_data, *signature}));
    return Checked{stored->id, *whose, std::move(data.challenge), count};
}

}  // namespace

std::vector<Passkey> passkeys_of(db::Transaction& tx, UserId user) {
    return tx.all(
        kOfUser,
        [](const db::Row& row) {
            return Passkey{row.id<PasskeyId>(0), row.string(1), row.string(2), *row.instant(3),
                           row.instant(4)};
        },
        user);
}

int count_passkeys(db::Transaction& tx, UserId user) {
    return static_cast<int>(tx.number(kCount, user));
}

Result<void> add_passkey(db::Transaction& tx, UserId user, const NewKey& key, std::string_view name,
                         Instant now) {
    const bool added = tx.attempt([&] {
        tx.execute(kAdd, user, to_base64url(key.credential_id), to_base64url(key.cose_key),
                   std::int64_t{key.count}, name, now);
    });
    if (!added) return fail(ErrorKind::Conflict, "passkey.known");
    return {};
}

Result<void> remove_passkey(db::Transaction& tx, UserId user, PasskeyId id) {
    if (tx.execute(kRemove, user, id) == 0) return fail(ErrorKind::NotFound, "passkey.not_found");
    return {};
}

void remove_passkeys(db::Transaction& tx, UserId user) {
    tx.execute(kRemoveAll, user);
}

std::string passkey_user_handle(UserId user) {
    return token_hash("kakehashi passkeys of " + user.text());
}

Result<Entered> pass_passkey(db::Database& database, const OfficeKey& key,
                             const RelyingParty& party, std::string_view bound_to,
                             const PasskeyAnswer& answer, Instant now, const Caller& caller,
                             std::optional<Account>& whose) {
    // Whatever strangers send is looked at before the place of the writer is taken.
    TRY(const auto checked, check(database, party, answer, whose));
    return saved_or_else(
        database,
        [&]() -> Result<Entered> {
            auto tx = database.write();
            if (!use_challenge(tx, key, bound_to, checked.challenge, now)) return refused();
            if (tx.execute(kUse, checked.id, std::int64_t{checked.count}, now) == 0)
                return fail(ErrorKind::Forbidden, "passkey.copied");
            TRY(auto in, enter(tx, checked.account, caller, now, "POST /sign-in/passkey"));
            tx.commit();
            return in;
        },
        [&]() -> Result<Entered> {
            if (!use_challenge_unsaved(key, bound_to, checked.challenge, now)) return refused();
            auto tx = database.read();
            return enter_unsaved(tx, checked.account, now);
        });
}

}  // namespace kakehashi
