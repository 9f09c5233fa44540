#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "platform/audit/entry.hpp"
#include "platform/audit/key.hpp"

namespace kakehashi::audit {

/// Rows of one block share their entries in audit_subject.
inline constexpr std::int64_t kBlockRows = 256;
inline std::int64_t block_of(std::int64_t number) {
    return number / kBlockRows;
}

/// Whom the rows of one block name, by the facility of who looked.
using Subjects = std::map<std::int64_t, std::set<std::string, std::less<>>>;
/// False when it was there.
bool add(Subjects& subjects, std::int64_t facility, std::string_view subject);

/// What stands before the first row and the first root.
inline constexpr std::string_view kNothingBefore =
    "0000000000000000000000000000000000000000000000000000000000000000";

/// Goes before the key in `what` of a `broken` row: a sound head under a key this program did not
/// know. Whoever knows that key (a restored office) may take it for no more than a notice.
inline constexpr std::string_view kOfUnknownKey = "head_of_unknown_key ";

/// Where the chain ends, signed with each batch.
struct Head {
    std::int64_t number = 0;
    std::string hash{kNothingBefore};
    Instant at;                      // when the last batch was chained
    std::int64_t root_sequence = 0;  // the latest root
    std::string root_hash{kNothingBefore};
    std::string signature;
    std::string public_key;
};
std::string signed_text(const Head& head);
std::optional<Head> find_head(db::Transaction& tx);

/// 日ごとの締め: what was chained on one day, closed for good.
struct Root {
    std::int64_t sequence = 0;
    std::string day;  // 2026-11-24: when its last row was chained, in Japan
    std::int64_t first = 0, last = 0;
    std::string last_hash;
    std::string previous;  // hash of the root before
    std::string hash;
    std::string signature;
    std::string public_key;

    bool operator==(const Root&) const = default;
};
/// Its SHA-256 is the root's hash.
std::string signed_text(const Root& root);
/// In order, from after that sequence on.
std::vector<Root> roots_after(db::Transaction& tx, std::int64_t sequence, int limit = 1000);

/// Gives what waits in audit_pending its place in the chain. One per program; on an engine with
/// several programs only the leader calls it.
class Chain {
  public:
    /// `trusted`: the public keys that may have signed the head found at the start.
    Chain(const Key& key, std::vector<std::string> trusted);

    /// Closes the day that is over, then chains up to `limit` waiting rows, then `more`, and signs.
    /// A head or tail that is not as it was left is told in a row of its own (`broken`) and never
    /// signed over: the chain goes on from what this program left. Returns how many rows were
    /// waiting.
    int extend(db::Transaction& tx, Instant now, int limit = 500, std::span<const Entry> more = {});
    /// The transaction of extend() was committed.
    void settle();

  private:
    Head found(db::Transaction& tx, Instant now, std::vector<Entry>& rows) const;
    void close_day(db::Transaction& tx, Head& head) const;
    void append(db::Transaction& tx, Head& head, const Entry& entry);
    void index(db::Transaction& tx, const Head& head, const Entry& entry);
    void save(db::Transaction& tx, Head& head) const;
    bool is_trusted(const Head& head) const;

    const Key& key_;
    const std::string public_key_;
    std::vector<std::string> trusted_;
    std::optional<Head> left_;      // as this program left it
    std::optional<Head> proposed_;  // of a transaction that is not committed yet
    bool settled_ = true;           // nothing was written since the last commit
    std::int64_t block_ = -1;       // the block whose subjects are known
    Subjects indexed_;
};

}  // namespace kakehashi::audit
