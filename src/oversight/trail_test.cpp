// 監査ログ as an auditor reads it.
#include <doctest/doctest.h>

#include "oversight/oversight_test_house.hpp"

using namespace kakehashi;
using oversight::AuditHouse;
using oversight::TrailFilter;
using oversight::TrailMark;

namespace {

bool has(const std::string& text, std::string_view words) {
    return text.find(words) != std::string::npos;
}

using Numbers = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("the log shows who, when, from where, what and whom, by number and never by name") {
    AuditHouse house;
    auto stranger = audit::Entry{};
    stranger.at = house.clock.now();
    stranger.address = "10.9.9.9";
    stranger.action = audit::kRefused;
    stranger.what = "POST /sign-in";
    stranger.result = "unknown_login";
    stranger.times = 12;
    house.chain_entries({AuditHouse::look("p55,p56", house.clock.now(), house.saeki), stranger});
    const auto page = house.page("/audit");
    for (const char* words :
         {"佐伯 真理", "看護師・10.0.0.5", "10:12:00", "閲覧", "0048-2291 ほか1名",
          "患者・GET /patients/{id}", "サインインしていない人", "10.9.9.9", "登録のない名前・12回",
          "最後の行まで署名があります", "診療・連携"})
        CHECK_MESSAGE(has(page, words), words);
    for (const char* name : {"佐々木", "吉岡", "村上"}) CHECK_FALSE(has(page, name));
}

TEST_CASE("a patient without a number is no name either") {
    AuditHouse house;
    house.chain_entries({AuditHouse::look("p57", house.clock.now(), house.saeki)});
    CHECK(has(house.page("/audit"), "患者ID 未採番"));
}

TEST_CASE("days, person and action leave what they say, the newest first") {
    AuditHouse house;
    const auto yesterday = house.clock.now() - std::chrono::hours{24};
    auto print = AuditHouse::look("p55", house.clock.now(), house.omura);
    print.action = audit::kPrint;
    house.chain_entries({AuditHouse::look("p55", yesterday, house.saeki),
                         AuditHouse::look("p56", house.clock.now(), house.saeki), print});
    // The first row of a chain names its key.
    CHECK(house.numbers({}) == Numbers{4, 3, 2});
    TrailFilter filter;
    filter.from = filter.to = house.clock.today();
    CHECK(house.numbers(filter) == Numbers{4, 3});
    filter.person = house.saeki.user;
    CHECK(house.numbers(filter) == Numbers{3});
    filter.from = {};
    CHECK(house.numbers(filter) == Numbers{3, 2});
    filter.action = audit::kPrint;
    CHECK(house.numbers(filter).empty());
    filter.person = {};
    CHECK(house.numbers(filter) == Numbers{4});
    filter = {};
    filter.patient = PatientId{55};
    CHECK(house.numbers(filter) == Numbers{4, 2});
    filter.person = house.omura.user;
    CHECK(house.numbers(filter) == Numbers{4});
    filter = {};
    filter.to = house.clock.today() - days{1};
    CHECK(house.numbers(filter) == Numbers{2});
    filter.patient = PatientId{56};
    CHECK(house.numbers(filter).empty());
}

TEST_CASE("no line is left out or told twice between two pages, also of rows of the same second") {
    AuditHouse house;
    std::vector<audit::Entry> entries;
    for (int i = 0; i < 700; ++i)  // some of a program that was killed: chained late
        entries.push_back(AuditHouse::look(
            "p55", house.clock.now() - std::chrono::seconds{i % 7 == 0 ? 4000 : i / 3},
            house.saeki));
    house.chain_entries(entries);
    TrailFilter everything, of_person, of_action, of_patient;
    of_person.person = house.saeki.user;
    of_action.action = audit::kRead;
    of_patient.patient = PatientId{55};
    for (const auto& filter : {everything, of_person, of_action, of_patient}) {
        std::set<std::int64_t> told;
        std::size_t lines = 0;
        Instant last = house.clock.now();
        for (TrailMark mark;;) {
            const auto rows =
                oversight::trail_rows(house.office.db, house.kOurHospital, filter, mark, 50);
            if (rows.empty()) break;
            for (const auto& row : rows) {
                if (row.entry.action == audit::kNewKey) continue;
                told.insert(row.number);
                ++lines;
                if (!filter.patient) CHECK(row.entry.at <= last);
                last = row.entry.at;
            }
            mark = TrailMark::parse(TrailMark::of(rows.back()).text());
        }
        CHECK(lines == 700);
        CHECK(told.size() == 700);
    }
    const auto first = house.page("/audit");
    CHECK(has(first, "前の記録"));
    CHECK_FALSE(has(first, "いちばん新しい記録にもどる"));
}

TEST_CASE("what stands in an address and is no mark leads to the newest line") {
    for (const char* text :
         {"", "-", "12", "12-", "x-1", "12-1x", "99999999999999999999-1", "1--1"})
        CHECK_MESSAGE(TrailMark::parse(text).at == TrailMark{}.at, text);
    CHECK(TrailMark::parse("12-34").number == 34);
}

TEST_CASE("another hospital's lines stay out of sight") {
    AuditHouse house;
    const Viewer other{UserId{9}, house.kMinatoClinic, "よその 職員"};
    house.chain_entries({AuditHouse::look("p55", house.clock.now(), other)});
    CHECK_FALSE(has(house.page("/audit"), "よその 職員"));
    CHECK_FALSE(has(house.page("/audit?person=9"), "GET /patients"));
    CHECK_FALSE(has(house.page("/audit?patient=55"), "よその 職員"));
}

TEST_CASE("a patient is looked for by a number that stays out of the address") {
    AuditHouse house;
    house.chain_entries({AuditHouse::look("p56,p55", house.clock.now(), house.saeki),
                         AuditHouse::look("p56", house.clock.now(), house.omura)});
    const auto answer = house.post("/audit/patient", {{"number", "0048-2291"}});
    CHECK(answer.status == 303);
    CHECK(answer.headers.get("Location") == "/audit?patient=55");
    const auto page = house.page("/audit?patient=55");
    CHECK(has(page, "患者ID 0048-2291"));
    CHECK(has(page, "10:12:00"));
    CHECK(has(page, "<th scope=\"row\">佐伯 真理"));
    CHECK_FALSE(has(page, "<th scope=\"row\">大村 健"));
    const auto nobody = house.post("/audit/patient", {{"number", "99999999"}});
    CHECK(nobody.status == 422);
    CHECK(has(nobody.body, "この患者IDの患者は登録されていません"));
    CHECK(house.post("/audit/patient", {{"number", ""}}).status == 422);
    CHECK(house.post("/audit/patient", {{"number", "???"}}).status == 422);
}

TEST_CASE("the file names every patient of a line by number, and runs no formula") {
    AuditHouse house;
    auto entry = AuditHouse::look("p55,p56", house.clock.now(), house.saeki);
    entry.actor_name = "=HYPERLINK(\"http://x\")";
    house.chain_entries({entry});
    const auto answer = house.get("/audit/export?person=1");
    CHECK(answer.status == 200);
    CHECK(answer.headers.get("Content-Disposition").starts_with("attachment"));
    CHECK(has(answer.body, "'=HYPERLINK"));
    CHECK(has(answer.body, "0048-2291;0058-1042"));
    CHECK(has(answer.body, "2026-11-24T10:12:00+09:00"));
    CHECK_FALSE(has(answer.body, "佐々木"));
    CHECK_FALSE(has(house.get("/audit/export?person=2").body, "0048-2291"));
}

TEST_CASE("the head of the chain is judged, and read again when somebody asks") {
    AuditHouse house;
    CHECK(has(house.page("/audit"), "まだ記録がありません"));
    std::vector<audit::Entry> entries(20, AuditHouse::look("p55", house.clock.now(), house.saeki));
    house.chain_entries(entries);
    CHECK(has(house.page("/audit?check=1"), "新しい 21行に、書きかえ・抜けはありません"));
    if (testing::on_postgres()) {
        house.office.db.run_script("ALTER TABLE audit DISABLE TRIGGER USER");
    } else {
        house.office.db.run_script("DROP TRIGGER audit_is_append_only");
    }
    house.office.db.run_script("UPDATE audit SET actor_name = '大村 健' WHERE number = 7");
    CHECK(has(house.page("/audit?check=1"), "記録が、書いたときと違います"));
    house.office.db.run_script("UPDATE audit_head SET number = number - 1");
    CHECK(has(house.page("/audit"), "最後の署名が正しくありません"));
}

TEST_CASE("who has seen a record stands on a page of its own, twenty lines at a time") {
    AuditHouse house;
    std::vector<audit::Entry> entries;
    for (int i = 0; i < 25; ++i)
        entries.push_back(AuditHouse::look("p55", house.clock.now() + std::chrono::seconds{i},
                                           i == 0 ? house.omura : house.saeki));
    entries.push_back(AuditHouse::look("p56", house.clock.now(), house.fujii));
    house.chain_entries(entries);
    const auto page = house.page("/patients/55/looks");
    CHECK(has(page, "患者ID 0048-2291"));
    CHECK(has(page, "<th scope=\"row\">佐伯 真理"));
    CHECK(has(page, "10:12:24"));
    CHECK_FALSE(has(page, "10:12:04"));
    CHECK_FALSE(has(page, "藤井 直子</th>"));
    CHECK_FALSE(has(page, "佐々木"));
    REQUIRE(has(page, "前の記録"));
    const auto older = oversight::trail_rows(house.office.db, house.kOurHospital,
                                             {.patient = PatientId{55}}, {}, 20);
    const auto next = house.page("/patients/55/looks?before=" + TrailMark::of(older.back()).text());
    CHECK(has(next, "<th scope=\"row\">大村 健"));
    CHECK_FALSE(has(next, "前の記録"));
    CHECK(house.get("/patients/99/looks").status == 404);
}

TEST_CASE("the page asks the database as often for many lines as for few of the same patients") {
    AuditHouse house;
    std::vector<audit::Entry> entries(3, AuditHouse::look("p55", house.clock.now(), house.saeki));
    house.chain_entries(entries);
    const auto for_few = house.statements([&] { house.page("/audit"); });
    for (int i = 0; i < 60; ++i)
        house.chain_entries({AuditHouse::look("p56,p55", house.clock.now(), house.omura)});
    CHECK(house.statements([&] { house.page("/audit"); }) == for_few);
}

TEST_CASE("who audits chooses a partner's person like a colleague, and reads their lines") {
    AuditHouse house;
    house.database.script(
        "INSERT INTO user_account (id, facility_id, host_id, login, name, password_hash, role)"
        " VALUES (9, 2, 1, 'hamada', '浜田 修', '', 'partner_doctor')");
    Viewer hamada{UserId{9}, house.kMinatoClinic, "浜田 修"};
    hamada.host = house.kOurHospital;
    hamada.partner = "みなと内科クリニック";
    house.chain_entries({AuditHouse::look("p55", house.clock.now(), hamada)});
    const auto page = house.page("/audit");
    CHECK(has(page, "浜田 修(みなと内科クリニック)"));
    CHECK(has(page, "<option value=\"9\""));
}
