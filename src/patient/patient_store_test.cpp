#include "patient/patient_store.hpp"

#include <doctest/doctest.h>

#include "base/era.hpp"
#include "platform/event/event.hpp"
#include "support/query_texts.hpp"
#include "support/test_office.hpp"

using namespace kakehashi;
using testing::kTenTwelve;
using testing::TestOffice;

namespace {

const Date kToday = date_in_japan(kTenTwelve);

struct Town : TestOffice {
    PatientId add(const std::string& name, const std::string& kana, const std::string& born,
                  const std::string& phone = {}, const std::string& number = {},
                  const std::string& contact = {}) {
        auto tx = database->write();
        Patient patient;
        patient.name = name;
        patient.kana = kana;
        if (!born.empty()) patient.born_on = parse_birth_date("born_on", born, kToday).value();
        patient.phone = phone;
        patient.number = number;
        patient.contact = contact;
        const auto saved = insert_patient(tx, saeki, kTenTwelve, patient);
        REQUIRE(saved);
        tx.commit();
        return saved->id;
    }

    /// The names found, in order, divided by "/".
    std::string found(std::string_view text, int limit = 50) {
        auto tx = database->read();
        std::string out;
        for (const auto& hit : search_patients(tx, saeki, text, kToday, limit))
            out += (out.empty() ? "" : "/") + hit.patient.name;
        return out;
    }
    std::string why(std::string_view text) {
        auto tx = database->read();
        const auto hits = search_patients(tx, saeki, text, kToday, 1);
        std::string out;
        for (const auto& reason : hits.at(0).reasons) out += (out.empty() ? "" : "・") + reason;
        return out;
    }
};

}  // namespace

TEST_CASE("one box finds a patient by each thing people know of them") {
    Town town;
    town.add("齋藤 健一", "サイトウ ケンイチ", "昭26.9.3", "042-000-0134", "0031-7745",
             "妻 和子 090-0000-2264");
    town.add("髙橋 優子", "タカハシ ユウコ", "昭37.4.8", "042-000-0999", "0040-0001");
    town.add("斎田 登", "サイダ ノボル", "大14.1.5");

    for (const auto* text : {"齋藤",
                             "斉藤",
                             "斎藤健一",
                             "斉藤 健一",
                             "健一",
                             "健一 斉藤",
                             "藤健",
                             "サイトウ",
                             "ｻｲﾄｳ",
                             "さいとう",
                             "さいとー",
                             "ケンイチ",
                             "サイトウ 健一",
                             "0031-7745",
                             "00317745",
                             "００３１ー７７４５",
                             "0031",
                             "昭26.9.3",
                             "S260903",
                             "1951/9/3",
                             "19510903",
                             "昭和26年9月3日",
                             "昭和26年 9月 3日",
                             "042-000-0134",
                             "0420000134",
                             "000-0134",
                             "09000002264",
                             "サイトウ 昭26.9.3",
                             "19510903 斉藤",
                             "斉藤　042-000-0134",
                             "和子 健一"}) {
        CAPTURE(text);
        CHECK(town.found(text) == "齋藤 健一");
    }
    CHECK(town.found("サイ") == "斎田 登/齋藤 健一");
    CHECK(town.found("高橋") == "髙橋 優子");
    CHECK(town.found("ユーコ") == "髙橋 優子");
    CHECK(town.found("健一 斎").find("齋藤 健一") == 0);  // one character helps to narrow
    CHECK(town.found("R-0031").empty());
    CHECK(town.found("サイトウ 昭26.9.4").empty());
    CHECK(town.found("齋藤 優子").empty());
    CHECK(town.found("").empty());
    CHECK(town.found(" 　 ").empty());
    CHECK(town.found("\"; DROP TABLE patient; --").empty());
    CHECK(town.found("%").empty());
    CHECK(town.found("\xff\xfe").empty());
    CHECK(town.found(std::string(5000, 'a')).empty());
}

TEST_CASE("each hit says why") {
    Town town;
    town.add("齋藤 健一", "サイトウ ケンイチ", "昭26.9.3", "042-000-0134", "0031-7745");
    CHECK(town.why("斉藤").starts_with("字体 "));
    CHECK(town.why("齋藤") == "氏名");
    CHECK(town.why("さいとう") == "カナ");
    CHECK(town.why("サイトウ 昭26.9.3") == "カナ・生年月日 1951-09-03(昭26)");
    CHECK(town.why("0031") == "患者ID");
    CHECK(town.why("000-0134") == "電話");
}

TEST_CASE("a person of another office is neither found nor opened") {
    Town town;
    const auto id =
        town.add("齋藤 健一", "サイトウ ケンイチ", "昭26.9.3", "042-000-0134", "0031-7745");
    const Viewer stranger{UserId{9}, TestOffice::kMinatoClinic, "よその人"};
    auto tx = town.database->read();
    for (const auto* text : {"齋藤", "サイトウ", "健一", "0031-7745", "昭26.9.3", "042-000-0134"})
        CHECK(search_patients(tx, stranger, text, kToday).empty());
    CHECK(find_patient(tx, stranger, id).error().code == "patient.not_found");
    CHECK(similar_patients(tx, stranger, {.name = "齋藤 健一"}).empty());
    CHECK(timeline_of_patient(tx, stranger, id).empty());
}

