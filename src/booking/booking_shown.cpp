// The address of 予約調整: what is shown and what was chosen.

#include <algorithm>

#include "booking/booking_week.hpp"

namespace kakehashi::booking_pages {
namespace {

/// Nobody books further away than this; it also keeps every day of the page a day that exists.
constexpr days kFarthest{3 * 366};

/// More than any office has waiting at once.
constexpr int kAsksMost = 5000;

Span span_of(std::string_view word) {
    if (word == "day") return Span::Day;
    return word == "first" ? Span::FirstFree : Span::Week;
}

Date first_of(std::string_view text, Date today) {
    const auto day = parse_iso_date(text);
    return day ? std::clamp(*day, today - kFarthest, today + kFarthest) : today;
}

}  // namespace

std::string Shown::word() const {
    return span == Span::Day ? "day" : span == Span::FirstFree ? "first" : "week";
}

html::Url Shown::url() const {
    auto url = html::Url::path("/bookings").with("week", iso_date(first));
    if (span != Span::Week) url = url.with("view", word());
    if (selected) url = url.with("sel", selected.value);
    if (moving) url = url.with("move", moving.value);
    if (free_only) url = url.with("free", "1");
    if (!exams) url = url.with("exams", "0");
    if (asks != kAsksShown) url = url.with("asks", asks);
    return url;
}

Shown read_shown(const http::Request& request, Date today) {
    Shown shown;
    shown.first = first_of(request.query("week"), today);
    shown.span = span_of(request.query("view"));
    const auto selected = request.query(request.has_query("sel") ? "sel" : "referral");
    shown.selected = ReferralId::parse(selected).value_or(ReferralId{});
    shown.moving = BookingId::parse(request.query("move")).value_or(BookingId{});
    shown.free_only = request.query("free") == "1";
    shown.exams = request.query("exams") != "0";
    if (const auto asks = BookingId::parse(request.query("asks")))
        shown.asks = static_cast<int>(
            std::clamp<std::int64_t>(asks->value, kAsksShown, std::int64_t{kAsksMost}));
    return shown;
}

Shown shown_of_form(const http::Form& form, Date today) {
    Shown shown;
    shown.first = first_of(form.text("week"), today);
    shown.span = span_of(form.text("view"));
    shown.selected = ReferralId::parse(form.text("referral")).value_or(ReferralId{});
    return shown;
}

std::string slot_value(BookableId bookable, Date day, TimeOfDay time) {
    return bookable.text() + "." + iso_date(day) + "." + time_key(time);
}

Result<Wish> parse_slot(std::string_view value) {
    const auto bad = fail(ErrorKind::Invalid, "booking.bad_slot", "slot");
    const auto first = value.find('.');
    const auto second = value.find('.', first == std::string_view::npos ? first : first + 1);
    if (second == std::string_view::npos) return bad;
    const auto bookable = BookableId::parse(value.substr(0, first));
    const auto day = parse_iso_date(value.substr(first + 1, second - first - 1));
    const auto time = parse_time_of_day(value.substr(second + 1));
    if (!bookable || !day || !time) return bad;
    return Wish{*bookable, *day, *time};
}

}  // namespace kakehashi::booking_pages
