#pragma once

#include "oversight/oversight_views.hpp"

namespace kakehashi::oversight {

struct MonthLine {
    std::string month, lines, signed_text;
    bool signed_off = false;
    html::Url url;
};
struct MonthsView {
    office::Frame frame;
    std::vector<MonthLine> months;
};
void render_month_reports(html::Writer& out, const MonthsView& v);

struct AnomalyLine {
    std::string word, count;
    bool current = false;
    html::Url url;
};
struct MonthReportView {
    office::Frame frame;
    std::string month, lines, due;
    std::vector<AnomalyLine> anomalies;
    TrailLines trail;
    html::Url older, sign;
    std::string signed_text, note, note_error;  // signed_text: empty until somebody did
};
void render_month_report(html::Writer& out, const MonthReportView& v);

}  // namespace kakehashi::oversight
