#include "platform/directory/directory_account.hpp"

#include "platform/audit/entry.hpp"
#include "platform/auth/challenge.hpp"
#include "platform/auth/factor_policy.hpp"
#include "platform/auth/password.hpp"
#include "platform/auth/second_factor.hpp"
#include "platform/auth/session.hpp"
#include "platform/auth/spare_session.hpp"
#include "platform/directory/directory_link.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kNoteSession{"directory.note_session", R"sql(
    UPDATE session SET factor_vouched = $2, directory_proof = $3 WHERE token_hash = $1
)sql"};

constexpr std::string_view kProofPurpose = "sign-out at the directory";
/// Who stands in the trail as giving the role.
constexpr const char* kDirectoryName = "病院のアカウント";

auto refused(std::string code) {
    return fail(ErrorKind::Forbidden, std::move(code));
}

void note_change(db::Transaction& tx, const LinkedAccount& linked, const DirectoryVisitor& visitor,
                 Instant now, std::string_view what, std::string result) {
    const Viewer directory{
        {}, linked.account.facility, kDirectoryName, std::string{visitor.caller.address}};
    auto trace = audit::entry_of(directory, now, audit::kChange, what);
    trace.case_kind = "user";
    trace.case_id = linked.account.id.value;
    trace.result = std::move(result);
    audit::note(tx, trace);
}

/// Nobody yet, or somebody whose account here was made for this person.
Result<LinkedAccount> first_time(db::Transaction& tx, const DirectoryRules& rules,
                                 const DirectoryVisitor& visitor, Instant now) {
    const auto& person = visitor.person;
    if (auto awaited = link_awaited(tx, person, now)) {
        note_change(tx, *awaited, visitor, now, "user.directory_linked", "ok");
        return *std::move(awaited);
    }
    if (!rules.adds_people) return refused("directory.unknown_person");
    const auto role = rules.roles.role_for(person.groups);
    if (role == Role::None) return refused("directory.no_role");
    TRY(auto added, add_linked(tx, person, role, now));
    note_change(tx, added, visitor, now, "user.added", std::string{to_text(role)});
    return added;
}

/// The role that the groups have now. One that is over ends what is open, too.
Result<void> follow_groups(db::Transaction& tx, const DirectoryRules& rules,
                           const LinkedAccount& linked, const DirectoryVisitor& visitor,
                           Instant now) {
    if (rules.roles.empty()) return {};
    const auto role = rules.roles.role_for(visitor.person.groups);
    if (role == linked.role) return {};
    TRY_DO(set_role(tx, linked.account.facility, linked.account.id, role));
    note_change(tx, linked, visitor, now, "user.role",
                std::string{to_text(linked.role)} + " → " + std::string{to_text(role)});
    return {};
}

/// Whether the house asks for a second factor that neither the directory nor the account here has,
/// nor could have: who has no password of one's own adds none.
bool lacks_factor(db::Transaction& tx, const LinkedAccount& linked) {
    return !linked.account.has_own_password() && is_asked_for_factor(tx, linked.account.id);
}

Result<PassedDirectory> pass_saved(db::Database& database, const OfficeKey& key,
                                   const DirectoryRules& rules, const DirectoryVisitor& visitor,
                                   Instant now, std::optional<Account>& whose) {
    const auto& person = visitor.person;
    auto tx = database.write();
    if (!visitor.mark.empty() && !use_once(tx, visitor.mark, now)) return refused("directory.used");
    auto linked = find_linked(tx, person);
    if (!linked) {
        TRY(linked, first_time(tx, rules, visitor, now));
    }
    whose = linked->account;
    if (!linked->active) return refused("directory.out_of_use");
    // Guesses sent side by side have counted meanwhile.
    const bool typed = visitor.mark.empty();
    if (typed && rests_for(tx, linked->account, visitor.caller, now)) return refused("auth.wrong");
    TRY_DO(follow_groups(tx, rules, *linked, visitor, now));
    if (!rules.roles.empty() && rules.roles.role_for(person.groups) == Role::None) {
        tx.commit();
        return refused("directory.no_role");
    }
    if (!person.second_factor) {
        if (factors_of(tx, linked->account.id).any()) {
            tx.commit();
            return PassedDirectory{{}, linked->account};
        }
        if (lacks_factor(tx, *linked)) {
            tx.commit();
            return refused("directory.factor_wanted");
        }
    }
    TRY(auto in, enter(tx, linked->account, visitor.caller, now, visitor.how));
    tx.execute(kNoteSession, token_hash(in.session), person.second_factor,
               person.proof.empty() ? std::string{} : key.seal(kProofPurpose, person.proof));
    tx.commit();
    return PassedDirectory{std::move(in), std::nullopt};
}

/// Whoever is known comes in as they were.
Result<PassedDirectory> pass_unsaved(db::Database& database, const DirectoryRules& rules,
                                     const DirectoryVisitor& visitor, Instant now,
                                     std::optional<Account>& whose) {
    const auto& person = visitor.person;
    auto tx = database.read();
    if (!visitor.mark.empty() && !SpareUses::is_first(std::string{visitor.mark}))
        return refused("directory.used");
    const auto linked = find_linked(tx, person);
    if (!linked) return fail(ErrorKind::Unavailable, "directory.not_now");
    whose = linked->account;
    if (!linked->active) return refused("directory.out_of_use");
    if (!rules.roles.empty() && rules.roles.role_for(person.groups) != linked->role)
        return fail(ErrorKind::Unavailable, "directory.not_now");
    if (!person.second_factor) {
        if (factors_of(tx, linked->account.id).any()) return PassedDirectory{{}, linked->account};
        if (lacks_factor(tx, *linked)) return refused("directory.factor_wanted");
    }
    TRY(auto in, enter_unsaved(tx, linked->account, now));
    return PassedDirectory{std::move(in), std::nullopt};
}

constexpr db::Query kProof{"directory.proof", R"sql(
    SELECT directory_proof FROM session WHERE token_hash = $1
)sql"};

}  // namespace

Result<PassedDirectory> pass_directory(db::Database& database, const OfficeKey& key,
                                       const DirectoryRules& rules, const DirectoryVisitor& visitor,
                                       Instant now, std::optional<Account>& whose) {
    return saved_or_else(
        database, [&] { return pass_saved(database, key, rules, visitor, now, whose); },
        [&] { return pass_unsaved(database, rules, visitor, now, whose); });
}

std::string directory_proof(db::Transaction& tx, const OfficeKey& key, std::string_view token) {
    const auto sealed = tx.first(
        kProof, [](const db::Row& row) { return row.string(0); }, token_hash(token));
    if (!sealed || sealed->empty()) return {};
    return key.unseal(kProofPurpose, *sealed).value_or("");
}

}  // namespace kakehashi
