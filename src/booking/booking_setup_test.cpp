#include "booking/booking_setup_store.hpp"

#include <doctest/doctest.h>

#include "booking/booking_pages.hpp"
#include "booking/booking_slips.hpp"
#include "booking_test_house.hpp"
#include "facility/facility_store.hpp"
#include "office/letterhead.hpp"

using namespace kakehashi;
using namespace kakehashi::testing;
using namespace std::chrono_literals;

namespace {

struct Rooms {
    TestOffice office{{booking_feature()}};
    const Viewer& saeki = office.saeki;

    Rooms() { office.database.script(kClinics); }
    Referral booked(std::string_view on, std::string_view time) {
        auto tx = office.database->write();
        const auto referral =
            an_accepted_referral(tx, saeki, kTenTwelve, kTenTwelve + 24h, "中川 由美");
        const auto held =
            hold(tx, saeki, kTenTwelve, office.office.holidays, referral.id, wish(1, on, time))
                .value();
        const SeenBooking seen[] = {{held.id, held.version}};
        auto saved = confirm_holds(tx, saeki, kTenTwelve, office.office.holidays, referral.id,
                                   referral.version, seen)
                         .value();
        tx.commit();
        return saved;
    }
    std::vector<std::string> owed(ReferralId id) {
        auto tx = office.database->read();
        std::vector<std::string> kinds;
        for (const auto& duty : open_duties_of(tx, saeki, case_of(id))) kinds.push_back(duty.kind);
        return kinds;
    }
    bool owes_move(ReferralId id) {
        for (const auto& kind : owed(id))
            if (kind == kDutyRearrange) return true;
        return false;
    }
    std::vector<WeeklyTemplate> rules(BookableId bookable) {
        auto tx = office.database->read();
        return templates_of(tx, saeki, bookable, office.clock.today());
    }
    std::vector<Closure> closures() {
        auto tx = office.database->read();
        return schedule_between(tx, saeki, day("2026-01-01"), day("2028-01-01")).closures;
    }
};

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

WeeklyTemplate rule(unsigned weekday, std::string_view time, int places = 1) {
    WeeklyTemplate rule;
    rule.bookable = kGastro;
    rule.weekday = weekday;
    rule.starts_at = at(time);
    rule.places = places;
    rule.valid_from = day("2026-11-24");
    return rule;
}

}  // namespace

TEST_CASE("a template that cannot be is refused by its field") {
    Rooms rooms;
    auto tx = rooms.office.database->write();
    const auto code = [&](const WeeklyTemplate& wrong) {
        return add_weekly_template(tx, rooms.saeki, wrong).error().code;
    };
    CHECK(code(rule(0, "09:00")) == "booking.bad_weekday");
    CHECK(code(rule(8, "09:00")) == "booking.bad_weekday");
    CHECK(code(rule(1, "09:00", 0)) == "booking.bad_places");
    CHECK(code(rule(1, "09:00", 21)) == "booking.bad_places");
    auto long_one = rule(1, "09:00");
    long_one.minutes = 481;
    CHECK(code(long_one) == "booking.bad_minutes");
    auto backwards = rule(1, "09:00");
    backwards.valid_until = day("2026-11-23");
    CHECK(code(backwards) == "booking.bad_period");
    CHECK(code(rule(1, "09:30")) == "booking.template_exists");
    auto nowhere = rule(1, "09:00");
    nowhere.bookable = BookableId{99};
    CHECK(code(nowhere) == "booking.no_such_bookable");
    const Viewer stranger{UserId{9}, TestOffice::kMinatoClinic, "別の人"};
    CHECK(add_weekly_template(tx, stranger, rule(1, "09:00")).error().code ==
          "booking.no_such_bookable");
    CHECK(add_weekly_template(tx, rooms.saeki, rule(6, "09:00")));
}

TEST_CASE("a template that ends can be followed by another at the same time") {
    Rooms rooms;
    auto tx = rooms.office.database->write();
    const auto monday = templates_of(tx, rooms.saeki, kGastro, day("2026-11-24")).front();
    CHECK(end_weekly_template(tx, rooms.saeki, monday.id, day("2026-12-07")));
    auto next = rule(1, "09:30", 3);
    next.valid_from = day("2026-12-01");
    CHECK(add_weekly_template(tx, rooms.saeki, next).error().code == "booking.template_exists");
    next.valid_from = day("2026-12-07");
    CHECK(add_weekly_template(tx, rooms.saeki, next));
    CHECK_FALSE(end_weekly_template(tx, rooms.saeki, WeeklyTemplateId{999}, day("2026-12-07")));
}

