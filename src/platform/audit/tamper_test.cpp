#include <doctest/doctest.h>

#include <filesystem>

#include "platform/audit/root_files.hpp"
#include "support/test_audit.hpp"

using namespace kakehashi;
using testing::kAuditMorning;
using testing::TestAudit;

namespace {

constexpr std::chrono::hours kDay{24};

/// Three days: rows 1–11, 12–21 and 22–31; the first two are closed.
void chain_three_days(TestAudit& audit) {
    audit.chain_looks(10);
    audit.chain_looks(10, kAuditMorning + kDay);
    audit.chain_looks(10, kAuditMorning + 2 * kDay);
    REQUIRE(audit.findings().empty());
}

std::string after(const std::string& sql) {
    TestAudit audit;
    chain_three_days(audit);
    audit.tamper(sql);
    return audit.findings();
}

/// What somebody can do without the key: every hash from `first` on is computed anew.
void rehash_from(TestAudit& audit, std::int64_t first) {
    struct Line {
        std::int64_t number;
        audit::Entry entry;
    };
    std::string hash = audit.database->read()
                           .first(
                               db::Query{"test.hash", "SELECT hash FROM audit WHERE number = $1"},
                               [](const db::Row& row) { return row.string(0); }, first - 1)
                           .value();
    const auto lines = audit.database->read().all(
        db::Query{"test.lines",
                  "SELECT number, facility_id, at, actor_id, actor_name, address, action, what,"
                  " case_kind, case_id, seen, purpose, result, times FROM audit"
                  " WHERE number >= $1 ORDER BY number"},
        [](const db::Row& row) {
            return Line{row.integer(0),
                        {row.id<FacilityId>(1), *row.instant(2), row.id<UserId>(3), row.string(4),
                         row.string(5), row.string(6), row.string(7), row.string(8), row.integer(9),
                         row.string(10), row.string(11), row.string(12), row.integer(13)}};
        },
        first);
    for (const auto& line : lines) {
        hash = audit::hash_of(audit::canonical_text(line.entry, line.number, hash));
        audit.tamper("UPDATE audit SET hash = '" + hash +
                     "' WHERE number = " + std::to_string(line.number));
    }
}

}  // namespace

TEST_CASE("a change in any column is found, with its row") {
    for (const char* column : {"facility_id", "at", "actor_id", "case_id", "times"})
        CHECK(after("UPDATE audit SET " + std::string{column} + " = " + column +
                    " + 1 WHERE number = 15")
                  .starts_with("changed 15"));
    for (const char* column :
         {"actor_name", "address", "action", "what", "case_kind", "purpose", "result", "hash"})
        CHECK(after("UPDATE audit SET " + std::string{column} + " = 'x' WHERE number = 15") ==
              "changed 15");
    CHECK(after("UPDATE audit SET seen = 'p99' WHERE number = 15") == "changed 15; index 1-255");
    CHECK(after("UPDATE audit SET result = 'x' WHERE number = 1") == "changed 1");
    CHECK(after("UPDATE audit SET result = 'x' WHERE number = 31") == "changed 31");
}

TEST_CASE("a deleted row is found, wherever it stood") {
    CHECK(after("DELETE FROM audit WHERE number = 1").starts_with("missing 1"));
    CHECK(after("DELETE FROM audit WHERE number = 15").starts_with("missing 15"));
    CHECK(after("DELETE FROM audit WHERE number BETWEEN 14 AND 16").starts_with("missing 14-16"));
    CHECK(after("DELETE FROM audit WHERE number = 31").starts_with("tail 31-31"));
    CHECK(after("DELETE FROM audit WHERE number > 25").starts_with("tail 26-31"));
    CHECK(after("DELETE FROM audit").starts_with("tail 1-31"));
}

TEST_CASE("a deleted row is found when the numbers after it were closed up") {
    CHECK(after("DELETE FROM audit WHERE number = 15;"
                "UPDATE audit SET number = -number WHERE number > 15;"
                "UPDATE audit SET number = -number - 1 WHERE number < 0")
              .starts_with("missing 15"));
}

