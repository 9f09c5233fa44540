#include <doctest/doctest.h>

#include "incident/incident_test_house.hpp"

using namespace kakehashi;
using namespace kakehashi::incident;
using testing::IncidentHouse;

namespace {

bool has(const http::Response& answer, std::string_view words) {
    return answer.body.find(words) != std::string::npos;
}
std::string location(const http::Response& answer) {
    return std::string{answer.headers.get("Location")};
}
using Fields = std::vector<std::pair<std::string, std::string>>;

Fields a_form() {
    return {{"incident_kind", "fax"},        {"whose", "patients"},
            {"noticed_on", "11/24"},         {"happened_on", ""},
            {"noticed_by", "大村 健"},       {"persons", "1"},
            {"leaked_item", "identity"},     {"leaked_item", "clinical"},
            {"went_to", "青葉町クリニック"}, {"story", "返書が別の医院に届いた"},
            {"at_once", "破棄を頼んだ"},     {"malice", "no"},
            {"patient_numbers", "0058-1042"}};
}
void set(Fields& form, std::string_view name, std::string value) {
    for (auto& [field, text] : form)
        if (field == name) text = value;
}
constexpr const char* kPage = "/incidents/1";

}  // namespace

TEST_CASE("a clerk reports in one form, and is led back to the day's work") {
    IncidentHouse house;
    house.acting = house.omura;
    CHECK(has(house.get("/incidents/new"), "まず、すること"));
    const auto taken = house.post("/incidents/new", a_form());
    REQUIRE(taken.status == 303);
    CHECK(location(taken) == "/today");
    house.acting = house.saeki;
    const auto page = house.get(kPage);
    for (const char* words :
         {"I-2026-0001", "速報まち", "個人情報保護委員会に報告します", "要配慮個人情報",
          "11/26(木)(3日目)から 11/28(土)(5日目)まで", "12/23(水) まで", "法定期限", "吉岡 トメ",
          "氏名・生年月日、病名・診療の内容", "青葉町クリニック"})
        CHECK_MESSAGE(has(page, words), words);
}

TEST_CASE("a report with mistakes keeps what was typed, and says each of them") {
    IncidentHouse house;
    auto form = a_form();
    set(form, "patient_numbers", "00581042、99999999");
    set(form, "story", "");
    std::erase_if(form, [](const auto& field) {
        return field.first == "leaked_item" || field.first == "incident_kind";
    });
    const auto answer = house.post("/incidents/new", form);
    CHECK(answer.status == 422);
    for (const char* words : {"99999999", "含まれていた項目を、わかっているものから選んでください",
                              "いきさつを入力してください", "青葉町クリニック", "破棄を頼んだ"})
        CHECK_MESSAGE(has(answer, words), words);
    CHECK(house.duties().empty());
}

TEST_CASE("a report that names its patient in a sentence is sent back") {
    IncidentHouse house;
    auto form = a_form();
    set(form, "story", "吉岡トメさんの返書が別の医院に届いた");
    const auto answer = house.post("/incidents/new", form);
    CHECK(answer.status == 422);
    CHECK(has(answer, "文中に患者の氏名があります"));
    CHECK(house.duties().empty());
}

TEST_CASE("more numbers than persons count as so many persons, and each once") {
    IncidentHouse house;
    house.add_patient("大石 主税", "00990001");
    auto form = a_form();
    set(form, "patient_numbers", "00581042\u300000990001, 0058-1042");
    REQUIRE(house.post("/incidents/new", form).status == 303);
    const auto page = house.get(kPage);
    CHECK(has(page, "患者 2人"));
    CHECK(has(page, "大石 主税"));
}

