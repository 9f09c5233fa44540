// 病棟との質問・回答: its steps, its duties, and who reads it.
#include <doctest/doctest.h>

#include "platform/duty/duty.hpp"
#include "platform/event/event.hpp"
#include "question/question_pages.hpp"
#include "question/question_store.hpp"
#include "ward/ward_test_house.hpp"

using namespace kakehashi;
using namespace kakehashi::question;
using testing::kTenTwelve;
using testing::WardHouse;

namespace {

constexpr auto kTome = WardHouse::kTome;
constexpr auto kEast = WardHouse::kEast;
constexpr auto kWest = WardHouse::kWest;

template <typename T>
std::string code_of(const Result<T>& result) {
    return result ? "" : result.error().code;
}

bool has(const http::Response& answer, std::string_view words) {
    return answer.body.find(words) != std::string::npos;
}

struct QuestionHouse : WardHouse {
    QuestionHouse() : WardHouse({question_feature()}) { REQUIRE(admit(kTome, kEast)); }

    Result<QuestionId> ask(const Viewer& by, Side asked_of, PatientId patient = kTome) {
        return done([&](db::Transaction& tx) {
            return question::ask(tx, by, clock.now(),
                                 {patient, asked_of, "退院のあとの通院先は決まっていますか",
                                  due_of(Term::Today, clock.now(), office.holidays)});
        });
    }
    Result<void> answer(QuestionId id, const Viewer& by, Side side) {
        return done([&](db::Transaction& tx) -> Result<void> {
            TRY(const auto listed, find_question(tx, by, id));
            TRY(const auto next,
                listed.question.answered(side, {"紹介元にもどります", clock.now(), by.name}));
            return save_step(tx, by, clock.now(), next);
        });
    }
    Result<void> end(QuestionId id, const Viewer& by, Side side) {
        return done([&](db::Transaction& tx) -> Result<void> {
            TRY(const auto listed, find_question(tx, by, id));
            TRY(const auto next, listed.question.ended(side, {{}, clock.now(), by.name}));
            return save_step(tx, by, clock.now(), next);
        });
    }
    std::vector<Duty> duties(const Viewer& viewer) {
        auto tx = database->read();
        return open_duties(tx, viewer, clock.now(), {.kind_prefix = "question."});
    }
    std::size_t waiting(const Viewer& viewer) {
        auto tx = database->read();
        return questions_in_own_wards(tx, viewer).size();
    }
};

}  // namespace

TEST_CASE("what is open is owed by somebody: by the office as a duty, or by the ward on its page") {
    Question question;
    question.asked_of = Side::Office;
    CHECK(duty_owed(question) == kDutyAnswer);
    const Said said{"はい", kTenTwelve, "大村"};
    CHECK(code_of(question.answered(Side::Ward, said)) == "question.not_your_turn");
    CHECK(code_of(question.ended(Side::Office, said)) == "question.not_your_turn");
    const auto answered = question.answered(Side::Office, said).value();
    CHECK(duty_owed(answered).empty());  // the ward reads it
    CHECK(answered.is_open());
    CHECK(code_of(answered.answered(Side::Office, said)) == "question.answered_already");
    const auto read = answered.ended(Side::Ward, said).value();
    CHECK(read.closing == Closing::Read);
    CHECK(code_of(read.ended(Side::Ward, said)) == "question.closed");
    CHECK(code_of(read.answered(Side::Office, said)) == "question.closed");
    CHECK(question.ended(Side::Ward, said)->closing == Closing::Withdrawn);

    question.asked_of = Side::Ward;
    CHECK(duty_owed(question) == kDutyAwait);
    const auto told = question.answered(Side::Ward, said).value();
    CHECK(duty_owed(told) == kDutyRead);
    CHECK(duty_owed(told.ended(Side::Office, said).value()).empty());
}

TEST_CASE("a term ends in the office's hours, after closing time and before a holiday too") {
    const Holidays holidays;
    const auto at = [](int day, int hour) {
        return instant_in_japan(*make_date(2026, 11, static_cast<unsigned>(day)),
                                std::chrono::hours{hour});
    };
    CHECK(due_of(Term::Today, at(24, 10), holidays) == at(24, 17));
    CHECK(due_of(Term::Today, at(24, 18), holidays) == at(25, 12));
    CHECK(due_of(Term::Today, at(20, 17), holidays) == at(24, 12));  // Friday; Monday is a holiday
    CHECK(due_of(Term::NextDay, at(20, 10), holidays) == at(24, 17));
    CHECK(due_of(Term::Week, at(20, 10), holidays) == at(30, 17));
}

TEST_CASE(
    "a ward's question stands in the office's list with its term, and its answer in the ward") {
    QuestionHouse house;
    const auto id = house.ask(house.omura, Side::Office).value();
    const auto duties = house.duties(house.saeki);
    REQUIRE(duties.size() == 1);
    CHECK(duties[0].kind == kDutyAnswer);
    CHECK(duties[0].assignee_name.empty());  // whoever of the office is free
    CHECK(duties[0].patient == kTome);
    CHECK(time_of_day_in_japan(duties[0].due_at) == std::chrono::hours{17});
    CHECK(house.waiting(house.omura) == 1);
    CHECK(house.answer(id, house.saeki, Side::Office));
    CHECK(house.duties(house.saeki).empty());
    CHECK(house.waiting(house.omura) == 1);  // until it is read
    CHECK(house.end(id, house.omura, Side::Ward));
    CHECK(house.waiting(house.omura) == 0);
    auto tx = house.database->read();
    std::vector<std::string> kinds;
    for (const auto& event : events_of_case(tx, house.saeki, kakehashi::case_of(kTome)))
        if (event.kind.starts_with("question.")) kinds.push_back(event.kind);
    CHECK(kinds ==
          std::vector<std::string>{"question.read", "question.answered", "question.asked"});
}

