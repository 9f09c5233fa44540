#include "platform/db/table_copy.hpp"

#include <doctest/doctest.h>

#include "support/test_database.hpp"

using namespace kakehashi;
using testing::TestDatabase;

namespace {

constexpr db::Query kNewPatient{"copy_test.patient", R"sql(
    INSERT INTO patient (facility_id, number, name, name_key) VALUES (1, $1, '新', '新') RETURNING id
)sql"};
constexpr db::Query kFound{"copy_test.found", R"sql(
    SELECT patient_text.rowid FROM patient_text WHERE patient_text.pairs {match} $1
)sql"};
constexpr db::Query kIndex{"copy_test.index",
                           "INSERT INTO patient_text (rowid, pairs) VALUES ($1, $2)"};

constexpr const char* kTown = R"sql(
    INSERT INTO facility (id, kind, name, name_key, closed_on)
    VALUES (1, 'hospital', '病院', '病院', NULL);
    INSERT INTO patient (id, facility_id, number, name, name_key, address, merged_into_id)
    VALUES (1, 1, '0001', '髙橋 一', '高橋一', 'a' || chr_tab || 'b\n' || chr_line, 2),
           (2, 1, '0002', '', '', '\.', NULL);
)sql";

std::string town() {
    std::string sql = kTown;
    const std::string tab = testing::on_postgres() ? "chr(9)" : "char(9)";
    const std::string line = testing::on_postgres() ? "chr(10)" : "char(10)";
    sql.replace(sql.find("chr_tab"), 7, tab);
    sql.replace(sql.find("chr_line"), 8, line);
    return sql;
}

std::string file_of(const TestDatabase& database) {
    return (database.folder() / "moved.db").string();
}

}  // namespace

TEST_CASE("an office that moved to another database is the same, row by row, and goes on") {
    TestDatabase house;
    house.script(town());
    {
        auto tx = house->write();
        tx.execute(kIndex, 1, db::IndexedWords{"高橋 橋一 一高 高橋"});
        tx.commit();
    }
    auto moved = db::Database::open(file_of(house)).value();
    moved->migrate().value();
    const auto copied = db::copy_tables(*house, *moved);
    CHECK(copied == db::digest_of(*house));
    CHECK(copied == db::digest_of(*moved));
    CHECK(copied.at("patient").rows == 2);
    // Found by a phrase, and new ids begin behind those that came.
    const db::Match match{{{{"橋一 一高"}}}};
    CHECK(moved->read().number(kFound, match) == 1);
    auto tx = moved->write();
    CHECK(tx.number(kNewPatient, "0003") == 3);
    tx.commit();

    // And back, into a database of the engine it came from.
    TestDatabase home;
    const auto back = db::copy_tables(*moved, *home);
    CHECK(back == db::digest_of(*home));
    CHECK(back != copied);  // a patient more
    CHECK(home->read().number(kFound, match) == 1);
    auto again = home->write();
    CHECK(again.number(kNewPatient, "0004") == 4);
}

TEST_CASE("a row that names one of a table made later moves, too") {
    TestDatabase house;
    house.script(town());
    house.script(R"sql(
        INSERT INTO user_account (id, facility_id, login, name, password_hash, role)
        VALUES (1, 1, 'saeki', '佐伯 真理', '', 'nurse');
        INSERT INTO shared_network (id, facility_id) VALUES (1, 1);
        INSERT INTO consent_statement (facility_id, patient_id, kind, said_by, said_how, said_on,
                                       notice_version, recorded_at, recorded_by, recorded_by_name,
                                       network_id, scope_version)
        VALUES (1, 2, 'network', 'self', 'written', '2026-11-20', 1, 0, 1, '佐伯 真理', 1, 1);
    )sql");
    TestDatabase home;
    const auto copied = db::copy_tables(*house, *home);
    CHECK(copied.at("consent_statement").rows == 1);
    CHECK(copied == db::digest_of(*home));
}

TEST_CASE("one changed letter shows in the digest of its table alone") {
    TestDatabase house;
    house.script(town());
    const auto before = db::digest_of(*house);
    house->run_script("UPDATE patient SET name = '高橋 一' WHERE id = 1");
    const auto after = db::digest_of(*house);
    CHECK(before.at("patient") != after.at("patient"));
    CHECK(before.at("facility") == after.at("facility"));
    CHECK(before.at("patient").rows == after.at("patient").rows);
}

TEST_CASE("a copy that fails leaves nothing behind") {
    TestDatabase house;
    house.script(town());
    TestDatabase taken;
    taken.script("INSERT INTO facility (id, kind, name, name_key) VALUES (1, 'clinic', 'x', 'x')");
    const auto before = db::digest_of(*taken);
    CHECK_THROWS(db::copy_tables(*house, *taken));
    CHECK(db::digest_of(*taken) == before);
}
