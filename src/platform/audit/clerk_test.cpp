#include <doctest/doctest.h>
#include <sys/resource.h>
#include <csignal>

#include <filesystem>
#include <fstream>
#include <thread>

#include "support/test_audit.hpp"

using namespace kakehashi;
using testing::kAuditMorning;
using testing::TestAudit;

namespace {

/// The journal, the strangers and the clerk of one program on the audit's database.
struct Desk {
    explicit Desk(TestAudit& test, bool leads = true)
        : journal(audit::Journal::open(test.database.folder() / "audit").value()),
          clerk(*test.database, clock, *journal, strangers, *test.chain,
                [leads] { return leads; }) {}

    void move_all() {
        while (clerk.step()) {
        }
    }

    FixedClock clock{kAuditMorning};
    std::unique_ptr<audit::Journal> journal;
    audit::Strangers strangers;
    audit::Clerk clerk;
};

std::int64_t reads(TestAudit& test) {
    return test.number("SELECT count(*) FROM audit WHERE action = 'read'");
}

int journals(TestAudit& test) {
    int count = 0;
    for (const auto& file : std::filesystem::directory_iterator(test.database.folder() / "audit"))
        if (file.path().extension() == ".journal") ++count;
    return count;
}

}  // namespace

TEST_CASE("what a page showed reaches the chain, word for word") {
    TestAudit test;
    Desk desk(test);
    auto entry = TestAudit::look(55);
    entry.actor_name = "佐伯 \"真理\"\n\\";
    CHECK(desk.journal->append(entry));
    desk.move_all();
    CHECK(test.findings().empty());
    CHECK(test.database->read().first(
              db::Query{"test.name", "SELECT actor_name FROM audit WHERE seen = 'p55'"},
              [](const db::Row& row) { return row.string(0); }) == entry.actor_name);
}

TEST_CASE("lines of a program that was killed reach the chain with the next start, once") {
    TestAudit test;
    {
        Desk killed(test);
        for (int i = 1; i <= 700; ++i) CHECK(killed.journal->append(TestAudit::look(i)));
        killed.clerk.step();  // 500 of them
    }
    test.restart();
    Desk next(test);
    next.move_all();
    CHECK(reads(test) == 700);
    CHECK(journals(test) == 1);
    CHECK(test.findings().empty());
}

