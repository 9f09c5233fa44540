// One case that the facility referred: how far it is, and what its people may still do with it.
#include "base/era.hpp"
#include "base/messages.hpp"
#include "booking/place_request_store.hpp"
#include "office/change.hpp"
#include "portal/portal_parts.hpp"
#include "referral/portal_letter.hpp"

namespace kakehashi::portal {
namespace {

using office::Done;

constexpr std::size_t kUploadBytesMax = 60U * 1024 * 1024;

void fill_letter(CaseView& view, db::Transaction& tx, const Viewer& viewer, ReferralId id,
                 Date today) {
    for (const auto& paper : papers_sent(tx, viewer, id))
        view.papers.push_back(paper.name + " " + std::to_string(paper.pages) + "ページ・" +
                              moment_text(paper.sent_at, today));
    const auto sent = portal_letter_of(tx, viewer.host, id);
    if (!sent) return;
    view.sent_by = sent->sent_by;
    view.purpose = sent->purpose;
    view.remarks = sent->remarks;
    view.wished = wished_text(sent->wished_on, today);
    if (sent->recalled_at)
        view.recalled = moment_text(*sent->recalled_at, today) + " " + sent->recalled_by;
}

PlaceLine line_of(const PlaceRequest& request, bool may, Date today) {
    PlaceLine line;
    line.id = request.id.text();
    line.wish = japanese(request.wish);
    line.days = wished_text(request.wished_on, today);
    line.words = request.words;
    line.asked = moment_text(request.asked_at, today) + " " + request.asked_by;
    line.state = outcome_text(request, today);
    line.open = request.is_open();
    if (line.open && may)
        line.take_back = url_of(request.referral).segment("requests").segment(request.id.value);
    return line;
}

/// お願い: what was asked, and the form for the next while a place is ahead that was told.
void fill_requests(CaseView& view, db::Transaction& tx, Office& office,
                   const http::Request& request, const PartnerCase& one) {
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto& forms = view.forms;
    bool open = false;
    for (const auto& asked : place_requests_of(tx, viewer.host, viewer.facility, one.id)) {
        open = open || asked.is_open();
        view.requests.push_back(line_of(asked, view.portal.sends, today));
    }
    forms.asks = view.portal.sends && !open && one.facts.answered && one.facts.appointment &&
                 one.facts.state == ReferralState::AwaitingVisit;
    forms.ask = url_of(one.id).segment("requests");
    forms.today = iso_date(today);
    const auto& form = request.form();
    const auto wish = form.has("wish") ? form.text("wish") : to_text(PlaceWish::Move);
    for (const auto each : {PlaceWish::Move, PlaceWish::Cancel})
        forms.wishes.push_back(
            {std::string{to_text(each)}, std::string{japanese(each)}, wish == to_text(each)});
    for (std::size_t n = 1; n <= kPlaceDaysMax; ++n) {
        const auto name = "wished_" + std::to_string(n);
        forms.days.push_back(
            {name, "第" + std::to_string(n) + "希望", std::string{form.text(name)}, {}});
    }
    forms.words = form.text("words");
    forms.ask_open = form.has("wish");
}

Result<http::Response> case_page(Office& office, const http::Request& request,
                                 const std::string& error = {}) {
    if (!sees(request, Item::Progress)) return fail(ErrorKind::NotFound, "referral.not_found");
    TRY(const auto id, request.path_id<ReferralId>("id"));
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    TRY(const auto one, find_case(tx, viewer, id));
    CaseView view{frame_of(office, tx, request, "紹介した患者")};
    view.portal.at_cases = true;
    view.card = card_of(one, today);
    view.gone = gone_url();
    view.number = one.number;
    view.doctor = one.referring_doctor;
    view.received = moment_text(one.facts.received_at, today);
    view.department = one.department;
    if (one.facts.answered && one.facts.appointment)
        view.appointment =
            short_date(one.facts.appointment->on, today) + " " + one.facts.appointment->time;
    if (one.facts.visited_on) view.visited = short_date(*one.facts.visited_on, today);
    fill_letter(view, tx, viewer, id, today);
    view.shows_letters = sees(request, Item::Letters);
    if (view.shows_letters)
        for (const auto& letter : letters_of(tx, viewer, id))
            view.letters.push_back(line_of(letter, today));
    fill_requests(view, tx, office, request, one);
    auto& forms = view.forms;
    forms.adds = view.portal.sends && !one.facts.closed_at;
    forms.recalls =
        view.portal.sends && one.sent_here && one.facts.state == ReferralState::Received;
    forms.papers = url_of(id).segment("papers");
    forms.recall = url_of(id).segment("recall");
    forms.error = error;
    return office::page(render_case, view, error.empty() ? 200 : 422);
}

/// A change of a case that this facility may see now; what the rules refuse is said on its page.
Result<http::Response> change_case(Office& office, const http::Request& request,
                                   const std::function<Result<Done>(db::Transaction&, const Viewer&,
                                                                    Instant, ReferralId)>& change) {
    if (!sees(request, Item::Sending)) return fail(ErrorKind::NotFound, "referral.not_found");
    TRY(const auto id, request.path_id<ReferralId>("id"));
    auto done = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            TRY_DO(find_case(tx, viewer, id));
            return change(tx, viewer, now, id);
        });
    if (done) return done;
    const auto kind = done.error().kind;
    if (kind != ErrorKind::Invalid && kind != ErrorKind::Refused &&
        done.error().code != "place_request.asked_already")
        return done;
    return case_page(office, request, sentence(done.error()));
}

