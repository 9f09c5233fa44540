#pragma once

#include <string>
#include <string_view>

namespace kakehashi {

/// A secret that is read from paper and typed: `groups` times four letters, 20 bits a group,
/// without 0 O 1 I, which are read wrong. Two groups: ABCD-2345.
std::string new_paper_code(int groups);
/// The letters alone, however they were typed: small ones, blanks, no hyphens.
std::string letters_of_code(std::string_view typed);

}  // namespace kakehashi
