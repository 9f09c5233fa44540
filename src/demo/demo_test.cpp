#include "demo/demo.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>

#include "base/facility_code.hpp"
#include "demo/fax_image.hpp"
#include "platform/auth/password.hpp"
#include "platform/db/table_copy.hpp"
#include "support/test_database.hpp"

using namespace kakehashi;
using namespace kakehashi::demo;
using kakehashi::testing::TestDatabase;

namespace {

using std::chrono::hours;
using std::chrono::minutes;

const Instant kMorning = instant_in_japan(*make_date(2026, 11, 24), hours{10} + minutes{12});

/// An empty office that the demo fills.
struct EmptyOffice {
    TestDatabase database;
    FixedClock clock{kMorning};
    DocumentFiles documents{database.folder() / "documents"};
    PageCache pages{database.folder() / "cache", [](const PageKey&) -> Result<std::string> {
                        return fail(ErrorKind::NotFound, "document.not_found");
                    }};
    http::Broadcaster live;
    Office office{*database, clock, documents, pages, live};

    Result<DemoReport> make(std::uint64_t seed = 1, int referrals = 0, Instant now = kMorning) {
        return make_demo(office, {DemoScale::Small, referrals, seed, now});
    }
    std::int64_t number(const std::string& sql) {
        auto tx = rows().read();
        return tx.number(db::Query{"test.number", kept(sql)});
    }
    std::vector<std::string> words(const std::string& sql) {
        auto tx = rows().read();
        return tx.all(db::Query{"test.words", kept(sql)},
                      [](const db::Row& row) { return row.string(0); });
    }

  private:
    /// The questions below are asked in SQLite's words; a town in PostgreSQL is copied for them.
    db::Database& rows() {
        if (!testing::on_postgres()) return *database;
        if (!copy_) {
            const auto file = database.folder() / "copy.db";
            database->copy_to(file.string());
            copy_ = db::Database::open(file.string()).value();
        }
        return *copy_;
    }
    /// Statements are prepared by the address of their text.
    std::string_view kept(const std::string& sql) { return *texts_.insert(sql).first; }
    std::set<std::string> texts_;
    std::unique_ptr<db::Database> copy_;
};

}  // namespace

TEST_CASE("the same seed gives the same town, row by row and document by document") {
    EmptyOffice one;
    EmptyOffice other;
    REQUIRE(one.make(7).has_value());
    REQUIRE(other.make(7).has_value());
    const auto a = db::digest_of(*one.database);
    const auto b = db::digest_of(*other.database);
    REQUIRE(a.size() == b.size());
    CHECK(a.size() > 20);
    for (const auto& [table, digest] : a) {
        CAPTURE(table);
        CHECK(digest == b.at(table));
    }
    EmptyOffice third;
    REQUIRE(third.make(8).has_value());
    CHECK(db::digest_of(*third.database).at("patient") != a.at("patient"));
}

