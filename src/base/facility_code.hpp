#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace kakehashi {

/// 点数表番号: which fee table the facility bills by.
enum class FeeTable { Medical = 1, Dental = 3, Pharmacy = 4, HomeNursing = 6 };

/// 医療機関コード, ten digits: prefecture (2), fee table (1), 医療機関番号 (7).
class FacilityCode {
  public:
    /// Full-width digits, spaces, hyphens and commas are accepted. Invalid
    /// `facility.code_malformed` with `field`; the detail says which part is wrong.
    static Result<FacilityCode> parse(std::string_view field, std::string_view text);

    const std::string& text() const { return digits_; }
    int prefecture() const;  // 1 to 47
    FeeTable fee_table() const;
    /// The seven digits without prefecture and fee table, as printed on letters.
    std::string_view number() const { return std::string_view{digits_}.substr(3); }
    /// 検証番号. A mismatch deserves a second look at the letter, not a refusal: see the .cpp.
    bool check_digit_matches() const;

    auto operator<=>(const FacilityCode&) const = default;

  private:
    explicit FacilityCode(std::string digits) : digits_(std::move(digits)) {}
    std::string digits_;
};

}  // namespace kakehashi
