#include "consent/shared_item.hpp"

#include <array>

#include "base/words.hpp"

namespace kakehashi {
namespace {

constexpr std::array kItems{Words<SharedItem>{SharedItem::Visit, "visit", "受診・予約"},
                            Words<SharedItem>{SharedItem::Clinical, "clinical", "病名・経過"},
                            Words<SharedItem>{SharedItem::Tests, "tests", "検査・画像"},
                            Words<SharedItem>{SharedItem::Medication, "medication", "薬"},
                            Words<SharedItem>{SharedItem::Life, "life", "生活・家族"},
                            Words<SharedItem>{SharedItem::Cost, "cost", "費用・保険"}};
constexpr std::string_view kAll = "all";

}  // namespace

std::span<const SharedItem> shared_items() {
    static constexpr std::array kInOrder{SharedItem::Visit, SharedItem::Clinical,
                                         SharedItem::Tests, SharedItem::Medication,
                                         SharedItem::Life,  SharedItem::Cost};
    return kInOrder;
}

std::string_view to_text(SharedItem item) {
    return words_of(kItems, item).text;
}
std::string_view japanese(SharedItem item) {
    return words_of(kItems, item).japanese;
}

std::string_view short_japanese(SharedItem item) {
    const auto whole = japanese(item);
    return whole.substr(0, whole.find("・"));
}

ItemSet ItemSet::all() {
    ItemSet every;
    for (const auto item : shared_items()) every = every | item;
    return every;
}

std::string ItemSet::text() const {
    if (*this == all()) return std::string{kAll};
    std::string out;
    for (const auto item : shared_items())
        if (has(item)) out += (out.empty() ? "" : " ") + std::string{to_text(item)};
    return out;
}

std::string ItemSet::japanese() const {
    if (*this == all()) return "すべて";
    std::string out;
    for (const auto item : shared_items())
        if (has(item)) out += (out.empty() ? "" : "、") + std::string{kakehashi::japanese(item)};
    return out;
}

Result<ItemSet> ItemSet::parse(std::string_view text) {
    if (text == kAll) return all();
    ItemSet items;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        TRY(const auto item,
            value_of(kItems, text.substr(0, end), "consent.items_required", "item"));
        items = items | item;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return items;
}

}  // namespace kakehashi
