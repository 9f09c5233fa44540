#include "portal/portal_pages.hpp"

#include "base/era.hpp"
#include "office/frame.hpp"
#include "platform/auth/session.hpp"
#include "portal/portal_access.hpp"
#include "portal/portal_store.hpp"
#include "portal/portal_views.hpp"
#include "referral/referral_words.hpp"

namespace kakehashi {
namespace portal {
namespace {

constexpr int kCasesAtHome = 10;
constexpr int kCasesOfPage = 20;
constexpr int kLettersAtHome = 20;
/// What was sent before that came by FAX or post, and is no news.
constexpr std::chrono::days kNewFor{30};

html::Url url_of(ReferralId id) {
    return html::Url::path("/portal/referrals").segment(id.value);
}

bool sees(const http::Request& request, Item item) {
    return may_see(request.attached<SignedIn>()->role, item);
}

PortalFrame frame_of(Office& office, db::Transaction& tx, const http::Request& request,
                     std::string title) {
    PortalFrame out{.frame = office::make_frame(office, tx, request, std::move(title), "/portal")};
    const auto& viewer = office::viewer_of(request);
    const auto host = host_of(tx, viewer);
    out.hospital = host.name;
    out.facility = host.facility;
    out.phone = setting(tx, viewer.host, "office.phone", host.phone);
    out.progress = sees(request, Item::Progress);
    return out;
}

CaseCard card_of(const PartnerCase& one, Date today) {
    CaseCard card;
    card.patient = one.patient_name;
    card.about = (one.department.empty() ? "受診科はこれから" : one.department) + "・" +
                 std::string{japanese(one.urgency)} + "・" +
                 short_date(date_in_japan(one.received_at), today) + " 紹介";
    const auto progress = progress_of(one.facts.state, one.facts.answered);
    card.word = progress.word;
    card.look = "k-tag " + std::string{progress.look};
    card.next = next_of(one.facts, today);
    card.url = url_of(one.id);
    if (!progress.goes_on) return card;
    int step = 0;
    for (const auto name : kSteps) {
        const bool now = step == progress.step;
        card.steps.push_back({std::string{name},
                              step < progress.step ? "done"
                              : now                ? "now"
                                                   : "",
                              now});
        ++step;
    }
    return card;
}

LetterLine line_of(const Letter& letter, Date today) {
    const auto moment = [&](Instant at) {
        return short_date(date_in_japan(at), today) + " " + time_text(at);
    };
    LetterLine line;
    line.title = letter.title;
    line.patient = letter.patient_name;
    line.about = moment(letter.sent_at) + " 送付・" + std::to_string(letter.pages) + "ページ";
    line.is_new = !letter.opened_at;
    if (letter.opened_at) line.opened = moment(*letter.opened_at) + " に開きました";
    line.url = html::Url::path("/portal/documents").segment(letter.id.value);
    return line;
}

Result<http::Response> show_home(Office& office, const http::Request& request) {
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    HomeView view{frame_of(office, tx, request, "連携ポータル")};
    view.portal.at_home = true;
    if (sees(request, Item::Letters)) {
        for (const auto& letter :
             unopened_letters(tx, viewer, office.clock.now() - kNewFor, kLettersAtHome))
            view.letters.push_back(line_of(letter, today));
        if (!view.letters.empty()) view.letter_count = std::to_string(view.letters.size());
    }
    if (sees(request, Item::Progress)) {
        for (const auto& one : open_cases(tx, viewer, kCasesAtHome))
            view.cases.push_back(card_of(one, today));
        view.all = "すべて見る(進行中 " + std::to_string(count_open_cases(tx, viewer)) + "件)";
    }
    return office::page(render_home, view);
}

/// 1790000000-412: received_at and id of the last case shown.
std::optional<CaseMark> mark_from(std::string_view text) {
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto at = ReferralId::parse(text.substr(0, dash));  // a positive number, as an id is
    const auto id = ReferralId::parse(text.substr(dash + 1));
    if (!at || !id) return std::nullopt;
    return CaseMark{Instant{std::chrono::seconds{at->value}}, *id};
}

Result<http::Response> show_cases(Office& office, const http::Request& request) {
    if (!sees(request, Item::Progress)) return fail(ErrorKind::NotFound, "http.not_found");
    const auto& viewer = office::viewer_of(request);
    const auto here = html::Url::path("/portal/referrals");
    auto tx = office.db.read();
    CasesView view{frame_of(office, tx, request, "紹介した患者")};
    view.portal.at_cases = true;
    auto found = cases(tx, viewer, mark_from(request.query("after")), kCasesOfPage + 1);
    if (found.size() > kCasesOfPage) {
        found.pop_back();
        const auto& last = found.back();
        view.older = html::Url{here}.with(
            "after",
            std::to_string(last.received_at.time_since_epoch().count()) + "-" + last.id.text());
    }
    if (request.has_query("after")) view.newest = here;
    for (const auto& one : found) view.cases.push_back(card_of(one, office.clock.today()));
    return office::page(render_cases, view);
}

Result<http::Response> show_case(Office& office, const http::Request& request) {
    if (!sees(request, Item::Progress)) return fail(ErrorKind::NotFound, "referral.not_found");
    TRY(const auto id, request.path_id<ReferralId>("id"));
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    TRY(const auto one, find_case(tx, viewer, id));
    CaseView view{frame_of(office, tx, request, "紹介した患者")};
    view.portal.at_cases = true;
    view.card = card_of(one, today);
    view.number = one.number;
    view.doctor = one.referring_doctor;
    view.received =
        short_date(date_in_japan(one.received_at), today) + " " + time_text(one.received_at);
    view.department = one.department;
    if (one.facts.answered && one.facts.appointment)
        view.appointment =
            short_date(one.facts.appointment->on, today) + " " + one.facts.appointment->time;
    if (one.facts.visited_on) view.visited = short_date(*one.facts.visited_on, today);
    view.shows_letters = sees(request, Item::Letters);
    if (view.shows_letters)
        for (const auto& letter : letters_of(tx, viewer, id))
            view.letters.push_back(line_of(letter, today));
    return office::page(render_case, view);
}

Result<Letter> letter_in(Office& office, const http::Request& request) {
    if (!sees(request, Item::Letters)) return fail(ErrorKind::NotFound, "document.not_found");
    TRY(const auto id, request.path_id<CaseDocumentId>("id"));
    auto tx = office.db.read();
    return find_letter(tx, office::viewer_of(request), id);
}

Result<http::Response> send_letter(Office& office, const http::Request& request) {
    TRY(const auto letter, letter_in(office, request));
    TRY(auto bytes, office.documents.get(letter.hash));
    if (!letter.opened_at && request.method == "GET" && office.db.takes_writes()) {
        auto tx = office.db.write();
        note_opening(tx, office::viewer_of(request), letter.id, office.clock.now());
        tx.commit();
    }
    return http::Response::bytes(
               std::move(bytes), letter.media_type,
               letter.title + (letter.media_type == "application/pdf" ? ".pdf" : ""))
        .with("Content-Security-Policy",
              "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'");
}

}  // namespace
}  // namespace portal

Feature portal_feature() {
    Feature feature{.name = "portal"};
    feature.nav = {{"連携ポータル", "自施設の紹介", "/portal", "home", "", ""}};
    feature.add_routes = [](http::Router& router, Office& office) {
        const auto get = [&](std::string_view route, auto page) {
            router.add("GET", std::string{route},
                       [&office, page](http::Request& request) { return page(office, request); });
        };
        get("/portal", portal::show_home);
        get("/portal/referrals", portal::show_cases);
        get("/portal/referrals/{id}", portal::show_case);
        get("/portal/documents/{id}", portal::send_letter);
    };
    return feature;
}

}  // namespace kakehashi
