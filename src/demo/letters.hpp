#pragma once

#include <span>
#include <string>

#include "demo/random.hpp"

namespace kakehashi::demo {

/// What is referred to one department, with the words a clinic's doctor uses.
struct Complaint {
    const char* department;
    const char* diagnosis;
    const char* purpose;
    const char* course;
    const char* medication;
    bool pressing;  // 至急 or 準緊急 more often than not
};
std::span<const Complaint> complaints();
/// Those of one department; every department of the town has some.
const Complaint& a_complaint(Random& random);

/// Who has such a complaint.
struct Who {
    int youngest, oldest;  // years
    bool men_only;
};
Who who_is_referred(const Complaint& complaint);

/// 既往歴・家族歴 and アレルギー, often 「なし」, seldom something that matters.
std::string a_history(Random& random, int age);
std::string an_allergy(Random& random);

}  // namespace kakehashi::demo
