// /bookings/requests/{id}: 予約変更のお願い, as the office reads and answers it.
#include "booking/place_request_pages.hpp"

#include "base/era.hpp"
#include "booking/booking_routes.hpp"
#include "booking/booking_views.hpp"
#include "booking/booking_week.hpp"
#include "booking/place_request_store.hpp"
#include "office/change.hpp"
#include "referral/portal_letter.hpp"

namespace kakehashi::booking_pages {
namespace {

using office::Done;

html::Url url_of(PlaceRequestId id) {
    return html::Url::path("/bookings/requests").segment(id.value);
}

std::string moment_text(Instant at, Date today) {
    return short_date(date_in_japan(at), today) + " " + time_text(at);
}

/// 11/27(金) 10:30 消化器内科
std::string place_text(const SlipFacts& facts, const Booking& booking, Date today) {
    const auto* what = facts.bookable(booking.bookable);
    return when_text(booking, today) + " " + (what ? what->name : std::string{});
}

std::vector<Fact> facts_of(const PlaceRequest& request, const SlipFacts& facts,
                           const Booking& booking, Date today) {
    std::vector<Fact> out{{"いまの予約", place_text(facts, booking, today)},
                          {"お願い", std::string{japanese(request.wish)}}};
    if (!request.wished_on.empty())
        out.push_back({"希望日", wished_text(request.wished_on, today)});
    if (!request.words.empty())
        out.push_back(
            {request.wish == PlaceWish::Cancel ? "取り消しのわけ" : "ご要望", request.words});
    out.push_back({"お願いした人", request.asked_by + "(" + facts.names.referrer_name + ")"});
    out.push_back({"届いた日時", moment_text(request.asked_at, today)});
    return out;
}

Result<http::Response> show(Office& office, const http::Request& request,
                            std::vector<office::FieldError> errors = {}, int status = 200) {
    TRY(const auto id, request.path_id<PlaceRequestId>("id"));
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    TRY(const auto one, find_place_request(tx, viewer, id));
    TRY(const auto booking, find_booking(tx, viewer, one.booking));
    TRY(const auto facts, slip_facts(tx, viewer, one.referral));
    PlaceRequestView view;
    view.frame = office::make_frame(office, tx, request, "予約変更のお願い", "/bookings");
    view.errors = std::move(errors);
    view.patient = facts.names.patient_name + " さん・" + facts.referral.number;
    view.facts = facts_of(one, facts, booking, today);
    view.back = html::Url::path("/referrals").segment(one.referral.value);
    if (!one.is_open()) {
        view.ended = outcome_text(one, today);
        return office::page(render_place_request, view, status);
    }
    view.open = true;
    view.cancels = one.wish == PlaceWish::Cancel;
    Shown shown;
    shown.first = one.wished_on.empty() ? booking.on_date : one.wished_on.front();
    shown.selected = one.referral;
    shown.moving = booking.id;
    view.move = shown.url();
    view.cancel = html::Url::path("/bookings").segment(booking.id.value).segment("cancellation");
    view.action = url_of(id).segment("answer");
    view.version = one.version;
    view.answer = request.form().text("answer");
    return office::page(render_place_request, view, status);
}

Result<http::Response> answer(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<PlaceRequestId>("id"));
    office::FormReader reader{request.form(), office.clock.today()};
    const auto sentence = reader.text("answer", kPlaceWordsMax, Required::Yes);
    if (!reader.ok()) return show(office, request, reader.errors(), 422);
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            const auto seen = BookingId::parse(request.form().text("version"));
            TRY(const auto answered,
                answer_place_request(tx, viewer, now, id, seen ? static_cast<int>(seen->value) : 0,
                                     sentence));
            office::tell_live_lists(tx, answered.sender, now);
            return Done{url_of(id), "お願いに答えました。紹介元のポータルに出ます"};
        });
}

}  // namespace

void add_request_routes(http::Router& router, Office& office) {
    router.add("GET", "/bookings/requests/{id}",
               [&office](const http::Request& request) { return show(office, request); });
    router.add("POST", "/bookings/requests/{id}/answer",
               [&office](const http::Request& request) { return answer(office, request); });
}

NextAction next_for_request(Office& office, db::Transaction& tx, const Viewer& viewer,
                            const Duty& duty) {
    NextAction next;
    const auto id = PlaceRequestId::parse(duty.topic);
    const auto one =
        id ? find_place_request(tx, viewer, *id)
           : Result<PlaceRequest>{fail(ErrorKind::NotFound, "place_request.not_found")};
    if (!one) return next;
    const auto facts = slip_facts(tx, viewer, one->referral);
    const auto booking = find_booking(tx, viewer, one->booking);
    if (!facts || !booking) return next;
    next.reference = facts->referral.number;
    next.details = html::Url::path("/referrals").segment(one->referral.value);
    for (const auto& fact : facts_of(*one, *facts, *booking, office.clock.today()))
        next.facts.push_back({fact.term, fact.text});
    next.actions.push_back({"お願いを開く", url_of(one->id), false, "cal"});
    return next;
}

}  // namespace kakehashi::booking_pages