TEST_CASE("a template without end is refused beside one that begins later") {
    Rooms rooms;
    auto tx = rooms.office.database->write();
    auto later = rule(6, "09:00");
    later.valid_from = day("2027-04-01");
    CHECK(add_weekly_template(tx, rooms.saeki, later));
    CHECK(add_weekly_template(tx, rooms.saeki, rule(6, "09:00")).error().code ==
          "booking.template_exists");
    auto until_then = rule(6, "09:00");
    until_then.valid_until = day("2027-03-31");
    CHECK(add_weekly_template(tx, rooms.saeki, until_then));
}

TEST_CASE("a closure over a booking owes its move, and no longer when it is lifted") {
    Rooms rooms;
    const auto referral = rooms.booked("2026-11-27", "10:30");
    const auto other_day = rooms.booked("2026-11-30", "10:30");
    const auto posted = rooms.office.post(
        "/bookings/closures",
        {{"target", "1"}, {"first_on", "11/27"}, {"closure_reason", "学会 代診なし"}});
    CHECK(posted.status == 303);
    CHECK(rooms.owes_move(referral.id));
    CHECK_FALSE(rooms.owes_move(other_day.id));
    const auto body = rooms.office.get("/bookings?week=2026-11-24&sel=" + referral.id.text()).body;
    CHECK(has(body, "学会 代診なし"));
    CHECK(has(body, "予約を移す"));
    CHECK(has(body, "確 中川"));
    const auto removal = "/bookings/closures/" + rooms.closures().front().id.text() + "/removal";
    CHECK(rooms.office.post(removal).status == 303);
    CHECK_FALSE(rooms.owes_move(referral.id));
    CHECK(rooms.closures().empty());
    CHECK(rooms.office.post(removal).status == 404);
}

TEST_CASE("the move of a booking on a closed day settles what is owed") {
    Rooms rooms;
    const auto referral = rooms.booked("2026-11-27", "10:30");
    rooms.office.post("/bookings/closures",
                      {{"first_on", "2026-11-27"}, {"closure_reason", "停電のため"}});
    REQUIRE(rooms.owes_move(referral.id));
    auto tx = rooms.office.database->write();
    const auto booking = bookings_of_referral(tx, rooms.saeki, referral.id).front();
    REQUIRE(move_booking(tx, rooms.saeki, kTenTwelve, rooms.office.office.holidays,
                         {booking.id, booking.version}, wish(1, "2026-11-30", "09:30"), "停電"));
    tx.commit();
    CHECK_FALSE(rooms.owes_move(referral.id));
}

TEST_CASE("a hold on a day that was closed meanwhile is not confirmed") {
    Rooms rooms;
    auto tx = rooms.office.database->write();
    const auto& holidays = rooms.office.office.holidays;
    const auto referral = an_accepted_referral(tx, rooms.saeki, kTenTwelve, kTenTwelve + 24h);
    const auto held =
        hold(tx, rooms.saeki, kTenTwelve, holidays, referral.id, wish(1, "2026-11-27", "10:30"))
            .value();
    REQUIRE(
        add_closure(tx, rooms.saeki, {{}, kGastro, day("2026-11-27"), day("2026-11-27"), "休診"}));
    const SeenBooking seen[] = {{held.id, held.version}};
    CHECK(confirm_holds(tx, rooms.saeki, kTenTwelve, holidays, referral.id, referral.version, seen)
              .error()
              .code == "booking.closed_day");
}

TEST_CASE("rooms and their weeks are kept on one page") {
    Rooms rooms;
    const auto page = rooms.office.get("/bookings/templates?sel=1").body;
    CHECK(has(page, "消化器内科 の週の枠"));
    CHECK(has(page, "枠を足す"));
    CHECK(rooms.office
              .post("/bookings/bookables", {{"name", "MRI 1.5T"},
                                            {"kind", "equipment"},
                                            {"detail", "共同利用 可"},
                                            {"position", "4"},
                                            {"active", "1"}})
              .status == 303);
    CHECK(has(rooms.office.get("/bookings/templates").body, "MRI 1.5T"));
    const auto before = rooms.rules(kGastro).size();
    CHECK(rooms.office
              .post("/bookings/templates", {{"bookable", "1"},
                                            {"weekday", "6"},
                                            {"time", "９:００"},
                                            {"minutes", "30"},
                                            {"places", "2"},
                                            {"valid_from", "2026-11-24"}})
              .status == 303);
    CHECK(rooms.rules(kGastro).size() == before + 1);
    CHECK(has(rooms.office.get("/bookings?week=2026-11-24").body, "11/28(土)"));
    const auto saturday = rooms.rules(kGastro).back();
    CHECK(rooms.office
              .post("/bookings/templates/" + saturday.id.text() + "/end", {{"from", "2026-11-24"}})
              .status == 303);
    CHECK(rooms.rules(kGastro).size() == before);
}

