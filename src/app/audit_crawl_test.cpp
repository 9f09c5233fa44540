// Visits the pages of a demonstration office and holds each against its line in the audit trail:
// no store function may forget to say whom it hands out.
#include <doctest/doctest.h>

#include <cstring>
#include <deque>
#include <map>
#include <regex>
#include <set>

#include "app/program.hpp"
#include "base/era.hpp"
#include "demo/demo.hpp"
#include "office/account_pages.hpp"
#include "office/searching.hpp"
#include "office/sign_in_pages.hpp"
#include "office/traces.hpp"
#include "patient/patient.hpp"
#include "platform/audit/entry.hpp"
#include "platform/auth/guard.hpp"
#include "retention/retention_jobs.hpp"
#include "support/query_texts.hpp"
#include "support/test_database.hpp"
#include "support/test_doors.hpp"

using namespace kakehashi;

namespace {

const Instant kMorning =
    instant_in_japan(*make_date(2026, 11, 24), std::chrono::hours{10} + std::chrono::minutes{12});
/// Pages of one pattern that are visited.
constexpr int kEachMost = 25;

/// The whole program behind its router, with a demonstration office in it.
struct CrawledOffice {
    CrawledOffice()
        : pages(database.folder() / "cache", [this](const PageKey& key) -> Result<std::string> {
              TRY(const auto bytes, documents.get(key.document));
              TRY(const auto rotation, scan::rotation_of(key.rotation_degrees));
              TRY(const auto image, scan::render_page(bytes, key.page, key.width_px, rotation));
              return image.png;
          }) {
        office.data_folder = database.folder();
        office.features = app::all_features();
        demo::make_demo(office, {demo::DemoScale::Small, 400, 7, kMorning}).value();
        prepare_a_deletion();
        guard_routes(router, *database, clock);
        office::trace_answers(router, office, *journal, strangers);
        const auto doors = testing::doors(database.folder(),
                                          RelyingParty::of("https://kakehashi.example.jp").value());
        office::add_sign_in_routes(router, office, doors);
        office::add_account_routes(router, office, doors);
        office::add_message_pages(router, office);
        office::add_searching_routes(router);
        for (const auto& feature : office.features)
            if (feature.add_routes) feature.add_routes(router, office);
    }

    /// 削除の予定: a job whose page is there to be visited.
    void prepare_a_deletion() {
        database.script(
            "UPDATE referral SET closed_at = closed_at - 200000000 WHERE state = 'replied'");
        auto tx = database->write();
        retention::plan_job(tx, {UserId{1}, FacilityId{1}, "佐伯 真理"}, kMorning,
                            "referral.visited")
            .value();
        tx.commit();
    }
    http::Request request(std::string method, std::string target) const {
        http::Request out;
        out.method = std::move(method);
        out.target = std::move(target);
        out.peer = "10.0.0.5";
        out.headers.set("Accept", "text/html");
        if (!cookie.empty()) out.headers.set("Cookie", cookie);
        return out;
    }
    void sign_in() {
        auto post = request("POST", "/sign-in");
        post.headers.set("Content-Type", "application/x-www-form-urlencoded");
        post.body = "login=saeki&password=kakehashi";
        const auto answer = router.handle(post);
        const auto set = std::string{answer.headers.get("Set-Cookie")};
        cookie = set.substr(0, set.find(';'));
        REQUIRE(cookie.size() > 20);
    }
    /// Where a search for `words` leads.
    std::string search(const std::string& to, const std::string& words) {
        const auto token = cookie.substr(cookie.find('=') + 1);
        auto post = request("POST", "/search");
        post.headers.set("Content-Type", "application/x-www-form-urlencoded");
        post.headers.set("X-CSRF-Token", find_session(*database, token, kMorning)->csrf);
        post.body = "to=" + to + "&q=" + words;
        return std::string{router.handle(post).headers.get("Location")};
    }
    /// The lines written since the last call.
    std::vector<audit::Entry> lines() {
        return journal->file().read(position, 1000, false, kMorning, position);
    }

