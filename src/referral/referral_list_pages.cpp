// GET /referrals: what arrived, where it stands, what was asked for.
#include <algorithm>
#include <charconv>
#include <set>

#include "base/era.hpp"
#include "base/japanese.hpp"
#include "facility/facility_store.hpp"
#include "office/searching.hpp"
#include "platform/search/search.hpp"
#include "referral/referral_pane.hpp"
#include "referral/referral_routes.hpp"

namespace kakehashi::referral_pages {
namespace {

constexpr int kSearchMax = 50;
constexpr std::size_t kHistoryPage = 50;
constexpr std::size_t kPage = 100;

struct Choice {
    std::string stage = "todo";
    ReferralFilter filter;
    bool mine = false;
    std::string query;
    std::string searched;  // the token the words are kept by: they stay out of addresses
    ReferralId selected;
    std::optional<HistoryPlace> before;  // of a page of 終わった紹介
    std::string after;                   // of any other page: where the one before it ended
};

struct StageRule {
    std::string_view word, label;
    std::vector<ReferralState> states;
};

const std::vector<StageRule>& stage_rules() {
    static const std::vector<StageRule> rules{
        {"received", "受信", {ReferralState::Received}},
        {"decision", "受入判断", {ReferralState::AwaitingDecision, ReferralState::AskingDoctor}},
        {"booking", "予約", {ReferralState::AwaitingBooking}},
        {"visit", "受診", {ReferralState::AwaitingVisit, ReferralState::NoShow}},
        {"reply", "返書", {ReferralState::Visited}}};
    return rules;
}

/// The numbers of 「0-1764000000-12」; empty when that is not what it is.
std::vector<std::int64_t> numbers_in(std::string_view text) {
    std::vector<std::int64_t> numbers;
    while (!text.empty()) {
        const auto dash = std::min(text.find('-'), text.size());
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + dash, number);
        if (error != std::errc{} || end != text.data() + dash) return {};
        numbers.push_back(number);
        text.remove_prefix(std::min(dash + 1, text.size()));
    }
    return numbers;
}

std::optional<HistoryPlace> place_in(std::string_view text) {
    const auto numbers = numbers_in(text);
    if (numbers.size() != 2) return std::nullopt;
    return HistoryPlace{Instant{std::chrono::seconds{numbers[0]}}, ReferralId{numbers[1]}};
}

std::optional<TodoPlace> todo_place_in(std::string_view text) {
    const auto numbers = numbers_in(text);
    if (numbers.size() != 3) return std::nullopt;
    return TodoPlace{numbers[0] != 0, Instant{std::chrono::seconds{numbers[1]}},
                     DutyId{numbers[2]}};
}

std::string seconds_text(Instant at) {
    return std::to_string(at.time_since_epoch().count());
}

std::string text_of(const HistoryPlace& place) {
    return seconds_text(place.received_at) + "-" + place.id.text();
}

Choice choice_of(const http::Request& request, const Viewer& viewer) {
    Choice choice;
    if (!request.query("stage").empty()) choice.stage = request.query("stage");
    choice.query = office::searched_words(request);
    if (!choice.query.empty()) choice.searched = request.query("s");
    choice.mine = request.query("mine") == "1";
    if (choice.mine) choice.filter.assignee = viewer.user;
    if (const auto id = DepartmentId::parse(request.query("department")))
        choice.filter.department = *id;
    if (const auto id = FacilityId::parse(request.query("referrer"))) choice.filter.referrer = *id;
    if (const auto door = parse_door(request.query("door"))) choice.filter.door = *door;
    if (const auto id = ReferralId::parse(request.query("sel"))) choice.selected = *id;
    choice.before = place_in(request.query("before"));
    if (!numbers_in(request.query("after")).empty()) choice.after = request.query("after");
    return choice;
}

Url url_of(const Choice& choice) {
    auto url = Url::path("/referrals");
    if (!choice.searched.empty()) return url.with("s", choice.searched);
    if (choice.stage != "todo") url = url.with("stage", choice.stage);
    if (choice.filter.door) url = url.with("door", to_text(*choice.filter.door));
    if (choice.filter.department) url = url.with("department", choice.filter.department.value);
    if (choice.filter.referrer) url = url.with("referrer", choice.filter.referrer.value);
    if (choice.mine) url = url.with("mine", "1");
    return url;
}

Url selecting(const Choice& choice, ReferralId id) {
    auto url = url_of(choice);
    if (choice.before) url = url.with("before", text_of(*choice.before));
    if (!choice.after.empty()) url = url.with("after", choice.after);
    return url.with("sel", id.value);
}

Row row_of(const ReferralLine& line, const Choice& choice, Instant now) {
    const auto today = date_in_japan(now);
    const bool urgent = line.urgency == Urgency::Emergency && !line.closed_at;
    Row row;
    row.id_text = line.id.text();
    if (line.closed_at) {
        row.due = short_date(date_in_japan(*line.closed_at), today);
        row.since = japanese(line.state);
        row.due_class = "k-dl";
    } else if (line.due_at) {
        row.due = due_text(*line.due_at, now, urgent);
        row.since = line.state == ReferralState::Received ? since_arrival(line.received_at, now)
                                                          : remaining(*line.due_at, now);
        row.due_class = due_class(*line.due_at, now, urgent);
    } else {
        row.due = short_date(date_in_japan(line.received_at), today);
        row.since = japanese(line.state);
        row.due_class = "k-dl";
    }
    row.icon = icon_of(line.door);
    row.door = japanese(line.door);
    row.heading = {{heading_of(line), false}};
    auto detail = patient_line(line, today);
    const auto about = first_line(line.diagnoses.empty() ? line.purpose : line.diagnoses);
    for (const auto& part : {line.state == ReferralState::Received ? line.sender_note : "", about})
        if (!part.empty()) detail += (detail.empty() ? "" : "・") + part;
    row.detail = {{detail, false}};
    row.partner = line.referrer_name.empty() ? "差出人 不明" : line.referrer_name;
    row.place = "→ " + (line.department_name.empty() ? "未定" : line.department_name);
    row.assignee = line.assignee_name;
    row.selected = line.id == choice.selected;
    row.css = row.selected ? "k-q sel" : "k-q";
    row.url = referral_pages::url_of(line.id);
    row.select_url = selecting(choice, line.id);
    return row;
}

void add_group(ListView& view, std::string css, std::string icon, std::string heading,
               const std::vector<const ReferralLine*>& lines, const Choice& choice, Instant now,
               const std::function<void(Row&, const ReferralLine&)>& adjust = {}) {
    if (lines.empty()) return;
    const bool whole =
        choice.after.empty() && view.next_url.empty() && !choice.before && view.older_url.empty();
    Group group{std::move(css),
                std::move(icon),
                std::move(heading),
                (whole ? "" : "このページ ") + std::to_string(lines.size()) + "件",
                {}};
    for (const auto* line : lines) {
        group.rows.push_back(row_of(*line, choice, now));
        if (adjust) adjust(group.rows.back(), *line);
    }
    view.groups.push_back(std::move(group));
}

std::vector<const ReferralLine*> those(const std::vector<ReferralLine>& lines,
                                       const std::function<bool(const ReferralLine&)>& take) {
    std::vector<const ReferralLine*> out;
    for (const auto& line : lines)
        if (take(line)) out.push_back(&line);
    return out;
}

bool is_urgent(const ReferralLine& line) {
    return line.urgency == Urgency::Emergency;
}

void group_todo(ListView& view, const std::vector<ReferralLine>& lines, const Choice& choice,
                Instant now) {
    const auto compares = [](const ReferralLine& line) {
        return line.duty_kind == kDutyCompare || line.duty_kind == kDutyAdded;
    };
    const auto in = [&](std::initializer_list<ReferralState> states) {
        return those(lines, [&](const ReferralLine& line) {
            return !is_urgent(line) && !compares(line) &&
                   std::ranges::find(states, line.state) != states.end();
        });
    };
    add_group(view, "grp crit", "bolt", "至急・いま対応", those(lines, is_urgent), choice, now);
    add_group(view, "grp due", "inbox", "受信・未登録", in({ReferralState::Received}), choice, now);
    add_group(view, "grp", "user", "受入判断まち",
              in({ReferralState::AwaitingDecision, ReferralState::AskingDoctor}), choice, now);
    add_group(view, "grp", "send", "返答を送る",
              in({ReferralState::AwaitingVisit, ReferralState::Declined, ReferralState::Forwarded}),
              choice, now);
    add_group(view, "grp", "alert", "未受診", in({ReferralState::NoShow}), choice, now);
    add_group(
        view, "grp", "paper", "届いた書類をくらべる",
        those(lines, [&](const ReferralLine& line) { return !is_urgent(line) && compares(line); }),
        choice, now);
    std::set<ReferralId> shown;  // whatever else is owed stands in the list too
    for (const auto& group : view.groups)
        for (const auto& row : group.rows)
            if (const auto id = ReferralId::parse(row.id_text)) shown.insert(*id);
    add_group(view, "grp", "inbox", "そのほか",
              those(lines, [&](const ReferralLine& line) { return !shown.contains(line.id); }),
              choice, now);
}

/// Where the words hit decides the group; the hit itself shines.
void group_hits(ListView& view, const std::vector<ReferralLine>& lines, const Choice& choice,
                Instant now) {
    const auto& query = choice.query;
    const auto keys_hit = [&](const ReferralLine& line) {
        const auto kana = search_key(line.patient_kana) + " " + kana_key(line.patient_kana);
        for (const auto& word : words_of(query)) {
            const auto key = search_key(word);
            if (!key.empty() && kana.find(key) != std::string::npos) return true;
        }
        return false;
    };
    const auto name_hit = [&](const ReferralLine& line) {
        return has_hit(with_hits(line.patient_name, query)) || keys_hit(line);
    };
    const auto doctor_hit = [&](const ReferralLine& line) {
        return has_hit(with_hits(line.referring_doctor, query));
    };
    const auto show = [&](Row& row, const ReferralLine& line) {
        row.heading = {{heading_of(line), false}};
        if (!line.patient_name.empty()) {
            row.heading.back().text += ":";
            auto name = with_hits(line.patient_name, query);
            if (!has_hit(name) && keys_hit(line)) name = {{line.patient_name, true}};
            row.heading.insert(row.heading.end(), name.begin(), name.end());
            row.heading.push_back({" さん", false});
        }
        std::string facts;
        const auto add = [&](const std::string& part) {
            if (!part.empty()) facts += (facts.empty() ? "" : "・") + part;
        };
        if (line.patient_born_on)
            add(std::to_string(age_on(*line.patient_born_on, date_in_japan(now))) + "歳 " +
                sex_word(line.patient_sex));
        if (!line.patient_number.empty()) add("ID " + patient_number_text(line.patient_number));
        add(first_line(line.diagnoses.empty() ? line.sender_note : line.diagnoses));
        if (doctor_hit(line)) add("紹介医 " + line.referring_doctor);
        add(line.number);
        row.detail = with_hits(facts, query);
    };
    const auto open = [](const ReferralLine& line) { return !line.closed_at; };
    add_group(view, "grp", "user", "氏名・カナ",
              those(lines, [&](const auto& l) { return open(l) && name_hit(l); }), choice, now,
              show);
    add_group(view, "grp", "bld", "紹介元の医師",
              those(lines, [&](const auto& l) { return open(l) && !name_hit(l) && doctor_hit(l); }),
              choice, now, show);
    add_group(
        view, "grp", "paper", "そのほか(番号・紹介元・傷病名など)",
        those(lines, [&](const auto& l) { return open(l) && !name_hit(l) && !doctor_hit(l); }),
        choice, now, show);
    add_group(view, "grp", "check", "終わった紹介",
              those(lines, [&](const auto& l) { return !open(l); }), choice, now, show);
    const auto count = std::ranges::count_if(lines, open);
    view.open_count = std::to_string(count);
    view.closed_count = std::to_string(static_cast<std::ptrdiff_t>(lines.size()) - count);
}

std::vector<Entrance> entrances_of(const ReferralCounts& counts, const Choice& choice,
                                   Instant now) {
    struct Shown {
        std::vector<Door> doors;
        std::string_view icon, label, unit;
    };
    const Shown shown[] = {{{Door::Fax}, "fax", "FAX", "通"},
                           {{Door::Phone, Door::Paper}, "phone", "電話・紙", "件"},
                           {{Door::Portal}, "send", "ポータル", "件"},
                           {{Door::Electronic}, "elec", "電子", "件"},
                           {{Door::Csv}, "csv", "CSV", "件"}};
    const auto number = [](const std::map<Door, int>& numbers, Door door) {
        const auto found = numbers.find(door);
        return found == numbers.end() ? 0 : found->second;
    };
    std::vector<Entrance> entrances;
    for (const auto& one : shown) {
        Entrance entrance;
        entrance.icon = one.icon;
        entrance.label = one.label;
        int today = 0;
        std::optional<Instant> oldest;
        for (const auto door : one.doors) {
            entrance.waiting += number(counts.waiting, door);
            today += number(counts.today, door);
            if (const auto found = counts.oldest.find(door); found != counts.oldest.end())
                oldest = oldest ? std::min(*oldest, found->second) : found->second;
        }
        entrance.sub = "本日 " + std::to_string(today) + std::string{one.unit};
        if (oldest) {
            entrance.sub += "・最古 " + moment_text(*oldest, now);
            if (now - *oldest > std::chrono::minutes{30}) entrance.css = "due";
        }
        entrance.current = choice.filter.door == one.doors.front();
        auto url = Url::path("/referrals");
        if (!entrance.current)
            url = url.with("stage", "received").with("door", to_text(one.doors.front()));
        entrance.url = url;
        entrances.push_back(std::move(entrance));
    }
    return entrances;
}

std::vector<Stage> stages_of(const ReferralCounts& counts, int todo, const Choice& choice) {
    std::vector<Stage> stages;
    const auto add = [&](std::string_view word, std::string_view label, int count) {
        Choice to;
        to.stage = word;
        to.filter.department = choice.filter.department;
        to.filter.referrer = choice.filter.referrer;
        to.mine = choice.mine;
        stages.push_back({std::string{label}, count, url_of(to), choice.stage == word});
    };
    add("todo", "要対応", todo);
    for (const auto& rule : stage_rules()) {
        int count = 0;
        for (const auto state : rule.states)
            if (const auto found = counts.open.find(state); found != counts.open.end())
                count += found->second;
        add(rule.word, rule.label, count);
    }
    add("closed", "終わった紹介", -1);
    return stages;
}

std::vector<FilterChip> chips_of(db::Transaction& tx, const Viewer& viewer, const Choice& choice,
                                 const std::vector<ReferralLine>& lines) {
    std::vector<FilterChip> chips;
    FilterChip departments{"受診科", "filter", static_cast<bool>(choice.filter.department), {}};
    auto all = choice;
    all.filter.department = {};
    departments.choices.push_back({"すべての科", url_of(all), !choice.filter.department});
    for (const auto& department : departments_of(tx, viewer.facility)) {
        auto to = choice;
        to.filter.department = department.id;
        const bool current = department.id == choice.filter.department;
        if (current) departments.label = department.name;
        departments.choices.push_back({department.name, url_of(to), current});
    }
    chips.push_back(std::move(departments));
    FilterChip referrers{"紹介元", "bld", static_cast<bool>(choice.filter.referrer), {}};
    all = choice;
    all.filter.referrer = {};
    referrers.choices.push_back({"すべての紹介元", url_of(all), !choice.filter.referrer});
    std::set<FacilityId> seen;
    for (const auto& line : lines) {
        if (!line.referrer || !seen.insert(line.referrer).second || seen.size() > 20) continue;
        auto to = choice;
        to.filter.referrer = line.referrer;
        const bool current = line.referrer == choice.filter.referrer;
        if (current) referrers.label = line.referrer_name;
        referrers.choices.push_back({line.referrer_name, url_of(to), current});
    }
    if (referrers.choices.size() > 1) chips.push_back(std::move(referrers));
    auto mine = choice;
    mine.mine = !choice.mine;
    chips.push_back({"わたしの担当", "user", choice.mine, {{"", url_of(mine), choice.mine}}});
    return chips;
}

std::vector<ReferralLine> lines_of(db::Transaction& tx, const Viewer& viewer, const Choice& choice,
                                   Instant now) {
    if (!choice.query.empty()) {
        std::vector<ReferralId> ids;
        for (const auto& found : search_cases(tx, viewer, choice.query, kSearchMax, "referral"))
            ids.push_back(ReferralId{found.id});
        return referrals_with_ids(tx, viewer, ids);
    }
    if (choice.stage == "closed")
        return closed_referrals(tx, viewer, choice.filter, choice.before, kHistoryPage + 1);
    for (const auto& rule : stage_rules())
        if (rule.word == choice.stage)
            return open_referrals_in(tx, viewer, rule.states, choice.filter, place_in(choice.after),
                                     kPage + 1);
    return referrals_needing_us(tx, viewer, now, choice.filter, todo_place_in(choice.after),
                                kPage + 1);
}

/// One line more than a page holds was read: it says that the list goes on.
void cut_page(ListView& view, std::vector<ReferralLine>& lines, const Choice& choice) {
    if (!choice.query.empty()) return;
    const bool closed = choice.stage == "closed";
    if (!choice.after.empty()) view.first_url = url_of(choice);
    const auto page = closed ? kHistoryPage : kPage;
    if (lines.size() <= page) return;
    lines.resize(page);
    const auto& last = lines.back();
    const auto received = text_of({last.received_at, last.id});
    if (closed)
        view.older_url = url_of(choice).with("before", received);
    else if (last.duty)
        view.next_url =
            url_of(choice).with("after", (last.duty_urgent ? "1-" : "0-") +
                                             seconds_text(*last.due_at) + "-" + last.duty.text());
    else
        view.next_url = url_of(choice).with("after", received);
}

Result<http::Response> list_page(Office& office, http::Request& request) {
    const auto& viewer = office::viewer_of(request);
    const auto now = office.clock.now();
    auto tx = office.db.read();
    auto choice = choice_of(request, viewer);
    ListView view;
    view.frame = office::make_frame(office, tx, request, "紹介受付", "/referrals");
    const auto counts = count_referrals(tx, viewer, now);
    auto lines = lines_of(tx, viewer, choice, now);
    cut_page(view, lines, choice);
    if (choice.query.empty() && !choice.selected && !lines.empty())
        choice.selected = lines.front().id;
    view.query = choice.query;
    view.entrances = entrances_of(counts, choice, now);
    view.chips = chips_of(tx, viewer, choice, lines);
    if (!choice.query.empty()) view.chips.clear();
    int todo = 0;
    for (auto kind = view.frame.counts.by_kind.lower_bound("referral.");
         kind != view.frame.counts.by_kind.end() && kind->first.starts_with("referral."); ++kind)
        todo += kind->second.open;
    view.stages = stages_of(counts, todo, choice);
    view.live_url = url_of(choice);
    if (!choice.query.empty()) {
        view.list_label = "さがした結果";
        view.sub = "「" + choice.query + "」に合う紹介 " + std::to_string(lines.size()) +
                   "件。進行中、新しい順";
        group_hits(view, lines, choice, now);
        SearchFacts facts;
        facts.words = choice.query;
        for (const auto& word : words_of(choice.query))
            facts.kana += (facts.kana.empty() ? "" : " ") + search_key(word);
        facts.places = "番号、氏名、カナ、患者ID、紹介元、紹介医、傷病名、紹介目的ほか";
        view.search = facts;
        view.patients_url = Url::path("/search").with("s", choice.searched);
        view.empty_heading = "「" + choice.query + "」に合う紹介はありません";
        view.empty_text = "異体字とカナも含めてさがしました";
    } else {
        view.list_label = "紹介の一覧";
        view.sub = "至急、返答の期限、届いた順に並んでいます";
        if (choice.stage == "todo") {
            group_todo(view, lines, choice, now);
            view.empty_heading = "要対応の紹介はありません";
            view.empty_text = "新しい紹介が届くと、ここに出ます";
            if (const auto booking = counts.open.find(ReferralState::AwaitingBooking);
                booking != counts.open.end() && booking->second > 0) {
                view.note =
                    "予約を調整中 " + std::to_string(booking->second) + "件は「予約調整」へ";
                view.note_url = Url::path("/bookings");
            }
        } else {
            view.sub =
                choice.stage == "closed" ? "新しい順に並んでいます" : "届いた順に並んでいます";
            view.empty_heading = "この段階の紹介はありません";
            view.empty_text = "段階かしぼりこみを替えて見られます";
            std::vector<const ReferralLine*> all;
            all.reserve(lines.size());
            for (const auto& line : lines) all.push_back(&line);
            std::string heading = "終わった紹介";
            for (const auto& rule : stage_rules())
                if (rule.word == choice.stage) heading = rule.label;
            add_group(view, "grp", "inbox", heading, all, choice, now);
        }
    }
    if (choice.selected) {
        view.pane = pane_of(office, tx, viewer, view.frame, choice.selected);
        if (!view.pane->frame) view.pane.reset();
        if (view.pane) view.pane->frame = &view.frame;
    }
    return office::page(render_list, view);
}

}  // namespace

void add_list_routes(http::Router& router, Office& office) {
    router.add("GET", "/referrals",
               [&office](http::Request& request) { return list_page(office, request); });
}

}  // namespace kakehashi::referral_pages