TEST_CASE("a doctor's room keeps its doctor when its form is saved; strangers are refused") {
    Rooms rooms;
    const auto save = [&](const char* doctor, const char* department) {
        return rooms.office
            .post("/bookings/bookables", {{"bookable", "2"},
                                          {"name", "木村外来"},
                                          {"kind", "doctor"},
                                          {"department_id", department},
                                          {"doctor_id", doctor},
                                          {"position", "2"},
                                          {"active", "1"}})
            .status;
    };
    const auto kimura = TestOffice::kDrKimura.text();
    CHECK(save(kimura.c_str(), "1") == 303);
    auto page = rooms.office.get("/bookings/templates?sel=2").body;
    CHECK(has(page, "selected>木村 亮(循環器内科)"));
    CHECK(save("", "1") == 303);  // 医師 なし is a choice too
    page = rooms.office.get("/bookings/templates?sel=2").body;
    CHECK_FALSE(has(page, "selected>木村 亮"));

    rooms.office.database.script(
        "INSERT INTO department (id, facility_id, name) VALUES (901, 2, '内科');"
        "INSERT INTO doctor (id, facility_id, department_id, name) VALUES (902, 2, 901, '他院 "
        "医')");
    CHECK(save("902", "1") == 404);
    CHECK(save("", "901") == 404);
    CHECK(save("999", "1") == 404);
}

TEST_CASE("a smaller template leaves the later places without room: they are to be moved") {
    Rooms rooms;
    const auto first = rooms.booked("2026-11-27", "9:30");
    const auto second = rooms.booked("2026-11-27", "9:30");
    const auto owes_move = [&](const Referral& referral) {
        auto tx = rooms.office.database->read();
        for (const auto& duty : open_duties_of(tx, rooms.saeki, case_of(referral.id)))
            if (duty.kind == kDutyRearrange) return duty.note;
        return std::string{};
    };
    for (const auto& rule : rooms.rules(kGastro)) {
        if (rule.weekday != 5 || rule.starts_at != at("9:30")) continue;
        REQUIRE(
            rooms.office
                .post("/bookings/templates/" + rule.id.text() + "/end", {{"from", "2026-11-25"}})
                .status == 303);
    }
    const auto smaller = rooms.office.post("/bookings/templates", {{"bookable", "1"},
                                                                   {"weekday", "5"},
                                                                   {"time", "9:30"},
                                                                   {"places", "1"},
                                                                   {"valid_from", "2026-11-25"}});
    CHECK(smaller.status == 303);
    CHECK(owes_move(first).empty());
    CHECK(owes_move(second) == "枠の人数が減りました");
}

TEST_CASE("the slip names the doctor whose place is booked, not the one the letter asks for") {
    Rooms rooms;
    rooms.office.database.script(
        "INSERT INTO bookable (id, facility_id, kind, name, department_id, doctor_id, position) "
        "VALUES (7, 1, 'doctor', '専門外来', 1, 1, 7);"
        "INSERT INTO weekly_template (bookable_id, weekday, starts_at, minutes, places, "
        "valid_from) "
        "VALUES (7, 5, '14:00', 30, 1, '2026-01-01')");
    auto tx = rooms.office.database->write();
    const auto& holidays = rooms.office.office.holidays;
    auto referral = an_accepted_referral(tx, rooms.saeki, kTenTwelve, kTenTwelve + 24h);
    REQUIRE(
        hold(tx, rooms.saeki, kTenTwelve, holidays, referral.id, wish(7, "2026-11-27", "14:00")));
    const auto facts = slip_facts(tx, rooms.saeki, referral.id).value();
    const auto booked = find_doctor(tx, DoctorId{1})->name + " 医師";
    CHECK(make_booking_slip(facts, {})->doctor == booked);
    CHECK(make_patient_guide(facts, {})->doctor == booked);
    // Another department than the letter's: its doctor is not promised there.
    auto elsewhere = facts;
    elsewhere.doctors.clear();
    elsewhere.names.doctor_name = "平田 修";
    CHECK(elsewhere.doctor_text().empty());
    elsewhere.referral.department = DepartmentId{1};
    CHECK(elsewhere.doctor_text() == "平田 修 医師");
}