TEST_CASE("a small town is a working day with something in every tray") {
    EmptyOffice house;
    const auto made = house.make();
    REQUIRE(made.has_value());
    CHECK(made->referrals == 600);
    CHECK(made->open_referrals > 110);
    CHECK(made->open_referrals < 190);
    CHECK(made->documents <= 60);
    const auto in_state = [&](const std::string& state) {
        return house.number("SELECT count(*) FROM referral WHERE state = '" + state + "'");
    };
    CHECK(in_state("received") == 7);  // one of them through the portal
    CHECK(in_state("awaiting_decision") == 3);
    CHECK(in_state("asking_doctor") == 1);
    CHECK(in_state("awaiting_booking") == 5);
    CHECK(in_state("awaiting_visit") >= 20);
    CHECK(in_state("no_show") >= 1);
    CHECK(in_state("visited") >= 70);
    CHECK(in_state("replied") > 380);
    CHECK(in_state("declined") > 0);
    CHECK(in_state("forwarded") > 0);
    CHECK(in_state("withdrawn") > 0);
    CHECK(house.number("SELECT count(*) FROM booking WHERE state = 'held'") == 2);
    CHECK(house.number("SELECT count(*) FROM booking WHERE on_date = '2026-11-24' AND "
                       "state = 'confirmed'") >= 2);
    // 至急: an answer within 18 minutes, and a warning that must not be overlooked.
    CHECK(house.number("SELECT answer_due_at FROM referral WHERE urgency = 'emergency' AND "
                       "closed_at IS NULL") == (kMorning + minutes{18}).time_since_epoch().count());
    CHECK(house.number("SELECT count(*) FROM referral WHERE urgency = 'emergency' AND closed_at "
                       "IS NULL AND allergies LIKE '%造影剤%' AND original_id IS NOT NULL") == 1);
    for (const auto& [from, to] : {std::pair{0, 7}, {8, 14}, {15, 30}, {31, 99}}) {
        CAPTURE(from);
        CHECK(house.number("SELECT count(*) FROM reply_obligation WHERE closed_at IS NULL AND "
                           "stage <> 'arrival_notice' AND julianday('2026-11-24') - "
                           "julianday(counted_from) BETWEEN " +
                           std::to_string(from) + " AND " + std::to_string(to)) > 0);
    }
    for (const auto* word : {"drafted", "asking", "not_needed"}) {
        CAPTURE(word);
        CHECK(house.number("SELECT count(*) FROM reply_obligation WHERE state = '" +
                           std::string{word} + "'") > 0);
    }
    CHECK(house.number("SELECT count(*) FROM reply_obligation WHERE chased_head_at > 0") > 0);
    CHECK(house.number("SELECT count(*) FROM duty WHERE closed_at IS NULL AND snoozed_until > 0") >
          1);
}

TEST_CASE(
    "every page of consent, networks, teams, families, disclosure, leaks and the portal has "
    "something on it") {
    EmptyOffice house;
    REQUIRE(house.make().has_value());
    const auto of = [&](const std::string& what) {
        return house.number("SELECT count(*) FROM " + what);
    };
    CHECK(of("consent_statement WHERE kind = 'objection'") == 3);
    CHECK(of("(SELECT DISTINCT patient_id FROM team_member)") == 4);
    CHECK(of("network_scope") == 2);
    CHECK(of("consent_statement WHERE kind = 'network' AND scope_version = 2 AND patient_id IN"
             " (SELECT patient_id FROM consent_statement WHERE kind = 'objection')") == 1);
    CHECK(of("family_hand_over") == 1);
    CHECK(of("family_hand_over_paper WHERE title = '予約票'") == 1);
    CHECK(of("disclosure_request WHERE closed_at IS NULL") == 3);
    CHECK(of("disclosure_request WHERE handed_on IS NOT NULL") == 1);
    CHECK(of("disclosure_request WHERE withdrawn_on IS NOT NULL") == 1);
    CHECK(of("incident WHERE closed_at IS NULL") == 2);
    CHECK(of("incident_step") == 2);
    CHECK(of("duty WHERE kind = 'incident.first_report' AND closed_at IS NULL") == 1);
    CHECK(of("duty WHERE kind = 'incident.final_report' AND closed_at IS NULL") == 2);
    CHECK(of("provision") == 3);
    CHECK(of("provision WHERE corrects_id IS NOT NULL") == 1);
    const std::string of_clinic =
        " AND to_facility_id = (SELECT facility_id FROM user_account"
        " WHERE login = 'hamada')";
    CHECK(of("sending WHERE opened_at IS NULL" + of_clinic) >= 2);
    CHECK(of("sending WHERE opened_at IS NOT NULL" + of_clinic) >= 2);
    CHECK(of("portal_letter") == 3);
    CHECK(of("portal_letter WHERE recalled_at IS NOT NULL") == 1);
    CHECK(of("referral WHERE door = 'portal' AND state = 'awaiting_visit'") == 1);
    CHECK(of("place_request WHERE outcome = ''") == 1);
    CHECK(of("duty WHERE kind = 'booking.asked' AND closed_at IS NULL") == 1);
    CHECK(of("referral WHERE door = 'portal' AND state = 'received' AND original_id IS NOT NULL"
             " AND patient_id IS NULL") == 1);
}

