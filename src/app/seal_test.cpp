// 閲覧の制限: for who is not named, a sealed patient and all that is theirs is not there; tried on
// every route of the program, with every number of theirs.
#include <doctest/doctest.h>

#include <regex>
#include <set>

#include "app/crawled_office.hpp"
#include "patient/patient_seal.hpp"
#include "patient/patient_store.hpp"

using namespace kakehashi;
using testing::CrawledOffice;

namespace {

/// The demonstration's patient with most behind them, and everything of theirs that has a number.
struct Somebody {
    PatientId id;
    std::string name, kana, number;
    std::set<std::string> letters;  // R-2026-11-0012
    std::set<std::string> ids;      // of anything that is theirs
    std::set<std::string> referrals;
    std::string version;  // of the newest letter
    std::string duty;     // an open one

    explicit Somebody(db::Database& database) {
        auto tx = database.read();
        id = PatientId{tx.number(db::Query{"seal_test.whom", R"sql(
            SELECT referral.patient_id FROM referral
              JOIN patient ON patient.id = referral.patient_id
             WHERE patient.number <> ''
               AND EXISTS (SELECT 1 FROM duty WHERE duty.patient_id = patient.id AND closed_at IS NULL)
               AND EXISTS (SELECT 1 FROM booking WHERE booking.patient_id = patient.id)
               AND (SELECT count(*) FROM patient other WHERE other.name = patient.name) = 1
             ORDER BY referral.id DESC LIMIT 1
        )sql"})};
        REQUIRE(id);
        tx.each(
            db::Query{"seal_test.patient", "SELECT name, kana, number FROM patient WHERE id = $1"},
            [&](const db::Row& row) {
                name = row.string(0);
                kana = row.string(1);
                number = row.string(2);
            },
            id);
        ids.insert(id.text());
        for (const auto* table :
             {"referral", "booking", "duty", "reply_obligation", "disclosure_request", "provision",
              "incident_patient", "team_member", "stay", "question", "family_hand_over"})
            tx.each(
                db::Query{"seal_test.ids", "SELECT id FROM ", table, " WHERE patient_id = $1"},
                [&](const db::Row& row) { ids.insert(row.string(0)); }, id);
        tx.each(
            db::Query{"seal_test.referrals", "SELECT id FROM referral WHERE patient_id = $1"},
            [&](const db::Row& row) { referrals.insert(row.string(0)); }, id);
        duty = std::to_string(
            tx.number(db::Query{"seal_test.duty",
                                "SELECT id FROM duty WHERE patient_id = $1 AND closed_at IS NULL"},
                      id));
        version = std::to_string(
            tx.number(db::Query{"seal_test.version",
                                "SELECT version FROM referral WHERE patient_id = $1 ORDER BY id"},
                      id));
        tx.each(
            db::Query{"seal_test.papers",
                      "SELECT d.id FROM case_document d JOIN referral r ON r.id = d.case_id"
                      " WHERE d.case_kind = 'referral' AND r.patient_id = $1"},
            [&](const db::Row& row) { ids.insert(row.string(0)); }, id);
        tx.each(
            db::Query{"seal_test.letters", "SELECT number FROM referral WHERE patient_id = $1"},
            [&](const db::Row& row) { letters.insert(row.string(0)); }, id);
    }
    /// Whether this number in this pattern is the patient, or a letter of theirs.
    bool is_theirs(const std::string& pattern, const std::string& number_there) const {
        if (pattern.starts_with("/patients/{id}")) return number_there == id.text();
        return pattern.starts_with("/referrals/{id}") && referrals.contains(number_there);
    }
    bool is_in(const std::string& page) const {
        if (page.find(name) != std::string::npos || page.find(kana) != std::string::npos ||
            page.find(number) != std::string::npos)
            return true;
        return std::any_of(letters.begin(), letters.end(), [&](const std::string& letter) {
            return page.find(letter) != std::string::npos;
        });
    }
};

std::string with_number(const std::string& pattern, const std::string& number) {
    return std::regex_replace(pattern, std::regex(R"(\{[a-z_]+\})"), number);
}

http::Response post(CrawledOffice& office, const std::string& target,
                    const std::string& body = {}) {
    auto request = office.request("POST", target);
    request.headers.set("Content-Type", "application/x-www-form-urlencoded");
    request.headers.set("X-CSRF-Token", office.csrf());
    request.body = body;
    return office.router.handle(request);
}

http::Response get(CrawledOffice& office, const std::string& target) {
    auto request = office.request("GET", target);
    return office.router.handle(request);
}

void sign_in(CrawledOffice& office, const std::string& login) {
    office.cookie.clear();
    office.sign_in(login);
}

/// 室長 長谷川 seals; nobody else is named.
void seal_by_head(CrawledOffice& office, const Somebody& somebody) {
    sign_in(office, "hasegawa");
    const auto sealed = post(office, "/patients/" + somebody.id.text() + "/seal",
                             "form_key=seal&kind=abuse&reason=%E8%A9%A6%E9%A8%93");
    REQUIRE(sealed.status == 303);
}

std::vector<std::string> lists(CrawledOffice& office, const Somebody& somebody) {
    std::vector<std::string> out{"/today",
                                 "/referrals",
                                 "/patients",
                                 "/bookings",
                                 "/arrivals",
                                 "/replies",
                                 "/facilities",
                                 "/facilities/2",
                                 "/replies/by-department",
                                 "/replies/not-needed",
                                 "/replies/sending"};
    for (const auto* view : {"received", "open", "booking", "waiting", "closed", "all"})
        out.push_back(std::string{"/referrals?view="} + view);
    std::string escaped;
    for (const unsigned char c : somebody.name) {
        char hex[4];
        std::snprintf(hex, sizeof hex, "%%%02X", c);
        escaped += hex;
    }
    for (const auto* list : {"/search", "/patients", "/referrals"}) {
        out.push_back(office.search(list, somebody.number));
        out.push_back(office.search(list, escaped.substr(0, escaped.find("%20"))));
    }
    return out;
}

/// What is kept of the patient, as one text.
std::string rows_of(db::Database& database, PatientId patient) {
    std::string out;
    auto tx = database.read();
    for (const auto* what : {"SELECT version FROM patient WHERE id = $1",
                             "SELECT sum(version) FROM referral WHERE patient_id = $1",
                             "SELECT count(*) FROM event WHERE patient_id = $1",
                             "SELECT count(*) FROM booking WHERE patient_id = $1",
                             "SELECT sum(version) FROM duty WHERE patient_id = $1",
                             "SELECT count(*) FROM case_document WHERE patient_id = $1"})
        out += std::to_string(tx.number(db::Query{"seal_test.rows", what}, patient)) + " ";
    return out;
}

}  // namespace

TEST_CASE("before a patient is sealed, a colleague finds them on many pages") {
    CrawledOffice office;
    const Somebody somebody(*office.database);
    sign_in(office, "saeki");
    int found = 0;
    for (const auto& list : lists(office, somebody))
        found += somebody.is_in(get(office, list).body) ? 1 : 0;
    CHECK(found >= 4);
    CHECK(get(office, "/patients/" + somebody.id.text()).status == 200);
}

TEST_CASE("a sealed patient is on no page of who is not named, and no form reaches them") {
    CrawledOffice office;
    const Somebody somebody(*office.database);
    seal_by_head(office, somebody);
    sign_in(office, "saeki");
    const auto before = rows_of(*office.database, somebody.id);
    for (const auto& list : lists(office, somebody)) {
        const auto answer = get(office, list);
        INFO(list);
        CHECK(answer.status == 200);
        // What was searched for stands in the box, and where it says what was searched.
        const std::regex typed(R"(「[^」]*」|value="[^"]*"|<dt>(ことば|カナ)</dt><dd>[^<]*)");
        const auto body = std::regex_replace(answer.body, typed, "");
        CHECK_FALSE(somebody.is_in(body));
    }
    const auto other = std::to_string(office.database->read().number(
        db::Query{"seal_test.other", "SELECT min(id) FROM patient WHERE id <> $1"}, somebody.id));
    int tried = 0;
    for (const auto& route : office.router.routes()) {
        if (route.open || route.pattern.find('{') == std::string::npos) continue;
        for (const auto& id : somebody.ids) {
            const auto target = with_number(route.pattern, id);
            INFO(route.method, " ", target);
            // All that a form may ask for first: what refuses is that nobody has the number.
            const auto body = "form_key=k" + id + "&version=" + somebody.version +
                              "&until=1h&duty=" + somebody.duty + "&reason=x&keep=" + id +
                              "&with=" + other;
            const auto answer =
                route.method == "GET" ? get(office, target) : post(office, target, body);
            CHECK(answer.status < 500);
            CHECK_FALSE(somebody.is_in(answer.body));
            if (somebody.is_theirs(route.pattern, id))
                CHECK_MESSAGE((answer.status == 404 || answer.status == 403), answer.status);
            ++tried;
        }
    }
    MESSAGE(tried << " addresses tried with their numbers");
    CHECK(rows_of(*office.database, somebody.id) == before);
}

TEST_CASE("a ward nurse reaches another ward's patient by no address and no form") {
    CrawledOffice office;
    const Somebody somebody(*office.database);
    const auto lies_in = [&](const char* ward) {
        const auto id = somebody.id.text();
        office.database.script(
            "DELETE FROM stay WHERE patient_id = " + id +
            "; INSERT INTO stay (facility_id, patient_id, ward_id, since, in_sight, entered_at,"
            " entered_by) VALUES (1, " +
            id + ", " + ward + ", '2026-11-20', 1, 1, 1)");
    };
    lies_in("1");
    sign_in(office, "watanabe");
    const auto page = "/ward/patients/" + somebody.id.text();
    CHECK(somebody.is_in(get(office, "/ward").body));
    CHECK(somebody.is_in(get(office, page).body));
    lies_in("2");
    CHECK_FALSE(somebody.is_in(get(office, "/ward").body));
    const auto before = rows_of(*office.database, somebody.id);
    const std::regex chance(R"re((name="form_key" value=")[^"]*)re");
    const auto nobody = get(office, "/ward/patients/999999");
    const auto theirs = get(office, page);
    CHECK(theirs.status == 404);
    CHECK(std::regex_replace(theirs.body, chance, "$1") ==
          std::regex_replace(nobody.body, chance, "$1"));
    int tried = 0;
    for (const auto& route : office.router.routes()) {
        if (route.open || route.pattern.find('{') == std::string::npos) continue;
        for (const auto& id : somebody.ids) {
            const auto target = with_number(route.pattern, id);
            INFO(route.method, " ", target);
            const auto body = "form_key=w" + id + "&version=1&step=discharge&on=2026-11-24" +
                              "&ward=1&question=x&term=today&answer=x&reason=x";
            const auto answer =
                route.method == "GET" ? get(office, target) : post(office, target, body);
            CHECK(answer.status < 500);
            CHECK_FALSE(somebody.is_in(answer.body));
            if (route.pattern.starts_with("/ward/patients") && id == somebody.id.text())
                CHECK(answer.status == 404);
            ++tried;
        }
    }
    CHECK(tried > 300);
    CHECK(rows_of(*office.database, somebody.id) == before);
}

TEST_CASE("that a sealed patient is there cannot be told from a number nobody has") {
    CrawledOffice office;
    const Somebody somebody(*office.database);
    seal_by_head(office, somebody);
    sign_in(office, "saeki");
    const auto plain = [](const http::Response& answer) {
        return std::to_string(answer.status) +
               std::regex_replace(answer.body, std::regex(R"re((name="form_key" value=")[^"]*)re"),
                                  "$1");
    };
    for (const auto* page : {"", "/edit", "/merge", "/sheet.pdf", "/seal"}) {
        const auto there = get(office, "/patients/" + somebody.id.text() + page);
        CHECK(there.status == 404);
        CHECK(plain(there) == plain(get(office, std::string{"/patients/999999"} + page)));
    }
}

TEST_CASE(
    "who is named sees the patient; who is named no longer sees nothing from the next page on") {
    CrawledOffice office;
    const Somebody somebody(*office.database);
    seal_by_head(office, somebody);
    const auto page = "/patients/" + somebody.id.text();
    CHECK(post(office, page + "/seal/readers", "form_key=r1&reader=1").status == 303);
    sign_in(office, "saeki");
    CHECK(get(office, page).status == 200);
    CHECK(get(office, page).body.find("選んだ職員と室長だけが見ます") != std::string::npos);
    const auto kept = office.cookie;
    sign_in(office, "hasegawa");
    CHECK(post(office, page + "/seal/readers", "form_key=r2").status == 303);
    office.cookie = kept;
    CHECK(get(office, page).status == 404);
}

TEST_CASE(
    "who works for the patient is offered as a reader, and sees nothing after leaving the team") {
    CrawledOffice office;
    const Somebody somebody(*office.database);
    const auto page = "/patients/" + somebody.id.text();
    sign_in(office, "hasegawa");
    // 佐伯 is of every team here; of the colleagues she alone is proposed.
    const auto form = get(office, page + "/seal").body;
    CHECK(form.find(R"(name="reader" value="1" checked)") != std::string::npos);
    CHECK(form.find(R"(name="reader" value="2" checked)") == std::string::npos);
    CHECK(post(office, page + "/seal", "form_key=s&kind=abuse&reason=x&reader=1").status == 303);
    sign_in(office, "saeki");
    const auto open_page = office.cookie;
    CHECK(get(office, page).status == 200);
    CHECK(get(office, page + "/team").status == 200);
    sign_in(office, "hasegawa");
    const auto member = std::to_string(office.database->read().number(
        db::Query{"seal_test.member", "SELECT id FROM team_member WHERE patient_id = $1"},
        somebody.id));
    CHECK(post(office, page + "/team/" + member + "/end", "form_key=e&until=2026-11-24").status ==
          303);
    office.cookie = open_page;
    for (const auto* where : {"", "/team", "/team/new"})
        CHECK(get(office, page + where).status == 404);
    CHECK(post(office, page + "/team",
               "form_key=b&who=colleague&colleague=1&team_role=other"
               "&since=2026-11-24")
              .status == 404);
}

TEST_CASE("in an emergency a patient is opened by number for an hour, and the head is told") {
    CrawledOffice office;
    const Somebody somebody(*office.database);
    seal_by_head(office, somebody);
    sign_in(office, "saeki");
    const auto page = "/patients/" + somebody.id.text();
    const auto nobody =
        post(office, "/break-glass", "form_key=b1&number=99999999&why=emergency&reason=x");
    CHECK(nobody.status == 422);
    CHECK(post(office, "/break-glass", "form_key=b2&number=" + somebody.number + "&reason=x")
              .status == 422);  // no reason was chosen
    CHECK(get(office, page).status == 404);
    const auto opened =
        post(office, "/break-glass",
             "form_key=b3&number=" + somebody.number + "&why=emergency&reason=ambulance");
    REQUIRE(opened.status == 303);
    CHECK(opened.headers.get("Location") == page);
    CHECK(get(office, page).status == 200);
    // Who opened it may neither stay, nor let others in, nor put the alert off.
    CHECK(get(office, page).body.find("/seal") == std::string::npos);
    CHECK(get(office, page + "/seal").status >= 400);
    CHECK(post(office, page + "/seal/readers", "form_key=b4&reader=2").status >= 400);
    CHECK(post(office, page + "/seal/end", "form_key=b5&reason=x").status >= 400);
    const auto alert = std::to_string(office.database->read().number(
        db::Query{"seal_test.alert", "SELECT id FROM duty WHERE kind = 'access.review'"}));
    CHECK(post(office, "/duties/" + alert + "/snooze", "form_key=b6&version=1&until=week").status ==
          403);
    CHECK(
        post(office, "/duties/" + alert + "/assignee", "form_key=b7&version=1&assignee=1").status ==
        403);
    sign_in(office, "omura");
    CHECK(get(office, page).status == 404);
    sign_in(office, "hasegawa");
    CHECK(get(office, "/today").body.find("緊急閲覧を見直す") != std::string::npos);
    office.clock.advance(kGlassOpen);
    for (const auto& feature : office.office.features)
        if (feature.name == "patient") feature.every_minute(office.office);
    sign_in(office, "saeki");
    CHECK(get(office, page).status == 404);
    sign_in(office, "hasegawa");
    CHECK(post(office, page + "/glass-review", "form_key=v&topic=1").status == 303);
    CHECK(get(office, "/today").body.find("緊急閲覧を見直す") == std::string::npos);
    CHECK(post(office, page + "/seal/end", "form_key=e&reason=over").status == 303);
    sign_in(office, "saeki");
    CHECK(get(office, page).status == 200);
}

TEST_CASE("a sealed record is not merged with another: the two are seen by different people") {
    CrawledOffice office;
    const Somebody somebody(*office.database);
    seal_by_head(office, somebody);
    const auto other = office.database->read().number(
        db::Query{"seal_test.other", "SELECT min(id) FROM patient WHERE id <> $1"}, somebody.id);
    const auto merged = post(office, "/patients/" + somebody.id.text() + "/merge",
                             "form_key=m&with=" + std::to_string(other) +
                                 "&keep=" + somebody.id.text() + "&reason=same");
    CHECK(merged.body.find("制限を解いてから統合します") != std::string::npos);
}

TEST_CASE(
    "the mark in the patient's row says what the list of the sealed says, whoever writes that "
    "list") {
    CrawledOffice office;
    const Somebody somebody(*office.database);
    const auto wrongly_marked = [&] {
        return office.database->read().number(db::Query{"seal_test.wrong_marks", R"sql(
                SELECT count(*) FROM patient
                 WHERE sealed <> CASE WHEN EXISTS (SELECT 1 FROM sealed_patient s
                                                    WHERE s.patient_id = patient.id)
                                      THEN 1 ELSE 0 END)sql"});
    };
    const auto marked = [&] {
        return office.database->read().number(
            db::Query{"seal_test.marked", "SELECT sealed FROM patient WHERE id = $1"}, somebody.id);
    };
    CHECK(marked() == 0);
    seal_by_head(office, somebody);
    CHECK(marked() == 1);
    CHECK(wrongly_marked() == 0);

    office.database->run_script("DELETE FROM sealed_patient");
    CHECK(marked() == 0);
    CHECK(wrongly_marked() == 0);
    office.database->run_script(
        "INSERT INTO sealed_patient (patient_id, facility_id, kind, reason, sealed_at, sealed_by)"
        " SELECT id, facility_id, 'vip', '', 0, 1 FROM patient WHERE id = " +
        somebody.id.text());
    CHECK(marked() == 1);
    CHECK_THROWS(
        office.database->run_script("UPDATE sealed_patient SET patient_id = patient_id + 1"));
    CHECK(marked() == 1);
}