TEST_CASE("what is wrong in a form stands beside its field, and what was typed stays") {
    Rooms rooms;
    const auto rule_form = rooms.office.post(
        "/bookings/templates",
        {{"bookable", "1"}, {"weekday", "1"}, {"time", "25時"}, {"places", "99"}});
    CHECK(rule_form.status == 422);
    CHECK(has(rule_form.body, "25時"));
    CHECK(has(rule_form.body, "id=\"time-error\""));
    const auto twice = rooms.office.post(
        "/bookings/templates",
        {{"bookable", "1"}, {"weekday", "1"}, {"time", "9:30"}, {"valid_from", "2026-11-24"}});
    CHECK(twice.status == 422);
    CHECK(has(twice.body, "同じ曜日と時刻の枠がすでにあります"));
    const auto closure = rooms.office.post(
        "/bookings/closures",
        {{"first_on", "2026-12-29"}, {"last_on", "2026-12-01"}, {"closure_reason", "年末年始"}});
    CHECK(closure.status == 422);
    CHECK(has(closure.body, "おわりの日がはじめの日より前"));
    CHECK(has(closure.body, "年末年始"));
    CHECK(rooms.office.post("/bookings/closures", {{"first_on", "2月30日"}}).status == 422);
    CHECK(rooms.office.post("/bookings/bookables", {{"name", ""}, {"kind", "x"}}).status == 422);
    CHECK(rooms.office.post("/bookings/templates/77/end", {{"from", "2026-11-24"}}).status == 404);
    CHECK(rooms.closures().empty());
}

TEST_CASE("the slip names the visit, the test beside it and what to bring") {
    Rooms rooms;
    auto tx = rooms.office.database->write();
    const auto& holidays = rooms.office.office.holidays;
    const auto referral = an_accepted_referral(tx, rooms.saeki, kTenTwelve, kTenTwelve + 24h);
    CHECK(make_booking_slip(slip_facts(tx, rooms.saeki, referral.id).value(), {}).error().code ==
          "booking.no_place");
    for (const auto& place : {wish(3, "2026-11-26", "11:30"), wish(1, "2026-11-27", "10:30")})
        REQUIRE(hold(tx, rooms.saeki, kTenTwelve, holidays, referral.id, place));
    auto facts = slip_facts(tx, rooms.saeki, referral.id, "造影の予定はありません。").value();
    const auto slip = make_booking_slip(facts, {}).value();
    CHECK(slip.department == "消化器内科");  // the clinic, though the test is earlier
    CHECK(slip.booked_at == instant_in_japan(day("2026-11-27"), 10h + 30min));
    CHECK(slip.tests == "上部内視鏡 11/26(木) 11:30(前日 21時から絶食)");
    CHECK(slip.to.facility == "青葉町クリニック");
    CHECK(slip.to.person == "内田 修");
    CHECK(slip.from.hospital == "みなと市立総合病院");
    CHECK(slip.greeting.back() == "造影の予定はありません。");
    CHECK(slip.patient.sex == "女");
    const auto guide = make_patient_guide(facts, {}).value();
    CHECK(guide.referring_facility == "青葉町クリニック");
    CHECK(guide.tests == slip.tests);
    facts.names.patient_born_on.reset();
    CHECK(make_booking_slip(facts, {}).error().code == "booking.birth_date_missing");
    CHECK(make_patient_guide(facts, {}).error().field == "patient.born_on");
}

TEST_CASE("papers name the office's own name, telephone and FAX, or the hospital's numbers") {
    Rooms rooms;
    auto tx = rooms.office.database->write();
    auto from = sender_of(tx, rooms.saeki);
    CHECK(from.office == "地域医療連携室");
    CHECK(from.phone == "042-000-0100");
    CHECK(from.fax == "042-000-0110");
    save_setting(tx, rooms.saeki, kTenTwelve, "office.name", "患者支援センター");
    save_setting(tx, rooms.saeki, kTenTwelve, "office.phone", "042-000-0199");
    save_setting(tx, rooms.saeki, kTenTwelve, "office.fax", "042-000-0198");
    from = sender_of(tx, rooms.saeki);
    CHECK(from.office == "患者支援センター");
    CHECK(from.phone == "042-000-0199");
    CHECK(from.fax == "042-000-0198");
    CHECK(from.main_phone == "042-000-0100");
    CHECK(from.person == "佐伯 真理");
}

TEST_CASE("the next version of the sheets keeps their number and names what it replaces") {
    Rooms rooms;
    const auto referral = rooms.booked("2026-11-27", "10:30");
    auto tx = rooms.office.database->write();
    const auto first =
        issue_slips(rooms.office.office, tx, rooms.saeki, kTenTwelve, referral.id).value();
    const auto second =
        issue_slips(rooms.office.office, tx, rooms.saeki, kTenTwelve + 1h, referral.id).value();
    CHECK(first.slip->number == "2611-00001-01");
    CHECK(first.guide->number == "2611-00002-01");
    CHECK(second.slip->number == "2611-00001-02");
    CHECK(second.slip->replaces == first.slip->id);
    CHECK(second.guide->version == 2);
    CHECK(slip_documents(tx, rooms.saeki, referral.id).slip->id == second.slip->id);
    CHECK(rooms.office.documents.verify(second.guide->hash));
}