TEST_CASE("a batch that fails is moved again, and once") {
    TestAudit test;
    Desk desk(test);
    for (int i = 1; i <= 10; ++i) CHECK(desk.journal->append(TestAudit::look(i)));
    test.database->run_script(
        testing::on_postgres()
            ? "CREATE TRIGGER test_broken BEFORE INSERT ON audit FOR EACH ROW"
              " WHEN (NEW.seen = 'p7') EXECUTE FUNCTION audit_refuse_change()"
            : "CREATE TRIGGER test_broken BEFORE INSERT ON audit WHEN NEW.seen = 'p7'"
              " BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
    CHECK_THROWS(desk.move_all());
    CHECK(reads(test) == 0);
    test.database->run_script(testing::on_postgres() ? "DROP TRIGGER test_broken ON audit"
                                                     : "DROP TRIGGER test_broken");
    desk.move_all();
    CHECK(reads(test) == 10);
    CHECK(test.findings().empty());
}

TEST_CASE("half a line at the end of a killed program's journal is told, not hidden") {
    TestAudit test;
    {
        Desk killed(test);
        CHECK(killed.journal->append(TestAudit::look(1)));
        std::ofstream file(killed.journal->folder() / killed.journal->file().name(), std::ios::app);
        file << "[\"1\",\"1795";
    }
    test.restart();
    Desk next(test);
    next.move_all();
    CHECK(reads(test) == 1);
    CHECK(test.number("SELECT count(*) FROM audit WHERE action = 'lost' AND result = '10'") == 1);
    CHECK(test.findings().empty());
}

TEST_CASE("a line that is being written is waited for") {
    TestAudit test;
    Desk desk(test);
    const auto line = audit::journal_line(TestAudit::look(1));
    const auto path = desk.journal->folder() / desk.journal->file().name();
    std::ofstream(path, std::ios::app) << line.substr(0, 20);
    desk.move_all();
    CHECK(reads(test) == 0);
    std::ofstream(path, std::ios::app) << line.substr(20);
    desk.move_all();
    CHECK(reads(test) == 1);
}

TEST_CASE("a journal that has grown is left for a new one, and goes when it is moved") {
    TestAudit test;
    Desk desk(test);
    const auto first = desk.journal->file().name();
    auto entry = TestAudit::look(1);
    std::string many = "p1";
    for (int i = 2; i <= 400; ++i) many += ",p" + std::to_string(i);
    entry.seen = many;
    for (int i = 0; i < 1500; ++i) CHECK(desk.journal->append(entry));
    desk.move_all();
    CHECK(desk.journal->append(TestAudit::look(9)));
    desk.move_all();
    CHECK(desk.journal->file().name() != first);
    CHECK(reads(test) == 1501);
    CHECK(journals(test) == 1);
    CHECK(test.number("SELECT count(*) FROM audit_journal") == 1);
    CHECK(test.findings().empty());
}

TEST_CASE("many pages append while the clerk moves: nothing is lost or doubled") {
    TestAudit test;
    Desk desk(test);
    desk.clerk.start();
    {
        std::vector<std::jthread> pages;
        for (int page = 0; page < 8; ++page)
            pages.emplace_back([&, page] {
                for (int i = 0; i < 500; ++i)
                    CHECK(desk.journal->append(TestAudit::look(page * 500 + i + 1)));
            });
    }
    desk.clerk.stop();
    CHECK(reads(test) == 4000);
    CHECK(test.number("SELECT count(DISTINCT seen) FROM audit WHERE action = 'read'") == 4000);
    CHECK(test.findings().empty());
}

TEST_CASE("two programs on one office: each moves its own journal, the leader chains") {
    TestAudit test;
    Desk leader(test);
    Desk other(test, false);
    CHECK(leader.journal->append(TestAudit::look(1)));
    CHECK(other.journal->append(TestAudit::look(2)));
    other.move_all();
    CHECK(test.number("SELECT count(*) FROM audit_pending") == 1);
    leader.move_all();
    CHECK(reads(test) == 2);
    CHECK(journals(test) == 2);
    CHECK(test.findings().empty());
}

TEST_CASE("a journal that cannot grow says so, keeps its lines whole and goes on later") {
    TestAudit test;
    Desk desk(test);
    CHECK(desk.journal->append(TestAudit::look(1)));
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    rlimit full = before;
    full.rlim_cur = static_cast<rlim_t>(desk.journal->file().size() + 40);  // half a line
    setrlimit(RLIMIT_FSIZE, &full);
    const bool kept = desk.journal->append(TestAudit::look(2));
    setrlimit(RLIMIT_FSIZE, &before);
    CHECK_FALSE(kept);
    CHECK(desk.journal->append(TestAudit::look(3)));
    desk.move_all();
    CHECK(reads(test) == 2);
    CHECK(test.number("SELECT count(*) FROM audit WHERE action = 'lost'") == 0);
}

TEST_CASE("a flood of refusals fills a bounded number of rows and is counted") {
    audit::Strangers strangers;
    auto refusal = TestAudit::look(0);
    refusal.action = audit::kRefused;
    refusal.seen.clear();
    int rows = 0;
    for (int i = 0; i < 100'000; ++i) {
        refusal.address = "10.0." + std::to_string(i / 250 % 250) + "." + std::to_string(i % 250);
        if (strangers.admits(refusal)) ++rows;
    }
    CHECK(rows == audit::Strangers::kAllMax);
    CHECK(strangers.counted(kAuditMorning).empty());  // the minute runs
    const auto counted = strangers.counted(kAuditMorning + std::chrono::minutes{1});
    CHECK(counted.size() <= audit::Strangers::kKindsMax + 10);
    std::int64_t times = 0;
    for (const auto& entry : counted) times += entry.times;
    CHECK(times + rows == 100'000);
}

TEST_CASE("a few refusals from one address have a row each, the rest is one row") {
    TestAudit test;
    Desk desk(test);
    auto refusal = TestAudit::look(0);
    refusal.action = audit::kRefused;
    refusal.seen.clear();
    for (int i = 0; i < 50; ++i)
        if (desk.strangers.admits(refusal)) CHECK(desk.journal->append(refusal));
    desk.clock.advance(std::chrono::minutes{1});
    desk.move_all();
    desk.move_all();
    CHECK(test.number("SELECT count(*) FROM audit WHERE action = 'refused'") ==
          audit::Strangers::kEachMax + 1);
    CHECK(test.number("SELECT sum(times) FROM audit WHERE action = 'refused'") == 50);
}

TEST_CASE("the clerk writes each day's root into a file that can be carried away") {
    TestAudit test;
    Desk desk(test);
    CHECK(desk.journal->append(TestAudit::look(1)));
    desk.move_all();
    desk.clock.advance(std::chrono::hours{24});
    desk.move_all();
    const auto file = test.database.folder() / "audit" / "roots" / "2026-11-24.json";
    CHECK(std::filesystem::exists(file));
    const auto carried = audit::read_root_files(file.parent_path()).value();
    CHECK(carried.roots.size() == 1);
    CHECK(test.findings(&carried).empty());
}

TEST_CASE("roots are carried to a folder that is there, once, and what lies there is not touched") {
    TestAudit test;
    test.chain_looks(2);
    test.chain_looks(2, testing::kAuditMorning + days{1});
    const auto keys = audit::public_file_of(test.key_file());
    const auto share = test.database.folder() / "share";
    CHECK(audit::carry_roots(*test.database, keys, share).error().code == "audit.no_roots_folder");
    CHECK_MESSAGE(!std::filesystem::exists(share), "a share that is away is not made up for");

    std::filesystem::create_directory(share);
    REQUIRE(audit::carry_roots(*test.database, keys, share));
    const auto carried = audit::read_root_files(share).value();
    REQUIRE(carried.roots.size() == 1);
    CHECK(carried.roots.front().day == "2026-11-24");
    CHECK(audit::public_keys_in(share / "audit.pub") == test.public_keys());

    const auto written = std::filesystem::last_write_time(share / "2026-11-24.json");
    std::ofstream(share / "audit.pub") << "a key somebody trusts more\n";
    test.chain_looks(1, testing::kAuditMorning + days{2});
    REQUIRE(audit::carry_roots(*test.database, keys, share));
    CHECK(audit::read_root_files(share).value().roots.size() == 2);
    CHECK(std::filesystem::last_write_time(share / "2026-11-24.json") == written);
    CHECK(audit::public_keys_in(share / "audit.pub").front() == "a key somebody trusts more");
}
