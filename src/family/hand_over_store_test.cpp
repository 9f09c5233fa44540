#include "family/hand_over_store.hpp"

#include <doctest/doctest.h>

#include <thread>

#include "disclosure/provision_store.hpp"
#include "family/family_test_house.hpp"
#include "platform/document/document_store.hpp"

using namespace kakehashi;
using namespace kakehashi::family;
using testing::FamilyHouse;
using testing::kTenTwelve;

namespace {

using House = FamilyHouse;

constexpr const char* kReceipts =
    "SELECT count(*) FROM case_document WHERE kind = 'family_receipt'";
constexpr const char* kProvisions = "SELECT count(*) FROM provision";

template <typename T>
std::string code_of(const Result<T>& result) {
    return result ? "" : result.error().code;
}

std::vector<std::string> titles(const HandOver& given) {
    std::vector<std::string> out;
    for (const auto& paper : given.papers) out.push_back(paper.title);
    return out;
}
using Titles = std::vector<std::string>;

}  // namespace

TEST_CASE("a paper is handed over with who, what, when, why and by whom, and has its receipt") {
    House house;
    const auto given = house.hand_over(House::wish(House::kDaughter)).value();
    CHECK(given.to.text() == "長女 吉岡 由紀");
    CHECK(given.recognised == Recognised::Licence);
    CHECK(given.asked_by == AskedBy::Receiver);
    CHECK(given.purpose == "病状の説明");
    CHECK(given.by == "佐伯 真理");
    CHECK(given.at == kTenTwelve);
    CHECK(titles(given) == Titles{"予約票", "返書(最終)"});
    CHECK(given.papers[0].number == "2611-04790-02");
    CHECK(given.left_out.empty());
    CHECK(house.events() == std::vector<std::string>{"family.handed"});
    auto tx = house.database->read();
    const auto receipt = find_document(tx, house.saeki, given.receipt).value();
    CHECK(receipt.kind == kReceiptDocument);
    CHECK(receipt.number == given.number);
    CHECK(receipt.patient == House::kPatient);
    CHECK(house.documents.get(receipt.hash).value().starts_with("%PDF"));
    CHECK(house.count(kProvisions) == 0);  // docs/rules/disclosure.md
}

TEST_CASE("somebody who is not in the team is written down by name and how near") {
    House house;
    auto wish = House::wish({});
    CHECK(house.hand_over(wish).error().field == "receiver_name");
    wish.typed.name = "吉岡 花";
    CHECK(house.hand_over(wish).error().field == "relation");
    wish.typed.relation = "長男の妻";
    CHECK(house.hand_over(wish).value().to.text() == "長男の妻 吉岡 花");
}

TEST_CASE("the papers on offer are the newest of those a family gets, of this patient alone") {
    House house;
    auto tx = house.database->read();
    std::vector<CaseDocumentId> ids;
    for (const auto& paper : papers_for_family(tx, house.saeki, House::kPatient))
        ids.push_back(paper.id);
    CHECK(ids == std::vector{House::kSlip, House::kReply, House::kLetter});
    for (const auto gone : {House::kOldSlip, House::kCover, House::kOthers})
        CHECK(code_of(house.hand_over(House::wish(House::kDaughter, {House::kReply, gone}))) ==
              "choice.gone");
    CHECK(code_of(house.hand_over(House::wish(House::kDaughter, {}))) == "family.papers_required");
    auto aimless = House::wish(House::kDaughter);
    aimless.purpose.clear();
    CHECK(house.hand_over(aimless).error().field == "handed_purpose");
    CHECK(house.given().empty());
}

TEST_CASE("only who is of the family now is handed a paper") {
    House house;
    for (const auto member : {House::kCareManager, House::kWhoLeft})
        CHECK(code_of(house.hand_over(House::wish(member))) == "family.not_of_family");
    CHECK(code_of(house.hand_over(House::wish(team::TeamMemberId{99}))) == "team.not_found");
}

