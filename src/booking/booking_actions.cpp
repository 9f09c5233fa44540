// What the buttons of 予約調整 do.

#include <algorithm>

#include "base/era.hpp"
#include "base/messages.hpp"
#include "booking/booking_routes.hpp"
#include "booking/booking_week.hpp"
#include "office/change.hpp"
#include "platform/http/errors.hpp"
#include "referral/referral_stop.hpp"

namespace kakehashi::booking_pages {
namespace {

using office::Done;

/// The change's answer, or the page again with what was refused and why.
Result<http::Response> or_page(
    Office& office, http::Request& request, const Shown& shown,
    const std::function<Result<Done>(db::Transaction&, const Viewer&, Instant)>& change) {
    auto answer = office::change_once(office, request, change);
    if (answer || answer.error().kind == ErrorKind::NotFound) return answer;
    const auto& error = answer.error();
    if (is_objection(error)) trace_stops(office, request, {shown.selected});
    return week_page(office, request, shown, sentence(error), http::status_of(error.kind));
}

Shown around(const Booking& booking, Date today) {
    Shown shown;
    shown.first = booking.on_date < today + days{7} ? today : booking.on_date;
    shown.selected = booking.referral;
    return shown;
}

int version_of(const http::Request& request, const Booking& booking) {
    const auto version = BookingId::parse(request.form().text("version"));
    return version ? static_cast<int>(version->value) : booking.version;
}

/// A hold of the referral on the same bookable moves with the click; else a new one is made.
Result<Booking> hold_or_move(Office& office, db::Transaction& tx, const Viewer& viewer, Instant now,
                             ReferralId referral, const Wish& wish) {
    for (const auto& booking : bookings_of_referral(tx, viewer, referral))
        if (booking.state == BookingState::Held && booking.bookable == wish.bookable &&
            booking.held_until > now)
            return move_booking(tx, viewer, now, office.holidays, {booking.id, booking.version},
                                wish, "");
    return hold(tx, viewer, now, office.holidays, referral, wish);
}

Result<http::Response> create_hold(Office& office, http::Request& request) {
    auto shown = shown_of_form(request.form(), office.clock.today());
    return or_page(
        office, request, shown,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            TRY(const auto wish, parse_slot(request.form().text("slot")));
            TRY(const auto held, hold_or_move(office, tx, viewer, now, shown.selected, wish));
            return Done{shown.url(), "仮押さえしました",
                        html::Url::path("/bookings").segment(held.id.value).segment("release")};
        });
}

using Command = Result<Booking> (*)(db::Transaction&, const Viewer&, Instant, const SeenBooking&);

/// One command on one booking, from its card on the right side.
http::Handler on_booking(Office& office, std::string toast, Command command) {
    return [&office, toast, command](http::Request& request) -> Result<http::Response> {
        TRY(const auto id, request.path_id<BookingId>("id"));
        Shown shown;
        {
            auto tx = office.db.read();
            TRY(const auto booking, find_booking(tx, office::viewer_of(request), id));
            shown = around(booking, office.clock.today());
        }
        return or_page(office, request, shown,
                       [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
                           TRY(const auto booking, find_booking(tx, viewer, id));
                           TRY_DO(command(tx, viewer, now, {id, version_of(request, booking)}));
                           return Done{shown.url(), toast};
                       });
    };
}

Result<Booking> release(db::Transaction& tx, const Viewer& viewer, Instant now,
                        const SeenBooking& seen) {
    TRY(const auto booking, find_booking(tx, viewer, seen.id));
    if (booking.state != BookingState::Held) return fail(ErrorKind::Refused, "booking.not_held");
    return cancel_booking(tx, viewer, now, seen, "");
}

/// `12.1`: a hold and its version as the page showed them.
std::vector<SeenBooking> seen_holds(const http::Form& form) {
    std::vector<SeenBooking> seen;
    for (const auto value : form.all("held")) {
        const auto dot = value.find('.');
        const auto id = BookingId::parse(value.substr(0, dot));
        const auto version = dot == std::string_view::npos
                                 ? BookingId::parse("")
                                 : BookingId::parse(value.substr(dot + 1));
        if (id && version) seen.push_back({*id, static_cast<int>(version->value)});
    }
    return seen;
}

Result<http::Response> create_confirmation(Office& office, http::Request& request) {
    const auto& form = request.form();
    const auto shown = shown_of_form(form, office.clock.today());
    const bool reply = form.text("reply") != "no";
    return or_page(
        office, request, shown,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            constexpr std::size_t kNoteMost = 200;
            TRY(const auto note, clean_line("booking.note", form.text("note"), kNoteMost));
            const auto version = BookingId::parse(form.text("version")).value_or(BookingId{});
            TRY_DO(confirm_holds(tx, viewer, now, office.holidays, shown.selected,
                                 static_cast<int>(version.value), seen_holds(form)));
            TRY_DO(issue_slips(office, tx, viewer, now, shown.selected, note));
            if (!reply) return Done{shown.url(), "予約を確定しました。予約票はまだ送っていません"};
            TRY_DO(record_slip_sent(tx, viewer, now, shown.selected, form.text("means"),
                                    consent_parts::leave_in(form)));
            return Done{shown.url(), "予約を確定し、返信を記録しました"};
        });
}

Result<http::Response> create_sending(Office& office, http::Request& request) {
    const auto& form = request.form();
    const auto shown = shown_of_form(form, office.clock.today());
    return or_page(office, request, shown,
                   [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
                       TRY_DO(record_slip_sent(tx, viewer, now, shown.selected, form.text("means"),
                                               consent_parts::leave_in(form)));
                       return Done{shown.url(), "予約票の送付を記録しました"};
                   });
}

}  // namespace

void add_week_routes(http::Router& router, Office& office) {
    router.add("GET", "/bookings", [&office](const http::Request& request) {
        return week_page(office, request, read_shown(request, office.clock.today()));
    });
    router.add("POST", "/bookings/holds",
               [&office](http::Request& request) { return create_hold(office, request); });
    router.add("POST", "/bookings/{id}/extension",
               on_booking(office, "仮押さえを1時間のばしました", extend_hold));
    router.add("POST", "/bookings/{id}/release", on_booking(office, "空きにもどしました", release));
    router.add("POST", "/bookings/confirmation",
               [&office](http::Request& request) { return create_confirmation(office, request); });
    router.add("POST", "/bookings/sending",
               [&office](http::Request& request) { return create_sending(office, request); });
}

}  // namespace kakehashi::booking_pages
