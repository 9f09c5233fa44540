#include "patient/patient_merge.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "patient/patient_store.hpp"
#include "support/test_office.hpp"

using namespace kakehashi;
using testing::kTenTwelve;
using testing::TestOffice;

namespace {

struct Town : TestOffice {
    Town() {
        database.script(
            "INSERT INTO ward (id, facility_id, code, name, since)"
            " VALUES (1, 1, 'E3', '東3病棟', '2026-01-01'), (2, 1, 'W2', '西2病棟', '2026-01-01')");
    }
    PatientId add(const std::string& name, const std::string& number = {}) {
        auto tx = database->write();
        Patient patient;
        patient.name = name;
        patient.number = number;
        const auto id = insert_patient(tx, saeki, kTenTwelve, patient).value().id;
        tx.commit();
        return id;
    }

    /// A referral of the patient with a booking, a reply, an open duty and a document; and what the
    /// patient objected to.
    void refer(PatientId patient) {
        const auto id = std::to_string(++referrals_);
        const auto who = patient.text();
        database.script(
            "INSERT INTO referral (id, facility_id, number, state, door, patient_id, received_at,"
            " updated_at) VALUES (" +
            id + ", 1, 'R-" + id + "', 'visited', 'fax', " + who +
            ", 1, 1);"
            "INSERT INTO bookable (id, facility_id, kind, name) VALUES (" +
            id +
            ", 1, 'department', '循環器内科');"
            "INSERT INTO booking (facility_id, referral_id, patient_id, bookable_id, on_date,"
            " starts_at, place, state, created_at) VALUES (1, " +
            id + ", " + who + ", " + id +
            ", '2026-11-25', '10:00', 1, 'confirmed', 1);"
            "INSERT INTO reply_obligation (facility_id, referral_id, patient_id, stage, state,"
            " counted_from, due_on, opened_at) VALUES (1, " +
            id + ", " + who +
            ", 'final', 'open', '2026-11-20', '2026-12-20', 1);"
            "INSERT INTO duty (facility_id, case_kind, case_id, patient_id, kind, basis, due_at,"
            " opened_at) VALUES (1, 'referral', " +
            id + ", " + who +
            ", 'reply.write', 'target', 1, 1);"
            "INSERT INTO case_document (facility_id, case_kind, case_id, patient_id, hash, size,"
            " media_type, kind, title, created_at) VALUES (1, 'referral', " +
            id + ", " + who +
            ", 'h', 1, 'image/png', 'original', '紹介状', 1);"
            "INSERT INTO team_member (facility_id, patient_id, role, user_id, since) VALUES (1, " +
            who +
            ", 'social_worker', 3, '2026-11-20');"
            "INSERT INTO disclosure_request (facility_id, number, patient_id, requester,"
            " requester_name, asked, form, received_on, received_by, received_by_name, due_on)"
            " VALUES (1, 'D-" +
            id + "', " + who +
            ", 'self', '本人', '診療録', 'paper', '2026-11-20', 1, '佐伯', '2026-12-04');"
            "INSERT INTO provision (facility_id, patient_id, provided_on, recipient, items, basis,"
            " kept_until, recorded_at, recorded_by_name) VALUES (1, " +
            who +
            ", '2026-11-20', '児童相談所', '診療録', 'child_center', '2029-11-20', 1, '佐伯');"
            "INSERT INTO family_hand_over (facility_id, patient_id, receiver_name, relation,"
            " recognised, asked_by, purpose, number, receipt_id, handed_at, handed_by,"
            " handed_by_name) VALUES (1, " +
            who +
            ", '家族', '長女', 'licence', 'patient', '説明', '', 1, 1, 1, '佐伯');"
            "INSERT INTO incident (id, facility_id, number, reported_on, reported_by,"
            " reported_by_name) VALUES (" +
            id + ", 1, 'I-" + id +
            "', '2026-11-20', 1, '佐伯');"
            "INSERT INTO incident_patient (facility_id, incident_id, patient_id, named_at,"
            " named_by_name) VALUES (1, " +
            id + ", " + who +
            ", 1, '佐伯');"
            "INSERT INTO stay (facility_id, patient_id, ward_id, since, until, ended_how,"
            " entered_at, entered_by) VALUES (1, " +
            who +
            ", 1, '2026-01-02', '2026-01-09', 'discharged', 1, 1);"
            "INSERT INTO question (facility_id, patient_id, ward_id, asked_of, text, due_at,"
            " asked_at, asked_by, asked_by_name) VALUES (1, " +
            who + ", 1, 'office', '通院先は', 1, 1, 1, '佐伯');");
    }

