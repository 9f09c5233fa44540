#include "base/era.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <optional>
#include <vector>

#include "base/utf8.hpp"

namespace kakehashi {
namespace {

/// 元号. On the day an era begins, the one before it still counts when typed (both were law in 1912
/// and 1926); printing uses the new one. Before 1873 the lunar calendar was in force: days of 明治
/// 元年 to 5年 are taken as days of the western calendar.
struct Era {
    std::u32string_view name;
    char letter;
    Date first_day;
    Date last_day;  // the last day on which it may be written
    int last_year;
};

constexpr Date day_of(int year, unsigned month, unsigned day) {
    return Date{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}};
}

constexpr std::array<Era, 5> kEras{{
    {U"明治", 'M', day_of(1868, 1, 25), day_of(1912, 7, 30), 45},
    {U"大正", 'T', day_of(1912, 7, 30), day_of(1926, 12, 25), 15},
    {U"昭和", 'S', day_of(1926, 12, 25), day_of(1989, 1, 7), 64},
    {U"平成", 'H', day_of(1989, 1, 8), day_of(2019, 4, 30), 31},
    {U"令和", 'R', day_of(2019, 5, 1), day_of(9999, 12, 31), 999},
}};
constexpr int kFirstYear = 1868;
constexpr int kYearsAheadMax = 100;
constexpr int kAgeMax = 130;
constexpr std::size_t kTypedBytesMax = 100;
constexpr const char* kExamples = "昭37.4.8、1962/4/8、S370408";

std::chrono::year_month_day ymd_of(Date day) {
    return std::chrono::year_month_day{day};
}
int first_year_of(const Era& era) {
    return static_cast<int>(ymd_of(era.first_day).year());
}

const Era* era_on(Date day) {
    const Era* found = nullptr;
    for (const Era& era : kEras)
        if (era.first_day <= day) found = &era;
    return found;
}

/// 37年, 元年.
std::string year_within(const Era& era, int western_year) {
    const int year = western_year - first_year_of(era) + 1;
    return (year == 1 ? std::string{"元"} : std::to_string(year)) + "年";
}

/// 昭和37年.
std::string era_year(const Era& era, int western_year) {
    return encode_utf8(era.name) + year_within(era, western_year);
}

std::string month_and_day(unsigned month, unsigned day) {
    return std::to_string(month) + "月" + std::to_string(day) + "日";
}

/// Compatibility forms folded (Ｓ３７, ㍼), upper case, spaces gone except between two digits,
/// where they separate. Nothing when it is no text or far too long for a date.
std::optional<std::u32string> plain_form(std::string_view text) {
    if (text.size() > kTypedBytesMax || !decode_utf8(text)) return std::nullopt;
    UErrorCode status = U_ZERO_ERROR;
    std::string folded;
    icu::StringByteSink<std::string> sink(&folded);
    icu::Normalizer2::getNFKCInstance(status)->normalizeUTF8(
        0, {text.data(), static_cast<int32_t>(text.size())}, sink, nullptr, status);
    assert(U_SUCCESS(status));
    const auto decoded = decode_utf8(folded);
    const bool spaces_separate = decoded->find(U'年') == std::u32string::npos &&
                                 decoded->find(U'月') == std::u32string::npos;
    const auto is_digit = [](char32_t c) { return c >= U'0' && c <= U'9'; };
    std::u32string out;
    bool gap = false;
    for (char32_t c : *decoded) {
        if (c == U' ' || c == U'\t' || c == U'\n' || c == U'\r') {
            gap = true;
            continue;
        }
        if (gap && spaces_separate && !out.empty() && is_digit(out.back()) && is_digit(c))
            out.push_back(U'/');
        gap = false;
        out.push_back(c >= U'a' && c <= U'z' ? c - U'a' + U'A' : c);
    }
    return out;
}

/// What was written, before anyone asks whether such a day exists.
struct Written {
    const Era* era = nullptr;
    std::optional<int> year;  // of the era when there is one, else western; empty: 11/24
    unsigned month = 0;
    unsigned day = 0;
};

/// Reads from the front of the plain form.
class Reader {
  public:
    explicit Reader(std::u32string_view rest) : rest_(rest) {}

