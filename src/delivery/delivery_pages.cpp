#include "delivery/delivery_pages.hpp"

#include "base/era.hpp"
#include "delivery/delivery.hpp"
#include "delivery/delivery_views.hpp"
#include "office/change.hpp"

namespace kakehashi {
namespace delivery {
namespace {

html::Url here() {
    return html::Url::path("/settings/delivery");
}

std::string when_text(Instant at, Date today) {
    return short_date(date_in_japan(at), today) + " " + time_text(at);
}

DeadLine line_of(const DeadLetter& letter, Date today) {
    return {letter.id,
            words_of(letter.receiver),
            when_text(letter.message.created_at, today),
            when_text(letter.dead_at, today),
            std::to_string(letter.attempts) + "回",
            letter.reason,
            here().segment(letter.id).segment("resending")};
}

WaitingLine line_of(const WaitingMessage& waiting, Date today) {
    return {words_of(waiting.receiver), when_text(waiting.message.created_at, today),
            waiting.attempts > 0 ? std::to_string(waiting.attempts) + "回" : "まだ",
            waiting.next_at ? when_text(*waiting.next_at, today) : "", waiting.reason};
}

Result<http::Response> show(Office& office, const http::Request& request) {
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    DeliveryView view;
    view.frame = office::make_frame(office, tx, request, "知らせの送信", "/settings");
    for (const auto& letter : dead_letters_of(tx, viewer.facility))
        view.dead.push_back(line_of(letter, today));
    for (const auto& waiting : waiting_messages(tx, viewer.facility))
        view.waiting.push_back(line_of(waiting, today));
    if (view.dead.size() > 1)
        view.send_all = "すべてもう一度送る(" + std::to_string(view.dead.size()) + "件)";
    return office::page(render_delivery, view);
}

Result<http::Response> resend(Office& office, const http::Request& request,
                              std::optional<std::int64_t> number) {
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY(const auto sent, send_again(tx, viewer, now, number));
            return office::Done{
                here(), std::to_string(sent) + "件をもう一度送ります。1分ほどあとに確かめます"};
        });
}

Result<http::Response> resend_one(Office& office, const http::Request& request) {
    struct Letter;
    TRY(const auto number, request.path_id<Id<Letter>>("number"));
    return resend(office, request, number.value);
}

}  // namespace
}  // namespace delivery

Feature delivery_feature() {
    Feature feature{.name = "delivery"};
    feature.add_routes = [](http::Router& router, Office& office) {
        router.add("GET", "/settings/delivery",
                   [&office](http::Request& request) { return delivery::show(office, request); });
        router.add("POST", "/settings/delivery/resending", [&office](http::Request& request) {
            return delivery::resend(office, request, std::nullopt);
        });
        router.add(
            "POST", "/settings/delivery/{number}/resending",
            [&office](http::Request& request) { return delivery::resend_one(office, request); });
    };
    return feature;
}

}  // namespace kakehashi