TEST_CASE("the office's question is the ward's task, and its answer a duty of who asked") {
    QuestionHouse house;
    const auto id = house.ask(house.saeki, Side::Ward).value();
    REQUIRE(house.duties(house.saeki).size() == 1);
    CHECK(house.duties(house.saeki)[0].kind == kDutyAwait);
    CHECK(house.duties(house.saeki)[0].assignee == house.saeki.user);
    CHECK(house.waiting(house.omura) == 1);
    CHECK(house.waiting(house.fujii) == 0);
    CHECK(house.answer(id, house.omura, Side::Ward));
    REQUIRE(house.duties(house.saeki).size() == 1);
    CHECK(house.duties(house.saeki)[0].kind == kDutyRead);
    CHECK(house.duties(house.saeki)[0].note == "紹介元にもどります");
    CHECK(house.end(id, house.saeki, Side::Office));
    CHECK(house.duties(house.saeki).empty());
}

TEST_CASE("nothing is lost when who asked is out of use") {
    QuestionHouse house;
    const auto asked = house.ask(house.omura, Side::Office).value();
    const auto to_ward = house.ask(house.saeki, Side::Ward).value();
    house.belong(house.fujii.user, kEast);
    house.database.script("UPDATE user_account SET active = 0 WHERE id IN (1, 2)");
    const Viewer other{UserId{4}, house.saeki.facility, "長谷川 浩二"};
    house.database.script(
        "INSERT INTO user_account (id, facility_id, login, name, password_hash, role)"
        " VALUES (4, 1, 'hasegawa', '長谷川 浩二', '', 'head')");
    CHECK(house.duties(other).size() == 2);
    for (const auto& duty : house.duties(other)) CHECK(duty.assignee_name.empty());
    CHECK(house.answer(asked, other, Side::Office));
    CHECK(house.waiting(house.fujii) == 2);  // a colleague of the same ward goes on
    CHECK(house.answer(to_ward, house.fujii, Side::Ward));
    CHECK(house.end(asked, house.fujii, Side::Ward));
    CHECK(house.end(to_ward, other, Side::Office));
    CHECK(house.duties(other).empty());
}

TEST_CASE("a question goes with the patient to the next ward, and the first reads it no more") {
    QuestionHouse house;
    const auto id = house.ask(house.omura, Side::Office).value();
    REQUIRE(house.move(kTome, kWest));
    CHECK(house.waiting(house.omura) == 0);
    CHECK(house.waiting(house.fujii) == 1);
    CHECK(code_of(house.end(id, house.omura, Side::Ward)) == "question.not_found");
    CHECK(code_of(house.ask(house.omura, Side::Office)) == "patient.not_found");
    CHECK(house.answer(id, house.saeki, Side::Office));
    CHECK(house.end(id, house.fujii, Side::Ward));
}

TEST_CASE("nobody is asked about a patient whom no ward sees") {
    QuestionHouse house;
    CHECK(code_of(house.ask(house.saeki, Side::Ward, WardHouse::kHaru)) == "question.not_in_ward");
    REQUIRE(house.discharge(kTome, house.clock.today()));
    CHECK(house.ask(house.saeki, Side::Ward));  // the last ward still knows
    house.a_day_begins(8);
    CHECK(code_of(house.ask(house.saeki, Side::Ward)) == "question.not_in_ward");
    CHECK(house.duties(house.saeki).size() == 1);  // what was asked is not forgotten
}

TEST_CASE("the office answers on the question's page, once") {
    QuestionHouse house;
    house.ask(house.omura, Side::Office).value();
    const auto page = house.get("/questions/1");
    for (const char* words :
         {"東3病棟から連携室へ", "退院のあとの通院先", "大村 健", "病棟に答える"})
        CHECK_MESSAGE(has(page, words), words);
    const auto empty = house.post("/questions/1/answer", {{"answer", " "}, {"version", "1"}});
    CHECK(empty.status == 422);
    CHECK(has(empty, "回答を入力してください"));
    CHECK(house.post("/questions/1/answer", {{"answer", "はい"}, {"version", "1"}}).status == 303);
    CHECK(house.post("/questions/1/answer", {{"answer", "いいえ"}, {"version", "1"}}).status ==
          409);
    CHECK(has(house.get("/questions/1"), "回答あり"));
    CHECK(house.post("/questions/1/end", {{"version", "2"}}).status == 422);  // the ward's turn
    CHECK(house.get("/questions/99").status == 404);
}

TEST_CASE("the office asks the ward from the patient, and reads the answer") {
    QuestionHouse house;
    const auto wrong = house.post("/patients/5/questions", {{"question", ""}, {"term", "today"}});
    CHECK(wrong.status == 422);
    CHECK(house.post("/patients/5/questions", {{"question", "食事は"}, {"term", "never"}}).status ==
          422);
    CHECK(house.post("/patients/5/questions", {{"question", "食事は"}, {"term", "today"}}).status ==
          303);
    CHECK(has(house.get("/patients/5/questions"), "連携室から東3病棟へ"));
    CHECK(house.answer(QuestionId{1}, house.omura, Side::Ward));
    CHECK(has(house.get("/questions/1"), "回答を読みました"));
    CHECK(house.post("/questions/1/end", {{"version", "2"}}).status == 303);
    CHECK(has(house.get("/patients/6/questions"), "病棟にいない患者です"));
    CHECK(house.get("/patients/99/questions").status == 404);
}
