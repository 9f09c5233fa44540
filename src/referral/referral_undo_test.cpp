#include "referral/referral_undo.hpp"

#include <doctest/doctest.h>

#include "referral/test_desk.hpp"

using namespace kakehashi;
using testing::has;
using testing::ReferralDesk;

namespace {

/// As booking/ confirms a place on Friday 11/27, 10:30.
void book(ReferralDesk& desk, ReferralId id, const char* state = "confirmed") {
    const auto referral = desk.referral(id);
    desk.database.script(
        "INSERT INTO bookable (id, facility_id, kind, name, department_id, position)"
        " SELECT 1, 1, 'department', '循環器内科', 1, 1"
        " WHERE NOT EXISTS (SELECT 1 FROM bookable WHERE id = 1);"
        "INSERT INTO booking (facility_id, referral_id, patient_id, bookable_id, on_date,"
        " starts_at, place, state, created_at) VALUES (1, " +
        id.text() + ", " + referral.patient.text() + ", 1, '2026-11-27', '10:30', 1, '" + state +
        "', 0);");
    if (referral.state != ReferralState::AwaitingBooking) return;
    auto tx = desk.office.db.write();
    REQUIRE(save_referral(tx, desk.saeki, desk.clock.now(), referral.book().value(),
                          "booking.confirmed"));
    tx.commit();
}

void withdraw(ReferralDesk& desk, ReferralId id) {
    REQUIRE(desk.post(ReferralDesk::path(id, "/withdrawal"),
                      {{"version", desk.version(id)}, {"reason", "まちがい"}})
                .status == 303);
}

ReferralId an_accepted_letter(ReferralDesk& desk, std::string_view walk_in = "") {
    const auto id = desk.a_registered_letter();
    REQUIRE(desk.post(ReferralDesk::path(id, "/acceptance"),
                      {{"version", desk.version(id)}, {"walk_in", std::string{walk_in}}})
                .status == 303);
    return id;
}

}  // namespace

TEST_CASE("a withdrawal undone before the place was released leads back to the booked visit") {
    ReferralDesk desk;
    const auto id = an_accepted_letter(desk);
    book(desk, id);
    withdraw(desk, id);
    REQUIRE(desk.post(ReferralDesk::path(id, "/take-back")).status == 303);
    CHECK(desk.referral(id).state == ReferralState::AwaitingVisit);
    auto tx = desk.office.db.read();
    bool owes_visit = false;
    for (const auto& duty : open_duties_of(tx, desk.saeki, case_of(id)))
        if (duty.kind == kDutyVisit) {
            owes_visit = true;
            CHECK(duty.due_at ==
                  instant_in_japan(*make_date(2026, 11, 27), std::chrono::hours{17}));
        }
    CHECK(owes_visit);
}

TEST_CASE("a withdrawal undone after the place was released is booked anew") {
    ReferralDesk desk;
    const auto id = an_accepted_letter(desk);
    book(desk, id);
    withdraw(desk, id);
    desk.database.script("UPDATE booking SET state = 'cancelled'");
    REQUIRE(desk.post(ReferralDesk::path(id, "/take-back")).status == 303);
    CHECK(desk.referral(id).state == ReferralState::AwaitingBooking);
    CHECK(desk.duties(id) == std::vector<std::string>{"booking.arrange"});
}

TEST_CASE("a patient who comes without a booking still does after an undone withdrawal") {
    ReferralDesk desk;
    const auto id = an_accepted_letter(desk, "1");
    REQUIRE(desk.referral(id).state == ReferralState::AwaitingVisit);
    withdraw(desk, id);
    REQUIRE(desk.post(ReferralDesk::path(id, "/take-back")).status == 303);
    CHECK(desk.referral(id).state == ReferralState::AwaitingVisit);
}

TEST_CASE("accepted again while the place is still booked: the visit counts, nothing is arranged") {
    ReferralDesk desk;
    const auto id = an_accepted_letter(desk);
    book(desk, id);
    REQUIRE(desk.post(ReferralDesk::path(id, "/take-back")).status == 303);
    REQUIRE(desk.referral(id).state == ReferralState::AwaitingDecision);
    REQUIRE(
        desk.post(ReferralDesk::path(id, "/acceptance"), {{"version", desk.version(id)}}).status ==
        303);
    CHECK(desk.referral(id).state == ReferralState::AwaitingVisit);
}

TEST_CASE("a FAX set aside by mistake comes back from its page, long after the toast") {
    ReferralDesk desk;
    const auto id = desk.a_received_fax();
    REQUIRE(desk.post(ReferralDesk::path(id, "/set-aside"), {{"version", "1"}, {"reason", "広告"}})
                .status == 303);
    desk.clock.advance(std::chrono::hours{48});
    const auto page = desk.get(ReferralDesk::path(id));
    CHECK(has(page, "/take-back"));
    CHECK(has(page, "元にもどす"));
    REQUIRE(
        desk.post(ReferralDesk::path(id, "/take-back"), {{"version", desk.version(id)}}).status ==
        303);
    CHECK(desk.referral(id).state == ReferralState::Received);
    CHECK_FALSE(has(desk.get(ReferralDesk::path(id)), "元にもどす"));
}

TEST_CASE("a refusal that nobody was told of is undone from its page") {
    ReferralDesk desk;
    const auto id = desk.a_registered_letter();
    REQUIRE(desk.post(ReferralDesk::path(id, "/decline"),
                      {{"version", desk.version(id)}, {"reason", "no_bed"}, {"means", ""}})
                .status == 303);
    CHECK(has(desk.get(ReferralDesk::path(id)), "/take-back"));
    CHECK(desk.post(ReferralDesk::path(id, "/take-back"), {{"version", "1"}}).status == 409);
    REQUIRE(
        desk.post(ReferralDesk::path(id, "/take-back"), {{"version", desk.version(id)}}).status ==
        303);
    CHECK(desk.referral(id).state == ReferralState::AwaitingDecision);
}
