// 返書管理: the list by waiting days, what stands around it, and the print by department.
#include <charconv>

#include "facility/facility_store.hpp"
#include "reply/reply_aging.hpp"
#include "reply/reply_routes.hpp"
#include "reply/reply_store.hpp"
#include "reply/reply_words.hpp"

namespace kakehashi::reply_pages {
namespace {

constexpr int kDoctorsShown = 8;
constexpr int kBarWidth = 1000;

struct Selection {
    AgingFilter filter;
    std::optional<AgingPlace> after;
};

constexpr std::pair<AgingTab, std::string_view> kTabs[] = {{AgingTab::Act, "act"},
                                                           {AgingTab::Chased, "chased"},
                                                           {AgingTab::Week, "week"},
                                                           {AgingTab::NotNeeded, "not-needed"}};

std::string_view word_of(AgingTab tab) {
    for (const auto& [value, word] : kTabs)
        if (value == tab) return word;
    return "act";
}

/// 20783.412, as place_text() writes it; nothing for anything else.
std::optional<AgingPlace> place_from(std::string_view text) {
    AgingPlace place;
    const auto* const end = text.data() + text.size();
    const auto sort = std::from_chars(text.data(), end, place.sort);
    if (sort.ec != std::errc{} || sort.ptr == end || *sort.ptr != '.') return std::nullopt;
    const auto id = std::from_chars(sort.ptr + 1, end, place.id.value);
    if (id.ec != std::errc{} || id.ptr != end) return std::nullopt;
    constexpr std::int64_t kBeyondAnyDate = 100'000'000'000;
    if (place.sort > kBeyondAnyDate || place.sort < -kBeyondAnyDate) return std::nullopt;
    return place;
}

std::string place_text(const AgingPlace& place) {
    return std::to_string(place.sort) + "." + place.id.text();
}

Selection selection_of(const http::Request& request) {
    Selection selection;
    auto& filter = selection.filter;
    for (const auto& [value, word] : kTabs)
        if (request.query("tab") == word) filter.tab = value;
    if (const auto stage = parse_reply_stage(request.query("stage"));
        stage && *stage != ReplyStage::ArrivalNotice)
        filter.stage = *stage;
    if (const auto id = DepartmentId::parse(request.query("department"))) filter.department = *id;
    if (const auto id = DoctorId::parse(request.query("doctor"))) filter.doctor = *id;
    filter.drafted = request.query("drafted") == "1";
    selection.after = place_from(request.query("after"));
    return selection;
}

html::Url url_of(const AgingFilter& filter) {
    auto url = html::Url::path("/replies");
    if (filter.tab != AgingTab::Act) url = url.with("tab", word_of(filter.tab));
    if (filter.stage) url = url.with("stage", to_text(*filter.stage));
    if (filter.department) url = url.with("department", filter.department.value);
    if (filter.doctor) url = url.with("doctor", filter.doctor.value);
    if (filter.drafted) url = url.with("drafted", "1");
    return url;
}

int count_in(const auto& counts, auto key) {
    const auto found = counts.find(key);
    return found == counts.end() ? 0 : found->second;
}

void add_strip(AgingView& view, const AgingTotals& totals) {
    const auto& bands = totals.bands;
    std::string stages = "初回 " + std::to_string(count_in(totals.by_stage, ReplyStage::First));
    if (const int interim = count_in(totals.by_stage, ReplyStage::Interim); interim > 0)
        stages += "・経過 " + std::to_string(interim);
    stages += "・最終 " + std::to_string(count_in(totals.by_stage, ReplyStage::Final));
    view.strip = {{"", "未返書", bands.all(), stages},
                  {"", "7日以内", bands.week, "目安の内"},
                  {"due", "8〜14日", bands.fortnight, "医師へ 1回目"},
                  {"due", "15〜30日", bands.month, "医師へ 2回目"},
                  {"crit", "31日以上", bands.longer, "科長へ"}};
    for (auto& box : view.strip)
        if (box.number == 0) box.css.clear();
}

void add_tabs(AgingView& view, const AgingTotals& totals, const AgingFilter& filter) {
    const auto tab = [&](AgingTab which, std::string label) {
        auto other = filter;
        other.tab = which;
        view.tabs.push_back(
            {std::move(label), count_in(totals.by_tab, which), url_of(other), filter.tab == which});
    };
    tab(AgingTab::Act, "要対応");
    tab(AgingTab::Chased, "催促ずみ");
    tab(AgingTab::Week, "7日以内");
    tab(AgingTab::NotNeeded, "返書不要");
    for (const auto stage : {ReplyStage::First, ReplyStage::Interim, ReplyStage::Final}) {
        auto other = filter;
        const bool current = filter.stage == stage;
        other.stage = current ? std::nullopt : std::optional{stage};
        view.chips.push_back({std::string{short_japanese(stage)}, count_in(totals.by_stage, stage),
                              url_of(other), current});
    }
    auto other = filter;
    other.drafted = !filter.drafted;
    view.chips.push_back({"下書きあり", totals.drafted, url_of(other), filter.drafted});
}

std::string bands_in_words(const AgingBands& bands) {
    return "7日以内" + std::to_string(bands.week) + "、8〜14日" + std::to_string(bands.fortnight) +
           "、15〜30日" + std::to_string(bands.month) + "、31日以上" + std::to_string(bands.longer);
}

/// One bar of 科別: the longest is as wide as the space.
Bar bar_of(const AgingTotals::Department& department, int most) {
    Bar bar;
    bar.name = department.short_name.empty() ? department.name : department.short_name;
    if (bar.name.empty()) bar.name = "科なし";
    bar.words = bands_in_words(department.bands);
    bar.total = department.bands.all();
    if (department.id)
        bar.url = html::Url::path("/replies").with("department", department.id.value);
    const auto& bands = department.bands;
    int x = 0;
    for (const auto& [css, number] : {std::pair{"a", bands.week}, std::pair{"b", bands.fortnight},
                                      std::pair{"c", bands.month}, std::pair{"d", bands.longer}}) {
        if (number == 0) continue;
        const int width = kBarWidth * number / std::max(most, 1);
        bar.parts.push_back({css, x, std::max(width - 4, 4)});  // a hair between the colours
        x += width;
    }
    return bar;
}

void add_side(AgingView& view, const AgingTotals& totals, const AgingFilter& filter) {
    view.all = totals.bands.all();
    const int most = totals.departments.empty() ? 0 : totals.departments.front().bands.all();
    for (const auto& department : totals.departments) view.bars.push_back(bar_of(department, most));
    for (const auto& doctor : totals.doctors) {
        if (doctor.id == filter.doctor) view.doctor_name = doctor.name;
        if (view.doctors.size() == kDoctorsShown) continue;
        view.doctors.push_back({family_name(doctor.name), doctor.department,
                                html::Url::path("/replies").with("doctor", doctor.id.value),
                                doctor.over_week, doctor.drafted,
                                std::to_string(doctor.median_days) + "日"});
    }
    view.rules = {{"8日目", "医師へ 連絡"}, {"15日目", "医師へ 2回目・電話"}, {"31日目", "科長へ"}};
}

void add_empty_words(AgingView& view, const AgingFilter& filter) {
    const bool filtered = filter.stage || filter.department || filter.doctor || filter.drafted;
    if (filtered) {
        view.empty_heading = "しぼりこみに合う返書はありません";
        view.empty_text = "しぼりこみをやめると、ほかの返書が見られます";
        return;
    }
    switch (filter.tab) {
        case AgingTab::Act:
            view.empty_heading = "催促の要る返書はありません";
            view.empty_text = "8日以上待っている返書がここに並びます";
            break;
        case AgingTab::Chased:
            view.empty_heading = "返事を待っている催促はありません";
            view.empty_text = "催促してから5日のあいだ、ここに並びます";
            break;
        case AgingTab::Week:
            view.empty_heading = "7日以内の返書はありません";
            view.empty_text = "来院を記録すると、一次返書がここに並びます";
            break;
        case AgingTab::NotNeeded:
            view.empty_heading = "返書不要にしたものはありません";
            view.empty_text = "理由をつけて返書不要にすると、ここに残ります";
    }
}

AgingDays listed_days(db::Transaction& tx, const Viewer& viewer, Date today) {
    return {today, reply_terms(tx, viewer.facility).final_days_after_discharge};
}

http::Response show_aging(Office& office, const http::Request& request) {
    const auto& viewer = office::viewer_of(request);
    const auto now = office.clock.now();
    const auto selection = selection_of(request);
    const auto& filter = selection.filter;
    auto tx = office.db.read();
    const auto listed = listed_days(tx, viewer, date_in_japan(now));
    const auto totals = aging_totals(tx, viewer, now, listed);
    const auto page = list_replies(tx, viewer, now, listed, filter, selection.after);

    AgingView view;
    view.frame = office::make_frame(office, tx, request, "返書管理", "/replies");
    view.print = html::Url::path("/replies/by-department");
    view.notices = html::Url::path("/arrivals").at("notices");
    if (const auto owed = view.frame.counts.by_kind.find(duty_kind_of(ReplyStage::ArrivalNotice));
        owed != view.frame.counts.by_kind.end())
        view.open_notices = owed->second.open;
    add_strip(view, totals);
    add_tabs(view, totals, filter);
    add_side(view, totals, filter);
    add_empty_words(view, filter);
    for (const auto& department : departments_of(tx, viewer.facility))
        view.departments.push_back(
            {department.id.text(), department.name, department.id == filter.department});
    view.tab = filter.tab == AgingTab::Act ? "" : word_of(filter.tab);
    if (filter.stage) view.stage = to_text(*filter.stage);
    if (filter.drafted) view.drafted = "1";
    if (filter.doctor) {
        view.doctor = filter.doctor.text();
        auto other = filter;
        other.doctor = {};
        view.without_doctor = url_of(other);
        if (view.doctor_name.empty()) view.doctor_name = "選んだ医師";
    }
    view.can_choose = filter.tab != AgingTab::NotNeeded;
    view.order = view.can_choose
                     ? "待っている日数の長い順に並んでいます。日数は受診日または退院日から"
                     : "返書不要にした日の新しい順に並んでいます";
    for (const auto& row : page.rows) view.rows.push_back(row_view(row, now));
    if (page.next) view.next = url_of(filter).with("after", place_text(*page.next));
    return office::page(render_aging, view);
}

http::Response show_by_department(Office& office, const http::Request& request) {
    const auto& viewer = office::viewer_of(request);
    const auto now = office.clock.now();
    auto tx = office.db.read();
    PrintView view;
    view.frame = office::make_frame(office, tx, request, "返書管理", "/replies");
    view.frame.print_title = "未返書一覧(科別)";
    view.back = html::Url::path("/replies");
    const auto listed = listed_days(tx, viewer, date_in_japan(now));
    DepartmentId current{-1};
    for (const auto& row : replies_by_department(tx, viewer, listed)) {
        if (row.reply.department != current) {
            current = row.reply.department;
            view.groups.push_back(
                {row.department_name.empty() ? "科なし" : row.department_name, 0, {}});
        }
        view.groups.back().rows.push_back(row_view(row, now));
    }
    for (auto& group : view.groups) group.count = group.rows.size();
    return office::page(render_by_department, view);
}

}  // namespace

void add_aging_routes(http::Router& router, Office& office) {
    router.add("GET", "/replies",
               [&office](http::Request& request) { return show_aging(office, request); });
    router.add("GET", "/replies/by-department",
               [&office](http::Request& request) { return show_by_department(office, request); });
}

}  // namespace kakehashi::reply_pages
