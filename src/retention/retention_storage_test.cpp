// What the storage itself keeps, and that no table is forgotten.
#include <doctest/doctest.h>

#include <set>

#include "platform/document/document_removal.hpp"
#include "retention/retention_parts.hpp"
#include "retention/retention_proof.hpp"
#include "retention/retention_test_house.hpp"
#include "support/query_texts.hpp"

using namespace kakehashi;
using namespace kakehashi::retention;
using kakehashi::testing::all_columns;
using kakehashi::testing::make_old;
using kakehashi::testing::on_postgres;
using kakehashi::testing::RetentionHouse;

namespace {

/// Tables with a foreign key to one of `targets`.
std::set<std::string> referring_tables(RetentionHouse& house,
                                       const std::set<std::string>& targets) {
    const auto sql = on_postgres()
                         ? "SELECT conrelid::regclass::text, confrelid::regclass::text"
                           " FROM pg_constraint WHERE contype = 'f'"
                         : "SELECT m.name, f.\"table\" FROM sqlite_master m"
                           " JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'";
    std::set<std::string> out;
    house.database->read().each(db::Query{"test.references", RetentionHouse::kept(sql)},
                                [&](const db::Row& row) {
                                    if (targets.contains(row.string(1))) out.insert(row.string(0));
                                });
    return out;
}

/// Tables that may name a case, a patient, a paper or what hangs on them, and that neither the
/// deletion nor the list of what stays knows.
std::set<std::string> forgotten_tables(RetentionHouse& house) {
    const auto list = tables_of_a_case();
    const std::set<std::string> known(list.begin(), list.end());
    const std::set<std::string> stays{
        "audit",           // the trail, numbers only
        "audit_pending",   // the trail on its way
        "retention_case",  // the proof
    };
    // Who and where, not whose record.
    const std::set<std::string> harmless{
        "facility_id", "to_facility_id", "partner_id",   "referrer_id", "department_id",
        "doctor_id",   "bookable_id",    "assignee_id",  "user_id",     "actor_id",
        "host_id",     "job_id",         "review_id",    "report_id",   "ward_id",
        "network_id",  "incident_id",    "takes_back_id"};  // a leak's lines name nobody, and stay
    auto naming = referring_tables(house, known);
    for (const auto& [table, column] : all_columns(house))
        if (column.ends_with("_id") && !harmless.contains(column)) naming.insert(table);
    REQUIRE(naming.size() > 10);
    std::erase_if(naming, [&](const std::string& table) {
        return known.contains(table) || stays.contains(table);
    });
    return naming;
}

/// What a proof is over: all but the mark that repeats what sealed_patient says.
std::vector<std::pair<std::string, std::string>> proved_columns(RetentionHouse& house) {
    auto columns = all_columns(house);
    REQUIRE(std::erase(columns, std::pair<std::string, std::string>{"patient", "sealed"}) == 1);
    return columns;
}

/// Every row of the tables that a deletion empties, as the proof writes it down.
std::multiset<std::pair<std::string, std::string>> all_rows(RetentionHouse& house) {
    std::map<std::string, std::string> columns;
    std::map<std::string, int> width;
    for (const auto& [table, column] : proved_columns(house)) {
        columns[table] += (columns[table].empty() ? "" : ", ") + column;
        ++width[table];
    }
    std::multiset<std::pair<std::string, std::string>> out;
    for (const auto table_name : tables_of_a_case()) {
        const std::string table{table_name};
        house.database->read().each(
            db::Query{"test.rows",
                      RetentionHouse::kept("SELECT " + columns[table] + " FROM " + table)},
            [&](const db::Row& row) {
                json::Array values{table};
                for (int i = 0; i < width[table]; ++i)
                    values.push_back(row.is_null(i) ? json::Value{} : json::Value{row.string(i)});
                out.emplace(table, json::write(values));
            });
    }
    return out;
}

}  // namespace

TEST_CASE("events and documents are append-only for everybody else, whatever stands in a job") {
    RetentionHouse house;
    const auto ended = house.an_ended_case("残る人");
    const auto other = house.an_ended_case("ほかの人", house.clock.now());
    const auto wipe = [](const Referral& referral) {
        return "DELETE FROM event WHERE case_kind = 'referral' AND case_id = " + referral.id.text();
    };
    /// Runs the statements in one transaction that is taken back; what the last one is told.
    const auto told = [&](std::vector<std::string> statements) -> std::string {
        auto tx = house.database->write();
        const auto last = statements.back();
        statements.pop_back();
        for (const auto& sql : statements)
            tx.execute(db::Query{"test.before", RetentionHouse::kept(sql)});
        try {
            tx.execute(db::Query{"test.last", RetentionHouse::kept(last)});
        } catch (const std::exception& refused) {
            return refused.what();
        }
        return "";
    };
    const auto is_refused = [&](std::vector<std::string> statements) {
        const auto answer = told(std::move(statements));
        CHECK_MESSAGE((answer.find("append-only") != std::string::npos ||
                       answer.find("is kept") != std::string::npos ||
                       answer.find("P0001") != std::string::npos),
                      answer);
    };
    const auto job = house.a_planned_job();
    const auto deleting =
        "UPDATE retention_case SET outcome = 'deleting' WHERE job_id = " + job.id.text();
    is_refused({wipe(ended)});
    is_refused({"DELETE FROM case_document"});
    is_refused({"UPDATE event SET data = '{}'"});
    is_refused({deleting, wipe(ended)});  // not approved
    testing::committed(house, [&](db::Transaction& tx) {
        return approve_job(tx, house.omura, house.clock.now(), job.id).has_value();
    });
    is_refused({wipe(ended)});                   // approved, and nobody is running it
    is_refused({deleting, wipe(other)});         // not on its list
    CHECK(told({deleting, wipe(ended)}) == "");  // what a run does, taken back
    testing::committed(house, [&](db::Transaction& tx) {
        return place_hold(tx, house.saeki, house.clock.now(), case_of(ended.patient), ended.patient,
                          "訴訟")
            .has_value();
    });
    is_refused({deleting, wipe(ended)});  // held
}

