#include "office/year_bar.hpp"

#include <charconv>

namespace kakehashi::office {

int year_of(const http::Request& request, Date today) {
    const auto this_year = static_cast<int>(std::chrono::year_month_day{today}.year());
    const std::string text{request.query("year")};
    int year = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), year);
    const bool read = error == std::errc{} && end == text.data() + text.size();
    return read && year >= 2000 && year < this_year ? year : this_year;
}

YearBar year_bar(std::string_view path, int year, Date today) {
    const auto this_year = static_cast<int>(std::chrono::year_month_day{today}.year());
    const auto name = [](int number) { return std::to_string(number) + "年"; };
    const auto page = [&](int number) { return html::Url::path(path).with("year", number); };
    YearBar bar{name(year), name(year - 1), name(year + 1), page(year - 1), {}};
    if (year < this_year) bar.after = page(year + 1);
    return bar;
}

}  // namespace kakehashi::office
