// Visits the pages of a demonstration office and holds each against its line in the audit trail:
// no store function may forget to say whom it hands out.
#include <doctest/doctest.h>

#include <cstring>
#include <deque>
#include <map>
#include <regex>
#include <set>

#include "app/crawled_office.hpp"
#include "base/era.hpp"
#include "patient/patient.hpp"
#include "platform/audit/entry.hpp"
#include "support/query_texts.hpp"

using namespace kakehashi;
using testing::CrawledOffice;

namespace {

/// Who looks after the 室長, as the trail names them, and where each begins: a nurse in her ward,
/// and who looks in from みなと内科クリニック.
struct Visitor {
    const char *login, *name, *first;
};
constexpr Visitor kVisitors[] = {{"watanabe", "渡辺 葵", "/ward"},
                                 {"hamada", "浜田 修(みなと内科クリニック)", "/portal"}};

/// Pages of one pattern that are visited.
constexpr int kEachMost = 25;

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
    office.sign_in("hasegawa");  // 室長: every page is open
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
    ids("SELECT patient_id FROM stay LIMIT 5", "/patients/", "/questions");
    ids("SELECT id FROM question", "/questions/", "");
    ids("SELECT patient_id FROM family_hand_over LIMIT 5", "/patients/", "/handed");
    ids("SELECT id FROM place_request", "/bookings/requests/", "");
    ids("SELECT id FROM patient ORDER BY id DESC LIMIT 5", "/patients/", "/network");
    waiting.push_back(office.network_file);

    office.database.script(
        "INSERT INTO sending (facility_id, document_id, to_facility_id, means, sent_at)"
        " SELECT 1, max(d.id), 2, 'fax', " +
        std::to_string(testing::kMorning.time_since_epoch().count()) +
        " FROM case_document d WHERE d.case_kind = 'referral' AND d.patient_id IS NOT NULL");

    std::set<std::string> visited_targets(waiting.begin(), waiting.end()), visited_routes;
    std::map<std::string, int> visits;
    int pages = 0, with_people = 0;
    std::size_t named = 0, noted = 0;
    std::map<std::string, int> unseen;  // noted, and neither name nor number is on the page
    office.lines();
    std::string visitor = "長谷川 浩二";
    std::size_t next_visitor = 0;
    for (;;) {
        if (waiting.empty() && next_visitor < std::size(kVisitors)) {
            const auto& next = kVisitors[next_visitor++];
            visitor = next.name;
            office.cookie.clear();
            office.sign_in(next.login);
            office.lines();
            waiting.push_back(next.first);
        }
        if (waiting.empty()) break;
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
            if (match.route.find("/documents") != std::string::npos ||
                match.route.ends_with(".pdf")) {
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
            CHECK(lines[0].actor_name == visitor);
            CHECK(lines[0].facility == FacilityId{1});
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
    for (const auto* route :
         {"/", "/sign-in", "/sign-in/code", "/sign-in/invitation", "/sign-in/passkey/challenge",
          "/sign-in/directory", "/sign-in/directory/callback", "/account/passkeys/challenge",
          "/healthz", "/readyz", "/metrics", "/live", "/assets/{name}", "/session/ends",
          "/facilities/export"})
        missing.erase(route);
    std::string list;
    for (const auto& route : missing) list += route + " ";
    CHECK_MESSAGE(missing.empty(), "not visited: ", list);
}
