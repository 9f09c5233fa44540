#include "platform/audit/verify.hpp"

#include <algorithm>

#include "platform/audit/index_check.hpp"
#include "platform/audit/rows.hpp"

namespace kakehashi::audit {
namespace {

constexpr int kRowsAtOnce = 5000;
constexpr std::int64_t kToldMax = 100;

constexpr db::Query kRows{"audit.rows_after", kRowColumns, R"sql(
      FROM audit
     WHERE audit.number > $1 AND audit.number <= $2
     ORDER BY audit.number
     LIMIT $3
)sql"};

constexpr db::Query kNewest{"audit.newest_number", R"sql(
    SELECT coalesce(max(number), 0) FROM audit
)sql"};

constexpr db::Query kHashOfRow{"audit.hash_of_row", R"sql(
    SELECT hash FROM audit WHERE number = $1
)sql"};

constexpr db::Query kCountWaiting{"audit.count_waiting", R"sql(
    SELECT count(*) FROM audit_pending
)sql"};

/// A row's number and the hash that somebody signed for it.
struct Anchor {
    std::int64_t number;
    std::string hash;
    std::string word, where, what;
};

class Verification {
  public:
    Verification(db::Database& database, const Scope& scope,
                 const std::function<void(const Finding&)>& tell)
        : database_(database),
          scope_(scope),
          tell_(tell),
          index_(database, [this](std::string word, std::string where, std::string sentence) {
              find(std::move(word), std::move(where), std::move(sentence));
          }) {}

    Verified run() {
        read_ends();
        plan_anchors();
        follow_rows();
        check_tail();
        check_signatures();
        if (!scope_.last_rows) index_.finish(out_.last);
        return out_;
    }

  private:
    void find(std::string word, std::string where, std::string sentence) {
        if (++out_.findings <= kToldMax)
            tell_({std::move(word), std::move(where), std::move(sentence)});
    }
    void remark(std::string word, std::string where, std::string sentence) {
        tell_({std::move(word), std::move(where), std::move(sentence), true});
    }

    void read_ends();
    void plan_anchors();
    void follow_rows();
    void follow_row(const ChainedRow& row, std::int64_t written);
    void check_tail();
    void check_signatures();
    void check_roots();
    void check_carried_away();
    bool is_trusted(const std::string& key) const;
    bool is_known_renewal(std::string_view what) const;

