#include "referral/referral_store.hpp"

#include <doctest/doctest.h>

#include <random>

#include "platform/search/search.hpp"
#include "support/test_database.hpp"

using namespace kakehashi;

namespace {

constexpr db::Query kHouse{"referral_test.house", R"sql(
    INSERT INTO facility (id, kind, name, name_key) VALUES (1, 'hospital', 'みなと市立総合病院', 'x'),
           (2, 'clinic', 'みなと内科クリニック', 'x'), (3, 'clinic', 'まつかぜ眼科', 'x')
)sql"};
constexpr db::Query kDepartment{"referral_test.department", R"sql(
    INSERT INTO department (id, facility_id, name) VALUES (1, 1, '循環器内科')
)sql"};
constexpr db::Query kUser{"referral_test.user", R"sql(
    INSERT INTO user_account (id, facility_id, login, name, password_hash)
    VALUES (1, 1, 'saeki', '佐伯 真理', ''), (2, 1, 'fujii', '藤井 徹', '')
)sql"};
constexpr db::Query kPatient{"referral_test.patient", R"sql(
    INSERT INTO patient (id, facility_id, number, name, kana, name_key, born_on)
    VALUES (1, 1, '0048-2291', '髙橋 健一', 'タカハシ ケンイチ', 'x', '1962-04-08')
)sql"};
constexpr db::Query kDuties{"referral_test.duties", R"sql(
    SELECT count(*) FROM duty WHERE case_kind = 'referral' AND case_id = $1 AND closed_at IS NULL
)sql"};
constexpr db::Query kOpenWithoutDuty{"referral_test.open_without_duty", R"sql(
    SELECT count(*) FROM referral
     WHERE closed_at IS NULL AND waiting_reason = '' AND state <> 'visited'
       AND NOT EXISTS (SELECT 1 FROM duty WHERE case_kind = 'referral' AND case_id = referral.id
                          AND duty.closed_at IS NULL)
)sql"};
constexpr db::Query kClosedWithDuty{"referral_test.closed_with_duty", R"sql(
    SELECT count(*) FROM referral
      JOIN duty ON duty.case_kind = 'referral' AND duty.case_id = referral.id
     WHERE referral.closed_at IS NOT NULL AND duty.closed_at IS NULL
)sql"};

const Viewer kSaeki{UserId{1}, FacilityId{1}, "佐伯 真理"};
const Viewer kFujii{UserId{2}, FacilityId{1}, "藤井 徹"};
const Instant kNow = instant_in_japan(make_date(2026, 11, 24).value(), std::chrono::hours{10});

struct House {
    testing::TestDatabase db;
    House() {
        auto tx = db->write();
        for (const auto& query : {kHouse, kDepartment, kUser, kPatient}) tx.execute(query);
        tx.commit();
    }
};

Referral a_fax() {
    Referral referral;
    referral.received_at = kNow;
    referral.sender_note = "042-000-0135 から 3枚";
    return referral;
}

Referral a_registered_letter(db::Transaction& tx) {
    auto referral = a_fax();
    referral.referrer = FacilityId{2};
    referral.department = DepartmentId{1};
    referral.letter.diagnoses = "不安定狭心症の疑い\n高血圧症";
    referral.letter.referring_doctor = "浜田 修";
    const auto saved = insert_referral(tx, kSaeki, kNow, referral);
    return save_referral(
               tx, kSaeki, kNow,
               saved.register_for(PatientId{1}, kNow, kNow + std::chrono::hours{24}).value(),
               "referral.registered")
        .value();
}

}  // namespace

TEST_CASE("a letter that arrives has a number, a duty and a first line in its timeline") {
    House house;
    auto tx = house.db->write();
    const auto first = insert_referral(tx, kSaeki, kNow, a_fax());
    const auto second = insert_referral(tx, kSaeki, kNow, a_fax());
    CHECK(first.number == "R-2026-11-0001");
    CHECK(second.number == "R-2026-11-0002");
    const auto duties = open_duties_of(tx, kSaeki, case_of(first.id));
    REQUIRE(duties.size() == 1);
    CHECK(duties[0].kind == kDutyRegister);
    CHECK(duties[0].note == "042-000-0135 から 3枚");
    const auto events = events_of_case(tx, kSaeki, case_of(first.id));
    REQUIRE(events.size() == 1);
    CHECK(events[0].kind == "referral.received");
}

