#include <doctest/doctest.h>

#include "platform/event/contact.hpp"
#include "reply/reply_pages.hpp"
#include "reply/reply_test_house.hpp"

using namespace kakehashi;
using namespace kakehashi::testing;

namespace {

constexpr db::Query kBook{"reply_test.book_page", R"sql(
    INSERT INTO booking (facility_id, referral_id, patient_id, bookable_id, on_date, starts_at,
                         place, state, created_at)
    VALUES (1, $1, $2, 2, $3, $4, $5, 'confirmed', 0)
)sql"};

Referral booked(TestOffice& office, std::string_view name, const char* time, int place = 1) {
    const auto referral = an_awaited_referral(office, name);
    committed(office, [&](db::Transaction& tx) {
        return tx.execute(kBook, referral.id, referral.patient, kToday, time, place);
    });
    return referral;
}

bool shows(const http::Response& page, std::string_view words) {
    return page.body.find(words) != std::string::npos;
}

std::string location(const http::Response& response) {
    return std::string{response.headers.get("Location")};
}

std::string path_of(ReferralId id, std::string_view rest = "") {
    return "/arrivals/" + id.text() + std::string{rest};
}

}  // namespace

TEST_CASE("one click records who came, one click takes it back") {
    TestOffice office({reply_feature()});
    office.database.script(kClinics);
    const auto referral = booked(office, "佐々木 健一", "09:00");
    CHECK(shows(office.get("/arrivals"), "佐々木 健一 さん"));
    const auto came = office.post(path_of(referral.id), {{"return_to", "/arrivals"}});
    CHECK(came.status == 303);
    CHECK(location(came) == "/arrivals");
    const auto page = office.get("/arrivals");
    CHECK(shows(page, "来院まち 0・来院 1"));
    CHECK(shows(page, "受診報告をまとめて送る"));
    CHECK(office.post(path_of(referral.id, "/undo")).status == 303);
    CHECK(shows(office.get("/arrivals"), "来院まち 1・来院 0"));
    CHECK(shows(office.get("/arrivals"), "送っていない受診報告はありません"));
}

TEST_CASE("a double click records one arrival") {
    TestOffice office({reply_feature()});
    const auto referral = an_awaited_referral(office);
    for (int i = 0; i < 2; ++i)
        CHECK(office.post(path_of(referral.id), {{"form_key", "same"}}).status == 303);
    CHECK(office.post(path_of(referral.id)).status == 422);
}

TEST_CASE("who did not come is marked and can be taken back") {
    TestOffice office({reply_feature()});
    office.database.script(kClinics);
    const auto referral = booked(office, "佐々木 健一", "09:00");
    CHECK(office.post(path_of(referral.id, "/absence")).status == 303);
    CHECK(shows(office.get("/arrivals"), "来院せず 1"));
    CHECK(office.post(path_of(referral.id, "/absence/undo")).status == 303);
    CHECK(shows(office.get("/arrivals"), "来院せず 0"));
}

TEST_CASE("the notice leaves with one click and its paper can be opened") {
    TestOffice office({reply_feature()});
    const auto referral = a_visited_referral(office, kToday, "佐々木 健一");
    const auto notice = stage_of(office, referral.id, ReplyStage::ArrivalNotice);
    const auto answer =
        office.post("/arrivals/notices", {{"id", notice.id.text()}, {"return_to", "/arrivals"}});
    CHECK(answer.status == 303);
    CHECK(location(answer) == "/arrivals");
    const auto page = office.get("/arrivals");
    CHECK(shows(page, "本日送った受診報告"));
    CHECK(shows(page, "/documents/"));
    CHECK_FALSE(shows(page, "受診報告をまとめて送る"));
}

TEST_CASE("a notice that lacks something is shown with the reason instead of being sent") {
    TestOffice office({reply_feature()});
    office.database.script("UPDATE facility SET fax = '' WHERE id = 2");
    const auto referral = a_visited_referral(office, kToday);
    const auto notice = stage_of(office, referral.id, ReplyStage::ArrivalNotice);
    const auto answer = office.post("/arrivals/notices", {{"id", notice.id.text()}});
    CHECK(location(answer) == "/replies/sending?id=" + notice.id.text());
    CHECK(shows(office.get(location(answer)), "紹介元のFAX番号が登録されていません"));
}

TEST_CASE("a walk-in is recorded by number; a number nobody has keeps what was typed") {
    TestOffice office({reply_feature()});
    an_awaited_referral(office);
    const auto wrong = office.post("/arrivals", {{"number", "9999"}});
    CHECK(wrong.status == 422);
    CHECK(shows(wrong, "value=\"9999\""));
    CHECK(shows(wrong, "その番号で来院を待っている紹介はありません"));
    CHECK(office.post("/arrivals", {{"number", "１"}}).status == 303);
    CHECK(shows(office.get("/arrivals"), "送る受診報告"));
}

TEST_CASE("a visit of a former day that nobody confirmed is not forgotten") {
    TestOffice office({reply_feature()});
    office.database.script(kClinics);
    const auto referral = booked(office, "佐々木 健一", "09:00");
    {
        auto tx = office.database->write();
        open_duty(tx, office.saeki, office.clock.now(),
                  {.about = case_of(referral.id),
                   .patient = referral.patient,
                   .kind = std::string{kDutyVisit},
                   .due_at = instant_in_japan(kToday, std::chrono::hours{17})});
        tx.commit();
    }
    office.clock.advance(days{1});
    const auto page = office.get("/arrivals");
    CHECK(shows(page, "まだ確かめていない来院"));
    CHECK(shows(page, "name=\"visited_on\" value=\"2026-11-24\""));
}