TEST_CASE("an objection to one of the family stops what goes to that one, and nothing is left") {
    House house;
    const auto said = house.object(House::objection("長男"));
    const auto refused = house.hand_over(House::wish(House::kSon));
    CHECK(code_of(refused) == "consent.refused");
    CHECK(refused.error().detail.find("家族(長男)には「すべて」を渡さない") != std::string::npos);
    CHECK(house.given().empty());
    CHECK(house.count(kReceipts) == 0);
    CHECK(house.events() == std::vector<std::string>{"consent.objected"});
    // Typed by hand he is no other.
    auto by_name = House::wish({});
    by_name.typed = {"吉岡 大介", "息子"};
    CHECK(code_of(house.hand_over(by_name)) == "consent.refused");
    CHECK(house.hand_over(House::wish(House::kDaughter)).has_value());
    house.withdraw(said);
    CHECK(house.hand_over(House::wish(House::kSon)).has_value());
    CHECK(house.given().size() == 2);
}

TEST_CASE("an objection to all of the family, and one to everybody, stop each of them") {
    for (const auto whom : {ObjectedTo::Family, ObjectedTo::Everyone}) {
        House house;
        auto said = House::objection("");
        said.whom = whom;
        house.object(said);
        for (const auto member : {House::kSon, House::kDaughter})
            CHECK(code_of(house.hand_over(House::wish(member))) == "consent.refused");
    }
}

TEST_CASE("what was objected to stays here, once the desk was told, and the record says so") {
    House house;
    house.object(House::objection("長男", SharedItem::Medication));
    auto wish = House::wish(House::kSon);
    CHECK(code_of(house.hand_over(wish)) == "family.some_left_out");
    CHECK(house.given().empty());
    wish.known_left_out = {House::kReply};
    const auto given = house.hand_over(wish).value();
    CHECK(titles(given) == Titles{"予約票"});
    CHECK(given.left_out == "返書(最終)");
    CHECK(house.events().front() == "family.handed");
}

TEST_CASE("what may stand in the sentences goes after somebody has read them, with a reason") {
    House house;
    house.object(House::objection("長男", SharedItem::Life));
    auto wish = House::wish(House::kSon);
    CHECK(code_of(house.hand_over(wish)) == "consent.read_first");
    wish.leave.ground = Ground::ReadThrough;
    CHECK(code_of(house.hand_over(wish)) == "consent.reason_required");
    wish.leave.reason = "2通とも読んだ";
    CHECK(house.hand_over(wish).has_value());
    CHECK(house.events() ==
          std::vector<std::string>{"family.handed", "consent.overridden", "consent.objected"});
    CHECK(house.count(kProvisions) == 0);
}

TEST_CASE("for somebody's life all of it goes, with a reason and a line in the register") {
    House house;
    for (const auto& items : {ItemSet::all(), ItemSet{SharedItem::Medication}}) {
        const auto said = house.object(House::objection("長男", items));
        auto wish = House::wish(House::kSon);
        wish.leave.ground = Ground::Emergency;
        CHECK(code_of(house.hand_over(wish)) == "consent.reason_required");
        wish.leave.reason = "意識がなく、内服を救急隊に伝える";
        const auto given = house.hand_over(wish).value();
        CHECK(titles(given) == Titles{"予約票", "返書(最終)"});
        CHECK(given.left_out.empty());
        CHECK(house.events()[2] == "consent.overridden");
        house.withdraw(said);
    }
    auto tx = house.database->read();
    const auto lines = disclosure::provisions_of_year(tx, house.saeki, 2026);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].provision.basis == disclosure::Basis::Life);
    CHECK(lines[0].provision.recipient == "ご家族 長男 吉岡 大介");
    CHECK(lines[0].provision.items.find("意識がなく") != std::string::npos);
}

TEST_CASE("an objection that was committed while the desk waited for its turn wins") {
    House house;
    auto objecting = house.database->write();
    REQUIRE(record_statement(objecting, house.saeki, kTenTwelve, House::kPatient,
                             House::objection("長男"))
                .has_value());
    Result<HandOver> answer = fail(ErrorKind::Refused, "not.asked");
    std::jthread desk([&] { answer = house.hand_over(House::wish(House::kSon)); });
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
    objecting.commit();
    desk.join();
    CHECK(code_of(answer) == "consent.refused");
    CHECK(house.given().empty());
}

TEST_CASE("of an objection and a hand-over at once, nothing is handed after the objection") {
    int handed = 0;
    constexpr int kRounds = 12;
    for (int round = 0; round < kRounds; ++round) {
        House house;
        {
            std::jthread desk(
                [&] { static_cast<void>(house.hand_over(House::wish(House::kSon))); });
            std::jthread other([&] { house.object(House::objection("長男")); });
        }
        const auto events = house.events();
        REQUIRE_FALSE(events.empty());
        CHECK(events.front() == "consent.objected");  // the newest
        if (events.size() == 2) {
            ++handed;
            CHECK(events.back() == "family.handed");
        }
        CHECK(house.given().size() == events.size() - 1);
    }
    MESSAGE(handed << " of " << kRounds << " were handed over before the objection");
}