    db::Database& database_;
    const Scope& scope_;
    const std::function<void(const Finding&)>& tell_;
    Verified out_;
    std::optional<Head> head_;
    std::vector<Root> roots_;
    std::vector<Anchor> anchors_;
    std::size_t next_anchor_ = 0;
    std::vector<std::string> keys_of_chain_;
    IndexCheck index_;
};

/// Head, last row and roots of one moment; rows written later are not looked at.
void Verification::read_ends() {
    auto tx = database_.read();
    head_ = find_head(tx);
    out_.last = tx.number(kNewest);
    out_.waiting = tx.number(kCountWaiting);
    for (std::int64_t after = 0;;) {
        auto some = roots_after(tx, after);
        if (some.empty()) break;
        after = some.back().sequence;
        std::ranges::move(some, std::back_inserter(roots_));
    }
}

void Verification::plan_anchors() {
    for (const auto& root : roots_)
        anchors_.push_back({root.last, root.last_hash, "root", root.day, root.day + "の日の締め"});
    if (head_) anchors_.push_back({head_->number, head_->hash, "head", "", "いまの末尾の署名"});
    if (scope_.carried_away) {
        for (const auto& root : scope_.carried_away->roots)
            anchors_.push_back({root.last, root.last_hash, "root", root.day,
                                root.day + "の日の締め(持ち出したもの)"});
        for (const auto& head : scope_.carried_away->heads)
            anchors_.push_back({head.number, head.hash, "head", std::to_string(head.number),
                                "持ち出した末尾の署名"});
    }
    std::ranges::stable_sort(anchors_, {}, &Anchor::number);
}

void Verification::follow_rows() {
    std::int64_t before = 0;
    std::string hash{kNothingBefore};
    if (scope_.last_rows && out_.last > *scope_.last_rows) {
        before = out_.last - *scope_.last_rows;
        auto tx = database_.read();
        hash = tx.first(
                     kHashOfRow, [](const db::Row& row) { return row.string(0); }, before)
                   .value_or(hash);
        while (next_anchor_ < anchors_.size() && anchors_[next_anchor_].number <= before)
            ++next_anchor_;
    }
    RowCheck check(before, hash, [&](std::string word, std::string where, std::string sentence) {
        find(std::move(word), std::move(where), std::move(sentence));
    });
    check.on_row = [&](const ChainedRow& row) { follow_row(row, check.written_number()); };
    for (auto at = before;;) {
        // A transaction of its own for each page: a long one would keep the log from being tidied.
        auto rows = database_.read().all(kRows, row_from, at, out_.last, kRowsAtOnce);
        if (rows.empty()) break;
        at = rows.back().number;
        out_.rows += static_cast<std::int64_t>(rows.size());
        for (auto& row : rows) {
            index_.note(row);
            check.take(std::move(row));
        }
    }
    check.finish();
}

void Verification::follow_row(const ChainedRow& row, std::int64_t written) {
    if (row.entry.action == kNewKey) keys_of_chain_.push_back(row.entry.what);
    if (row.entry.action == kBroken && is_known_renewal(row.entry.what))
        remark("key", std::to_string(row.number),
               std::to_string(row.number) +
                   "番から新しいかぎで署名されています。その前の署名は、知っているかぎのものです");
    else if (row.entry.action == kBroken)
        find("broken", std::to_string(row.number),
             std::to_string(row.number) +
                 "番: プログラム自身が、前の記録が変わっていることに"
                 "気づいて書いた行です(" +
                 row.entry.what + ")");
    for (; next_anchor_ < anchors_.size() && anchors_[next_anchor_].number <= written;
         ++next_anchor_) {
        const auto& anchor = anchors_[next_anchor_];
        if (anchor.number < written) {
            if (anchor.number > 0)
                find(anchor.word, anchor.where,
                     anchor.what + "が指す" + std::to_string(anchor.number) + "番がありません");
        } else if (anchor.hash != row.hash) {
            find(anchor.word, anchor.where,
                 anchor.what + "と、" + std::to_string(row.number) +
                     "番までの行が合いません(それより前が書き変えられています)");
        }
    }
}

void Verification::check_tail() {
    const auto last = out_.last;
    if (!head_) {
        if (last > 0) find("head", "", "末尾の署名がありません");
    } else if (head_->number > last) {
        find("tail", std::to_string(last + 1) + "-" + std::to_string(head_->number),
             "末尾が切られています: 署名は" + std::to_string(head_->number) + "番まで、行は" +
                 std::to_string(last) + "番まで");
    } else if (head_->number < last) {
        find("inserted", std::to_string(head_->number + 1) + "-" + std::to_string(last),
             "署名は" + std::to_string(head_->number) + "番までで、そのあとに" +
                 std::to_string(last) + "番まで行があります");
    }
    for (; next_anchor_ < anchors_.size(); ++next_anchor_) {
        const auto& anchor = anchors_[next_anchor_];
        const bool said = anchor.word == "head" && anchor.where.empty();
        if (!said && anchor.number > last)
            find(anchor.word, anchor.where,
                 anchor.what + "が指す" + std::to_string(anchor.number) + "番がありません");
    }
}

bool Verification::is_trusted(const std::string& key) const {
    const auto& keys = scope_.public_keys.empty() ? keys_of_chain_ : scope_.public_keys;
    return std::ranges::find(keys, key) != keys.end();
}

/// Only a key somebody brought along counts, not one the chain names itself.
bool Verification::is_known_renewal(std::string_view what) const {
    return what.starts_with(kOfUnknownKey) &&
           std::ranges::find(scope_.public_keys, what.substr(kOfUnknownKey.size())) !=
               scope_.public_keys.end();
}

void Verification::check_signatures() {
    if (head_ && !is_signed_by(head_->public_key, signed_text(*head_), head_->signature))
        find("head", "", "末尾の署名が正しくありません");
    else if (head_ && !scope_.last_rows && !is_trusted(head_->public_key))
        find("head", "", "末尾は知らないかぎで署名されています: " + head_->public_key);
    if (!scope_.last_rows && scope_.public_keys.empty() && head_)
        remark("key", "",
               "公開かぎは記録の中のものを使いました。持ち出してあるものと見くらべます: " +
                   head_->public_key);
    check_roots();
    if (scope_.carried_away) check_carried_away();
}

void Verification::check_roots() {
    std::int64_t sequence = 0, last = 0;
    std::string previous{kNothingBefore};
    for (const auto& root : roots_) {
        if (root.sequence != sequence + 1 || root.first != last + 1 || root.previous != previous)
            find("root", root.day, root.day + "の日の締めが、その前の締めに続きません");
        const auto text = signed_text(root);
        if (root.hash != hash_of(text) || !is_signed_by(root.public_key, text, root.signature))
            find("root", root.day, root.day + "の日の締めが書き変えられています");
        else if (!scope_.last_rows && !is_trusted(root.public_key))
            find("root", root.day, root.day + "の日の締めは知らないかぎで署名されています");
        sequence = root.sequence;
        last = root.last;
        previous = root.hash;
    }
    if (head_ && (head_->root_sequence != sequence || head_->root_hash != previous))
        find("root", std::to_string(head_->root_sequence),
             "最後の日の締めがないか、変わっています: 署名は" +
                 std::to_string(head_->root_sequence) + "番目まで、締めは" +
                 std::to_string(sequence) + "番目まで");
}

void Verification::check_carried_away() {
    for (const auto& root : scope_.carried_away->roots) {
        const auto text = signed_text(root);
        if (root.hash != hash_of(text) || !is_signed_by(root.public_key, text, root.signature) ||
            !is_trusted(root.public_key)) {
            find("root", root.day,
                 root.day + "の日の締めのファイルが、署名と合わないか、知らないかぎのものです");
            continue;
        }
        const auto here = std::ranges::find(roots_, root.sequence, &Root::sequence);
        if (here == roots_.end())
            find("root", root.day, root.day + "の日の締めがデータベースにありません");
        else if (here->hash != root.hash)
            find("root", root.day, root.day + "の日の締めが、持ち出したものと合いません");
    }
    for (const auto& head : scope_.carried_away->heads)
        if (!is_signed_by(head.public_key, signed_text(head), head.signature) ||
            !is_trusted(head.public_key))
            find("head", std::to_string(head.number),
                 "持ち出した末尾のファイルが、署名と合わないか、知らないかぎのものです");
}

}  // namespace

Verified verify(db::Database& database, const Scope& scope,
                const std::function<void(const Finding&)>& tell) {
    return Verification(database, scope, tell).run();
}

}  // namespace kakehashi::audit
