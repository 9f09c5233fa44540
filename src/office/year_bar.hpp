// 前の年 2026年 次の年: for registers that are read by the year.
#pragma once

#include <string>
#include <string_view>

#include "base/date.hpp"
#include "platform/html/writer.hpp"
#include "platform/http/request.hpp"

namespace kakehashi::office {

struct YearBar {
    std::string year, before_label, after_label;
    html::Url before, after;
};
void render_years(html::Writer& out, const YearBar& v);

/// ?year=2025, this year without one.
int year_of(const http::Request& request, Date today);
YearBar year_bar(std::string_view path, int year, Date today);

}  // namespace kakehashi::office
