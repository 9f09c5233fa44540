#include "referral/caution.hpp"

#include <doctest/doctest.h>

using kakehashi::caution_of;

TEST_CASE("a letter that denies allergies raises no red warning") {
    CHECK(caution_of("", "なし").empty());
    CHECK(caution_of("", "特になし。\n").empty());
    CHECK(caution_of("", "").empty());
}

TEST_CASE("what may harm is shown, the patient's own record first") {
    CHECK(caution_of("", "造影剤なしで検査を希望") == "造影剤なしで検査を希望");
    CHECK(caution_of("ヨード造影剤で皮疹", "なし") == "ヨード造影剤で皮疹");
}
