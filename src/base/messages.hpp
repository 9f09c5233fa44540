#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace kakehashi {

/// What staff read when `error` happened: the fact, what to do, then the error's detail. Codes
/// without a sentence of their own get one by kind that names the field.
std::string sentence(const Error& error);

/// The field's name on the screen: patient.name → 患者氏名. A field that is not listed is looked up
/// by its last part (guardian.birth_date → 生年月日); else the answer is empty.
std::string_view label(std::string_view field);

/// True when `code` has a sentence of its own.
bool has_sentence(std::string_view code);

}  // namespace kakehashi
