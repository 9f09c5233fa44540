#include "retention/retention_run.hpp"

#include <doctest/doctest.h>

#include <set>

#include "retention/retention_test_house.hpp"

using namespace kakehashi;
using namespace kakehashi::retention;
using kakehashi::testing::all_columns;
using kakehashi::testing::make_old;
using kakehashi::testing::RetentionHouse;

namespace {

/// Where the words stand, in any column of any table.
std::set<std::string> tables_with(RetentionHouse& house, const std::string& words) {
    std::set<std::string> out;
    for (const auto& [table, column] : all_columns(house)) {
        const auto times = house.count("SELECT count(*) FROM \"" + table + "\" WHERE CAST(\"" +
                                       column + "\" AS TEXT) LIKE '%" + words + "%'");
        if (times > 0) out.insert(table);
    }
    return out;
}

std::vector<std::string> hashes_of(RetentionHouse& house, const Referral& referral) {
    return house.database->read().all(
        db::Query{"test.hashes", RetentionHouse::kept("SELECT hash FROM case_document WHERE "
                                                      "case_kind = 'referral' AND case_id = " +
                                                      referral.id.text())},
        [](const db::Row& row) { return row.string(0); });
}

using Names = std::set<std::string>;

/// 開示請求 and 第三者提供の記録 of somebody, as they were years ago; the duty of the request is
/// over.
void disclose(RetentionHouse& house, const Referral& referral, const std::string& name,
              const std::string& year) {
    const auto who = referral.patient.text();
    const auto id = std::to_string(house.count("SELECT count(*) + 1 FROM disclosure_request"));
    const auto at = std::to_string(testing::kLongAgo.time_since_epoch().count());
    house.database.script(
        "INSERT INTO disclosure_request (id, facility_id, number, patient_id, requester,"
        " requester_name, asked, form, received_on, received_by, received_by_name, due_on,"
        " withdrawn_on, closed_at) VALUES (" +
        id + ", 1, 'D-" + year + "-000" + id + "', " + who + ", 'self', '" + name +
        "', '診療録', 'paper', '" + year + "-03-02', 1, '佐伯 真理', '" + year + "-03-16', '" +
        year + "-03-02', " + at +
        ");"
        "INSERT INTO duty (facility_id, case_kind, case_id, patient_id, kind, basis, due_at,"
        " opened_at, closed_at, closed_how) VALUES (1, 'disclosure', " +
        id + ", " + who +
        ", 'disclosure.identify', 'target', 1, 1, 2, 'withdrawn');"
        "INSERT INTO team_member (facility_id, patient_id, role, person, relation, since) VALUES "
        "(1, " +
        who + ", 'family', '" + name + "', '本人', '" + year +
        "-03-02');"
        "INSERT INTO family_hand_over (id, facility_id, patient_id, receiver_name, relation,"
        " recognised, asked_by, purpose, number, receipt_id, handed_at, handed_by, handed_by_name)"
        " VALUES (" +
        id + ", 1, " + who + ", '" + name + "', '本人', 'licence', 'patient', '説明', '', 1, " +
        at +
        ", 1, '佐伯 真理');"
        "INSERT INTO family_hand_over_paper (hand_over_id, document_id, title, number, pages)"
        " VALUES (" +
        id + ", 1, '返書 " + name +
        "', '', 1);"
        "INSERT INTO family_hand_over_cancellation (hand_over_id, reason, cancelled_at,"
        " cancelled_by_name) VALUES (" +
        id + ", '" + name + "', " + at +
        ", '佐伯 真理');"
        "INSERT INTO provision (facility_id, patient_id, provided_on, recipient, items, basis,"
        " kept_until, recorded_at, recorded_by_name) VALUES (1, " +
        who + ", '" + year + "-03-02', '児童相談所', '" + name + " 診療録', 'child_center', '" +
        std::to_string(std::stoi(year) + 3) + "-03-02', " + at +
        ", '佐伯 真理');"
        "INSERT INTO incident (id, facility_id, number, reported_on, reported_by,"
        " reported_by_name, closed_on, closed_by, closed_at) VALUES (" +
        id + ", 1, 'I-" + id + "', '" + year + "-03-02', 1, '佐伯 真理', '" + year +
        "-03-02', 2, " + at +
        ");"
        "INSERT INTO incident_patient (facility_id, incident_id, patient_id, named_at,"
        " named_by_name) VALUES (1, " +
        id + ", " + who + ", " + at + ", '佐伯 真理');");
}

}  // namespace