TEST_CASE("from report to end: each step by its form, the last by another than who reported") {
    IncidentHouse house;
    house.acting = house.omura;
    REQUIRE(house.post("/incidents/new", a_form()).status == 303);
    house.acting = house.saeki;
    const std::string page = kPage;
    const auto told = [&](const char* path, const std::string& form, Fields more = {}) {
        more.emplace_back(form + ".on", "11/24");
        more.emplace_back(form + ".step_text", "受付番号 123");
        return house.post(page + path, more).status;
    };
    CHECK(told("/final-report", "final_report") == 422);
    CHECK(told("/prevention", "prevention") == 422);
    CHECK(told("/notice", "notice") == 422);  // without a means
    CHECK(told("/notice", "notice", {{"notice.notice_means", "phone"}}) == 303);
    CHECK(told("/first-report", "first_report") == 303);
    CHECK(told("/first-report", "first_report") == 422);
    CHECK(told("/final-report", "final_report") == 303);
    CHECK(house.post(page + "/closing").status == 422);
    CHECK(told("/prevention", "prevention") == 303);
    CHECK(has(house.get(page), "終了にする"));
    CHECK(house.post(page + "/closing").status == 303);
    const auto ended = house.get(page);
    CHECK(has(ended, "受付番号 123"));
    for (const char* words : {"わかったことを書く", "患者を加える", "まちがえて書いたとき"})
        CHECK_FALSE_MESSAGE(has(ended, words), words);
    CHECK(house.duties().empty());
    CHECK(has(house.get("/incidents"), "終わっていないものはありません"));
}

TEST_CASE("the head who reported it reads that another ends it") {
    IncidentHouse house;
    auto form = a_form();
    set(form, "whose", "others");
    std::erase_if(form, [](const auto& field) { return field.second == "clinical"; });
    REQUIRE(house.post("/incidents/new", form).status == 303);
    const std::string page = kPage;
    CHECK(has(house.get(page), "報告の対象ではありません"));
    CHECK(house
              .post(page + "/prevention",
                    {{"prevention.on", "11/24"}, {"prevention.step_text", "確かめる"}})
              .status == 303);
    CHECK(has(house.get(page), "ほかの室長が終了にします"));
    CHECK(house.post(page + "/closing").status == 422);
    house.acting = house.fujii;
    CHECK(house.post(page + "/closing").status == 303);
}

TEST_CASE("a step is taken back with its reason, beside the line that says so") {
    IncidentHouse house;
    house.taken(house.an_incident(), StepKind::FirstReport);
    const std::string page = kPage;
    CHECK(house.post(page + "/corrections", {{"step", "1"}}).status == 422);
    CHECK(house
              .post(page + "/corrections",
                    {{"step", "1"}, {"taken_back_1.step_text", "送れていなかった"}})
              .status == 303);
    const auto shown = house.get(page);
    for (const char* words : {"取り消したわけ", "送れていなかった", "速報まち"})
        CHECK_MESSAGE(has(shown, words), words);
}

TEST_CASE("what became known changes the record, its times and the commission's sheet") {
    IncidentHouse house;
    house.an_incident();
    const std::string page = kPage;
    auto form = a_form();
    set(form, "malice", "yes");
    set(form, "persons", "3");
    for (const auto& [name, text] : Fields{{"cause", "短縮番号の登録ちがい"},
                                           {"harm", "先方で破棄された"},
                                           {"publication", "公表しない"},
                                           {"incident_remarks", "警察に届けた"},
                                           {"version", "1"}})
        form.emplace_back(name, text);
    CHECK(house.post(page + "/account", form).status == 303);
    // Pressed again with nothing changed, there is nothing to write.
    CHECK(house.post(page + "/account", form).status == 303);
    set(form, "persons", "4");
    CHECK(house.post(page + "/account", form).status == 409);
    CHECK(has(house.get(page), "届け出から1回書き直しています"));
    CHECK(has(house.get(page), "2027/1/22(金) まで"));
    const auto sheet = house.get(page + "/sheet");
    for (const char* words : {"1 概要", "9 その他参考となる事項", "発覚日 2026年11月24日(火)",
                              "3人(患者)", "短縮番号の登録ちがい", "先方で破棄された", "公表しない",
                              "警察に届けた", "まだ知らせていない", "確報の期限 2027年1月22日(金)"})
        CHECK_MESSAGE(has(sheet, words), words);
    CHECK_FALSE(has(sheet, "吉岡"));
}

