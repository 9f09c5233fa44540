#pragma once

#include <functional>
#include <optional>
#include <string>

#include "platform/audit/chain.hpp"

namespace kakehashi::audit {

/// One row as it stands in the table.
struct ChainedRow {
    std::int64_t number = 0;
    Entry entry;
    std::string hash;
};

/// Follows the chain row by row and says what was done to it. Rows are given in the order of their
/// numbers; each is judged when the next one is known.
class RowCheck {
  public:
    /// word, where, sentence.
    using Tell = std::function<void(std::string, std::string, std::string)>;

    RowCheck(std::int64_t last_before, std::string hash_before, Tell tell);
    void take(ChainedRow row);
    /// Judges the last row.
    void finish();

    /// The number the row judged last had when it was written, and its hash; rows that were
    /// slipped in or taken out are reckoned with.
    std::int64_t written_number() const { return last_number_ - shift_; }
    const std::string& last_hash() const { return previous_; }
    /// The row judged last; called for each one that is part of the chain.
    std::function<void(const ChainedRow&)> on_row = [](const ChainedRow&) {};

  private:
    void judge(const ChainedRow& row, std::optional<ChainedRow>& next);
    void explain(const ChainedRow& row, const std::string& computed,
                 std::optional<ChainedRow>& next);
    bool follows(const ChainedRow& row, const std::string& previous, std::int64_t number) const;
    void go_on_from(const ChainedRow& row, std::string hash);

    Tell tell_;
    std::int64_t last_number_;
    std::string previous_;         // hash of the row before
    std::string before_previous_;  // and of the one before that
    std::int64_t shift_ = 0;       // rows slipped in before, less rows taken out and closed up
    bool unknown_before_ = false;  // the row before is missing
    std::optional<ChainedRow> held_;
};

}  // namespace kakehashi::audit