TEST_CASE("an approved job takes everything of the case and the patient, and nothing of another") {
    RetentionHouse house;
    const auto gone = house.an_ended_case("大石 内蔵助");
    const auto stays = house.an_ended_case("堀部 安兵衛", house.clock.now() - days{200});
    disclose(house, gone, "大石 内蔵助", "2020");
    disclose(house, stays, "堀部 安兵衛", "2020");
    const auto papers = hashes_of(house, gone);
    REQUIRE(papers.size() >= 4);  // the letter and what was sent
    const auto events = house.count(
        "SELECT count(*) FROM event WHERE case_kind = 'referral'"
        " AND case_id = " +
        gone.id.text());
    REQUIRE(events > 5);
    const auto named = tables_with(house, "大石");
    CHECK(house.count("SELECT count(*) FROM incident_patient") == 2);
    for (const char* table : {"patient", "case_document", "contact", "event", "disclosure_request",
                              "provision", "team_member", "family_hand_over",
                              "family_hand_over_paper", "family_hand_over_cancellation"})
        CHECK_MESSAGE(named.contains(table), table);
    CHECK(tables_with(house, gone.number).contains("referral"));
    CHECK(tables_with(house, "/referrals/" + gone.id.text()) == Names{"idempotency"});
    make_old(house.documents, papers);
    const auto job = house.an_approved_job();
    REQUIRE(job.cases == 1);

    const auto report = house.run();
    CHECK(report.deleted == 1);
    CHECK(report.kept == 0);
    CHECK(report.jobs_done == 1);
    CHECK(report.files_removed == static_cast<int>(std::set(papers.begin(), papers.end()).size()));
    CHECK(report.files_waiting == 0);

    // No name anywhere, the number in the proof alone.
    CHECK(tables_with(house, "大石") == Names{});
    CHECK(tables_with(house, gone.number) == Names{"retention_case"});
    for (const auto& hash : papers) CHECK(tables_with(house, hash) == Names{});
    CHECK(house.count("SELECT count(*) FROM search_text") ==
          house.count("SELECT count(*) FROM search_entry"));
    CHECK(house.database->faults().empty());
    for (const auto& [table, column] : all_columns(house)) {
        if (table == "retention_case" || table == "audit_pending")
            continue;  // the proof, the trail
        if (column == "patient_id")
            CHECK_MESSAGE(house.count("SELECT count(*) FROM " + table +
                                      " WHERE patient_id = " + gone.patient.text()) == 0,
                          table);
        if (column == "case_id")
            CHECK_MESSAGE(
                house.count("SELECT count(*) FROM " + table +
                            " WHERE case_kind = 'referral' AND case_id = " + gone.id.text()) == 0,
                table);
    }

    // The proof.
    const auto lines = house.lines(job.id);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].outcome == Outcome::Deleted);
    CHECK(lines[0].with_patient);
    CHECK(lines[0].ended_on == date_in_japan(testing::kLongAgo));
    CHECK(lines[0].hash.size() == 64);
    CHECK(lines[0].deleted_rows.find("\"referral\":1") != std::string::npos);
    CHECK(lines[0].deleted_rows.find("\"patient\":1") != std::string::npos);
    CHECK(house.count("SELECT count(*) FROM audit_pending WHERE what = 'retention.deleted'") == 2);
    CHECK(house.count("SELECT count(*) FROM audit_pending WHERE what = 'retention.done'") == 1);

    // The other case is as it was.
    CHECK(testing::referral_now(house, stays.id).number == stays.number);
    CHECK(hashes_of(house, stays).size() == papers.size());
    for (const auto& hash : hashes_of(house, stays))
        CHECK(house.documents.verify(DocumentHash::parse(hash).value()));
    CHECK(house.run().deleted == 0);  // once more: nothing to do
}

TEST_CASE(
    "what was held, reopened or is kept longer since the job was approved is left, and said") {
    RetentionHouse house;
    const auto held = house.an_ended_case("一番 held");
    const auto patient_held = house.an_ended_case("二番 held");
    const auto reopened = house.an_ended_case("三番 reopened");
    const auto gone = house.an_ended_case("四番 gone");
    house.an_ended_case("newest", house.clock.now());
    const auto job = house.an_approved_job();
    REQUIRE(job.cases == 4);
    testing::committed(house, [&](db::Transaction& tx) {
        CHECK(
            place_hold(tx, house.saeki, house.clock.now(), case_of(held.id), held.patient, "訴訟"));
        CHECK(place_hold(tx, house.saeki, house.clock.now(), case_of(patient_held.patient),
                         patient_held.patient, "開示の請求"));
        return 0;
    });
    testing::committed(house, [&](db::Transaction& tx) {
        return save_referral(tx, house.saeki, house.clock.now(),
                             testing::referral_now(house, reopened.id).reopen().value(),
                             "referral.reopened", {}, true)
            .value();
    });
    const auto report = house.run();
    CHECK(report.deleted == 1);
    CHECK(report.kept == 3);
    std::map<ReferralId, Outcome> outcomes;
    for (const auto& line : house.lines(job.id)) outcomes[line.referral] = line.outcome;
    CHECK(outcomes[held.id] == Outcome::Held);
    CHECK(outcomes[patient_held.id] == Outcome::Held);
    CHECK(outcomes[reopened.id] == Outcome::Reopened);
    CHECK(outcomes[gone.id] == Outcome::Deleted);
    for (const auto* referral : {&held, &patient_held, &reopened})
        CHECK(testing::referral_now(house, referral->id).number == referral->number);
    CHECK(tables_with(house, "二番 held").contains("event"));
}

