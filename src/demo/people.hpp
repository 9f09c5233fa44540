#pragma once

#include <string>

#include "base/date.hpp"
#include "demo/letters.hpp"
#include "demo/random.hpp"

namespace kakehashi::demo {

/// An invented person. Names and readings are common ones, put together by chance.
struct Person {
    std::string name;  // 佐々木 健一
    std::string kana;  // ササキ ケンイチ
    bool female = false;
    Date born_on;
    std::string phone;
    std::string postal_code;
    std::string address;
    std::string family_kana;
};

/// Somebody of these ages, mostly over sixty where that may be. Now and then a name with an old
/// glyph (髙橋, 齋藤, 渡邊) or a very long one.
Person a_person(Random& random, Date today, const Who& who);
/// A doctor's or colleague's name.
struct StaffName {
    std::string name;
    std::string kana;
};
StaffName a_staff_name(Random& random);

}  // namespace kakehashi::demo
