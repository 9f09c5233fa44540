// Who of the family is meant: an objection is said in the patient's words, a paper is handed over
// to somebody with a name.
#include "consent/family_person.hpp"

#include <doctest/doctest.h>

using namespace kakehashi;

namespace {

struct Row {
    const char* said;
    const char* comes;
    bool may_be;
};

const Row kTable[] = {
    {"長男 大介", "長男 中川 大介", true},
    {"長男大介", "長男 中川 大介", true},
    {"長男", "長男 中川 大介", true},
    {"大介", "長男 中川 大介", true},
    {"大介さん", "長男 中川 大介", true},
    {"長男の大介さん", "長男 中川 大介", true},
    {"中川 大介", "息子 中川 大介", true},
    {"息子さん", "長男 中川 大介", true},
    {"息子", "三男 中川 健", true},
    {"二男", "次男 中川 健", true},
    {"子ども", "長女 中川 由紀", true},
    {"奥さん", "妻 中川 花", true},
    {"ご主人", "夫 中川 修", true},
    {"お母さん", "母 中川 キヨ", true},
    {"兄弟", "弟 中川 昭", true},
    {"ご両親", "父 中川 昭", true},
    {"ＤＡＩＳＵＫＥ", "長男 daisuke", true},
    {"髙橋 大介", "長男 高橋 大介", true},
    {"長男の妻", "長男の妻 中川 花", true},
    {"いとこ", "いとこ 中川 一郎", true},
    {"家族みんな・全員", "姪 中川 桜", true},
    {"身内", "いとこ 中川 一郎", true},
    // Somebody else.
    {"長男 大介", "長女 中川 由紀", false},
    {"長男 大介", "次男 中川 健", false},
    {"長男", "長男の妻 中川 花", false},
    {"妻", "長男の妻 中川 花", false},
    {"息子", "娘 中川 由紀", false},
    {"大介", "長女 中川 由紀", false},
    {"中川 大介", "長女 中川 由紀", false},
    {"長男", "いとこ 中川 一郎", false},
    {"孫", "長女 孫田 由紀", false},
};

}  // namespace

TEST_CASE("who of the family may be meant, row by row") {
    for (const auto& row : kTable) {
        CAPTURE(row.said);
        CAPTURE(row.comes);
        CHECK(may_be_same_person(row.said, row.comes) == row.may_be);
        CHECK(may_be_same_person(row.comes, row.said) == row.may_be);
    }
}
