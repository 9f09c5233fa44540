#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/viewer.hpp"
#include "platform/db/database.hpp"

namespace kakehashi::audit {

/// 監査の記録の一行: who did what, when, from where, which patients. Never a patient's name, never
/// a word of a record.
struct Entry {
    FacilityId facility;  // of who acted; none: nobody was signed in
    Instant at;
    UserId actor;  // none: nobody, or the program itself
    std::string actor_name;
    std::string address;  // empty: at the machine itself
    std::string action;   // one of the words below
    std::string what;     // GET /patients/{id}, referral.arrived
    std::string case_kind;
    std::int64_t case_id = 0;
    std::string seen;              // Looks::text()
    std::string purpose = "care";  // or one of those below
    std::string result = "ok";
    std::int64_t times = 1;  // more than 1: refusals that were folded together

    bool operator==(const Entry&) const = default;
};

inline constexpr std::string_view kRead = "read";         // 見た
inline constexpr std::string_view kPrint = "print";       // PDF を開いた
inline constexpr std::string_view kExport = "export";     // 持ち出した
inline constexpr std::string_view kChange = "change";     // 変えた
inline constexpr std::string_view kSignIn = "sign_in";    // サインイン
inline constexpr std::string_view kSignOut = "sign_out";  // サインアウト
inline constexpr std::string_view kRefused = "refused";   // 断った
inline constexpr std::string_view kNewKey = "key";        // from here on signed with this key
inline constexpr std::string_view kBroken = "broken";     // the head was not as it was left
inline constexpr std::string_view kLost = "lost";         // bytes of a journal nobody can read

inline constexpr std::string_view kCare = "care";            // 診療・連携業務
inline constexpr std::string_view kOversight = "oversight";  // 監査・点検

/// Who and from where are the viewer's.
Entry entry_of(const Viewer& viewer, Instant at, std::string_view action, std::string_view what);

/// Leaves a trace in the transaction of the change it tells: it exists if the change does.
void note(db::Transaction& tx, const Entry& entry);
/// How many this thread left since it started.
std::uint64_t notes_on_this_thread();
/// A change that writes no event: a setting, a user.
void note_change(db::Transaction& tx, const Viewer& viewer, Instant at, std::string_view what);

/// What is hashed: a JSON array of strings, in the words of docs/audit-format.md. `previous` is the
/// hash of the row before, in hex.
std::string canonical_text(const Entry& entry, std::int64_t number, std::string_view previous);
/// SHA-256 in hex.
std::string hash_of(std::string_view text);

/// One line of the journal, its line end included; and back. Nothing for a line that is not whole.
std::string journal_line(const Entry& entry);
std::optional<Entry> entry_of_line(std::string_view line);

/// A JSON array of strings as JSON.stringify writes it.
std::string array_text(std::initializer_list<std::string_view> strings);

}  // namespace kakehashi::audit
