// Any bytes as a date: a day that reads back as it is printed, or an error with its field.
#include <cassert>
#include <cstddef>
#include <cstdint>

#include "base/era.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace kakehashi;
    const std::string text(data, data + size);
    const Date today = *make_date(2026, 11, 24);
    const auto day = parse_date_as_typed("f", text, today);
    if (day) {
        assert(parse_date_as_typed("f", era_date(*day), today).value() == *day);
        assert(parse_date_as_typed("f", iso_date(*day), today).value() == *day);
        assert(!both_calendars(*day).empty() && !short_date(*day, today).empty());
    } else {
        assert(day.error().field == "f" && day.error().kind == ErrorKind::Invalid);
    }
    const auto born_on = parse_birth_date("f", text, today);
    if (born_on) assert(day && *day == *born_on && *born_on <= today);
    static_cast<void>(parse_iso_date(text));
    return 0;
}
