// 患者を紹介する: what a clinic sends through the portal, and what becomes of it in the office.
#include <doctest/doctest.h>

#include "platform/duty/duty.hpp"
#include "platform/scan/raster.hpp"
#include "portal/portal_store.hpp"
#include "portal/portal_test_house.hpp"
#include "referral/portal_letter.hpp"
#include "referral/referral_store.hpp"
#include "referral/referral_undo.hpp"

using namespace kakehashi;
using namespace kakehashi::portal;
using testing::PortalHouse;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

bool has(const http::Response& page, std::string_view words) {
    return page.body.find(words) != std::string::npos;
}

constexpr db::Query kSent{"portal_send_test.sent", "SELECT count(*) FROM portal_letter"};
constexpr db::Query kPatients{"portal_send_test.patients", "SELECT count(*) FROM patient"};
constexpr db::Query kLast{"portal_send_test.last", "SELECT max(id) FROM referral"};
constexpr db::Query kLooks{"portal_send_test.looks",
                           "SELECT count(*) FROM duty WHERE kind = 'referral.added'"
                           " AND closed_at IS NULL"};
constexpr db::Query kTold{"portal_send_test.told",
                          "SELECT count(*) FROM outbox WHERE payload = '2'"};

/// The house whose office takes in, with the clinic at the portal.
struct SendingHouse : PortalHouse {
    SendingHouse() {
        database.script(
            "INSERT INTO series (facility_id, name, last) VALUES (1, 'referral:2026-11', 4)");
    }
    Fields letter() const {
        return {{"patient.name", "田中 一郎"}, {"patient.kana", "タナカ イチロウ"},
                {"born_on", "昭37.4.8"},       {"sex", "male"},
                {"phone", "090-0000-1234"},    {"urgency", "routine"},
                {"purpose", "胸の痛みの精査"}, {"department", "1"},
                {"wished_1", "2026-12-01"},    {"wished_2", "2026-12-03"},
                {"remarks", "午前中を希望"},   {"referring_doctor", "浜田 修"}};
    }
    http::Response send(Fields fields, std::vector<http::Upload> files = {}) {
        return post("/portal/referrals/new", std::move(fields), std::move(files));
    }
    ReferralId last() { return ReferralId{number(kLast)}; }
    Referral kept(ReferralId id) {
        auto tx = database->read();
        return find_referral(tx, saeki, id).value();
    }
    /// What 佐伯 does with この方で登録する; nobody: a new patient.
    void registers(ReferralId id, PatientId patient = {}) {
        auto tx = database->write();
        const auto one = find_referral(tx, saeki, id).value();
        if (!patient)
            patient =
                create_patient(tx, saeki, testing::kTenTwelve, *read_patient_of(tx, saeki, id))
                    .value();
        register_referral(tx, saeki, testing::kTenTwelve, office.holidays, one, patient).value();
        tx.commit();
    }
};

/// A photograph of a page in this grey.
http::Upload picture(std::string name, std::uint8_t grey) {
    scan::Picture page{.width = 60, .height = 80};
    page.pixels.assign(60 * 80, grey);
    return {"paper", std::move(name), "image/png", scan::encode_png(page).value().png};
}
http::Upload letter_picture() {
    return picture("紹介状.png", 200);
}

}  // namespace

TEST_CASE("what a clinic sends is in the office's 受信 with the clinic known and nobody's record") {
    SendingHouse house;
    const auto patients = house.number(kPatients);
    const auto sent = house.send(house.letter(), {letter_picture()});
    REQUIRE(sent.status == 303);
    const auto one = house.kept(house.last());
    CHECK(one.state == ReferralState::Received);
    CHECK(one.door == Door::Portal);
    CHECK(one.referrer == PortalHouse::kMinatoClinic);
    CHECK(one.department == PortalHouse::kCardiology);
    CHECK_FALSE(one.patient);
    CHECK(one.letter.purpose == "胸の痛みの精査");
    CHECK(one.letter.remarks == "希望日: 12/1(火)、12/3(木)\n午前中を希望");
    CHECK(one.original);
    CHECK(house.number(kPatients) == patients);
    auto tx = house.database->read();
    const auto read = read_patient_of(tx, house.saeki, one.id);
    REQUIRE(read.has_value());
    CHECK(read->who.name == "田中 一郎");
    CHECK(read->who.phone == "090-0000-1234");
    const auto duties = open_duties_of(tx, house.saeki, case_of(one.id));
    REQUIRE(duties.size() == 1);
    CHECK(duties[0].kind == kDutyRegister);
}

