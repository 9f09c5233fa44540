#include "platform/audit/row_check.hpp"

namespace kakehashi::audit {

RowCheck::RowCheck(std::int64_t last_before, std::string hash_before, Tell tell)
    : tell_(std::move(tell)), last_number_(last_before), previous_(std::move(hash_before)) {}

void RowCheck::take(ChainedRow row) {
    std::optional<ChainedRow> next{std::move(row)};
    if (held_) {
        const auto current = *std::move(held_);
        held_.reset();
        judge(current, next);
    }
    held_ = std::move(next);
}

void RowCheck::finish() {
    if (!held_) return;
    std::optional<ChainedRow> none;
    judge(*held_, none);
    held_.reset();
}

bool RowCheck::follows(const ChainedRow& row, const std::string& previous,
                       std::int64_t number) const {
    return hash_of(canonical_text(row.entry, number, previous)) == row.hash;
}

void RowCheck::go_on_from(const ChainedRow& row, std::string hash) {
    before_previous_ = std::exchange(previous_, std::move(hash));
    last_number_ = row.number;
    unknown_before_ = false;
    on_row(row);
}

void RowCheck::judge(const ChainedRow& row, std::optional<ChainedRow>& next) {
    if (row.number != last_number_ + 1) {
        const auto first = std::to_string(last_number_ + 1), last = std::to_string(row.number - 1);
        tell_("missing", first == last ? first : first + "-" + last,
              std::to_string(last_number_) + "番と" + std::to_string(row.number) +
                  "番のあいだの行がありません");
        unknown_before_ = true;
    }
    // Without the row before, what this one says of itself cannot be checked; the next one can.
    if (unknown_before_) return go_on_from(row, row.hash);
    auto computed = hash_of(canonical_text(row.entry, row.number - shift_, previous_));
    if (computed == row.hash) return go_on_from(row, std::move(computed));
    explain(row, computed, next);
}

/// The row does not follow from the one before: what was done?
void RowCheck::explain(const ChainedRow& row, const std::string& computed,
                       std::optional<ChainedRow>& next) {
    const auto number = row.number - shift_;
    const auto where = std::to_string(row.number);
    const auto changed = [&](std::string hash) {
        tell_("changed", where,
              where + "番が書き変えられています(またはその前の行が、ハッシュごと)");
        go_on_from(row, std::move(hash));
    };
    if (!before_previous_.empty() && follows(row, before_previous_, number - 1)) {
        tell_("inserted", std::to_string(row.number - 1),
              std::to_string(row.number - 1) + "番は、あとから差しこまれた行です");
        ++shift_;
        return go_on_from(row, row.hash);
    }
    if (!next || next->number != row.number + 1) return changed(row.hash);
    const auto after = number + 1;
    if (follows(*next, row.hash, after)) return changed(row.hash);
    if (follows(*next, computed, after)) return changed(computed);
    if (follows(*next, previous_, number)) {
        if (follows(row, next->hash, after)) {
            tell_("order", where + "-" + std::to_string(next->number),
                  where + "番と" + std::to_string(next->number) + "番が入れかわっています");
            // Each goes on under the number it was written with.
            go_on_from({row.number, next->entry, next->hash}, next->hash);
            go_on_from({row.number + 1, row.entry, row.hash}, row.hash);
            next.reset();
            return;
        }
        tell_("inserted", where, where + "番は、あとから差しこまれた行です");
        ++shift_;
        last_number_ = row.number;
        return;
    }
    if (follows(*next, row.hash, after + 1)) {
        tell_("missing", where, where + "番の前の行が抜かれ、あとの番号がつめられています");
        --shift_;
        return go_on_from(row, row.hash);
    }
    changed(row.hash);
}

}  // namespace kakehashi::audit
