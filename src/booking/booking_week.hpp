#pragma once

#include "booking/booking_slips.hpp"
#include "booking/booking_views.hpp"
#include "platform/http/request.hpp"

namespace kakehashi::booking_pages {

/// 調整まち shows so many; つづき shows as many more.
inline constexpr int kAsksShown = 100;

enum class Span { Week, Day, FirstFree };  // 週・日・先着順

/// What the page shows, from its address: ?week=2026-11-24&view=day&sel=12&move=5&free=1&exams=0
/// &asks=200.
struct Shown {
    Date first;
    Span span = Span::Week;
    ReferralId selected;
    BookingId moving;  // the confirmed booking that gets another time
    bool free_only = false;
    bool exams = true;
    int asks = kAsksShown;  // how many of 調整まち

    html::Url url() const;
    std::string word() const;  // week, day, first
};
/// What makes no sense is left out: the page then shows the week from today.
Shown read_shown(const http::Request& request, Date today);
/// The same from the hidden fields of a form.
Shown shown_of_form(const http::Form& form, Date today);

/// `1.2026-11-27.10:30`, as the buttons of the week send it.
std::string slot_value(BookableId bookable, Date day, TimeOfDay time);
/// Invalid `booking.bad_slot`.
Result<Wish> parse_slot(std::string_view value);

/// The page, or with `problem` the page after something was refused.
Result<http::Response> week_page(Office& office, const http::Request& request, Shown shown,
                                 std::string problem = {}, int status = 200);

/// The right side for one referral. `most` is the length of a hold, for the bar.
Selected selected_view(db::Transaction& tx, const Viewer& viewer, Instant now, const Shown& shown,
                       const SlipFacts& facts, std::chrono::minutes most);

/// 51 女
std::string age_and_sex(std::optional<Date> born_on, std::string_view sex, Date today);
/// 11/27(金) 10:30
std::string when_text(const Booking& booking, Date today);
std::string surname(std::string_view name);

}  // namespace kakehashi::booking_pages