TEST_CASE("a line is cancelled once, with a reason, and stays") {
    House house;
    const auto given = house.hand_over(House::wish(House::kDaughter)).value();
    const auto cancel = [&](HandOverId id, std::string_view reason) {
        auto tx = house.database->write();
        auto done =
            cancel_hand_over(tx, house.omura, house.clock.now(), House::kPatient, id, reason);
        if (done) tx.commit();
        return done;
    };
    CHECK(cancel(given.id, " ").error().field == "cancel_reason");
    CHECK(cancel(given.id, "書きまちがい").has_value());
    CHECK(code_of(cancel(given.id, "もう一度")) == "family.cancelled_already");
    CHECK(code_of(cancel(HandOverId{77}, "ない")) == "family.not_found");
    const auto all = house.given();
    REQUIRE(all.size() == 1);
    CHECK(all[0].cancelled->reason == "書きまちがい");
    CHECK(all[0].cancelled->by == "大村 健");
    CHECK(titles(all[0]) == Titles{"予約票", "返書(最終)"});
    CHECK(house.events().front() == "family.cancelled");
}

TEST_CASE("the storage neither changes nor deletes what was handed over") {
    House house;
    const auto given = house.hand_over(House::wish(House::kDaughter)).value();
    {
        auto tx = house.database->write();
        REQUIRE(cancel_hand_over(tx, house.saeki, kTenTwelve, House::kPatient, given.id, "試験"));
        tx.commit();
    }
    for (const auto* sql :
         {"DELETE FROM family_hand_over_cancellation", "DELETE FROM family_hand_over_paper",
          "DELETE FROM family_hand_over", "UPDATE family_hand_over SET receiver_name = '別の人'",
          "UPDATE family_hand_over SET handed_at = 1",
          "UPDATE family_hand_over_paper SET title = ''",
          "UPDATE family_hand_over_cancellation SET reason = '別'"})
        CHECK_THROWS_MESSAGE(house.database->run_script(sql), sql);
    CHECK(house.given().size() == 1);
}

TEST_CASE("a paper that was deleted with its case stays named") {
    House house;
    const auto id = house.hand_over(House::wish(House::kDaughter)).value().id;
    house.database.script(
        "INSERT INTO family_hand_over_paper (hand_over_id, document_id, title, number, pages)"
        " VALUES (" +
        id.text() + ", 77, '退院サマリー', '', 2)");  // no such document any more
    const auto given = house.given().at(0);
    REQUIRE(given.papers.size() == 3);
    CHECK(given.papers[2].title == "退院サマリー");
    CHECK_FALSE(given.papers[2].is_kept);
    CHECK(given.papers[0].is_kept);
}

TEST_CASE("a sealed patient's papers are handed over by who sees the patient alone") {
    House house;
    const auto given = house.hand_over(House::wish(House::kDaughter)).value();
    house.seal();
    CHECK(house.given().size() == 1);
    house.acting = house.omura;
    CHECK(house.given().empty());
    CHECK(code_of(house.hand_over(House::wish(House::kDaughter))) == "patient.not_found");
    auto tx = house.database->read();
    CHECK(papers_for_family(tx, house.omura, House::kPatient).empty());
    CHECK(code_of(find_hand_over(tx, house.omura, House::kPatient, given.id)) ==
          "family.not_found");
    CHECK(code_of(find_hand_over(tx, house.saeki, PatientId{6}, given.id)) == "family.not_found");
}

TEST_CASE("the list of a patient is two statements, and what is drawn ahead is drawn once") {
    House house;
    for (int i = 0; i < 3; ++i) house.hand_over(House::wish(House::kDaughter)).value();
    auto tx = house.database->read();
    CHECK(house.statements([&] { hand_overs_of(tx, house.saeki, House::kPatient); }) == 2);
    form::Press press{kTenTwelve};
    draw_ahead(tx, house.saeki, press, House::wish(House::kDaughter));
    CHECK(press.drawn() == 1);
    auto writing = house.database->write();
    CHECK(hand_over(house.office, writing, house.saeki, kTenTwelve, press,
                    House::wish(House::kDaughter))
              .has_value());
    CHECK(press.drawn() == 1);
}