TEST_CASE("who audits reads register, incident and sheet without a patient and without a form") {
    IncidentHouse house;
    house.an_incident();
    house.acting_role = Role::Auditor;
    for (const char* page : {"/incidents", kPage, "/incidents/1/sheet", "/incidents/export"}) {
        const auto answer = house.get(page);
        CHECK_MESSAGE(answer.status == 200, page);
        CHECK_MESSAGE(has(answer, "I-2026-0001"), page);
        for (const char* words : {"吉岡", "0058-1042", "速報を記録する", "患者を加える"})
            CHECK_FALSE_MESSAGE(has(answer, words), page, words);
    }
}

TEST_CASE("the register begins with what is due first") {
    IncidentHouse house;
    house.acting = house.saeki;
    const auto told =
        house.taken(house.taken(house.an_incident(), StepKind::FirstReport), StepKind::Notice);
    const auto fresh = house.an_incident();
    const auto page = house.get("/incidents").body;
    REQUIRE(page.find(told.number) != std::string::npos);
    CHECK(page.find(fresh.number) < page.find(told.number));
}

TEST_CASE("the CSV of the year and of a month name nobody, and run no formula") {
    IncidentHouse house;
    auto form = a_form();
    set(form, "story", "=HYPERLINK(\"http://example.jp\")");
    REQUIRE(house.post("/incidents/new", form).status == 303);
    for (const char* which : {"?year=2026", "?month=2026-11"}) {
        const auto csv = house.get(std::string{"/incidents/export"} + which);
        CHECK(has(csv, "I-2026-0001"));
        CHECK(has(csv, "'=HYPERLINK"));
        CHECK_FALSE(has(csv, "\"=HYPERLINK"));
        CHECK_FALSE(has(csv, "吉岡"));
    }
    CHECK_FALSE(has(house.get("/incidents/export?month=2026-10"), "I-2026-0001"));
    CHECK_FALSE(has(house.get("/incidents/export?year=2025"), "I-2026-0001"));
}

TEST_CASE("the pane of the duty shows both days of 速報, and whose turn it is") {
    IncidentHouse house;
    const auto incident = house.an_incident();
    auto tx = house.database->read();
    const auto duty = open_duties(tx, house.saeki, house.clock.now(), {}).at(0);
    const auto& kind = house.office.duty_kind(duty.kind);
    CHECK(kind.heading(duty) == "個人情報保護委員会に速報する");
    const auto of_head = kind.next_action(house.office, tx, house.saeki, duty);
    REQUIRE(of_head.actions.size() == 1);
    CHECK(of_head.actions[0].url.text() == "/incidents/" + incident.id.text());
    CHECK(of_head.facts[1].text ==
          "法令は「速やかに」。おおむね3〜5日。3日目 11/26(木)、5日目 11/28(土)");
    const auto of_clerk = kind.next_action(house.office, tx, house.omura, duty);
    CHECK(of_clerk.actions.empty());
    CHECK(of_clerk.facts.back().text == "室長");
}

TEST_CASE(
    "a report begun at a paper that was sent knows the paper, where it went and whose it is") {
    IncidentHouse house;
    house.database.script(
        "INSERT INTO case_document (id, facility_id, case_kind, case_id, patient_id, hash, size,"
        " media_type, kind, title, number, created_at) VALUES (7, 1, 'referral', 1, " +
        house.patient.text() + ", '" + std::string(64, 'a') +
        "', 1, 'application/pdf', 'reply', '一次返書', '2611-00001-01', 1);"
        "INSERT INTO sending (facility_id, document_id, to_facility_id, means, address, sent_at)"
        " VALUES (1, 7, 3, 'fax', '042-000-0300', " +
        std::to_string(testing::kTenTwelve.time_since_epoch().count()) + ");");
    const auto form = house.get("/incidents/new?document=7");
    for (const char* words : {"吉岡 トメ", "青葉町クリニック 042-000-0300", "2611-00001-01",
                              "value=\"fax\" checked", "value=\"2026-11-24\""})
        CHECK_MESSAGE(has(form, words), words);
    CHECK(house.get("/incidents/new?document=99").status == 404);
    CHECK(has(house.get("/incidents/new?patient=" + house.patient.text()), "吉岡 トメ"));
}
