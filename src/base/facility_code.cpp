#include "base/facility_code.hpp"

#include "base/utf8.hpp"

namespace kakehashi {

Result<FacilityCode> FacilityCode::parse(std::string_view field, std::string_view text) {
    const auto malformed = [&](std::string detail) {
        return fail(ErrorKind::Invalid, "facility.code_malformed", std::string{field},
                    std::move(detail));
    };
    const auto typed = decode_utf8(text);
    if (!typed) return malformed("数字10桁で書きます");
    std::string digits;
    for (const char32_t c : *typed) {
        constexpr std::u32string_view kSeparators = U" \u3000-－‐−ー,，.・";
        if (c >= U'0' && c <= U'9') {
            digits.push_back(static_cast<char>(c));
        } else if (c >= U'０' && c <= U'９') {
            digits.push_back(static_cast<char>(c - U'０' + U'0'));
        } else if (kSeparators.find(c) == std::u32string_view::npos) {
            return malformed("数字10桁で書きます");
        }
    }
    if (digits.size() == 7)
        return malformed("7桁の番号の前に、都道府県番号2桁と点数表番号1桁が要ります");
    if (digits.size() != 10)
        return malformed("10桁のところ" + std::to_string(digits.size()) + "桁です");
    FacilityCode code{std::move(digits)};
    if (code.prefecture() < 1 || code.prefecture() > 47)
        return malformed("最初の2桁は都道府県番号(01〜47)です");
    if (std::string_view{"1346"}.find(code.digits_[2]) == std::string_view::npos)
        return malformed("3桁目は点数表番号(1 医科、3 歯科、4 調剤、6 訪問看護)です");
    return code;
}

int FacilityCode::prefecture() const {
    return (digits_[0] - '0') * 10 + (digits_[1] - '0');
}

FeeTable FacilityCode::fee_table() const {
    return static_cast<FeeTable>(digits_[2] - '0');
}

// 検証番号 is the Luhn digit over all ten: from the right, weights 1 and 2 in turn, the digits of
// each product added. Health examination bodies and some published lists carry codes without it, so
// the answer is a warning only.
bool FacilityCode::check_digit_matches() const {
    int sum = 0;
    int weight = 1;
    for (auto digit = digits_.rbegin(); digit != digits_.rend(); ++digit) {
        const int product = (*digit - '0') * weight;
        sum += product / 10 + product % 10;
        weight = 3 - weight;
    }
    return sum % 10 == 0;
}

}  // namespace kakehashi