TEST_CASE("two rows that changed places are found") {
    CHECK(after("UPDATE audit SET number = -1 WHERE number = 15;"
                "UPDATE audit SET number = 15 WHERE number = 16;"
                "UPDATE audit SET number = 16 WHERE number = -1")
              .starts_with("order 15-16"));
    CHECK(after("UPDATE audit SET number = -1 WHERE number = 12;"
                "UPDATE audit SET number = 12 WHERE number = 18;"
                "UPDATE audit SET number = 18 WHERE number = -1")
              .starts_with("changed 12; changed 13; changed 18; changed 19"));
}

TEST_CASE("an inserted row is found") {
    const std::string room =
        "UPDATE audit SET number = -number WHERE number >= 15;"
        "UPDATE audit SET number = 1 - number WHERE number < 0;";
    const std::string row =
        "INSERT INTO audit SELECT 15, facility_id, at, actor_id, actor_name, address, action, what,"
        " case_kind, case_id, seen, purpose, result, times, hash FROM audit WHERE number = 3;";
    CHECK(after(room + row).starts_with("inserted 15"));
    CHECK(after("INSERT INTO audit SELECT 32, facility_id, at, actor_id, actor_name, address,"
                " action, what, case_kind, case_id, seen, purpose, result, times, hash"
                " FROM audit WHERE number = 31")
              .starts_with("inserted 31; inserted 32-32"));
}

TEST_CASE("an inserted row is found also when it was given the right hash") {
    TestAudit audit;
    chain_three_days(audit);
    audit.tamper(
        "UPDATE audit SET number = -number WHERE number >= 15;"
        "UPDATE audit SET number = 1 - number WHERE number < 0;"
        "INSERT INTO audit SELECT 15, facility_id, at, actor_id, actor_name, address, action, what,"
        " case_kind, case_id, seen, purpose, result, times, hash FROM audit WHERE number = 3;");
    const auto before =
        audit.database->read()
            .first(db::Query{"test.hash_14", "SELECT hash FROM audit WHERE number = 14"},
                   [](const db::Row& row) { return row.string(0); })
            .value();
    // Row 3 looks at patient 2.
    const auto hash = audit::hash_of(audit::canonical_text(TestAudit::look(2), 15, before));
    audit.tamper("UPDATE audit SET hash = '" + hash + "' WHERE number = 15");
    CHECK(audit.findings().starts_with("inserted 15"));
}

TEST_CASE("a change with all hashes after it computed anew is found by the roots and the head") {
    TestAudit audit;
    chain_three_days(audit);
    audit.tamper("UPDATE audit SET actor_id = 8 WHERE number = 15");
    rehash_from(audit, 15);
    CHECK(audit.findings() == "root 2026-11-25; head");
    TestAudit today;
    chain_three_days(today);
    today.tamper("UPDATE audit SET actor_id = 8 WHERE number = 25");
    rehash_from(today, 25);
    CHECK(today.findings() == "head");
}

TEST_CASE("a head that was changed, replaced or taken away is found") {
    CHECK(after("UPDATE audit_head SET hash = 'x'").starts_with("head"));
    CHECK(after("UPDATE audit_head SET signature = 'x'") == "head");
    CHECK(after("UPDATE audit_head SET root_sequence = 1").starts_with("head"));
    CHECK(after("DELETE FROM audit_head") == "head");
    // Cut back to what was signed before is only found by something kept elsewhere.
    CHECK(after("DELETE FROM audit WHERE number > 25;"
                "UPDATE audit_head SET number = 25,"
                " hash = (SELECT hash FROM audit WHERE number = 25)") == "head");
}

TEST_CASE("a head signed with another key is found") {
    TestAudit audit, other;
    chain_three_days(audit);
    const auto foreign = audit::Key::load_or_create(other.database.folder() / "x.key").value();
    auto head = [&] {
        auto tx = audit.database->read();
        return audit::find_head(tx).value();
    }();
    audit.tamper("UPDATE audit_head SET public_key = '" + foreign.public_key() +
                 "', signature = '" + foreign.sign(audit::signed_text(head)) + "'");
    CHECK(audit.findings() == "head");
}