TEST_CASE("a patient who fits one record for certain still waits for a person to say so") {
    SendingHouse house;
    house.database.script(
        "INSERT INTO patient (id, facility_id, number, name, name_key, kana, kana_key, sex,"
        " born_on) VALUES (50, 1, '150', '田中 一郎', '田中一郎', 'タナカ イチロウ',"
        " 'タナカイチロウ', 'male', '1962-04-08')");
    REQUIRE(house.send(house.letter()).status == 303);
    const auto one = house.kept(house.last());
    CHECK(one.state == ReferralState::Received);
    CHECK_FALSE(one.patient);
    CHECK(one.sender_note.find("紹介状はあとから") != std::string::npos);
    house.registers(one.id, PatientId{50});
    CHECK(house.kept(one.id).patient == PatientId{50});
    CHECK(has(house.get("/portal/referrals/" + one.id.text()), "受入れを確認中"));
}

TEST_CASE("a form sent twice is one letter, and a refused one keeps what was typed and its file") {
    SendingHouse house;
    auto fields = house.letter();
    fields.emplace_back("form_key", "once");
    const auto first = house.send(fields, {letter_picture()});
    CHECK(house.send(fields, {letter_picture()}).headers.get("Location") ==
          first.headers.get("Location"));
    CHECK(house.number(kSent) == 1);

    fields = house.letter();
    fields[2].second = "昭和百年";
    const auto refused = house.send(fields, {letter_picture()});
    CHECK(refused.status == 422);
    for (const auto* typed :
         {"田中 一郎", "昭和百年", "胸の痛みの精査", "2026-12-03", "午前中を希望", "紹介状.png"})
        CHECK_MESSAGE(has(refused, typed), typed);
    CHECK(house.number(kSent) == 1);
    const std::string before = "name=\"paper_token\" value=\"";
    const auto at = refused.body.find(before);
    REQUIRE(at != std::string::npos);
    const auto from = at + before.size();
    fields = house.letter();
    fields.emplace_back("paper_token",
                        refused.body.substr(from, refused.body.find('"', from) - from));
    CHECK(house.send(fields).status == 303);
    CHECK(house.kept(house.last()).original);
}

TEST_CASE("what is missing or cannot be read is said, and nothing is sent") {
    SendingHouse house;
    const std::pair<const char*, const char*> kWrong[] = {
        {"patient.name", ""}, {"patient.kana", ""}, {"born_on", ""},
        {"sex", ""},          {"purpose", ""},      {"wished_1", "2026-11-23"},
        {"phone", "あいう"},  {"department", "99"}, {"urgency", "whenever"}};
    for (const auto& [field, value] : kWrong) {
        INFO(field);
        auto fields = house.letter();
        for (auto& one : fields)
            if (one.first == field) one.second = value;
        CHECK(house.send(fields).status == 422);
    }
    for (const auto& [name, bytes] : {std::pair{"空.pdf", ""},
                                      {"手紙.doc", "PK\x03\x04 word"},
                                      {"壊れた.pdf", "%PDF-1.4 nothing"}}) {
        INFO(name);
        const auto page = house.send(house.letter(), {{"paper", name, "", bytes}});
        CHECK(page.status == 422);
        CHECK(has(page, std::string{name} + ": "));
    }
    std::vector<http::Upload> many(11, letter_picture());
    CHECK(has(house.send(house.letter(), many), "10点まで"));
    CHECK(house.number(kSent) == 0);
}