TEST_CASE("a referral comes back as it was saved") {
    House house;
    auto tx = house.db->write();
    auto referral = a_fax();
    referral.door = Door::Phone;
    referral.urgency = Urgency::Soon;
    referral.referrer = FacilityId{2};
    referral.department = DepartmentId{1};
    referral.assignee = UserId{2};
    referral.letter = {"浜田 修",
                       "内科",
                       "傷病名",
                       "目的",
                       "既往",
                       "なし",
                       "経過",
                       "治療",
                       "処方",
                       "備考",
                       make_date(2026, 11, 20)};
    const auto saved = insert_referral(tx, kSaeki, kNow, referral);
    const auto read = find_referral(tx, kSaeki, saved.id).value();
    CHECK(read.letter == referral.letter);
    CHECK(read.door == Door::Phone);
    CHECK(read.urgency == Urgency::Soon);
    CHECK(read.referrer == FacilityId{2});
    CHECK(read.department == DepartmentId{1});
    CHECK(read.assignee == UserId{2});
    CHECK(read.received_at == kNow);
    CHECK(read.version == 1);
    const auto names = names_of(tx, kSaeki, saved.id);
    CHECK(names.referrer_name == "みなと内科クリニック");
    CHECK(names.department_name == "循環器内科");
    CHECK(names.assignee_name == "藤井 徹");
    CHECK(names.patient_name.empty());
}

TEST_CASE("another office does not find the referral") {
    House house;
    auto tx = house.db->write();
    const auto saved = insert_referral(tx, kSaeki, kNow, a_fax());
    const Viewer other{UserId{1}, FacilityId{2}, "よその人"};
    CHECK(find_referral(tx, other, saved.id).error().code == "referral.not_found");
    CHECK(names_of(tx, other, saved.id).referrer_name.empty());
}

TEST_CASE("registering turns the duty into the promise to answer") {
    House house;
    auto tx = house.db->write();
    const auto referral = a_registered_letter(tx);
    const auto duties = open_duties_of(tx, kSaeki, case_of(referral.id));
    REQUIRE(duties.size() == 1);
    CHECK(duties[0].kind == kDutyDecide);
    CHECK(duties[0].basis == DutyBasis::Promise);
    CHECK(duties[0].due_at == kNow + std::chrono::hours{24});
    CHECK(duties[0].note == "不安定狭心症の疑い");
    CHECK(duties[0].place == "→ 循環器内科");
    CHECK(duties[0].patient == PatientId{1});
}

TEST_CASE("the colleague who saves second learns that somebody was faster") {
    House house;
    auto tx = house.db->write();
    const auto read_by_both = a_registered_letter(tx);
    auto first = read_by_both;
    first.letter.purpose = "精査";
    REQUIRE(save_referral(tx, kFujii, kNow, first, "referral.edited"));
    auto second = read_by_both;
    second.letter.purpose = "加療";
    const auto lost = save_referral(tx, kSaeki, kNow, second, "referral.edited");
    CHECK(lost.error().kind == ErrorKind::Conflict);
    CHECK(lost.error().code == "referral.changed_meanwhile");
    CHECK(find_referral(tx, kSaeki, first.id).value().letter.purpose == "精査");
}

TEST_CASE("a duty that booking moved to the day of the visit is left there") {
    House house;
    auto tx = house.db->write();
    auto referral = a_registered_letter(tx).accept(kNow).value();
    referral = save_referral(tx, kSaeki, kNow, referral, "referral.accepted").value();
    referral =
        save_referral(tx, kSaeki, kNow, referral.book().value(), "booking.confirmed").value();
    NewDuty visit;
    visit.about = case_of(referral.id);
    visit.patient = referral.patient;
    visit.partner = referral.referrer;
    visit.kind = kDutyVisit;
    visit.due_at = kNow + days{8};
    open_duty(tx, kSaeki, kNow, visit);
    referral.letter.remarks = "車いす";
    referral = save_referral(tx, kSaeki, kNow, referral, "referral.edited").value();
    for (const auto& duty : open_duties_of(tx, kSaeki, case_of(referral.id)))
        if (duty.kind == kDutyVisit) CHECK(duty.due_at == kNow + days{8});
    CHECK(open_duties_of(tx, kSaeki, case_of(referral.id)).size() == 2);  // and the answer
}