    bool at_end() const { return rest_.empty(); }

    bool skip(std::u32string_view word) {
        if (!rest_.starts_with(word)) return false;
        rest_.remove_prefix(word.size());
        return true;
    }

    const Era* era() {
        for (const Era& era : kEras) {
            const std::array<char32_t, 1> letter{static_cast<char32_t>(era.letter)};
            if (skip(era.name) || skip(era.name.substr(0, 1)) || skip({letter.data(), 1}))
                return &era;
        }
        return nullptr;
    }

    std::u32string_view digits() {
        std::size_t count = 0;
        while (count < rest_.size() && rest_[count] >= U'0' && rest_[count] <= U'9') ++count;
        const auto found = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return found;
    }

    bool separator(std::u32string_view unit) {
        if (skip(unit)) return true;
        constexpr std::u32string_view kSeparators = U"./-,、・。‐‑–−ー";
        if (rest_.empty() || kSeparators.find(rest_.front()) == std::u32string_view::npos)
            return false;
        rest_.remove_prefix(1);
        return true;
    }

  private:
    std::u32string_view rest_;
};

/// Up to four digits.
int number(std::u32string_view digits) {
    assert(digits.size() <= 4);
    int value = 0;
    for (const char32_t c : digits) value = value * 10 + static_cast<int>(c - U'0');
    return value;
}

std::optional<Written> run_together(const Era* era, std::u32string_view digits) {
    const std::size_t year_digits = era != nullptr ? 2 : 4;
    if (digits.size() != year_digits + 4) return std::nullopt;
    return Written{era, number(digits.substr(0, year_digits)),
                   static_cast<unsigned>(number(digits.substr(year_digits, 2))),
                   static_cast<unsigned>(number(digits.substr(year_digits + 2)))};
}

std::optional<Written> read(std::u32string_view plain) {
    Reader reader{plain};
    const Era* era = reader.era();
    if (era != nullptr) reader.separator(U".");
    const bool western = era == nullptr && reader.skip(U"西暦");
    const bool first_year = era != nullptr && reader.skip(U"元");
    const auto first = first_year ? std::u32string_view{U"1"} : reader.digits();
    if (reader.at_end()) return run_together(era, first);
    const bool has_month_first =
        era == nullptr && !western && (first.size() == 1 || first.size() == 2);
    if (!reader.separator(has_month_first ? U"月" : U"年")) return std::nullopt;
    const auto second = reader.digits();
    if (second.empty() || second.size() > 2) return std::nullopt;
    const auto as_unsigned = [](std::u32string_view digits) {
        return static_cast<unsigned>(number(digits));
    };
    if (has_month_first) {
        reader.skip(U"日");
        if (!reader.at_end()) return std::nullopt;
        return Written{nullptr, std::nullopt, as_unsigned(first), as_unsigned(second)};
    }
    if (!reader.separator(U"月")) return std::nullopt;
    const auto third = reader.digits();
    reader.skip(U"日");
    const bool year_fits = era != nullptr ? !first.empty() && first.size() <= 3 : first.size() == 4;
    if (!year_fits || third.empty() || third.size() > 2 || !reader.at_end()) return std::nullopt;
    return Written{era, number(first), as_unsigned(second), as_unsigned(third)};
}

Error invalid(std::string_view field, std::string code, std::string detail = {}) {
    return {ErrorKind::Invalid, std::move(code), std::string{field}, std::move(detail)};
}

/// 昭和65年: the year itself is outside. The detail says which year it would be.
Error no_such_era_year(std::string_view field, const Era& era, int era_year_written) {
    const std::string name = encode_utf8(era.name);
    if (era_year_written < 1)
        return invalid(field, "date.no_such_era_year", name + "は元年からです");
    const int year = first_year_of(era) + era_year_written - 1;
    const Era* real = era_on(day_of(year, 12, 31));
    return invalid(field, "date.no_such_era_year",
                   name + "は" + std::to_string(era.last_year) + "年までです。" +
                       std::to_string(year) + "年は" + era_year(*real, year) + "です");
}

/// 平成31年5月1日: the year is right, the day is not in it.
Error outside_era(std::string_view field, const Era& era, Date day) {
    const bool too_late = day > era.last_day;
    const auto edge = ymd_of(too_late ? era.last_day : era.first_day);
    std::string detail =
        encode_utf8(era.name) + "は" + year_within(era, static_cast<int>(edge.year())) +
        month_and_day(static_cast<unsigned>(edge.month()), static_cast<unsigned>(edge.day())) +
        (too_late ? "までです" : "からです");
    if (era_on(day) != nullptr) {
        const auto ymd = ymd_of(day);
        detail +=
            "。" + std::to_string(static_cast<int>(ymd.year())) + "年" +
            month_and_day(static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day())) +
            "は" + era_date(day) + "です";
    }
    return invalid(field, "date.outside_era", std::move(detail));
}