TEST_CASE("the proof is never changed or deleted") {
    RetentionHouse house;
    house.an_ended_case("消えた人");
    house.an_ended_case("newest", house.clock.now());
    house.an_approved_job();
    house.run();
    for (const char* sql :
         {"DELETE FROM retention_case", "DELETE FROM retention_job",
          "UPDATE retention_case SET hash = ''", "UPDATE retention_case SET outcome = 'listed'",
          "UPDATE retention_job SET approved_by_name = '別の人'",
          "UPDATE retention_job SET done_at = NULL"})
        CHECK_THROWS_MESSAGE(house.database->run_script(sql), sql);
}

TEST_CASE("every table that can name a case or a patient is known to the deletion") {
    RetentionHouse house;
    for (const auto& table : forgotten_tables(house))
        FAIL_CHECK("does a deleted case leave rows here? ", table);
    house.database->run_script("CREATE TABLE surprise (name TEXT, family_doctor_of_id INTEGER)");
    CHECK(forgotten_tables(house) == std::set<std::string>{"surprise"});
    // A table that names a paper by reference only, whatever its column is called.
    house.database->run_script(
        "CREATE TABLE stamp (paper INTEGER REFERENCES case_document (id), colour TEXT)");
    CHECK(forgotten_tables(house) == std::set<std::string>{"stamp", "surprise"});
}

TEST_CASE("the proof is over every column of every deleted row, and can be made again") {
    RetentionHouse house;
    // Each statement returns every column, so that the proof is over the whole row.
    std::map<std::string, int> columns;
    for (const auto& [table, column] : proved_columns(house)) ++columns[table];
    for (const auto parts : {parts_of_referral(), parts_of_any_case(), parts_of_patient()})
        for (const auto& part : parts)
            CHECK_MESSAGE(part.columns() == columns[std::string{part.table}], part.table);
    CHECK(part_of_answers().columns() == columns["idempotency"]);
    house.an_ended_case("消える人");
    house.an_ended_case("newest", house.clock.now());
    const auto job = house.an_approved_job();
    const auto before = all_rows(house);
    house.run();
    const auto after = all_rows(house);
    std::vector<std::pair<std::string, std::string>> gone;
    std::ranges::set_difference(before, after, std::back_inserter(gone));
    REQUIRE(gone.size() > 20);
    Proof again;
    for (const auto& [table, row] : gone) again.add(table, row);
    CHECK(house.lines(job.id)[0].hash == again.hash());
    CHECK(house.lines(job.id)[0].deleted_rows == again.rows_text());
}

TEST_CASE("a file that somebody has just put is not taken away") {
    RetentionHouse house;
    const auto hash = house.documents.put("bytes").value();
    CHECK_FALSE(remove_file(house.documents, hash));
    make_old(house.documents, {hash.text()});
    CHECK(house.documents.put("bytes").value() == hash);  // wanted again
    CHECK_FALSE(remove_file(house.documents, hash));
    CHECK(house.documents.verify(hash));
    make_old(house.documents, {hash.text()});
    CHECK(remove_file(house.documents, hash));
    CHECK_FALSE(std::filesystem::exists(house.documents.path_of(hash)));
    CHECK(remove_file(house.documents, hash));  // already away
}

TEST_CASE("what is past its time is found by index") {
    if (on_postgres()) return;  // a plan in SQLite's words
    RetentionHouse house;
    const auto texts = testing::query_texts();
    const auto plan = [&](const char* name) {
        return testing::plan_of(*house.database, texts.at(name));
    };
    CHECK(plan("retention.past").find("SEARCH referral USING COVERING INDEX referral_ended") !=
          std::string::npos);
    CHECK(plan("retention.due").find("SEARCH referral USING INDEX referral_ended") !=
          std::string::npos);
    for (const char* name :
         {"retention.past", "retention.due", "retention.past_held", "retention.is_file_named",
          "retention.other_records", "retention.delete_duties", "retention.delete_events",
          "retention.delete_documents", "retention.delete_bookings", "retention.delete_replies"})
        for (const char* table : {"SCAN referral", "SCAN case_document", "SCAN event", "SCAN duty",
                                  "SCAN booking", "SCAN reply_obligation", "SCAN patient"})
            CHECK_MESSAGE(plan(name).find(table) == std::string::npos, name, "\n", plan(name));
}