Result<http::Response> recall(Office& office, const http::Request& request) {
    return change_case(
        office, request,
        [](db::Transaction& tx, const Viewer& viewer, Instant now, ReferralId id) -> Result<Done> {
            TRY_DO(recall_portal_letter(tx, viewer, now, id));
            return Done{url_of(id), "送信を取り消しました"};
        });
}

Result<http::Response> ask(Office& office, const http::Request& request) {
    office::FormReader reader{request.form(), office.clock.today()};
    PlaceRequest wanted;
    wanted.wish = reader.keep(parse_place_wish(request.form().text("wish")));
    if (wanted.wish == PlaceWish::Move)
        for (std::size_t n = 0; n < kPlaceDaysMax; ++n)
            if (const auto day = reader.date("wished_" + std::to_string(n + 1)))
                wanted.wished_on.push_back(*day);
    wanted.words = reader.text("words", kPlaceWordsMax);
    if (!reader.ok()) return case_page(office, request, reader.errors().front().sentence);
    return change_case(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now, ReferralId id) -> Result<Done> {
            TRY_DO(ask_for_place(tx, viewer, now, office.holidays, id, wanted));
            return Done{url_of(id), "お願いを送りました。連携室の返事をお待ちください"};
        });
}

Result<http::Response> take_back(Office& office, const http::Request& request) {
    TRY(const auto asked, request.path_id<PlaceRequestId>("request"));
    return change_case(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now, ReferralId id) -> Result<Done> {
            TRY_DO(take_back_place_request(tx, viewer, now, id, asked));
            return Done{url_of(id), "お願いを取り下げました"};
        });
}

Result<http::Response> add_papers(Office& office, const http::Request& request) {
    if (!sees(request, Item::Sending)) return fail(ErrorKind::NotFound, "referral.not_found");
    const auto handed = papers_in(office, request);
    if (!handed.errors.empty()) return case_page(office, request, handed.errors.front().sentence);
    return change_case(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now, ReferralId id) -> Result<Done> {
            if (handed.papers.empty()) return fail(ErrorKind::Invalid, "portal.no_paper", "paper");
            TRY_DO(add_portal_papers(tx, viewer, now, office.holidays, id, handed.papers));
            return Done{url_of(id), "書類を送りました"};
        });
}

}  // namespace

void add_case_routes(http::Router& router, Office& office) {
    router.add("GET", "/portal/referrals/{id}",
               [&office](http::Request& request) { return case_page(office, request); });
    router.add("POST", "/portal/referrals/{id}/recall",
               [&office](http::Request& request) { return recall(office, request); });
    router.add("POST", "/portal/referrals/{id}/requests",
               [&office](http::Request& request) { return ask(office, request); });
    router.add("POST", "/portal/referrals/{id}/requests/{request}",
               [&office](http::Request& request) { return take_back(office, request); });
    router.add("POST", "/portal/referrals/{id}/papers",
               [&office](http::Request& request) { return add_papers(office, request); },
               {.body_bytes_max = kUploadBytesMax});
}

}  // namespace kakehashi::portal
