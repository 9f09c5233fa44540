// 病棟の画面: the own wards' patients, and nothing of anybody else.
#include <doctest/doctest.h>

#include <regex>

#include "question/question_store.hpp"
#include "ward/ward_test_house.hpp"
#include "ward_desk/ward_desk_pages.hpp"

using namespace kakehashi;
using testing::WardHouse;

namespace {

bool has(const http::Response& answer, std::string_view words) {
    return answer.body.find(words) != std::string::npos;
}

/// 大村 of 東3病棟 looks; 吉岡 lies there with a referral, 村上 in 西2病棟, 森 nowhere.
struct DeskHouse : WardHouse {
    DeskHouse() : WardHouse({ward_desk_feature()}) {
        acting = omura;
        acting_role = Role::WardNurse;
        REQUIRE(admit(kTome, kEast));
        REQUIRE(admit(kHaru, kWest));
        database.script(
            "INSERT INTO referral (id, facility_id, number, state, door, urgency, patient_id,"
            " referrer_id, department_id, received_at, updated_at)"
            " VALUES (1, 1, 'R-1', 'awaiting_visit', 'fax', 'routine', 5, 2, 1, 1795000000, 1),"
            " (2, 1, 'R-2', 'awaiting_visit', 'fax', 'routine', 6, 3, 1, 1795000000, 1);"
            "INSERT INTO bookable (id, facility_id, kind, name)"
            " VALUES (1, 1, 'department', '循環器内科外来');"
            "INSERT INTO booking (facility_id, referral_id, patient_id, bookable_id, on_date,"
            " starts_at, place, state, created_at)"
            " VALUES (1, 1, 5, 1, '2026-11-20', '09:00', 1, 'confirmed', 1),"
            " (1, 1, 5, 1, '2026-12-01', '10:30', 1, 'confirmed', 1);"
            "INSERT INTO reply_obligation (facility_id, referral_id, patient_id, referrer_id,"
            " stage, state, counted_from, due_on, opened_at)"
            " VALUES (1, 1, 5, 2, 'first', 'open', '2026-11-10', '2026-11-17', 1);");
    }
    question::QuestionId asked(question::Side side, PatientId patient) {
        return done([&](db::Transaction& tx) {
                   return question::ask(tx, saeki, clock.now(),
                                        {patient, side, "食事は始まりましたか", clock.now()});
               })
            .value();
    }
    std::string number_of_question(std::int64_t id) {
        return std::to_string(database->read().number(
            db::Query{"ward_desk_test.version", "SELECT version FROM question WHERE id = $1"}, id));
    }
};

}  // namespace

TEST_CASE("a ward's page lists its own patients with the office's status, and nobody else") {
    DeskHouse house;
    const auto page = house.get("/ward");
    for (const char* words :
         {"東3病棟", "吉岡 トメ", "みなと内科クリニック → 循環器内科", "受診まち",
          "12/1(火) 10:30 循環器内科外来", "一次返書 11/17(火) まで"})
        CHECK_MESSAGE(has(page, words), words);
    for (const char* words : {"村上", "森 正", "青葉町", "11/20(金) 09:00"})
        CHECK_MESSAGE(!has(page, words), words);
    house.database.script("DELETE FROM affiliation WHERE user_id = 2");
    const auto without = house.get("/ward");
    CHECK(has(without, "所属する病棟がまだありません"));
    CHECK_FALSE(has(without, "吉岡"));
}

TEST_CASE("another ward's patient is refused in the same words as a number nobody has") {
    DeskHouse house;
    const auto theirs = house.asked(question::Side::Ward, WardHouse::kHaru);
    const auto plain = [](const http::Response& answer) {
        return std::to_string(answer.status) +
               std::regex_replace(answer.body, std::regex(R"re((name="form_key" value=")[^"]*)re"),
                                  "$1");
    };
    CHECK(house.get("/ward/patients/6").status == 404);
    CHECK(plain(house.get("/ward/patients/6")) == plain(house.get("/ward/patients/999")));
    const auto tried = [&](const std::string& there, const std::string& nobody,
                           std::vector<std::pair<std::string, std::string>> fields) {
        const auto answer = house.post(there, fields);
        CHECK(answer.status == 404);
        CHECK(plain(answer) == plain(house.post(nobody, fields)));
    };
    tried("/ward/patients/6/questions", "/ward/patients/999/questions",
          {{"question", "何か"}, {"term", "today"}});
    tried("/ward/patients/6/stay", "/ward/patients/999/stay",
          {{"step", "discharge"}, {"on", "2026-11-24"}, {"version", "1"}});
    const auto id = theirs.text();
    tried("/ward/questions/" + id + "/answer", "/ward/questions/999/answer",
          {{"answer", "はい"}, {"version", "1"}});
    tried("/ward/questions/" + id + "/end", "/ward/questions/999/end", {{"version", "1"}});
    CHECK(house.number_of_question(theirs.value) == "1");
}

TEST_CASE("a nurse asks, answers and reads on the patient's page") {
    DeskHouse house;
    CHECK(house.post("/ward/patients/5/questions", {{"question", ""}, {"term", "today"}}).status ==
          422);
    CHECK(house.post("/ward/patients/5/questions", {{"question", "通院先は"}, {"term", "today"}})
              .status == 303);
    CHECK(has(house.get("/ward/patients/5"), "取り下げる"));
    CHECK(house.post("/ward/questions/1/answer", {{"answer", "自分で"}, {"version", "1"}}).status ==
          422);  // it is the office that is asked
    const auto to_ward = house.asked(question::Side::Ward, WardHouse::kTome);
    CHECK(has(house.get("/ward"), "答える"));
    const auto target = "/ward/questions/" + to_ward.text();
    CHECK(house.post(target + "/answer", {{"answer", ""}, {"version", "1"}}).status == 422);
    CHECK(house.post(target + "/answer", {{"answer", "昨日から"}, {"version", "1"}}).status == 303);
    CHECK(house.post(target + "/answer", {{"answer", "きょう"}, {"version", "1"}}).status == 409);
    CHECK(has(house.get("/ward/patients/5"), "昨日から"));
    CHECK(house.post("/ward/questions/1/end", {{"version", "1"}}).status == 303);
    CHECK(has(house.get("/ward/patients/5"), "取り下げ"));
}

TEST_CASE("after a move the patient is gone from the first ward and there in the next") {
    DeskHouse house;
    CHECK(house
              .post("/ward/patients/5/stay",
                    {{"step", "move"}, {"ward", "2"}, {"on", "2026-11-24"}, {"version", "1"}})
              .status == 303);
    CHECK(house.get("/ward/patients/5").status == 404);
    CHECK_FALSE(has(house.get("/ward"), "吉岡"));
    house.acting = house.fujii;
    CHECK(has(house.get("/ward"), "吉岡 トメ"));
    CHECK(has(house.get("/ward/patients/5"), "西2病棟に入院中"));
}

TEST_CASE("a ward moves and discharges its patients, and admits nobody") {
    DeskHouse house;
    for (const char* step : {"admit", "mistake", ""})
        CHECK(house
                  .post("/ward/patients/5/stay",
                        {{"step", step}, {"ward", "1"}, {"on", "2026-11-24"}, {"version", "1"}})
                  .status == 403);
    CHECK(house
              .post("/ward/patients/5/stay",
                    {{"step", "discharge"}, {"on", "2026-11-24"}, {"version", "1"}})
              .status == 303);
    CHECK(has(house.get("/ward/patients/5"), "東3病棟から11/24(火)に退院"));
    house.a_day_begins(8);
    CHECK(house.get("/ward/patients/5").status == 404);
}
