#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace kakehashi {

/// 共有する項目: a short closed list, as patients speak of it.
enum class SharedItem {
    Visit,       // 受診・予約
    Clinical,    // 病名・経過
    Tests,       // 検査・画像
    Medication,  // 薬
    Life,        // 生活・家族
    Cost,        // 費用・保険
};
std::span<const SharedItem> shared_items();
std::string_view to_text(SharedItem item);
std::string_view japanese(SharedItem item);
std::string_view short_japanese(SharedItem item);  // 受診, for narrow columns

/// Several of them.
class ItemSet {
  public:
    constexpr ItemSet() = default;
    constexpr ItemSet(SharedItem item) : bits_(1U << static_cast<unsigned>(item)) {}
    static ItemSet all();

    constexpr bool has(SharedItem item) const { return !(*this & item).empty(); }
    constexpr bool empty() const { return bits_ == 0; }
    constexpr ItemSet operator|(ItemSet other) const { return ItemSet{bits_ | other.bits_}; }
    constexpr ItemSet operator&(ItemSet other) const { return ItemSet{bits_ & other.bits_}; }
    constexpr bool operator==(const ItemSet&) const = default;

    /// As it is stored: `all`, or `clinical tests`.
    std::string text() const;
    /// すべて, or 病名・経過と薬.
    std::string japanese() const;
    /// Invalid `consent.items_required` for a word that is none.
    static Result<ItemSet> parse(std::string_view text);

  private:
    explicit constexpr ItemSet(unsigned bits) : bits_(bits) {}
    unsigned bits_ = 0;
};
/// Also of three and more: `Visit | Clinical | Tests`.
constexpr ItemSet operator|(SharedItem one, SharedItem other) {
    return ItemSet{one} | ItemSet{other};
}

}  // namespace kakehashi