    /// Who everything belongs to, table by table: what merging changes and undoing restores.
    std::string owners() {
        static constexpr db::Query kOwners{"test.owners", R"sql(
            SELECT 'referral', id, patient_id FROM referral
            UNION ALL SELECT 'booking', id, patient_id FROM booking
            UNION ALL SELECT 'reply', id, patient_id FROM reply_obligation
            UNION ALL SELECT 'duty', id, patient_id FROM duty
            UNION ALL SELECT 'document', id, patient_id FROM case_document
            UNION ALL SELECT 'statement', id, patient_id FROM consent_statement
            UNION ALL SELECT 'team', id, patient_id FROM team_member
            UNION ALL SELECT 'disclosure', id, patient_id FROM disclosure_request
            UNION ALL SELECT 'provision', id, patient_id FROM provision
            UNION ALL SELECT 'hand_over', id, patient_id FROM family_hand_over
            UNION ALL SELECT 'incident', id, patient_id FROM incident_patient
            UNION ALL SELECT 'stay', id, patient_id FROM stay
            UNION ALL SELECT 'question', id, patient_id FROM question
            UNION ALL SELECT 'patient', id, merged_into_id FROM patient
            ORDER BY 1, 2
        )sql"};
        auto tx = database->read();
        std::string out;
        tx.each(kOwners, [&](const db::Row& row) {
            out += row.string(0) + " " + std::to_string(row.integer(1)) + ":" +
                   std::to_string(row.integer(2)) + "\n";
        });
        return out;
    }

    Result<Patient> merge(PatientId keep, PatientId drop) {
        auto tx = database->write();
        auto result = merge_patients(tx, saeki, kTenTwelve, keep, drop, "同じ人の二重登録");
        if (result) tx.commit();
        return result;
    }
    Result<Patient> unmerge(PatientId drop) {
        auto tx = database->write();
        auto result = unmerge_patients(tx, saeki, kTenTwelve, drop);
        if (result) tx.commit();
        return result;
    }

    int referrals_ = 0;
};

}  // namespace

TEST_CASE("two records of one person become one, and everything of theirs with it") {
    Town town;
    const auto keep = town.add("齋藤 健一", "100");
    const auto drop = town.add("斉藤 健一", "200");
    town.refer(keep);
    town.refer(drop);
    REQUIRE(town.merge(keep, drop));

    auto tx = town.database->read();
    CHECK(town.owners().find(":" + drop.text() + "\n") == std::string::npos);
    CHECK(find_patient(tx, town.saeki, drop).value().id == keep);
    const auto hits = search_patients(tx, town.saeki, "200", date_in_japan(kTenTwelve));
    REQUIRE(hits.size() == 1);
    CHECK(hits[0].patient.id == keep);
    CHECK(hits[0].reasons.back() == "統合した記録");
    CHECK(similar_patients(tx, town.saeki, {.name = "斉藤 健一"}).size() == 1);
    const auto events = timeline_of_patient(tx, town.saeki, keep);
    REQUIRE(events.size() == 3);  // both registrations and the merging
    CHECK(events[0].kind == "patient.merged");
    CHECK(events[0].data.at("reason").string() == "同じ人の二重登録");
}

TEST_CASE("merging needs a reason, two records, and records that still stand for themselves") {
    Town town;
    const auto a = town.add("齋藤 健一");
    const auto b = town.add("斉藤 健一");
    const auto c = town.add("斎藤 健一");
    CHECK(town.merge(a, a).error().code == "patient.same_record");
    CHECK(town.merge(a, PatientId{999}).error().code == "patient.not_found");
    CHECK(town.unmerge(a).error().code == "patient.not_merged");
    {
        auto tx = town.database->write();
        const auto result = merge_patients(tx, town.saeki, kTenTwelve, a, b, " ");
        CHECK(result.error().field == "reason");
    }
    REQUIRE(town.merge(a, b));
    CHECK(town.merge(c, b).error().code == "patient.merged_already");
    CHECK(town.merge(b, c).error().code == "patient.merged_already");
}