    testing::TestDatabase database;
    FixedClock clock{kMorning};
    DocumentFiles documents{database.folder() / "documents"};
    PageCache pages;
    http::Broadcaster live;
    Office office{*database, clock, documents, pages, live};
    std::unique_ptr<audit::Journal> journal =
        audit::Journal::open(database.folder() / "audit").value();
    audit::Strangers strangers;
    http::Router router;
    std::string cookie;
    std::int64_t position = 0;
};

/// Whoever a page may show, by what it would show of them: name or number → p55, r412.
std::map<std::string, std::set<std::string>> people_of(db::Database& database) {
    std::map<std::string, std::set<std::string>> people;
    auto tx = database.read();
    tx.each(db::Query{"test.patients", "SELECT id, name, number FROM patient"},
            [&](const db::Row& row) {
                const auto who = "p" + row.string(0);
                people[row.string(1)].insert(who);
                if (!row.text(2).empty()) people[patient_number_text(row.text(2))].insert(who);
            });
    // Whom a letter names before anybody has said who that is.
    tx.each(
        db::Query{"test.letters", "SELECT case_id, data FROM event WHERE kind = 'referral.read'"},
        [&](const db::Row& row) {
            const auto name = std::string{json::parse(row.text(1))->at("name").string()};
            if (!name.empty()) people[name].insert("r" + row.string(0));
        });
    // Staff and doctors may have a patient's name; the page shows them then.
    tx.each(db::Query{"test.staff",
                      "SELECT name FROM user_account UNION SELECT name FROM doctor"
                      " UNION SELECT referring_doctor FROM referral"},
            [&](const db::Row& row) { people.erase(row.string(0)); });
    // 高橋 勝 is read in 高橋 勝彦 too.
    for (auto& [name, who] : people)
        for (const auto& [longer, others] : people)
            if (longer.size() > name.size() && longer.find(name) != std::string::npos)
                who.insert(others.begin(), others.end());
    return people;
}

std::string unescaped(std::string text) {
    const std::pair<const char*, const char*> kEntities[] = {
        {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
    for (const auto& [from, to] : kEntities)
        for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + 1))
            text.replace(at, std::strlen(from), to);
    return text;
}

std::vector<std::string> links_of(const std::string& html) {
    static const std::regex kLink(R"re((?:href|src|hx-get|data-href)="(/[^"]*)")re");
    std::vector<std::string> out;
    for (auto it = std::sregex_iterator(html.begin(), html.end(), kLink);
         it != std::sregex_iterator(); ++it) {
        auto link = unescaped((*it)[1]);
        link.resize(std::min(link.find('#'), link.size()));
        out.push_back(std::move(link));
    }
    return out;
}

/// Every pattern that a GET reaches, as the sources write them.
std::set<std::string> all_get_routes() {
    static const std::regex kRoute(R"re((?:"GET",|\bget\()\s*"(/[^"]*)")re");
    std::set<std::string> out;
    for (const auto& [path, source] : testing::our_sources())
        if (!path.string().ends_with("_fuzz.cpp"))
            for (auto it = std::sregex_iterator(source.begin(), source.end(), kRoute);
                 it != std::sregex_iterator(); ++it)
                out.insert((*it)[1]);
    return out;
}

std::vector<std::string> parts_of(const std::string& seen) {
    std::vector<std::string> out;
    std::stringstream parts(seen);
    for (std::string part; std::getline(parts, part, ',');) out.push_back(part);
    return out;
}

bool is_seen(const std::string& seen, const std::set<std::string>& who) {
    return std::ranges::any_of(who, [&](const std::string& one) {
        return ("," + seen + ",").find("," + one + ",") != std::string::npos;
    });
}

}  // namespace

TEST_CASE("each patient a page shows is in its line of the audit trail") {
    CrawledOffice office;
    office.sign_in();
    const auto people = people_of(*office.database);
    REQUIRE(people.size() > 300);
    std::deque<std::string> waiting{"/today",      "/menu",     "/patients",  "/referrals",
                                    "/search",     "/bookings", "/replies",   "/arrivals",
                                    "/facilities", "/settings", "/help/keys", "/referrals/import"};
    for (const auto* view : {"received", "open", "booking", "waiting", "closed", "all"})
        waiting.push_back(std::string{"/referrals?view="} + view);
    // 田, as in many names; 高血圧, as in many letters.
    for (const auto* words : {"%E7%94%B0", "%E9%AB%98%E8%A1%80%E5%9C%A7"})
        for (const auto* list : {"/search", "/patients", "/referrals", "/facilities"})
            waiting.push_back(office.search(list, words));
    // What links do not reach: forms that GET, and pages of things by their number.
    const auto ids = [&](const char* sql, const char* before, const char* after) {
        office.database->read().each(db::Query{"test.ids", sql}, [&](const db::Row& row) {
            waiting.push_back(before + row.string(0) + after);
        });
    };
    const char* const kWithSlip =
        "SELECT b.id FROM booking b JOIN case_document d ON d.case_kind = 'referral'"
        " AND d.case_id = b.referral_id AND d.kind = 'booking_slip'"
        " WHERE b.state = 'confirmed' ORDER BY b.id DESC LIMIT 5";
    for (const auto* paper : {"/slip.pdf", "/guide.pdf", "/draft.pdf"})
        ids(kWithSlip, "/bookings/", paper);
    ids("SELECT id FROM referral WHERE patient_id IS NOT NULL ORDER BY id DESC LIMIT 5",
        "/referrals/", "/reception-sheet.pdf");
    ids("SELECT id FROM reply_obligation WHERE state = 'sent' LIMIT 3", "/replies/sent?id=", "");
    ids("SELECT id FROM reply_obligation ORDER BY id DESC LIMIT 5", "/replies/", "/preview.pdf");
    ids("SELECT id FROM patient ORDER BY id DESC LIMIT 5", "/patients/", "/merge");
    ids("SELECT id FROM patient ORDER BY id DESC LIMIT 5", "/patients/", "/edit");
    ids("SELECT id FROM referral WHERE state = 'awaiting_visit' LIMIT 3", "/arrivals/", "/absence");
    ids("SELECT id FROM referral ORDER BY id DESC LIMIT 5", "/referrals/", "/fax-cover.pdf");
    ids("SELECT id FROM case_document ORDER BY id DESC LIMIT 5", "/documents/", "");

    std::set<std::string> visited_targets(waiting.begin(), waiting.end()), visited_routes;
    std::map<std::string, int> visits;
    int pages = 0, with_people = 0;
    std::size_t named = 0, noted = 0;
    std::map<std::string, int> unseen;  // noted, and neither name nor number is on the page
    office.lines();
    while (!waiting.empty()) {
        auto request = office.request("GET", waiting.front());
        waiting.pop_front();
        const auto match =
            office.router.find("GET", request.target.substr(0, request.target.find('?')));
        if (match.handler == nullptr || match.route == "/live" || ++visits[match.route] > kEachMost)
            continue;
        const auto answer = office.router.handle(request);
        const auto lines = office.lines();
        ++pages;
        if (answer.status == 200) visited_routes.insert(match.route);
        INFO(request.target);
        CHECK(answer.status < 500);
        const auto type = answer.headers.get("Content-Type");
        if (answer.status >= 300) continue;
        if (!type.starts_with("text/html")) {
            // A paper or a picture of one: somebody's.
            if (match.route.starts_with("/documents") || match.route.ends_with(".pdf")) {
                REQUIRE(lines.size() == 1);
                CHECK_FALSE(lines[0].seen.empty());
            }
            continue;
        }
        const auto text = unescaped(
            std::regex_replace(answer.body, std::regex("<(script|style)[^]*?</\\1>"), ""));
        const auto seen = lines.empty() ? std::string{} : lines[0].seen;
        noted += static_cast<std::size_t>(std::ranges::count(seen, ',')) + (seen.empty() ? 0 : 1);
        bool anybody = false;
        std::set<std::string> shown_here;
        for (const auto& [shown, who] : people) {
            if (text.find(shown) == std::string::npos) continue;
            anybody = true;
            ++named;
            shown_here.insert(who.begin(), who.end());
            CHECK_MESSAGE(is_seen(seen, who), "shown and not in the audit trail: ", shown, " ",
                          *who.begin());
        }
        for (const auto& one : parts_of(seen))
            if (!shown_here.contains(one)) ++unseen[match.route + " " + one[0]];
        if (anybody) {
            ++with_people;
            REQUIRE(lines.size() == 1);
            CHECK(lines[0].actor_name == "佐伯 真理");
            CHECK(lines[0].address == "10.0.0.5");
            CHECK(lines[0].what == "GET " + match.route);
        }
        for (const auto& [shown, who] : people)
            for (const auto& line : lines)
                CHECK((line.what + line.result + line.case_kind + line.seen).find(shown) ==
                      std::string::npos);
        for (auto& link : links_of(answer.body))
            if (visited_targets.insert(link).second) waiting.push_back(link);
    }
    MESSAGE(pages << " pages, " << with_people << " with patients; " << named
                  << " names and numbers shown, " << noted << " people noted");
    for (const auto& [route, count] : unseen)
        MESSAGE("noted without a name on the page: " << route << " " << count);
    CHECK(with_people > 100);
    auto missing = all_get_routes();
    for (const auto& route : visited_routes) missing.erase(route);
    // Open to everybody, without patients, or answered by a redirect.
    for (const auto* route : {"/", "/sign-in", "/sign-in/code", "/sign-in/passkey/challenge",
                              "/account/passkeys/challenge", "/healthz", "/readyz", "/metrics",
                              "/live", "/assets/{name}", "/session/ends", "/facilities/export"})
        missing.erase(route);
    std::string list;
    for (const auto& route : missing) list += route + " ";
    CHECK_MESSAGE(missing.empty(), "not visited: ", list);
}
