#include "oversight/chain_state.hpp"

#include "base/era.hpp"
#include "platform/audit/verify.hpp"

namespace kakehashi::oversight {
namespace {

constexpr std::int64_t kRowsAgain = 2000;

std::string when_text(Instant at, Date today) {
    return short_date(date_in_japan(at), today) + " " + time_text(at);
}

/// 1,284,019
std::string with_commas(std::int64_t number) {
    auto text = std::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
        text.insert(static_cast<std::size_t>(at), ",");
    return text;
}

/// 7f3a 91c0 … c21e
std::string short_hash(const std::string& hash) {
    return hash.substr(0, 4) + " " + hash.substr(4, 4) + " … " + hash.substr(hash.size() - 4);
}

void read_again(db::Database& database, Instant now, ChainView& view) {
    std::string first;
    const audit::Scope scope{{}, nullptr, kRowsAgain};
    const auto verified = audit::verify(database, scope, [&](const audit::Finding& finding) {
        if (!finding.is_notice && first.empty()) first = finding.sentence;
    });
    view.sound = verified.is_good();
    view.heading = view.sound
                       ? "新しい " + with_commas(verified.rows) + "行に、書きかえ・抜けはありません"
                       : "記録が、書いたときと違います";
    view.sentence = view.sound ? time_text(now) + " に読み直しました" : first;
}

}  // namespace

ChainView chain_state(db::Database& database, Instant now, bool reads_again) {
    ChainView view;
    const auto today = date_in_japan(now);
    auto tx = database.read();
    const auto head = audit::find_head(tx);
    if (!head) {
        view.heading = "まだ記録がありません";
        return view;
    }
    view.sound = audit::is_signed_by(head->public_key, audit::signed_text(*head), head->signature);
    view.heading = view.sound ? "最後の行まで署名があります" : "最後の署名が正しくありません";
    view.rows = with_commas(head->number) + "行";
    view.at = when_text(head->at, today);
    view.hash = short_hash(head->hash);
    const auto roots = audit::roots_after(tx, head->root_sequence - 1, 1);
    if (!roots.empty())
        view.sealed = short_date(parse_iso_date(roots.back().day).value(), today) + "・" +
                      with_commas(roots.back().last - roots.back().first + 1) + "行";
    if (reads_again) read_again(database, now, view);
    return view;
}

}  // namespace kakehashi::oversight