TEST_CASE("an allergy that only the merged record knew is seen on the kept one, until the undo") {
    Town town;
    const auto keep = town.add("齋藤 健一");
    const auto drop = town.add("斉藤 健一");
    const auto caution_of = [&](PatientId id) {
        auto tx = town.database->read();
        return find_patient_record(tx, town.saeki, id).value().caution;
    };
    const auto set_caution = [&](PatientId id, const std::string& caution) {
        auto tx = town.database->write();
        auto patient = find_patient_record(tx, town.saeki, id).value();
        patient.caution = caution;
        REQUIRE(update_patient(tx, town.saeki, kTenTwelve, patient));
        tx.commit();
    };
    set_caution(keep, "造影剤禁忌");
    set_caution(drop, "ペニシリンで発疹");
    REQUIRE(town.merge(keep, drop));
    CHECK(caution_of(keep) == "造影剤禁忌\nペニシリンで発疹");
    REQUIRE(town.unmerge(drop));
    CHECK(caution_of(keep) == "造影剤禁忌");
    CHECK(caution_of(drop) == "ペニシリンで発疹");

    REQUIRE(town.merge(keep, drop));
    set_caution(keep, "ペニシリンで発疹 2014年。造影剤禁忌");  // corrected since: the undo keeps it
    REQUIRE(town.unmerge(drop));
    CHECK(caution_of(keep) == "ペニシリンで発疹 2014年。造影剤禁忌");
}

TEST_CASE("a chain of merges is undone from its end") {
    Town town;
    const auto a = town.add("齋藤 健一");
    const auto b = town.add("斉藤 健一");
    const auto c = town.add("斎藤 健一");
    for (const auto patient : {a, b, c}) town.refer(patient);
    const auto before = town.owners();
    REQUIRE(town.merge(b, c));
    REQUIRE(town.merge(a, b));
    {
        auto tx = town.database->read();
        CHECK(find_patient(tx, town.saeki, c).value().id == a);
    }
    CHECK(town.unmerge(c).error().code == "patient.undo_later_merge_first");
    REQUIRE(town.unmerge(b));
    REQUIRE(town.unmerge(c));
    CHECK(town.owners() == before);
}

TEST_CASE("what came to a moved referral after the merging goes back with it") {
    Town town;
    const auto keep = town.add("齋藤 健一");
    const auto drop = town.add("斉藤 健一");
    town.refer(drop);
    REQUIRE(town.merge(keep, drop));
    town.database.script(
        "INSERT INTO duty (facility_id, case_kind, case_id, patient_id, kind, basis, due_at,"
        " opened_at) VALUES (1, 'referral', 1, " +
        keep.text() + ", 'visit.confirm', 'target', 1, 1)");
    town.refer(keep);  // a new referral of the kept patient stays
    REQUIRE(town.unmerge(drop));
    const auto owners = town.owners();
    CHECK(owners.find("duty 2:" + drop.text()) != std::string::npos);
    CHECK(owners.find("referral 2:" + keep.text()) != std::string::npos);
}

TEST_CASE("merging and undoing restores everything, whatever the patients had") {
    const bool held = rc::check("merge then unmerge is nothing", [] {
        Town town;
        std::vector<PatientId> people;
        const auto count = *rc::gen::inRange(2, 6);
        for (int n = 0; n < count; ++n)
            people.push_back(town.add("患者 " + std::string(1, 'a' + static_cast<char>(n))));
        const auto cases = *rc::gen::inRange(0, 8);
        for (int n = 0; n < cases; ++n) town.refer(*rc::gen::elementOf(people));
        std::vector<std::pair<PatientId, std::string>> done;  // who was dropped, how it was before
        const auto merges = *rc::gen::inRange(1, 5);
        for (int n = 0; n < merges; ++n) {
            const auto keep = *rc::gen::elementOf(people);
            const auto drop = *rc::gen::elementOf(people);
            const auto before = town.owners();
            if (town.merge(keep, drop)) done.emplace_back(drop, before);
        }
        for (; !done.empty(); done.pop_back()) {
            RC_ASSERT(town.unmerge(done.back().first));
            RC_ASSERT(town.owners() == done.back().second);
        }
    });
    CHECK(held);
}

