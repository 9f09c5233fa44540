#pragma once

#include "facility/facility.hpp"
#include "office/form_reader.hpp"
#include "platform/http/form.hpp"

namespace kakehashi {

/// Reads what was typed (the form) or stands in a row (CSV import) over `base`: fields that were
/// not sent keep their value. One set of rules for both doors; errors are collected in `reader`.
Facility read_facility(office::FormReader& reader, const http::Form& form, Facility base,
                       Date today);

/// `123-4567`; empty stays empty. Invalid `postal_code.malformed`.
Result<std::string> parse_postal_code(std::string_view field, std::string_view text);
/// One @ with something on both sides, no spaces; empty stays empty. Invalid `mail.malformed`.
Result<std::string> parse_mail(std::string_view field, std::string_view text);

}  // namespace kakehashi
