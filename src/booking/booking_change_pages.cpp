// 日時の変更・取消 with their reason, and the PDFs of one booking.

#include "base/era.hpp"
#include "base/messages.hpp"
#include "booking/booking_routes.hpp"
#include "booking/booking_week.hpp"
#include "office/change.hpp"
#include "platform/http/errors.hpp"

namespace kakehashi::booking_pages {
namespace {

using office::Done;

constexpr std::size_t kReasonMost = 100;

enum class Act { Move, Cancel };

html::Url page_of(const Booking& booking) {
    Shown shown;
    shown.first = booking.on_date;
    shown.selected = booking.referral;
    return shown.url();
}

std::string place_text(const SlipFacts& facts, const Wish& wish) {
    const auto* what = facts.bookable(wish.bookable);
    return western_date(wish.on_date) + " " + clock_text(wish.starts_at) + " " +
           (what ? what->name : std::string{});
}

Result<ReasonView> reason_view(Office& office, db::Transaction& tx, const http::Request& request,
                               BookingId id, Act act, std::string_view slot) {
    const auto& viewer = office::viewer_of(request);
    TRY(const auto booking, find_booking(tx, viewer, id));
    TRY(const auto facts, slip_facts(tx, viewer, booking.referral));
    ReasonView view;
    view.heading = act == Act::Move ? "予約の日時を変える" : "予約を取り消す";
    view.frame = office::make_frame(office, tx, request, view.heading, "/bookings", true);
    view.patient = facts.names.patient_name + " さん・" + facts.referral.number;
    view.facts.push_back(
        {act == Act::Move ? "いまの予約" : "取り消す予約",
         place_text(facts, {booking.bookable, booking.on_date, booking.starts_at})});
    const auto action = html::Url::path("/bookings").segment(id.value);
    if (act == Act::Move) {
        TRY(const auto wish, parse_slot(slot));
        view.facts.push_back({"新しい予約", place_text(facts, wish)});
        view.slot = slot;
        view.action = action.segment("move");
        view.button = "日時を変える";
        view.button_class = "k-btn pri";
        view.after =
            "新しい版の予約票ができ、紹介元へ送る業務が出ます。いまの枠は空きにもどります。";
    } else {
        view.action = action.segment("cancellation");
        view.button = "予約を取り消す";
        view.button_class = "k-btn danger";
        view.after = "枠は空きにもどり、ほかに予約がなければ紹介は予約調整にもどります。";
    }
    view.reasons = {"患者さんの都合", "紹介元の希望", "医師の都合・休診", "検査の追加",
                    "発熱・体調"};
    view.reason = request.form().text("reason");
    view.version = booking.version;
    view.back = page_of(booking);
    return view;
}

Result<http::Response> show_reason(Office& office, const http::Request& request, Act act) {
    TRY(const auto id, request.path_id<BookingId>("id"));
    auto tx = office.db.read();
    TRY(const auto view, reason_view(office, tx, request, id, act, request.query("slot")));
    return office::page(render_reason, view);
}

/// A reason that is missing, or a place that went meanwhile: the form again, with what was typed.
Result<http::Response> refused(Office& office, const http::Request& request, BookingId id, Act act,
                               const Error& error) {
    if (error.kind == ErrorKind::NotFound) return fail(error);
    auto tx = office.db.read();
    TRY(auto view, reason_view(office, tx, request, id, act, request.form().text("slot")));
    const std::string field = error.field.empty() ? "reason" : error.field;
    view.errors.push_back({field, std::string{label(field)}, sentence(error)});
    return office::page(render_reason, view, http::status_of(error.kind));
}

Result<http::Response> change(Office& office, const http::Request& request, Act act) {
    TRY(const auto id, request.path_id<BookingId>("id"));
    const auto& form = request.form();
    auto answer = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            TRY(const auto reason, clean_line("reason", form.text("reason"), kReasonMost));
            const auto version = BookingId::parse(form.text("version")).value_or(BookingId{});
            const SeenBooking seen{id, static_cast<int>(version.value)};
            if (act == Act::Cancel) {
                TRY(const auto cancelled, cancel_booking(tx, viewer, now, seen, reason));
                TRY(const auto referral, find_referral(tx, viewer, cancelled.referral));
                if (referral.state == ReferralState::AwaitingVisit)
                    TRY_DO(issue_slips(office, tx, viewer, now, cancelled.referral));
                return Done{page_of(cancelled), "予約を取り消しました"};
            }
            TRY(const auto wish, parse_slot(form.text("slot")));
            TRY(const auto moved,
                move_booking(tx, viewer, now, office.holidays, seen, wish, reason));
            if (moved.state == BookingState::Confirmed)
                TRY_DO(issue_slips(office, tx, viewer, now, moved.referral));
            return Done{page_of(moved), "日時を変えました"};
        });
    if (answer) return answer;
    return refused(office, request, id, act, answer.error());
}

http::Response pdf(std::string bytes, std::string_view name) {
    return http::Response::bytes(std::move(bytes), "application/pdf", std::string{name} + ".pdf");
}

/// The newest stored version, byte for byte.
Result<http::Response> show_document(Office& office, const http::Request& request, bool slip) {
    TRY(const auto id, request.path_id<BookingId>("id"));
    auto tx = office.db.read();
    const auto& viewer = office::viewer_of(request);
    TRY(const auto booking, find_booking(tx, viewer, id));
    const auto newest = slip_documents(tx, viewer, booking.referral);
    const auto& document = slip ? newest.slip : newest.guide;
    if (!document) return fail(ErrorKind::NotFound, "booking.no_slip");
    TRY(auto bytes, office.documents.get(document->hash));
    return pdf(std::move(bytes), document->title + "_" + document->number);
}

/// What the slip will look like; every page says 下書き, and nothing is kept.
Result<http::Response> show_draft(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<BookingId>("id"));
    auto tx = office.db.read();
    const auto& viewer = office::viewer_of(request);
    TRY(const auto booking, find_booking(tx, viewer, id));
    TRY(const auto facts, slip_facts(tx, viewer, booking.referral));
    const form::DocumentHead head{.document_number = "0000-00000-00",
                                  .issued_at = office.clock.now(),
                                  .issued_by = facts.issued_by,
                                  .draft = true};
    TRY(const auto slip, make_booking_slip(facts, head));
    TRY(auto bytes, form::draw_booking_slip(slip));
    return pdf(std::move(bytes), "予約票_下書き");
}

}  // namespace

void add_change_routes(http::Router& router, Office& office) {
    for (const auto& [path, act] : {std::pair{"/bookings/{id}/move", Act::Move},
                                    std::pair{"/bookings/{id}/cancellation", Act::Cancel}}) {
        router.add("GET", path, [&office, act = act](const http::Request& request) {
            return show_reason(office, request, act);
        });
        router.add("POST", path, [&office, act = act](const http::Request& request) {
            return change(office, request, act);
        });
    }
    router.add("GET", "/bookings/{id}/slip.pdf", [&office](const http::Request& request) {
        return show_document(office, request, true);
    });
    router.add("GET", "/bookings/{id}/guide.pdf", [&office](const http::Request& request) {
        return show_document(office, request, false);
    });
    router.add("GET", "/bookings/{id}/draft.pdf",
               [&office](const http::Request& request) { return show_draft(office, request); });
}

}  // namespace kakehashi::booking_pages