TEST_CASE("the 患者ID of a merged record was once lost and could not be given to the kept one") {
    Town town;
    const auto keep = town.add("齋藤 健一");
    const auto drop = town.add("齋藤 健一", "0031-7745");
    const auto number_of = [&](PatientId id) {
        auto tx = town.database->read();
        return find_patient_record(tx, town.saeki, id)->number;
    };
    const auto in_one_go = [&](const auto& change) {
        auto tx = town.database->write();
        REQUIRE(change(tx));
        tx.commit();
    };
    const auto merge = [&](db::Transaction& tx) {
        return merge_patients(tx, town.saeki, kTenTwelve, keep, drop, "同じ人");
    };
    const auto unmerge = [&](db::Transaction& tx) {
        return unmerge_patients(tx, town.saeki, kTenTwelve, drop);
    };
    in_one_go(merge);
    CHECK(number_of(keep) == "00317745");
    {
        auto tx = town.database->read();
        const auto hits =
            search_patients(tx, town.saeki, "0031-7745", date_in_japan(kTenTwelve), 5);
        REQUIRE(hits.size() == 1);
        CHECK(hits[0].patient.id == keep);
    }
    in_one_go(unmerge);
    CHECK(number_of(keep).empty());
    CHECK(number_of(drop) == "00317745");

    // A correction made meanwhile stays, and no number is given twice.
    in_one_go(merge);
    in_one_go([&](db::Transaction& tx) {
        auto kept = find_patient_record(tx, town.saeki, keep).value();
        kept.number = "0099";
        return update_patient(tx, town.saeki, kTenTwelve, kept);
    });
    const auto third = town.add("齋藤 建一", "0031-7745");
    in_one_go(unmerge);
    CHECK(number_of(keep) == "0099");
    CHECK(number_of(drop).empty());
    CHECK(number_of(third) == "00317745");
}

TEST_CASE(
    "after a merge the ward of the one open stay sees the record, and two open stays refuse it") {
    Town town;
    const auto keep = town.add("齋藤 健一");
    const auto drop = town.add("齋藤 健一", "0031-7745");
    const auto lies_in = [&](PatientId patient, const char* ward) {
        town.database.script(
            "INSERT INTO stay (facility_id, patient_id, ward_id, since, in_sight, entered_at,"
            " entered_by) VALUES (1, " +
            patient.text() + ", " + ward + ", '2026-11-20', 1, 1, 1)");
    };
    const auto ward_in_sight = [&](PatientId patient) {
        return town.database->read().number(
            db::Query{"merge_test.sight",
                      "SELECT coalesce(max(ward_id), 0) FROM stay WHERE patient_id = $1"
                      " AND in_sight = 1"},
            patient);
    };
    // The kept record went home from 東3 yesterday and is still in its sight; the other lies in
    // 西2.
    town.database.script(
        "INSERT INTO stay (facility_id, patient_id, ward_id, since, until, ended_how, in_sight,"
        " entered_at, entered_by) VALUES (1, " +
        keep.text() + ", 1, '2026-11-01', '2026-11-23', 'discharged', 1, 1, 1)");
    lies_in(drop, "2");
    REQUIRE(town.merge(keep, drop));
    CHECK(ward_in_sight(keep) == 2);
    CHECK(ward_in_sight(drop) == 0);
    REQUIRE(town.unmerge(drop));
    CHECK(ward_in_sight(keep) == 1);
    CHECK(ward_in_sight(drop) == 2);

    lies_in(town.add("森 正"), "1");
    const PatientId third{
        town.database->read().number(db::Query{"merge_test.third", "SELECT max(id) FROM patient"})};
    const auto refused = town.merge(drop, third);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == "stay.two_open");
}
