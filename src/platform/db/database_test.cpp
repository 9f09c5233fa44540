#include "platform/db/database.hpp"
#include "platform/db/missing_reference.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <filesystem>
#include <regex>
#include <thread>

#include "platform/db/migrations.hpp"
#include "support/query_texts.hpp"
#include "support/test_database.hpp"

using namespace kakehashi;
using testing::on_postgres;
using testing::TestDatabase;

namespace {

constexpr db::Query kCreate{"test.create", R"sql(
    CREATE TABLE note (id INTEGER PRIMARY KEY, word TEXT, day TEXT, at BIGINT)
)sql"};
constexpr db::Query kInsert{"test.insert", R"sql(
    INSERT INTO note (id, word, day, at) VALUES ($1, $2, $3, $4)
)sql"};
constexpr db::Query kSelect{"test.select", R"sql(
    SELECT word, day, at FROM note WHERE id = $1
)sql"};
constexpr db::Query kTwice{"test.twice", R"sql(
    SELECT CAST($2 AS TEXT) || $1 || $2
)sql"};
constexpr db::Query kCount{"test.count", "SELECT count(*) FROM note"};
constexpr db::Query kRaise{"test.raise", "UPDATE note SET at = at + 1 WHERE id = 1"};

void make_table(TestDatabase& database) {
    auto tx = database->write();
    tx.execute(kCreate);
    tx.commit();
}

}  // namespace

TEST_CASE("what was written comes back: text, day, moment and nothing") {
    TestDatabase database;
    make_table(database);
    const auto day = *make_date(2026, 11, 24);
    const auto at = instant_in_japan(day, std::chrono::hours{10});
    auto tx = database->write();
    // PostgreSQL keeps no zero byte in a text; what stood there stays visible.
    const std::string word{on_postgres() ? "髙\uFFFD橋" : "髙\0橋", on_postgres() ? 9U : 7U};
    tx.execute(kInsert, 1, std::string("髙\0橋", 7), day, at);
    tx.execute(kInsert, 2, std::nullopt, std::nullopt, std::nullopt);
    tx.commit();
    auto reading = database->read();
    reading.each(
        kSelect,
        [&](const db::Row& row) {
            CHECK(row.text(0) == word);
            CHECK(row.date(1) == day);
            CHECK(row.instant(2) == at);
        },
        1);
    reading.each(
        kSelect,
        [&](const db::Row& row) {
            CHECK(row.is_null(0));
            CHECK_FALSE(row.date(1).has_value());
        },
        2);
}

TEST_CASE("placeholders are bound by their number, not by their order of appearance") {
    TestDatabase database;
    auto tx = database->read();
    CHECK(tx.first(
              kTwice, [](const db::Row& row) { return row.string(0); }, "a", "b") == "bab");
}

TEST_CASE("a transaction that was not committed leaves nothing and tells nobody") {
    TestDatabase database;
    make_table(database);
    std::atomic<bool> told = false;
    database->set_after_write([&] { told = true; });
    // On PostgreSQL one call comes at the start, for what others wrote until then.
    while (!database->is_leader()) std::this_thread::sleep_for(std::chrono::milliseconds{5});
    told = false;
    {
        auto tx = database->write();
        tx.execute(kInsert, 1, "x", std::nullopt, std::nullopt);
    }
    CHECK(database->read().number(kCount) == 0);
    CHECK_FALSE(told);
    database->set_after_write({});
}

TEST_CASE("a write that could not begin leaves its place to the next") {
    TestDatabase database;
    make_table(database);
    auto impatient =
        db::Database::open(database.where(), {.busy_wait = std::chrono::milliseconds{10}}).value();
    {
        auto other_program = database->write();
        CHECK_THROWS_AS(impatient->write(), db::DatabaseError);
        CHECK_THROWS_AS(impatient->write(), db::DatabaseError);
    }
    auto tx = impatient->write();
    tx.execute(kInsert, 1, "x", std::nullopt, std::nullopt);
    tx.commit();
}

TEST_CASE("a statement that the engine does not take is our defect, the office goes on saving") {
    TestDatabase database;
    make_table(database);
    static constexpr db::Query kNoTable{"test.no_table", "INSERT INTO nowhere(id) VALUES ($1)"};
    {
        auto tx = database->write();
        CHECK_THROWS_AS(tx.execute(kNoTable, 1), db::StatementError);
    }
    CHECK(database->takes_writes());
    auto tx = database->write();
    tx.execute(kInsert, 1, "x", std::nullopt, std::nullopt);
    tx.commit();
}

TEST_CASE("a reader whose connection could not be opened leaves its place to the next") {
    if (on_postgres()) return;  // a file is taken away; a server is, in "a database that was away"
    TestDatabase database;
    make_table(database);
    auto other =
        db::Database::open(database.folder() / "office.db", {.readers = 1, .durable = false})
            .value();
    const auto away = database.folder().string() + "-away";
    std::filesystem::rename(database.folder(), away);
    for (int i = 0; i < 3; ++i) CHECK_THROWS_AS(other->read(), db::DatabaseError);
    std::filesystem::rename(away, database.folder());
    CHECK(other->read().number(kCount) == 0);
}

TEST_CASE("two programs that start at once on a new file migrate it once") {
    if (on_postgres()) return;  // the databases of these tests come migrated
    TestDatabase folder;
    const auto file = folder.folder() / "new.db";
    std::vector<std::thread> starts;
    std::atomic<int> applied = 0;
    for (int i = 0; i < 4; ++i)
        starts.emplace_back([&] {
            auto database = db::Database::open(file, {.durable = false}).value();
            applied += database->migrate().value();
        });
    for (auto& start : starts) start.join();
    CHECK(applied == static_cast<int>(db::all_migrations().size()));
}

