// One writer at a time, many made durable by one commit: nobody's failure harms another.
#include <doctest/doctest.h>

#include <atomic>
#include <barrier>
#include <thread>

#include "platform/db/database.hpp"
#include "support/test_database.hpp"

using namespace kakehashi;
using testing::TestDatabase;

namespace {

constexpr db::Query kAdd{"group_test.add", "INSERT INTO note (id, word) VALUES ($1, $2)"};
constexpr db::Query kCount{"group_test.count", "SELECT count(*) FROM note"};
constexpr db::Query kMend{"group_test.mend", "UPDATE note SET word = $2 WHERE id = $1"};
constexpr db::Query kFindWord{"group_test.find_word",
                              "SELECT count(*) FROM note WHERE id = $1 AND word = $2"};
constexpr db::Query kFind{"group_test.find", "SELECT count(*) FROM note WHERE id = $1"};

struct House {
    TestDatabase database;
    House() { database->run_script("CREATE TABLE note (id INTEGER PRIMARY KEY, word TEXT)"); }
    std::int64_t count() { return database->read().number(kCount); }
};

}  // namespace

TEST_CASE(
    "who is told saved is in the database, who takes back is not, whoever they share it with") {
    House house;
    constexpr int kWriters = 24;
    constexpr int kRounds = 42;
    std::atomic<int> told = 0;
    std::atomic<int> refused = 0;
    std::vector<std::jthread> writers;
    for (int writer = 0; writer < kWriters; ++writer)
        writers.emplace_back([&, writer] {
            for (int round = 0; round < kRounds; ++round) {
                const int id = writer * kRounds + round;
                auto tx = house.database->write();
                tx.execute(kAdd, id, "a");
                switch (id % 6) {
                    case 0:  // changes its mind
                        break;
                    case 1:  // breaks a rule in the middle
                        CHECK_THROWS_AS(tx.execute(kAdd, id, "again"), db::UniqueViolation);
                        ++refused;
                        break;
                    case 2: {  // breaks a rule and goes on
                        CHECK_FALSE(tx.attempt([&] { tx.execute(kAdd, id, "again"); }));
                        tx.commit();
                        ++told;
                        break;
                    }
                    case 3:  // what it only sent breaks a rule: told at its own commit at the
                             // latest
                        CHECK_THROWS_AS((tx.send(kAdd, id, "again"), tx.commit()),
                                        db::UniqueViolation);
                        ++refused;
                        break;
                    case 4: {  // what it only sent in an attempt breaks a rule, and it goes on
                        CHECK_FALSE(tx.attempt([&] {
                            tx.send(kMend, id, "b");
                            tx.send(kAdd, id, "again");
                        }));
                        tx.send(kMend, id, "c");
                        tx.commit();
                        ++told;
                        CHECK(house.database->read().number(kFindWord, id, "c") == 1);
                        break;
                    }
                    default:
                        tx.commit();
                        ++told;
                        CHECK(house.database->read().number(kFind, id) == 1);
                }
            }
        });
    writers.clear();
    CHECK(told == kWriters * kRounds / 2);
    CHECK(refused == kWriters * kRounds / 3);
    CHECK(house.count() == told);
}

TEST_CASE("a writer alone is durable at once; nobody who reads sees what may still be taken back") {
    House house;
    auto tx = house.database->write();
    tx.execute(kAdd, 1, "a");
    CHECK(house.count() == 0);
    tx.commit();
    CHECK(house.count() == 1);
}

TEST_CASE(
    "what was sent is seen by the next question, however much it was, and fails before a commit") {
    House house;
    constexpr int kMany = 1000;
    auto tx = house.database->write();
    for (int id = 0; id < kMany; ++id) tx.send(kAdd, id, "a");
    CHECK(tx.number(kCount) == kMany);
    CHECK_THROWS_AS((tx.send(kAdd, 1, "again"), tx.number(kCount)), db::UniqueViolation);
}