TEST_CASE("a corrected name is found by the new one and no longer by the old") {
    Town town;
    const auto id = town.add("齋藤 健一", "サイトウ ケンイチ", "昭26.9.3");
    {
        auto tx = town.database->write();
        auto patient = find_patient(tx, town.saeki, id).value();
        patient.name = "齋藤 建市";
        const auto saved = update_patient(tx, town.saeki, kTenTwelve, patient);
        REQUIRE(saved);
        CHECK(saved->version == 2);
        const auto again = update_patient(tx, town.saeki, kTenTwelve, patient);
        REQUIRE(!again);
        CHECK(again.error().code == "patient.changed_meanwhile");
        tx.commit();
    }
    CHECK(town.found("建市") == "齋藤 建市");
    CHECK(town.found("健一").empty());
    auto tx = town.database->read();
    const auto events = timeline_of_patient(tx, town.saeki, id);
    REQUIRE(events.size() == 2);
    CHECK(events[0].kind == "patient.changed");
    CHECK(events[0].data.at("changes", 0, "from").string() == "齋藤 健一");
    CHECK(events[1].kind == "patient.registered");
}

TEST_CASE("a patient number is given once") {
    Town town;
    town.add("齋藤 健一", "サイトウ ケンイチ", "昭26.9.3", "", "0031-7745");
    auto tx = town.database->write();
    Patient twin;
    twin.name = "山田 太郎";
    twin.number = "00317745";
    const auto saved = insert_patient(tx, town.saeki, kTenTwelve, twin);
    REQUIRE(!saved);
    CHECK(saved.error().code == "patient.number_taken");
    CHECK(saved.error().field == "number");
    twin.number = "";
    CHECK(insert_patient(tx, town.saeki, kTenTwelve, twin));  // 未採番 any number of times
    CHECK(insert_patient(tx, town.saeki, kTenTwelve, twin));
}

TEST_CASE("probable duplicates come most likely first, in one statement") {
    Town town;
    town.add("齋藤 健一", "サイトウ ケンイチ", "昭33.2.11");  // 6: another birth date
    town.add("斉藤 健一", "サイトウ ケンイチ", "昭26.9.3", "042-000-0134");  // 2: other glyphs
    town.add("中村 健一", "ナカムラ ケンイチ", "昭26.9.3");                  // 3: changed surname
    town.add("山田 太郎", "ヤマダ タロウ", "昭26.9.3");                      // not shown
    auto tx = town.database->read();
    std::vector<SimilarPatient> similar;
    const auto statements = town.statements([&] {
        similar = similar_patients(tx, town.saeki,
                                   {.name = "齋藤 健一",
                                    .kana = "さいとう けんいち",
                                    .born_on = make_date(1951, 9, 3),
                                    .phone = "０４２-000-0134"});
    });
    CHECK(statements == 1);
    REQUIRE(similar.size() == 3);
    CHECK(similar[0].patient.name == "斉藤 健一");
    CHECK(similar[0].rank == 2);
    CHECK(similar[1].patient.name == "中村 健一");
    CHECK(similar[2].patient.born_on == make_date(1958, 2, 11));
}

TEST_CASE("how the letter arrived was once missing in the patient's 経過") {
    Town town;
    const auto id = town.add("齋藤 健一", "サイトウ ケンイチ", "昭26.9.3");
    const auto other = town.add("山田 太郎", "ヤマダ タロウ", "昭30.1.1");
    town.database.script(
        "INSERT INTO referral (id, facility_id, number, state, door, patient_id, received_at,"
        " updated_at) VALUES (7, 1, 'R-7', 'awaiting_decision', 'fax', " +
        id.text() + ", 1, 1), (8, 1, 'R-8', 'received', 'fax', NULL, 1, 1)");
    auto tx = town.database->write();
    record_event(tx, town.saeki, kTenTwelve, {"referral", 7}, {}, "referral.received");
    record_event(tx, town.saeki, kTenTwelve, {"referral", 8}, {}, "referral.received");
    // Written while the letter was taken for another person's: theirs, not this patient's.
    record_event(tx, town.saeki, kTenTwelve, {"referral", 7}, other, "referral.edited");
    record_event(tx, town.saeki, kTenTwelve, {"referral", 7}, id, "referral.registered");
    const auto events = timeline_of_patient(tx, town.saeki, id);
    REQUIRE(events.size() == 3);
    CHECK(events[0].kind == "referral.registered");
    CHECK(events[1].kind == "referral.received");
    CHECK(events[1].about.id == 7);
    CHECK(events[2].kind == "patient.registered");
    CHECK(timeline_of_patient(tx, town.saeki, id, events[0].id, 1).at(0).id == events[1].id);
}

TEST_CASE("no search reads the patient table from end to end") {
    if (testing::on_postgres()) return;  // plans of both engines: tests/programs/plans.mjs
    Town town;
    const auto texts = testing::query_texts();
    for (const auto* name : {"patient.by_number", "patient.by_birth", "patient.by_phone",
                             "patient.by_name", "patient.by_kana", "patient.by_text",
                             "patient.similar", "patient.find", "patient.timeline"}) {
        CAPTURE(name);
        const auto plan = testing::plan_of(*town.database, texts.at(name));
        CAPTURE(plan);
        for (const auto* table : {"patient", "event", "referral"})
            CHECK(plan.find(std::string{"SCAN "} + table + "\n") == std::string::npos);
        CHECK(plan.find("SEARCH") != std::string::npos);
    }
}
