#include <doctest/doctest.h>

#include "support/test_audit.hpp"

using namespace kakehashi;
using testing::kAuditMorning;
using testing::TestAudit;

TEST_CASE("what happened is chained in order, without gaps, and verifies") {
    TestAudit audit;
    audit.chain_looks(3);
    audit.chain_looks(2);
    CHECK(audit.number("SELECT count(*) FROM audit") == 6);  // the first row names the key
    CHECK(audit.number("SELECT max(number) FROM audit") == 6);
    CHECK(audit.number("SELECT count(*) FROM audit_pending") == 0);
    CHECK(audit.number("SELECT count(*) FROM audit_subject WHERE subject = 'p2'") == 1);
    CHECK(audit.findings().empty());
}

TEST_CASE("the chain goes on after a restart, and after a batch that was rolled back") {
    TestAudit audit;
    audit.chain_looks(2);
    {
        auto tx = audit.database->write();
        audit::note(tx, TestAudit::look(9));
        audit.chain->extend(tx, kAuditMorning);
    }
    audit.chain_looks(1);
    audit.restart();
    audit.chain_looks(1);
    CHECK(audit.number("SELECT count(*) FROM audit") == 5);
    CHECK(audit.number("SELECT count(*) FROM audit_subject WHERE subject = 'p9'") == 0);
    CHECK(audit.findings().empty());
}

TEST_CASE("a hash is SHA-256 of a JSON array that anybody can write") {
    const auto entry = TestAudit::look(55, Instant{std::chrono::seconds{1795483920}});
    const auto text = audit::canonical_text(entry, 4711, audit::kNothingBefore);
    CHECK(text ==
          R"(["0000000000000000000000000000000000000000000000000000000000000000","4711","1",)"
          R"("1795483920","7","佐伯 真理","10.0.0.5","read","GET /patients/{id}","patients","55",)"
          R"("p55","care","200","1"])");
    CHECK(audit::hash_of("abc") ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(audit::array_text({"\"\\\n\t\x01/\x7f"}) == "[\"\\\"\\\\\\n\\t\\u0001/\x7f\"]");
}

TEST_CASE("a day that is over is closed by a root, also when nothing happens after it") {
    TestAudit audit;
    audit.chain_looks(3);
    audit.chain_looks(2, kAuditMorning + std::chrono::hours{24});
    audit.chain_looks(0, kAuditMorning + std::chrono::hours{48});
    CHECK(audit.number("SELECT count(*) FROM audit_root") == 2);
    CHECK(audit.number("SELECT last_number FROM audit_root WHERE day = '2026-11-24'") == 4);
    CHECK(audit.number("SELECT first_number FROM audit_root WHERE day = '2026-11-25'") == 5);
    CHECK(audit.findings().empty());
}

TEST_CASE("a clock that goes back loses no row and no root") {
    TestAudit audit;
    audit.chain_looks(1);
    audit.chain_looks(1, kAuditMorning - std::chrono::hours{48});
    audit.chain_looks(1);
    audit.chain_looks(1, kAuditMorning + std::chrono::hours{24});
    CHECK(audit.number("SELECT count(*) FROM audit_root") == 3);
    CHECK(audit.number("SELECT max(last_number) FROM audit_root") == 4);
    CHECK(audit.findings().empty());
}

TEST_CASE("a new key is told in the chain, and the head under the old one is not signed over") {
    TestAudit audit;
    audit.chain_looks(2);
    const auto old_key = audit.public_keys().front();
    audit.change_key();
    audit.chain_looks(1);
    CHECK(audit.number("SELECT count(*) FROM audit WHERE action = 'key'") == 2);
    CHECK(audit.findings() == "broken 4");
    // Somebody who brings the old public key along knows that all is well.
    CHECK(audit.findings(nullptr, {old_key}).empty());
}

TEST_CASE("rows refuse to be changed or deleted") {
    TestAudit audit;
    audit.chain_looks(2, kAuditMorning);
    audit.chain_looks(1, kAuditMorning + std::chrono::hours{24});
    for (const char* sql :
         {"UPDATE audit SET seen = ''", "DELETE FROM audit", "UPDATE audit_subject SET number = 9",
          "DELETE FROM audit_subject", "UPDATE audit_root SET day = ''", "DELETE FROM audit_root"})
        CHECK_THROWS(audit.database->run_script(sql));
}