TEST_CASE("programs that open a new file at the same moment wait for each other") {
    if (on_postgres()) return;  // its databases are made by an operator
    TestDatabase folder;
    std::atomic<int> opened = 0;
    for (int file = 0; file < 50; ++file) {
        std::vector<std::jthread> starts;
        for (int i = 0; i < 4; ++i)
            starts.emplace_back([&] {
                const auto database = db::Database::open(
                    folder.folder() / (std::to_string(file) + ".db"), {.durable = false});
                if (database) ++opened;
            });
    }
    CHECK(opened == 200);
}

TEST_CASE("sixteen writers at once lose no update") {
    TestDatabase database;
    make_table(database);
    {
        auto tx = database->write();
        tx.execute(kInsert, 1, "x", std::nullopt, 0);
        tx.commit();
    }
    std::vector<std::thread> writers;
    for (int i = 0; i < 16; ++i)
        writers.emplace_back([&] {
            for (int n = 0; n < 25; ++n) {
                auto tx = database->write();
                tx.execute(kRaise);
                tx.commit();
            }
        });
    for (auto& writer : writers) writer.join();
    auto tx = database->read();
    CHECK(tx.first(
              kSelect, [](const db::Row& row) { return row.integer(2); }, 1) == 400);
}

TEST_CASE("a database of a later version is refused, not harmed") {
    TestDatabase database;
    database.script("INSERT INTO schema_migration VALUES (9999, 'from the future')");
    CHECK(database->migrate().error().code == "database.newer_than_program");
}

TEST_CASE("each migration has a number of its own, in the order of the files") {
    int last = 0;
    for (const auto& migration : db::all_migrations()) {
        CHECK_MESSAGE(migration.number > last, migration.name);
        last = migration.number;
    }
}

TEST_CASE("migrating twice does nothing the second time") {
    TestDatabase database;
    CHECK(database->migrate().value() == 0);
    CHECK(database->is_ready());
}

TEST_CASE("a broken UNIQUE rule is told apart from a broken machine") {
    TestDatabase database;
    make_table(database);
    auto tx = database->write();
    tx.execute(kInsert, 1, "x", std::nullopt, std::nullopt);
    CHECK_THROWS_AS(tx.execute(kInsert, 1, "x", std::nullopt, std::nullopt), db::UniqueViolation);
}

TEST_CASE("a reference to a row that is not there is told apart from a broken machine") {
    TestDatabase database;
    database.script(
        "CREATE TABLE stem (id INTEGER PRIMARY KEY);"
        "CREATE TABLE leaf (id INTEGER PRIMARY KEY, stem INTEGER REFERENCES stem (id))");
    auto tx = database->write();
    constexpr db::Query kLeaf{"db_test.leaf", "INSERT INTO leaf (id, stem) VALUES (1, $1)"};
    CHECK_THROWS_AS(tx.execute(kLeaf, 999999999), db::MissingReference);
}

TEST_CASE("every named query in the sources prepares, and no name is used twice") {
    TestDatabase database;
    const auto sources = testing::our_sources();
    const auto shared = testing::shared_sql(sources);
    const std::regex definition(R"re(Query\s+k\w+\s*\{\s*"([^"]+)",)re");
    std::map<std::string, std::string> seen;
    int count = 0;
    int written = 0;
    for (const auto& [path, source] : sources) {
        if (path.extension() != ".cpp") continue;  // headers explain by example
        for (auto at = source.find("Query k"); at != std::string::npos;
             at = source.find("Query k", at + 1))
            ++written;
        for (auto it = std::sregex_iterator(source.begin(), source.end(), definition);
             it != std::sregex_iterator(); ++it) {
            const std::string name = (*it)[1];
            const auto after = static_cast<std::size_t>(it->position() + it->length());
            const auto text = testing::joined_literals(source.substr(after), shared);
            CAPTURE(name);
            CHECK_MESSAGE(!seen.contains(name), "defined twice: ", seen[name], " and ", path);
            seen[name] = path.filename();
            ++count;
            if (name == "db.create_migrations") continue;  // the table exists by now
            const std::string_view other = on_postgres() ? "db.sqlite_" : "db.postgres_";
            if (name.starts_with(other)) continue;
            CHECK(database->complaint(text) == "");
        }
    }
    CHECK(count == written);
    CHECK(count > 200);
}

TEST_CASE("an office that grew chooses its indexes by what it holds now, without a restart") {
    if (on_postgres()) return;  // the server looks by itself (autovacuum)
    TestDatabase database;
    database.script(
        "CREATE TABLE visit (id INTEGER PRIMARY KEY, house INTEGER, person INTEGER, day TEXT) "
        "STRICT;"
        "CREATE INDEX visit_by_day ON visit (house, day);"
        "CREATE INDEX visit_by_person ON visit (house, person, id);"
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
        " INSERT INTO visit SELECT i, 1, i % 2500, '2026-11-24' FROM n;");
    constexpr db::Query plan{"test.plan",
                             "EXPLAIN QUERY PLAN SELECT id FROM visit WHERE house = 1 AND "
                             "person = 7 ORDER BY day"};
    const auto chosen = [&] {
        std::string text;
        database->read().each(plan, [&](const db::Row& row) { text += row.string(3) + "; "; });
        return text;
    };
    CHECK(chosen().find("visit_by_person") == std::string::npos);  // knows nothing yet
    database->refresh_statistics();
    CHECK(chosen().find("visit_by_person") != std::string::npos);
}
