#include "platform/auth/factor_policy.hpp"

#include <array>

#include "base/words.hpp"

namespace kakehashi {
namespace {

constexpr std::array kWords{
    Words<FactorAskedOf>{FactorAskedOf::Nobody, "nobody", "求めない"},
    Words<FactorAskedOf>{FactorAskedOf::Overseers, "overseers", "室長・管理者・監査者に求める"},
    Words<FactorAskedOf>{FactorAskedOf::Everybody, "everybody", "全員に求める"},
};
constexpr std::array kAll{FactorAskedOf::Nobody, FactorAskedOf::Overseers,
                          FactorAskedOf::Everybody};

constexpr db::Query kPolicy{"auth.factor_policy", R"sql(
    SELECT asked_of FROM factor_policy WHERE facility_id = $1
)sql"};

constexpr db::Query kSetPolicy{"auth.set_factor_policy", R"sql(
    INSERT INTO factor_policy (facility_id, asked_of, changed_at) VALUES ($1, $2, $3)
    ON CONFLICT (facility_id) DO UPDATE SET asked_of = $2, changed_at = $3
)sql"};

constexpr db::Query kGraceAnew{"auth.factor_grace_anew", R"sql(
    UPDATE user_account SET factor_due_at = NULL
     WHERE host_id = $1 OR (facility_id = $1 AND host_id IS NULL)
)sql"};

constexpr db::Query kAskedOf{"auth.factor_asked_of", R"sql(
    SELECT coalesce(factor_policy.asked_of, ''), user_account.role
      FROM user_account
      LEFT JOIN factor_policy
             ON factor_policy.facility_id = coalesce(user_account.host_id, user_account.facility_id)
     WHERE user_account.id = $1
)sql"};

constexpr db::Query kDueNow{"auth.factor_due_now", R"sql(
    UPDATE user_account SET factor_due_at = $2 WHERE id = $1
)sql"};

}  // namespace

std::span<const FactorAskedOf> all_factor_policies() {
    return kAll;
}
std::string_view to_text(FactorAskedOf asked_of) {
    return words_of(kWords, asked_of).text;
}
std::string_view japanese(FactorAskedOf asked_of) {
    return words_of(kWords, asked_of).japanese;
}
Result<FactorAskedOf> parse_factor_policy(std::string_view text) {
    return value_of(kWords, text, "factor.unknown_policy", "asked_of");
}

bool asks_factor(FactorAskedOf policy, Role role) {
    switch (policy) {
        case FactorAskedOf::Nobody:
            return false;
        case FactorAskedOf::Overseers:
            return role == Role::Head || role == Role::Administrator || role == Role::Auditor ||
                   role == Role::PartnerAdministrator;
        case FactorAskedOf::Everybody:
            break;
    }
    return role != Role::None;
}

FirstStep first_step_of(const FactorState& state, Instant now) {
    if (!state.password_is_own) return FirstStep::OwnPassword;
    const auto wanted = factor_wanted_by(state);
    return wanted && *wanted <= now ? FirstStep::SecondFactor : FirstStep::None;
}

std::optional<Instant> factor_wanted_by(const FactorState& state) {
    if (!state.asked || state.has_factor) return std::nullopt;
    return state.due_at;
}

FactorAskedOf factor_policy(db::Transaction& tx, FacilityId facility) {
    return tx
        .first(
            kPolicy,
            [](const db::Row& row) {
                return parse_factor_policy(row.text(0)).value_or(FactorAskedOf::Overseers);
            },
            facility)
        .value_or(FactorAskedOf::Overseers);
}

bool is_asked_for_factor(db::Transaction& tx, UserId user) {
    return tx
        .first(
            kAskedOf,
            [](const db::Row& row) {
                return asks_factor(
                    parse_factor_policy(row.text(0)).value_or(FactorAskedOf::Overseers),
                    parse_role(row.text(1)).value_or(Role::None));
            },
            user)
        .value_or(false);
}

void set_factor_policy(db::Transaction& tx, FacilityId facility, FactorAskedOf asked_of,
                       Instant now) {
    tx.execute(kSetPolicy, facility, to_text(asked_of), now);
    tx.execute(kGraceAnew, facility);
}

void ask_factor_at_once(db::Transaction& tx, UserId user, Instant now) {
    tx.execute(kDueNow, user, now);
}

}  // namespace kakehashi