TEST_CASE("a patient with another case, or a recent call of their own, stays") {
    RetentionHouse house;
    const auto called = house.an_ended_case("電話 した人");
    house.an_ended_case("newest", house.clock.now());
    testing::committed(house, [&](db::Transaction& tx) {
        Contact call;
        call.about = case_of(called.patient);
        call.patient = called.patient;
        call.at = house.clock.now() - days{30};
        return log_contact(tx, house.saeki, call);
    });
    const auto job = house.an_approved_job();
    CHECK(house.run().deleted == 1);
    CHECK_FALSE(house.lines(job.id)[0].with_patient);
    auto tx = house.database->read();
    CHECK(find_patient(tx, house.saeki, called.patient)->name == "電話 した人");
}

TEST_CASE(
    "a patient stays while the record of a provision is to be kept [disclosure/provision-kept]") {
    RetentionHouse house;
    const auto provided = house.an_ended_case("提供 された人");
    house.an_ended_case("newest", house.clock.now());
    disclose(house, provided, "提供 された人", "2024");  // written down so late: kept until 2027
    house.database.script("DELETE FROM disclosure_request");
    const auto job = house.an_approved_job();
    CHECK(house.run().deleted == 1);
    CHECK_FALSE(house.lines(job.id)[0].with_patient);
    CHECK(house.count("SELECT count(*) FROM provision") == 1);
}

TEST_CASE("a patient stays while a leak that names them is not over") {
    RetentionHouse house;
    const auto named = house.an_ended_case("漏えい された人");
    house.an_ended_case("newest", house.clock.now());
    const auto old = std::to_string(testing::kLongAgo.time_since_epoch().count());
    house.database.script(
        "INSERT INTO incident (id, facility_id, number, reported_on, reported_by,"
        " reported_by_name) VALUES (1, 1, 'I-2020-0001', '2020-03-02', 1, '佐伯 真理');"
        "INSERT INTO incident_patient (facility_id, incident_id, patient_id, named_at,"
        " named_by_name) VALUES (1, 1, " +
        named.patient.text() + ", " + old + ", '佐伯 真理');");
    const auto job = house.an_approved_job();
    CHECK(house.run().deleted == 1);
    CHECK_FALSE(house.lines(job.id)[0].with_patient);
    CHECK(house.count("SELECT count(*) FROM incident_patient") == 1);
}

TEST_CASE("a run that is stopped goes on where it was, one case a transaction") {
    RetentionHouse house;
    for (const char* name : {"甲", "乙", "丙"}) house.an_ended_case(name);
    house.an_ended_case("newest", house.clock.now());
    const auto job = house.an_approved_job();
    // As a kill between two cases leaves it: one settled, the job open, its files on the list.
    std::stop_source stop;
    house.office.stopping = stop.get_token();
    stop.request_stop();
    CHECK(house.run().deleted == 0);
    CHECK(house.count("SELECT count(*) FROM retention_job WHERE done_at IS NULL") == 1);
    house.office.stopping = {};
    CHECK(house.run().deleted == 3);
    CHECK(house.count("SELECT count(*) FROM retention_job WHERE done_at IS NULL") == 0);
    CHECK(house.lines(job.id).size() == 3);
    // Their files were stored a moment ago, so they wait for the next run.
    const auto listed = house.count("SELECT count(*) FROM retention_file");
    CHECK(listed > 3);
    make_old(house.documents,
             house.database->read().all(db::Query{"test.files", "SELECT hash FROM retention_file"},
                                        [](const db::Row& row) { return row.string(0); }));
    CHECK(house.run().files_removed == listed);
    CHECK(house.count("SELECT count(*) FROM retention_file") == 0);
}

TEST_CASE("bytes that another case names stay when one of the two goes") {
    RetentionHouse house;
    const auto gone = house.an_ended_case("先の人");
    const auto stays = house.an_ended_case("後の人", house.clock.now());
    const auto shared = hashes_of(house, gone).front();
    testing::committed(house, [&](db::Transaction& tx) {
        CaseDocument same;
        same.about = case_of(stays.id);
        same.patient = stays.patient;
        same.hash = DocumentHash::parse(shared).value();
        same.kind = "original";
        same.title = "同じ紙";
        same.media_type = "text/plain";
        same.created_at = house.clock.now();
        return add_document(tx, house.saeki, same);
    });
    make_old(house.documents, hashes_of(house, gone));
    house.an_approved_job();
    house.run();
    CHECK(house.documents.verify(DocumentHash::parse(shared).value()));
    CHECK(house.count("SELECT count(*) FROM retention_file") == 0);
}

TEST_CASE("at night the leader runs what was approved on an earlier day") {
    RetentionHouse house;
    house.an_ended_case("夜の人");
    house.an_ended_case("newest", house.clock.now());
    house.an_approved_job();  // 10:12
    const auto left = [&] {
        return house.count("SELECT count(*) FROM retention_job WHERE done_at IS NULL");
    };
    run_jobs_at_night(house.office);
    CHECK(left() == 1);  // by day
    house.clock.set(instant_in_japan(house.clock.today() + days{1}, std::chrono::hours{4}));
    run_jobs_at_night(house.office);
    CHECK(left() == 0);
}