TEST_CASE("the clinic takes back what nobody has registered, and not what somebody has") {
    SendingHouse house;
    house.send(house.letter());
    const auto first = house.last();
    const auto page = "/portal/referrals/" + first.text();
    CHECK(has(house.get(page), "送信ずみ"));
    CHECK(house.post(page + "/recall").status == 303);
    CHECK(house.kept(first).state == ReferralState::NotReferral);
    CHECK(has(house.get(page), "取り消しました"));
    {
        const auto recalled = house.kept(first);
        auto tx = house.database->write();
        const auto undone = take_back_referral(tx, house.saeki, testing::kTenTwelve, recalled);
        REQUIRE_FALSE(undone.has_value());
        CHECK(undone.error().code == "referral.recalled");
    }
    CHECK(house.kept(first).state == ReferralState::NotReferral);

    house.send(house.letter());
    const auto second = house.last();
    house.registers(second);
    const auto late = house.post("/portal/referrals/" + second.text() + "/recall");
    CHECK(late.status == 422);
    CHECK(has(late, "連携室へお電話ください"));
    CHECK(house.kept(second).state == ReferralState::AwaitingDecision);
}

TEST_CASE("papers that follow are with the letter, and once it is registered the office is told") {
    SendingHouse house;
    house.send(house.letter());
    const auto id = house.last();
    const auto papers = "/portal/referrals/" + id.text() + "/papers";
    CHECK(house.post(papers).status == 422);
    CHECK(house.post(papers, {}, {letter_picture()}).status == 303);
    CHECK(house.kept(id).original);
    CHECK(house.number(kLooks) == 0);
    house.registers(id);
    CHECK(house.post(papers, {}, {picture("採血.png", 90)}).status == 303);
    CHECK(house.number(kLooks) == 1);
    const auto page = house.get("/portal/referrals/" + id.text());
    CHECK(has(page, "紹介状.png"));
    CHECK(has(page, "採血.png"));
}

TEST_CASE("another clinic sees nothing of what was sent, and changes nothing of it") {
    SendingHouse house;
    house.send(house.letter(), {letter_picture()});
    const auto page = "/portal/referrals/" + house.last().text();
    CHECK(has(house.get("/portal"), "田中 一郎"));
    house.acting.facility = PortalHouse::kAobaClinic;
    house.acting.partner = "青葉町クリニック";
    CHECK_FALSE(has(house.get("/portal"), "田中 一郎"));
    CHECK(house.get(page).status == 404);
    CHECK(house.post(page + "/recall").status == 404);
    CHECK(house.post(page + "/papers", {}, {letter_picture()}).status == 404);
    CHECK(house.kept(house.last()).state == ReferralState::Received);
}

TEST_CASE("a care manager reads the portal and sends no referral") {
    SendingHouse house;
    house.become(Role::CareManager);
    CHECK_FALSE(has(house.get("/portal"), "患者を紹介する"));
    CHECK(house.get("/portal/referrals/new").status == 404);
    CHECK(house.send(house.letter()).status == 404);
    CHECK(house.number(kSent) == 0);
}

TEST_CASE("the clinic's open pages are told of each step of the office") {
    SendingHouse house;
    house.send(house.letter());
    const auto id = house.last();
    const auto before = house.number(kTold);
    house.registers(id);
    CHECK(house.number(kTold) > before);
    const auto registered = house.number(kTold);
    house.send_reply_of(3, 3, PortalHouse::kMinatoClinic);
    CHECK(house.number(kTold) > registered);
}

TEST_CASE("who sent it stands in the office's trail and timeline with the clinic's name") {
    SendingHouse house;
    house.send(house.letter());
    const auto first = [&](const char* sql) {
        return house.database->read()
            .first(db::Query{"portal_send_test.who", sql},
                   [](const db::Row& row) { return row.string(0); })
            .value_or("");
    };
    CHECK(first("SELECT actor_name FROM event WHERE kind = 'referral.received'") ==
          "浜田 修(みなと内科クリニック)");
    CHECK(first("SELECT actor_name FROM audit_pending WHERE facility_id = 1 AND what ="
                " 'referral.received'") == "浜田 修(みなと内科クリニック)");
}
