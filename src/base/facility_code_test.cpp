#include "base/facility_code.hpp"

#include <doctest/doctest.h>

using namespace kakehashi;

TEST_CASE("a facility code tells its prefecture and fee table") {
    const auto code = FacilityCode::parse("facility.code", "0110113719").value();
    CHECK(code.text() == "0110113719");
    CHECK(code.prefecture() == 1);
    CHECK(code.fee_table() == FeeTable::Medical);
    CHECK(code.number() == "0113719");
    CHECK(FacilityCode::parse("f", "０１－１－０１１３７１９").value() == code);
    CHECK(FacilityCode::parse("f", "01,1,011371,9").value() == code);
}

TEST_CASE("a facility code that cannot be one is refused with the part that is wrong") {
    const auto detail = [](std::string_view text) {
        const auto error = FacilityCode::parse("facility.code", text).error();
        CHECK(error.code == "facility.code_malformed");
        CHECK(error.field == "facility.code");
        return error.detail;
    };
    CHECK(detail("0113719").find("都道府県番号") != std::string::npos);
    CHECK(detail("011011371").find("9桁") != std::string::npos);
    CHECK(detail("4810113719").find("01〜47") != std::string::npos);
    CHECK(detail("0010113719").find("01〜47") != std::string::npos);
    CHECK(detail("0120113719").find("点数表") != std::string::npos);
    CHECK(detail("01101137l9").find("数字10桁") != std::string::npos);
    CHECK(detail("\xff").find("数字10桁") != std::string::npos);
    CHECK(detail("").find("0桁") != std::string::npos);
}

TEST_CASE("the check digit notices one wrong digit and two neighbours swapped") {
    const std::string good = "0110113719";
    CHECK(FacilityCode::parse("f", good).value().check_digit_matches());
    for (std::size_t i = 3; i < good.size(); ++i) {
        auto wrong = good;
        wrong[i] = wrong[i] == '9' ? '0' : static_cast<char>(wrong[i] + 1);
        CAPTURE(wrong);
        CHECK_FALSE(FacilityCode::parse("f", wrong).value().check_digit_matches());
    }
    CHECK_FALSE(FacilityCode::parse("f", "0110113179").value().check_digit_matches());
}