TEST_CASE("a full disk that is noticed as late as the commit stops the writing as any other") {
    if (!testing::on_postgres()) return;  // SQLite sends nothing late
    House house;
    house.database->run_script(
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS"
        " $$BEGIN RAISE disk_full; END$$;"
        "CREATE TRIGGER no_room BEFORE INSERT ON note EXECUTE FUNCTION no_room()");
    auto tx = house.database->write();
    tx.send(kAdd, 1, "a");
    CHECK_THROWS_AS(tx.commit(), db::DatabaseError);
    CHECK_FALSE(house.database->takes_writes());
}

TEST_CASE("those behind a writer are told once, after the commit that holds them all") {
    House house;
    std::atomic<int> tellings = 0;
    std::atomic<std::int64_t> found = 0;
    house.database->set_after_write([&] {
        found = house.count();  // whoever is told finds what was written
        ++tellings;
    });
    while (!house.database->is_leader()) std::this_thread::sleep_for(std::chrono::milliseconds{5});
    tellings = 0;  // on PostgreSQL one comes at the start
    auto first = house.database->write();
    std::vector<std::jthread> behind;
    for (int id = 1; id <= 8; ++id)
        behind.emplace_back([&, id] {
            auto tx = house.database->write();
            tx.execute(kAdd, id, "b");
            tx.commit();
        });
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
    first.execute(kAdd, 100, "a");
    first.commit();
    behind.clear();
    CHECK(house.count() == 9);
    CHECK(tellings >= 1);
    CHECK(tellings < 9);  // nine changes, fewer commits
    CHECK(found == 9);
    house.database->set_after_write({});
}

TEST_CASE("when the one commit fails, everybody in it is told, and the next writer works") {
    if (testing::on_postgres()) return;  // the rule below is checked by SQLite at the commit
    House house;
    // A reference that is checked when all is done: the commit itself is refused.
    house.database->run_script(
        "CREATE TABLE leaf (id INTEGER PRIMARY KEY, note_id INTEGER REFERENCES note (id) "
        "DEFERRABLE INITIALLY DEFERRED)");
    constexpr db::Query kLeaf{"group_test.leaf", "INSERT INTO leaf (note_id) VALUES (999)"};
    std::atomic<int> failed = 0;
    {
        auto first = house.database->write();
        std::jthread second([&] {
            auto tx = house.database->write();
            tx.execute(kAdd, 2, "b");
            try {
                tx.commit();
            } catch (const std::exception&) {
                ++failed;
            }
        });
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
        first.execute(kLeaf);
        try {
            first.commit();
        } catch (const std::exception&) {
            ++failed;
        }
    }
    CHECK(failed == 2);
    CHECK(house.count() == 0);
    auto tx = house.database->write();
    tx.execute(kAdd, 3, "c");
    tx.commit();
    CHECK(house.count() == 1);
}

TEST_CASE("the log stays short while somebody always reads") {
    if (testing::on_postgres()) return;  // its log is its own
    House house;
    std::atomic<bool> over = false;
    std::vector<std::jthread> readers;
    for (int reader = 0; reader < 3; ++reader)
        readers.emplace_back([&] {
            while (!over) {
                auto tx = house.database->read();
                tx.number(kCount);
                std::this_thread::sleep_for(std::chrono::milliseconds{2});
            }
        });
    constexpr std::uintmax_t kMebibyte = 1024 * 1024;
    const std::string page(4000, 'a');
    std::uintmax_t longest = 0;
    for (int id = 0; id < 15'000; ++id) {
        auto tx = house.database->write();
        tx.execute(kAdd, id, page);
        tx.commit();
        longest = std::max(longest,
                           std::filesystem::file_size(house.database.folder() / "office.db-wal"));
    }
    over = true;
    CHECK(house.count() == 15'000);
    CHECK(longest < 140 * kMebibyte);  // 180 when it never begins anew
}