TEST_CASE("the town keeps the rules of the house") {
    EmptyOffice house;
    REQUIRE(house.make(3).has_value());
    const auto now = std::to_string(kMorning.time_since_epoch().count());
    CHECK(house
              .words("SELECT number FROM referral WHERE closed_at IS NULL AND waiting_reason = '' "
                     "AND NOT EXISTS (SELECT 1 FROM duty WHERE duty.case_kind = 'referral' AND "
                     "duty.case_id = referral.id AND duty.closed_at IS NULL)")
              .empty());
    CHECK(house
              .words("SELECT kind FROM duty JOIN referral ON referral.id = duty.case_id WHERE "
                     "duty.case_kind = 'referral' AND duty.closed_at IS NULL AND "
                     "referral.closed_at IS NOT NULL")
              .empty());
    CHECK(house
              .words("SELECT stage FROM reply_obligation o JOIN referral r ON r.id = o.referral_id "
                     "WHERE o.closed_at IS NULL AND r.closed_at IS NOT NULL")
              .empty());
    CHECK(house.words("SELECT \"table\" FROM pragma_foreign_key_check").empty());
    CHECK(house.words("PRAGMA quick_check") == std::vector<std::string>{"ok"});
    // Nothing has happened that is still to come, and what follows comes later.
    CHECK(house.number("SELECT count(*) FROM event WHERE at > " + now) == 0);
    CHECK(house.number("SELECT count(*) FROM referral WHERE received_at > " + now +
                       " OR updated_at > " + now + " OR closed_at > " + now) == 0);
    CHECK(house.number("SELECT count(*) FROM referral WHERE registered_at < received_at OR "
                       "decided_at < registered_at OR closed_at < answered_at OR closed_at < "
                       "received_at OR visited_on < letter_dated_on OR admitted_on < visited_on OR "
                       "discharged_on < admitted_on") == 0);
    CHECK(house.number("SELECT count(*) FROM reply_obligation WHERE closed_at < opened_at") == 0);
    CHECK(house.number("SELECT count(*) FROM duty WHERE closed_at < opened_at") == 0);
    CHECK(house.number("SELECT count(*) FROM booking b WHERE state = 'kept' AND NOT EXISTS "
                       "(SELECT 1 FROM referral r WHERE r.id = b.referral_id AND r.visited_on = "
                       "b.on_date)") == 0);
    // No place twice, also not where the unique index would not look; none outside the templates.
    CHECK(house.number("SELECT count(*) FROM (SELECT 1 FROM booking WHERE state IN ('held', "
                       "'confirmed', 'kept') GROUP BY bookable_id, on_date, starts_at, place "
                       "HAVING count(*) > 1)") == 0);
    CHECK(house.number("SELECT count(*) FROM booking b WHERE NOT EXISTS (SELECT 1 FROM "
                       "weekly_template t WHERE t.bookable_id = b.bookable_id AND t.starts_at = "
                       "b.starts_at AND t.places >= b.place AND t.weekday = "
                       "CAST(strftime('%w', b.on_date) AS INTEGER))") == 0);
    // Running numbers go on behind the last one that was used.
    CHECK(house.number("SELECT count(*) FROM series s WHERE s.name LIKE 'referral:%' AND s.last <> "
                       "(SELECT count(*) FROM referral WHERE number LIKE 'R-' || substr(s.name, "
                       "10) || '-%')") == 0);
    for (const auto& hash : house.words("SELECT DISTINCT hash FROM case_document"))
        CHECK(house.documents.verify(DocumentHash::parse(hash).value()));
    for (const auto& code : house.words("SELECT code FROM facility WHERE code IS NOT NULL"))
        CHECK(FacilityCode::parse("code", code).value().check_digit_matches());
}

