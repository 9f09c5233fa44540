#include "referral/caution.hpp"

#include <algorithm>
#include <array>

namespace kakehashi {

std::string caution_of(std::string_view patient_caution, std::string_view letter_allergies) {
    constexpr std::array<std::string_view, 8> kDenials{
        "なし", "無し", "無", "特になし", "特に無し", "特記なし", "特記事項なし", "ありません"};
    if (!patient_caution.empty()) return std::string{patient_caution};
    auto words = letter_allergies;
    for (const std::string_view ending : {"\n", " ", "。", "　"})
        while (words.ends_with(ending)) words.remove_suffix(ending.size());
    if (std::ranges::find(kDenials, words) != kDenials.end()) return {};
    return std::string{letter_allergies};
}

}  // namespace kakehashi
