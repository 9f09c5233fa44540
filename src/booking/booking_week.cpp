// 予約調整: the week, the day and the first free places.

#include "booking/booking_week.hpp"

#include <algorithm>

#include "base/era.hpp"
#include "booking/booking_duties.hpp"
#include "booking/place_request_store.hpp"

namespace kakehashi::booking_pages {
namespace {

constexpr days kFirstFreeDays{28};
constexpr std::size_t kFirstFreeMost = 20;

struct Plan {
    Office& office;
    const Shown& shown;
    Instant now;
    Date today;
    Schedule schedule;
    std::vector<TakenPlace> taken;
    const SlipFacts* facts = nullptr;  // of the selected referral
    bool can_take = false;

    bool is_wished(const Bookable& what) const {
        return facts && what.department && what.department == facts->referral.department;
    }
    DayOfSlots day_of(BookableId bookable, Date day) const {
        return day_of_slots(schedule, bookable, day, taken, now, office.holidays);
    }
};

std::string label_of(const Plan& plan, const Bookable& what, const Slot& slot,
                     const std::string& words) {
    return what.name + " " + short_date(slot.day, plan.today) + " " + clock_text(slot.starts_at) +
           " " + words;
}

SlotChip free_chip(const Plan& plan, const Bookable& what, const Slot& slot) {
    SlotChip chip;
    chip.css = slot.free() == 1 ? "one" : "many";
    chip.time = clock_text(slot.starts_at);
    chip.words = "空" + std::to_string(slot.free());
    chip.label = label_of(plan, what, slot, chip.words);
    if (plan.can_take)
        chip.value = slot_value(what.id, slot.day, slot.starts_at);
    else
        chip.css = "f open";
    return chip;
}

std::vector<SlotChip> chips_of(const Plan& plan, const Bookable& what, const Slot& slot) {
    std::vector<SlotChip> chips;
    for (const auto& [booking, patient] : slot.taken) {
        const bool mine = plan.facts && booking.referral == plan.facts->referral.id;
        const bool held = booking.state == BookingState::Held;
        if (!mine && !held) continue;
        SlotChip chip;
        chip.css = mine ? "me" : "h";
        chip.time = clock_text(slot.starts_at);
        chip.words = (held ? "仮 " : "確 ") + surname(patient);
        chip.label = label_of(plan, what, slot, chip.words);
        auto there = plan.shown;
        there.selected = booking.referral;
        there.moving = {};
        chip.url = there.url();
        chip.current = mine;
        chips.push_back(std::move(chip));
    }
    if (slot.free() > 0)
        chips.push_back(free_chip(plan, what, slot));
    else if (chips.empty() && !plan.shown.free_only)
        chips.push_back(
            {"f",
             clock_text(slot.starts_at),
             slot.past && static_cast<int>(slot.taken.size()) < slot.places ? "終了" : "満",
             {},
             {},
             {},
             false});
    return chips;
}

DayHead head_of(const Plan& plan, Date day) {
    const auto today = plan.today;
    return {short_date(day, today),
            day == today             ? "本日"
            : day == today + days{1} ? "明日"
                                     : "\u00a0",
            day == today ? "td" : "dy"};
}

std::vector<const Bookable*> bookables_in_order(const Plan& plan) {
    std::vector<const Bookable*> order;
    for (const auto& what : plan.schedule.bookables) {
        const bool exam = what.kind == BookableKind::Equipment;
        if (what.active && (!exam || plan.shown.exams)) order.push_back(&what);
    }
    // Not std::ranges: clang 14 does not read libstdc++'s subrange.
    std::stable_partition(order.begin(), order.end(),
                          [&](const auto* what) { return plan.is_wished(*what); });
    return order;
}

std::vector<WeekRow> rows_of(const Plan& plan, const std::vector<Date>& shown_days) {
    std::vector<WeekRow> rows;
    for (const auto* what : bookables_in_order(plan)) {
        WeekRow row{plan.is_wished(*what) ? "on" : "other", what->name, what->detail, {}};
        for (const auto day : shown_days) {
            const auto slots = plan.day_of(what->id, day);
            DayCell cell{slots.closed, {}};
            for (const auto& slot : slots.slots)
                for (auto& chip : chips_of(plan, *what, slot))
                    cell.chips.push_back(std::move(chip));
            row.days.push_back(std::move(cell));
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

/// 先着順: the earliest places of the department asked for, of all when it has none.
std::vector<FirstFree> first_free_of(const Plan& plan) {
    auto order = bookables_in_order(plan);
    const auto wished =
        std::ranges::count_if(order, [&](const auto* what) { return plan.is_wished(*what); });
    if (wished > 0) order.resize(static_cast<std::size_t>(wished));
    std::vector<FirstFree> out;
    for (auto day = plan.shown.first; day < plan.shown.first + kFirstFreeDays; day += days{1})
        for (const auto* what : order)
            for (const auto& slot : plan.day_of(what->id, day).slots)
                if (slot.free() > 0 && out.size() < kFirstFreeMost)
                    out.push_back({short_date(day, plan.today), what->name, what->detail,
                                   free_chip(plan, *what, slot)});
    return out;
}

std::string due_text(const WaitingReferral& waiting, Instant now, Date today) {
    const auto day = date_in_japan(waiting.due_at);
    const auto word = waiting.promised ? "約束 " : "目安 ";
    if (waiting.due_at < now) return word + remaining(waiting.due_at, now);
    if (day == today) return std::string{word} + "本日 " + time_text(waiting.due_at);
    return word + short_date(day, today);
}

void set_tag(AskRow& row, const WaitingReferral& waiting, Instant now, Date today) {
    const auto tag = [&](std::string css, std::string icon, std::string words) {
        row.tag_class = "k-tag " + std::move(css);
        row.tag_icon = std::move(icon);
        row.tag = std::move(words);
    };
    const auto& booking = waiting.booking;
    if (waiting.duty_kind == kDutyRearrange)
        tag("crit", "alert", "予約を移す");
    else if (waiting.duty_kind == kDutyAsked)
        tag("due", "talk", "変更のお願い");
    else if (waiting.duty_kind == kDutyAnswer)
        tag("due", "send", "予約票を送る");
    else if (booking && booking->state == BookingState::Held)
        tag("wait", "clock", "仮押さえ " + when_text(*booking, today));
    else if (waiting.snoozed_until && *waiting.snoozed_until > now)
        tag("wait", "",
            waiting.snooze_reason.empty() ? "保留中" : std::string{waiting.snooze_reason});
    else if (waiting.urgency == Urgency::Emergency)
        tag("crit", "bolt", "至急");
    else
        tag("plain", "", "枠を選ぶ");
}

std::vector<AskRow> ask_rows(const std::vector<WaitingReferral>& waiting, const Shown& shown,
                             Instant now, Date today) {
    std::vector<AskRow> rows;
    for (const auto& one : waiting) {
        AskRow row;
        row.patient = one.patient_name;
        row.who = age_and_sex(one.patient_born_on, one.patient_sex, today);
        row.due = due_text(one, now, today);
        row.due_class = date_in_japan(one.due_at) <= today ? "p-ask-due now" : "p-ask-due";
        row.referrer = one.referrer_name;
        row.wish = one.department_name + (one.about.empty() ? "" : "・" + one.about);
        set_tag(row, one, now, today);
        auto there = shown;
        there.selected = one.id;
        there.moving = {};
        row.url = there.url();
        row.selected = one.id == shown.selected;
        rows.push_back(std::move(row));
    }
    return rows;
}

void add_controls(WeekView& view, const Shown& shown, const std::vector<Date>& shown_days,
                  Date today) {
    const auto with = [&](auto change) {
        auto next = shown;
        change(next);
        return next.url();
    };
    const days step = shown.span == Span::Day ? days{1} : days{7};
    view.previous = with([&](Shown& s) { s.first -= step; });
    view.next = with([&](Shown& s) { s.first += step; });
    view.range = short_date(shown_days.front(), today);
    if (shown.span == Span::Week) view.range += "〜" + short_date(shown_days.back(), today);
    if (shown.span == Span::FirstFree) view.range += " から4週間";
    for (const auto& [label, span] : {std::pair{"週", Span::Week}, std::pair{"日", Span::Day},
                                      std::pair{"先着順", Span::FirstFree}})
        view.tabs.push_back(
            {label, with([chosen = span](Shown& s) { s.span = chosen; }), shown.span == span});
    view.chips.push_back({"検査", with([](Shown& s) { s.exams = !s.exams; }), shown.exams});
    if (shown.span != Span::FirstFree)
        view.chips.push_back(
            {"空きだけ", with([](Shown& s) { s.free_only = !s.free_only; }), shown.free_only});
}

bool may_take(const Referral& referral) {
    return referral.state == ReferralState::AwaitingBooking ||
           referral.state == ReferralState::NoShow ||
           referral.state == ReferralState::AwaitingVisit;
}

std::string hint_of(const Plan& plan, std::chrono::minutes most) {
    if (plan.shown.moving) return "新しい時刻を選ぶと、理由を書いて変更できます";
    if (!plan.facts) return "左の一覧から紹介を選ぶと、枠を仮押さえできます";
    if (!plan.can_take) return "この紹介はいまは予約を取れません";
    const auto hours = most.count() / 60, minutes = most.count() % 60;
    return "空きを選ぶと仮押さえします(最長" + (hours ? std::to_string(hours) + "時間" : "") +
           (minutes ? std::to_string(minutes) + "分" : "") + ")。二重の予約は置けません";
}

}  // namespace

Result<http::Response> week_page(Office& office, const http::Request& request, Shown shown,
                                 std::string problem, int status) {
    const auto& viewer = office::viewer_of(request);
    const auto now = office.clock.now();
    const auto today = date_in_japan(now);
    auto tx = office.db.read();
    auto waiting = referrals_to_book(tx, viewer, shown.asks + 1);
    const bool more = waiting.size() > static_cast<std::size_t>(shown.asks);
    if (more) waiting.pop_back();
    if (!shown.selected && !waiting.empty()) shown.selected = waiting.front().id;
    std::optional<SlipFacts> facts;
    if (shown.selected) {
        TRY(facts, slip_facts(tx, viewer, shown.selected));
    }
    const auto most = hold_lasts(tx, viewer.facility);
    const auto last = shown.first + (shown.span == Span::FirstFree ? kFirstFreeDays : days{7});

    Plan plan{office,
              shown,
              now,
              today,
              schedule_between(tx, viewer, shown.first, last),
              taken_between(tx, viewer, shown.first, last)};
    plan.facts = facts ? &*facts : nullptr;
    plan.can_take = facts && may_take(facts->referral);
    auto shown_days = days_shown(plan.schedule, shown.first);
    if (shown.span == Span::Day) shown_days = {shown.first};

    WeekView view;
    view.frame = office::make_frame(office, tx, request, "予約調整", "/bookings", true);
    view.problem = std::move(problem);
    if (last > office.holidays.known_until())
        view.notice =
            "この期間の祝日はまだ公表されていません。休みの日を確かめてから予約を取ります。";
    view.asks = ask_rows(waiting, shown, now, today);
    view.asks_words = (more ? "はじめの" : "") + std::to_string(view.asks.size()) + "件";
    if (more) {
        auto longer = shown;
        longer.asks += kAsksShown;
        view.more_asks = longer.url();
    }
    add_controls(view, shown, shown_days, today);
    view.first_view = shown.span == Span::FirstFree;
    view.can_take = plan.can_take;
    view.take_posts = !shown.moving;
    view.take = shown.moving
                    ? html::Url::path("/bookings").segment(shown.moving.value).segment("move")
                    : html::Url::path("/bookings/holds");
    view.take_hint = hint_of(plan, most);
    view.referral = shown.selected.text();
    view.week = iso_date(shown.first);
    view.view = shown.word();
    view.live_url = shown.url();
    if (view.first_view) {
        view.first_free = first_free_of(plan);
    } else {
        for (const auto day : shown_days) view.days.push_back(head_of(plan, day));
        view.rows = rows_of(plan, shown_days);
    }
    if (facts) {
        view.selected = selected_view(tx, viewer, now, shown, *facts, most);
        view.selected->frame = &view.frame;
        view.selected->note = request.form().text("note");
    }
    return office::page(render_week, view, status);
}

std::string age_and_sex(std::optional<Date> born_on, std::string_view sex, Date today) {
    std::string out = born_on ? std::to_string(age_on(*born_on, today)) : "";
    const auto word = sex == "male" ? "男" : sex == "female" ? "女" : "";
    if (!out.empty() && *word) out += " ";
    return out + word;
}

std::string when_text(const Booking& booking, Date today) {
    return short_date(booking.on_date, today) + " " + clock_text(booking.starts_at);
}

std::string surname(std::string_view name) {
    return std::string{name.substr(0, std::min(name.find(' '), name.find("\u3000")))};
}

}  // namespace kakehashi::booking_pages