Error no_such_day(std::string_view field, const Written& written) {
    return invalid(field, "date.no_such_day", month_and_day(written.month, written.day));
}

Result<Date> nearest(std::string_view field, const Written& written, Date today) {
    const int this_year = static_cast<int>(ymd_of(today).year());
    std::optional<Date> best;
    const auto distance = [&](Date day) { return day < today ? today - day : day - today; };
    for (const int year : {this_year, this_year + 1, this_year - 1}) {
        const auto day = make_date(year, written.month, written.day);
        if (day && (!best || distance(*day) < distance(*best))) best = day;
    }
    if (!best) return fail(no_such_day(field, written));
    return *best;
}

Result<Date> to_date(std::string_view field, const Written& written, Date today) {
    if (!written.year) return nearest(field, written, today);
    int year = *written.year;
    if (written.era != nullptr) {
        if (year < 1 || year > written.era->last_year)
            return fail(no_such_era_year(field, *written.era, year));
        year += first_year_of(*written.era) - 1;
    }
    if (year < kFirstYear) return fail(invalid(field, "date.too_long_ago"));
    if (year > static_cast<int>(ymd_of(today).year()) + kYearsAheadMax)
        return fail(invalid(field, "date.too_far_ahead"));
    const auto day = make_date(year, written.month, written.day);
    if (!day) return fail(no_such_day(field, written));
    if (written.era != nullptr && (*day < written.era->first_day || *day > written.era->last_day))
        return fail(outside_era(field, *written.era, *day));
    return *day;
}

enum class Year { Optional, Needed };

Result<Date> parse(std::string_view field, std::string_view text, Date today, Year year_is) {
    const auto plain = plain_form(text);
    if (plain && plain->empty()) return fail(invalid(field, "date.required", kExamples));
    const auto written = plain ? read(*plain) : std::nullopt;
    if (!written || (year_is == Year::Needed && !written->year))
        return fail(invalid(field, "date.malformed", kExamples));
    return to_date(field, *written, today);
}

}  // namespace

Result<Date> parse_date_as_typed(std::string_view field, std::string_view text, Date today) {
    return parse(field, text, today, Year::Optional);
}

Result<Date> parse_birth_date(std::string_view field, std::string_view text, Date today) {
    TRY(const Date born_on, parse(field, text, today, Year::Needed));
    if (born_on > today) return fail(invalid(field, "date.in_future"));
    if (age_on(born_on, today) > kAgeMax) return fail(invalid(field, "date.too_long_ago"));
    return born_on;
}

std::string era_date(Date day) {
    const auto ymd = ymd_of(day);
    const int year = static_cast<int>(ymd.year());
    const Era* era = era_on(day);
    return (era != nullptr ? era_year(*era, year) : std::to_string(year) + "年") +
           month_and_day(static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()));
}

std::string both_calendars(Date day) {
    const Era* era = era_on(day);
    if (era == nullptr) return iso_date(day);
    const int year = static_cast<int>(ymd_of(day).year()) - first_year_of(*era) + 1;
    return iso_date(day) + "(" + encode_utf8(era->name.substr(0, 1)) +
           (year == 1 ? "元" : std::to_string(year)) + ")";
}

}  // namespace kakehashi
