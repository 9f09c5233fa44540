#pragma once

#include <string>
#include <string_view>

namespace kakehashi {

/// 注意, the red callout: the patient's own, else the letter's allergies. Empty when neither says
/// anything, and when the letter denies any (なし, 特になし): a denial is not a warning.
std::string caution_of(std::string_view patient_caution, std::string_view letter_allergies);

}  // namespace kakehashi