TEST_CASE("the page of the day costs the same for three patients and for thirty") {
    TestOffice office({reply_feature()});
    office.database.script(kClinics);
    int place = 0;
    const auto fill = [&](int number) {
        for (int i = 0; i < number; ++i) {
            booked(office, "佐々木 健一", "09:00", ++place);
            a_visited_referral(office, kToday);
        }
    };
    fill(3);
    const auto few = office.statements([&] { office.get("/arrivals"); });
    fill(27);
    CHECK(office.statements([&] { office.get("/arrivals"); }) == few);
    CHECK(few <= 9);
}

TEST_CASE("the office of another hospital does not find the arrival") {
    TestOffice office({reply_feature()});
    const auto referral = an_awaited_referral(office);
    office.acting = Viewer{UserId{3}, TestOffice::kAobaClinic, "内田"};
    CHECK(office.post(path_of(referral.id)).status == 404);
}

TEST_CASE("who did not come: the patient was called, the referrer told, and the duty is over") {
    TestOffice office({reply_feature()});
    office.database.script(kClinics);
    const auto referral = booked(office, "佐々木 健一", "09:00");
    const auto notice = path_of(referral.id, "/absence/notice");
    CHECK(office.get(path_of(referral.id, "/absence")).status == 422);  // nobody missed it yet
    REQUIRE(office.post(path_of(referral.id, "/absence")).status == 303);
    CHECK(shows(office.get("/arrivals"), "来院されなかった方"));
    const auto form = office.get(path_of(referral.id, "/absence"));
    CHECK(form.status == 200);
    CHECK(shows(form, "11月24日"));
    CHECK(shows(form, "FAX 042-000-0135"));
    const auto version = std::to_string(referral_now(office, referral.id).version);
    CHECK(office.post(notice, {{"version", "1"}, {"outcome", "absent"}, {"means", "fax"}}).status ==
          409);
    const auto no_address = office.post(
        notice, {{"version", version}, {"outcome", "absent"}, {"means", "mail"}, {"note", "2回"}});
    CHECK(no_address.status == 422);
    CHECK(shows(no_address, "value=\"2回\""));

    const auto told = office.post(notice, {{"version", version},
                                           {"outcome", "reached"},
                                           {"note", "足を痛めたため"},
                                           {"means", "fax"},
                                           {"then", "rebook"}});
    REQUIRE(told.status == 303);
    CHECK(owed(office, referral.id) == std::vector<std::string>{"booking.arrange"});
    CHECK(referral_now(office, referral.id).state == ReferralState::AwaitingBooking);
    CHECK_FALSE(shows(office.get("/arrivals"), "来院されなかった方"));
    auto tx = office.database->read();
    const auto papers = documents_of_case(tx, office.saeki, case_of(referral.id));
    REQUIRE(papers.size() == 2);
    CHECK(papers[0].kind == kCoverDocument);
    CHECK(papers[1].title == "受診報告書(未来院)");
    CHECK(office.documents.verify(papers[1].hash));
    const auto sendings = sendings_of_case(tx, office.saeki, case_of(referral.id));
    REQUIRE(sendings.size() == 1);
    CHECK(sendings[0].document == papers[1].id);
    CHECK(sendings[0].address == "042-000-0135");
}

TEST_CASE("who will not come any more: the referrer is told by telephone and the case is closed") {
    TestOffice office({reply_feature()});
    const auto referral = an_awaited_referral(office);
    REQUIRE(office.post(path_of(referral.id, "/absence")).status == 303);
    const auto version = std::to_string(referral_now(office, referral.id).version);
    const auto told = [&] {
        return office
            .post(
                path_of(referral.id, "/absence/notice"),
                {{"version", version}, {"outcome", "reached"}, {"means", "phone"}, {"then", "end"}})
            .status;
    };
    CHECK(told() == 303);
    CHECK(owed(office, referral.id).empty());
    CHECK(referral_now(office, referral.id).state == ReferralState::Withdrawn);
    CHECK(told() == 422);  // a second person finds it recorded
    auto tx = office.database->read();
    CHECK(documents_of_case(tx, office.saeki, case_of(referral.id)).empty());
    CHECK(contacts_of_partner(tx, office.saeki, TestOffice::kMinatoClinic).size() == 1);
}

TEST_CASE("the hundred and first who waits without a booking is reached by つづき") {
    TestOffice office({reply_feature()});
    for (int i = 0; i < 101; ++i) {
        office.clock.advance(std::chrono::seconds{1});
        an_awaited_referral(office, i == 100 ? "最後 来子" : "中川 由美");
    }
    CHECK_FALSE(shows(office.get("/arrivals"), "最後 来子"));
    CHECK(shows(office.get("/arrivals"), "/arrivals?unbooked=200"));
    CHECK(shows(office.get("/arrivals?unbooked=200"), "最後 来子"));
    CHECK(office.get("/arrivals?unbooked=-3").status == 200);
}
