#include "platform/auth/recovery_codes.hpp"

#include "platform/auth/paper_code.hpp"
#include "platform/auth/password.hpp"

namespace kakehashi {
namespace {

constexpr int kGroups = 4;

constexpr db::Query kForget{"auth.forget_recovery_codes", R"sql(
    DELETE FROM recovery_code WHERE user_id = $1
)sql"};

constexpr db::Query kAdd{"auth.add_recovery_code", R"sql(
    INSERT INTO recovery_code (user_id, code_hash) VALUES ($1, $2)
)sql"};

constexpr db::Query kLeft{"auth.recovery_codes_left", R"sql(
    SELECT count(*) FROM recovery_code WHERE user_id = $1 AND used_at IS NULL
)sql"};

constexpr db::Query kUse{"auth.use_recovery_code", R"sql(
    UPDATE recovery_code SET used_at = $3
     WHERE user_id = $1 AND code_hash = $2 AND used_at IS NULL
)sql"};

std::string hash_of(UserId user, std::string_view code) {
    return token_hash("recovery code of " + user.text() + ": " + letters_of_code(code));
}

}  // namespace

std::vector<std::string> renew_recovery_codes(db::Transaction& tx, UserId user) {
    forget_recovery_codes(tx, user);
    std::vector<std::string> codes;
    for (int i = 0; i < kRecoveryCodes; ++i) {
        codes.push_back(new_paper_code(kGroups));
        tx.execute(kAdd, user, hash_of(user, codes.back()));
    }
    return codes;
}

void forget_recovery_codes(db::Transaction& tx, UserId user) {
    tx.execute(kForget, user);
}

int recovery_codes_left(db::Transaction& tx, UserId user) {
    return static_cast<int>(tx.number(kLeft, user));
}

bool use_recovery_code(db::Transaction& tx, UserId user, std::string_view typed, Instant now) {
    return tx.execute(kUse, user, hash_of(user, typed), now) == 1;
}

}  // namespace kakehashi