TEST_CASE("an open letter of the same patient from the same referrer is found") {
    House house;
    auto tx = house.db->write();
    const auto referral = a_registered_letter(tx);
    CHECK(open_referrals_of(tx, kSaeki, PatientId{1}, FacilityId{2}).size() == 1);
    CHECK(open_referrals_of(tx, kSaeki, PatientId{1}, FacilityId{3}).empty());
    REQUIRE(save_referral(tx, kSaeki, kNow, referral.withdraw("転居", kNow).value(),
                          "referral.withdrawn"));
    CHECK(open_referrals_of(tx, kSaeki, PatientId{1}, FacilityId{2}).empty());
    CHECK(referrals_of_patient(tx, kSaeki, PatientId{1}).size() == 1);
}

TEST_CASE("a referral is found by names in any glyph, by number, doctor and disease") {
    House house;
    auto tx = house.db->write();
    const auto referral = a_registered_letter(tx);
    insert_referral(tx, kSaeki, kNow, a_fax());
    for (const auto* query : {"高橋", "髙橋健一", "たかはし", "ﾀｶﾊｼ ｹﾝｲﾁ", "0048-2291",
                              "みなと内科", "浜田", "狭心症", "R-2026-11-0001", "循環器"}) {
        CAPTURE(query);
        const auto found = search_cases(tx, kSaeki, query);
        REQUIRE(found.size() == 1);
        CHECK(found[0].id == referral.id.value);
    }
    CHECK(search_cases(tx, kSaeki, "佐々木").empty());
}

TEST_CASE("whatever happens to referrals, no open one is left without a duty") {
    House house;
    auto tx = house.db->write();
    std::mt19937 dice{412};
    std::vector<Referral> referrals;
    for (int i = 0; i < 8; ++i) referrals.push_back(insert_referral(tx, kSaeki, kNow, a_fax()));
    auto now = kNow;
    int done = 0;
    for (int i = 0; i < 4000; ++i) {
        now += std::chrono::minutes{dice() % 300};
        auto& referral = referrals[dice() % referrals.size()];
        const auto next = [&]() -> Result<Referral> {
            const auto today = date_in_japan(now);
            switch (dice() % 13) {
                case 0:
                    return referral.register_for(PatientId{1}, now, now + days{1});
                case 1:
                    return referral.ask_doctor(DoctorId{}, "", now);
                case 2:
                    return referral.accept(now, dice() % 2 == 0);
                case 3:
                    return referral.decline("no_bed", "", now);
                case 4:
                    return referral.answer_sent(now);
                case 5:
                    return referral.book();
                case 6:
                    return referral.unbook();
                case 7:
                    return referral.arrive(today, today);
                case 8:
                    return referral.miss(now);
                case 9:
                    return referral.withdraw("転居", now);
                case 10:
                    return referral.conclude(now);
                case 11:
                    return referral.reopen();
                default:
                    return referral.take_back();
            }
        }();
        if (!next) continue;
        const bool visited = next->state == ReferralState::Visited;
        const auto saved = save_referral(tx, kSaeki, now, *next, "referral.edited", {}, visited);
        REQUIRE(saved);
        referral = *saved;
        ++done;
        REQUIRE(tx.number(kOpenWithoutDuty) == 0);
        REQUIRE(tx.number(kClosedWithDuty) == 0);
        if (referral.closed_at) CHECK(tx.number(kDuties, referral.id) == 0);
        if (dice() % 12 == 0) referral = insert_referral(tx, kSaeki, now, a_fax());
    }
    CHECK(done > 200);
}