TEST_CASE("everybody of the office signs in with the word that is printed") {
    EmptyOffice house;
    REQUIRE(house.make(1, 200).has_value());
    const auto hashes = house.words("SELECT password_hash FROM user_account ORDER BY id");
    REQUIRE(hashes.size() == 6);
    CHECK(password_matches(kDemoPassword, hashes.front()));
    CHECK_FALSE(password_matches("kakehasi", hashes.front()));
    CHECK(house.words("SELECT login FROM user_account ORDER BY id") ==
          std::vector<std::string>{"saeki", "omura", "fujii", "hasegawa", "hamada", "watanabe"});
}

TEST_CASE("the open work is the same however long the history is") {
    EmptyOffice young;
    EmptyOffice old;
    const auto few = young.make(5, 200);
    const auto many = old.make(5, 3000);
    REQUIRE(few.has_value());
    REQUIRE(many.has_value());
    CHECK(few->referrals == 200);
    CHECK(many->referrals == 3000);
    CHECK(std::abs(few->open_referrals - many->open_referrals) <= 12);
}

TEST_CASE("an office that has people already is left alone") {
    EmptyOffice house;
    REQUIRE(house.make(1, 200).has_value());
    const auto before = db::digest_of(*house.database);
    const auto again = house.make(2, 200);
    REQUIRE_FALSE(again.has_value());
    CHECK(again.error().code == "demo.not_empty");
    CHECK(db::digest_of(*house.database) == before);
}

TEST_CASE("the demo can be made on a Sunday night, on New Year's Day and before eight") {
    for (const auto now : {instant_in_japan(*make_date(2026, 11, 22), hours{23}),
                           instant_in_japan(*make_date(2027, 1, 1), hours{3}),
                           instant_in_japan(*make_date(2026, 11, 24), hours{7})}) {
        CAPTURE(iso_instant(now));
        EmptyOffice house;
        house.clock.set(now);
        const auto made = house.make(1, 300, now);
        REQUIRE(made.has_value());
        CHECK(made->open_referrals > 100);
        CHECK(house.number("SELECT count(*) FROM event WHERE at > " +
                           std::to_string(now.time_since_epoch().count())) == 0);
    }
}

TEST_CASE("a FAX is a letter of black and white pages in the format that was asked for") {
    FaxLetter letter{.sent_at = kMorning,
                     .from = "みなと内科クリニック",
                     .from_fax = "042-000-0135",
                     .to = "みなと市立総合病院",
                     .department = "循環器内科",
                     .clinic = "みなと内科クリニック",
                     .doctor = "浜田 修",
                     .patient_name = "勅使河原 千枝子",
                     .dated_on = *make_date(2026, 11, 24),
                     .diagnosis = "心房細動",
                     .with_chart = true,
                     .with_prescription = true};
    for (const auto& [format, kind, pages] : {std::tuple{FaxFormat::Tiff, scan::Kind::Tiff, 3},
                                              {FaxFormat::Pdf, scan::Kind::Pdf, 3},
                                              {FaxFormat::Png, scan::Kind::Png, 1}}) {
        const auto file = draw_fax(letter, format, Random{4});
        CHECK(file.pages == pages);
        const auto looked_at = scan::inspect(file.bytes, "fax");
        REQUIRE(looked_at.has_value());
        CHECK(looked_at->kind == kind);
        CHECK(looked_at->pages == pages);
        CHECK(scan::render_page(file.bytes, pages).has_value());
        CHECK(draw_fax(letter, format, Random{4}).bytes == file.bytes);
        CHECK(draw_fax(letter, format, Random{5}).bytes != file.bytes);
    }
}

TEST_CASE("an unknown scale is refused by its name") {
    CHECK(parse_demo_scale("hospital").value() == DemoScale::Hospital);
    CHECK(parse_demo_scale("huge").error().code == "demo.unknown_scale");
}
