// /arrivals/{id}/absence: who did not come is called, and the referrer is told.
#include "base/era.hpp"
#include "base/messages.hpp"
#include "booking/booking_slips.hpp"
#include "office/change.hpp"
#include "platform/http/errors.hpp"
#include "referral/referral_stop.hpp"
#include "reply/no_show.hpp"
#include "reply/reply_routes.hpp"
#include "reply/reply_views.hpp"
#include "reply/reply_words.hpp"

namespace kakehashi::reply_pages {
namespace {

using office::Done;

constexpr std::size_t kNoteChars = 200;
constexpr std::string_view kRebook = "rebook", kEnd = "end";

Result<http::Response> show(Office& office, const http::Request& request,
                            std::vector<office::FieldError> errors = {}, std::string problem = {},
                            int status = 200) {
    TRY(const auto id, request.path_id<ReferralId>("id"));
    const auto& viewer = office::viewer_of(request);
    const auto& form = request.form();
    auto tx = office.db.read();
    TRY(const auto referral, find_referral(tx, viewer, id));
    if (referral.state != ReferralState::NoShow && problem.empty())
        return fail(ErrorKind::Refused, "reply.not_missed");
    const auto names = names_of(tx, viewer, id);
    NoShowView view;
    view.frame = office::make_frame(office, tx, request, "未来院の連絡", "/arrivals", true);
    view.errors = std::move(errors);
    view.problem = std::move(problem);
    view.save = html::Url::path("/arrivals").segment(id.value).segment("absence").segment("notice");
    view.referral = referral_url(id);
    view.version = referral.version;
    view.number = referral.number;
    view.patient = names.patient_name;
    const auto missed = missed_booking(tx, viewer, id);
    view.missed = missed ? short_date(missed->on_date, office.clock.today()) + " " +
                               clock_text(missed->starts_at)
                         : "予約なし(当日そのまま)";
    view.phone = names.patient_phone.empty() ? "登録がありません" : names.patient_phone;
    view.contact = names.patient_contact;
    view.referrer = names.referrer_name;
    view.against = consent_parts::against(
        decide_telling(tx, viewer, referral, office.clock.today()), referral.patient);
    consent_parts::keep_typed(view.against, form);
    view.note = form.text("note");
    for (const auto outcome :
         {ContactOutcome::Reached, ContactOutcome::Absent, ContactOutcome::Message}) {
        const auto word = std::string{to_text(outcome)};
        view.outcomes.push_back(
            {word, std::string{japanese(outcome)}, form.text("outcome") == word});
    }
    for (const auto& means : means_for(names)) {
        const auto address = address_for(names, means);
        view.means.push_back(
            {means, std::string{japanese_means(means)} + (address.empty() ? "" : " " + address),
             form.text("means") == means});
    }
    const bool ends = form.text("then") == kEnd;
    view.thens = {{std::string{kRebook}, "あらためて予約を取る(予約調整にもどす)", !ends},
                  {std::string{kEnd}, "来院の予定がないので、この紹介を終える", ends}};
    return office::page(render_no_show, view, status);
}

Result<http::Response> tell(Office& office, http::Request& request) {
    TRY(const auto id, request.path_id<ReferralId>("id"));
    const auto& form = request.form();
    office::FormReader reader{form, office.clock.today()};
    NoShowTelling telling;
    telling.note = reader.line("note", kNoteChars);
    telling.reached = reader.keep(parse_contact_outcome(form.text("outcome")));
    telling.means = form.text("means");
    telling.leave = consent_parts::leave_in(form);
    telling.ends = form.text("then") == kEnd;
    telling.version =
        static_cast<int>(ReferralId::parse(form.text("version")).value_or(ReferralId{}).value);
    constexpr int kInvalid = 422;
    if (!reader.ok()) return show(office, request, reader.errors(), {}, kInvalid);
    form::Press press{office.clock.now()};
    {
        auto tx = office.db.read();
        draw_no_show_ahead(tx, office::viewer_of(request), press, id, telling);
    }
    auto done = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            TRY_DO(tell_no_show(office, tx, viewer, now, press, id, telling));
            return Done{referral_url(id),
                        telling.means == "phone"
                            ? "未来院の連絡を記録しました"
                            : "未来院の連絡を記録しました。受診報告書を開いて印刷できます"};
        });
    if (done || done.error().kind == ErrorKind::NotFound) return done;
    const auto& error = done.error();
    if (is_objection(error)) trace_stops(office, request, {id});
    if (error.field.empty())
        return show(office, request, {}, sentence(error), http::status_of(error.kind));
    reader.wrong(error);
    return show(office, request, reader.errors(), {}, kInvalid);
}

}  // namespace

void add_no_show_routes(http::Router& router, Office& office) {
    router.add("GET", "/arrivals/{id}/absence",
               [&office](http::Request& request) { return show(office, request); });
    router.add("POST", "/arrivals/{id}/absence/notice",
               [&office](http::Request& request) { return tell(office, request); });
}

}  // namespace kakehashi::reply_pages