TEST_CASE("a root that was changed or taken away is found") {
    for (const char* column : {"day", "last_hash", "previous", "hash", "signature", "public_key"})
        CHECK(after("UPDATE audit_root SET " + std::string{column} + " = 'x' WHERE sequence = 1")
                  .find("root") != std::string::npos);
    for (const char* column : {"first_number", "last_number"})
        CHECK(after("UPDATE audit_root SET " + std::string{column} + " = " + column +
                    " + 1 WHERE sequence = 2")
                  .find("root 2026-11-25") != std::string::npos);
    CHECK(after("DELETE FROM audit_root WHERE sequence = 1").starts_with("root 2026-11-25"));
    CHECK(after("DELETE FROM audit_root WHERE sequence = 2") == "root 2");
    CHECK(after("DELETE FROM audit_root") == "root 2");
}

TEST_CASE("an entry of the patients' index that was changed, added or taken away is found") {
    const auto after_600 = [](const std::string& sql) {
        TestAudit audit;
        audit.chain_looks(600);
        audit.tamper(sql);
        return audit.findings();
    };
    // Row 300 looks at patient 299.
    CHECK(after_600("DELETE FROM audit_subject WHERE subject = 'p299'") == "index 256-511");
    CHECK(after_600("UPDATE audit_subject SET subject = 'p9999' WHERE subject = 'p299'") ==
          "index 256-511; index 256-511");
    CHECK(after_600("INSERT INTO audit_subject VALUES (1, 'p299', 0)") == "index 1-255");
    CHECK(after_600("DELETE FROM audit_subject WHERE subject = 'p600'") == "index 512-767");
    CHECK(after_600("UPDATE audit_subject SET facility_id = 2 WHERE subject = 'p5'") ==
          "index 1-255; index 1-255");
}

TEST_CASE("roots that were carried away find what somebody with the key did") {
    TestAudit audit;
    chain_three_days(audit);
    const auto folder = audit.database.folder() / "carried";
    REQUIRE(audit::export_roots(*audit.database, audit::public_file_of(audit.key_file()), folder));
    const auto carried_away = audit::read_root_files(folder).value();
    CHECK(carried_away.roots.size() == 2);
    CHECK(carried_away.heads.size() == 1);
    CHECK(audit.findings(&carried_away).empty());
    // The whole chain is thrown away and written anew, with the office's own key.
    audit.tamper(
        "DELETE FROM audit; DELETE FROM audit_subject; DELETE FROM audit_root;"
        "DELETE FROM audit_head");
    audit.restart();
    audit.chain_looks(9);
    audit.chain_looks(10, kAuditMorning + kDay);
    audit.chain_looks(30, kAuditMorning + 2 * kDay);
    CHECK(audit.findings().empty());
    CHECK(audit.findings(&carried_away).find("root 2026-11-24") != std::string::npos);
    CHECK(audit.findings(&carried_away).find("head 31") != std::string::npos);
}

TEST_CASE("a program that runs on does not sign over what was changed behind its back") {
    TestAudit audit;
    chain_three_days(audit);
    audit.tamper("UPDATE audit SET actor_id = 8 WHERE number = 25");
    rehash_from(audit, 25);
    audit.tamper("UPDATE audit_head SET hash = (SELECT hash FROM audit WHERE number = 31)");
    SUBCASE("while it runs") {
        audit.chain_looks(1, kAuditMorning + 2 * kDay);
        const auto found = audit.findings();
        CHECK(found.find("changed 32") != std::string::npos);
        CHECK(found.find("broken 32") != std::string::npos);
    }
    SUBCASE("after the next start") {
        audit.restart();
        audit.chain_looks(1, kAuditMorning + 2 * kDay);
        CHECK(audit.findings() == "broken 32");
    }
}

TEST_CASE("a tail that was cut off stays missing when the program goes on") {
    TestAudit audit;
    chain_three_days(audit);
    audit.tamper("DELETE FROM audit WHERE number > 28");
    audit.chain_looks(1, kAuditMorning + 2 * kDay);
    CHECK(audit.findings().starts_with("missing 29-31; broken 32"));
}

TEST_CASE("thousands of changed rows are counted and a hundred told") {
    TestAudit audit;
    audit.chain_looks(400);
    audit.tamper("UPDATE audit SET address = 'x' WHERE number > 1");
    int told = 0;
    const auto verified = audit::verify(*audit.database, {audit.public_keys()},
                                        [&](const audit::Finding&) { ++told; });
    CHECK(told == 100);
    CHECK(verified.findings == 400);
}
