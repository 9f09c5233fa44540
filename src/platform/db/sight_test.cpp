// The second wall: on PostgreSQL a statement that forgot to ask who looks shows nothing of whom the
// viewer may not see. SQLite has no such thing; there the statements alone are the wall.
#include <doctest/doctest.h>

#include <cstdlib>
#include <set>
#include <thread>

#include "platform/db/sight.hpp"
#include "support/test_database.hpp"

namespace kakehashi {
namespace {

using db::Looking;
using db::Sight;
using testing::on_postgres;
using testing::TestDatabase;

constexpr FacilityId kHouse{1}, kOther{2}, kClinic{3};
constexpr UserId kNurse{11}, kHead{12}, kElsewhere{21}, kAtClinic{31};

/// Patients 101 to 104 of the house (102 is sealed; 103 and 104 were sent by the clinic, 104
/// objects to the clinic being told), 201 of the other house. Each has a referral of the same
/// number.
void fill(TestDatabase& database) {
    database.script(R"sql(
        INSERT INTO facility (id, kind, name, name_key) VALUES
            (1, 'hospital', 'みなと病院', 'a'), (2, 'hospital', 'やまて病院', 'b'),
            (3, 'clinic', 'はまの医院', 'c'), (4, 'clinic', 'おか医院', 'd');
        INSERT INTO user_account (id, facility_id, login, name, password_hash, role, host_id) VALUES
            (11, 1, 'nurse', '看護師', '', 'nurse', NULL), (12, 1, 'head', '室長', '', 'head', NULL),
            (21, 2, 'other', '他院', '', 'head', NULL),
            (31, 3, 'clinic', '医院', '', 'partner_doctor', 1);
        INSERT INTO patient (id, facility_id, number, name, name_key) VALUES
            (101, 1, '1', '甲', 'x'), (102, 1, '2', '乙', 'x'), (103, 1, '3', '丙', 'x'),
            (104, 1, '4', '丁', 'x'), (201, 2, '1', '戊', 'x');
        INSERT INTO referral (id, facility_id, number, state, door, patient_id, referrer_id,
                              received_at, updated_at)
        SELECT id, facility_id, 'R-' || id, 'visited', 'fax', id,
               CASE WHEN id IN (103, 104) THEN 3 ELSE 4 END, 0, 0 FROM patient;
        INSERT INTO case_document (id, facility_id, case_kind, case_id, patient_id, hash, size,
                                   media_type, kind, title, created_at)
        SELECT id, facility_id, 'referral', id, id, 'h', 1, 'application/pdf', 'reply', '', 0
          FROM patient;
        INSERT INTO sending (facility_id, document_id, to_facility_id, means, sent_at)
        SELECT facility_id, id, CASE WHEN id IN (103, 104) THEN 3 ELSE 4 END, 'fax', 0 FROM patient;
        INSERT INTO sending (facility_id, document_id, to_facility_id, means, sent_at)
        VALUES (1, 101, 3, 'fax', 0);
        INSERT INTO reply_obligation (id, facility_id, referral_id, patient_id, stage, state,
                                      counted_from, due_on, opened_at)
        SELECT id, facility_id, id, id, 'first', 'open', '2026-01-01', '2026-01-01', 0 FROM patient;
        INSERT INTO reply_draft (obligation_id, draft_version, body, written_at)
        SELECT id, 1, '{}', 0 FROM patient;
        INSERT INTO sealed_patient (patient_id, facility_id, kind, reason, sealed_at, sealed_by)
        VALUES (102, 1, 'abuse', '理由', 0, 12);
        INSERT INTO consent_statement (facility_id, patient_id, kind, receiver, partner_id, items,
                                       said_by, said_how, said_on, notice_version, recorded_at,
                                       recorded_by, recorded_by_name)
        VALUES (1, 104, 'objection', 'partner', 3, 'all', 'self', 'spoken', '2026-01-01', 1, 0, 12,
                '室長'))sql");
}

constexpr db::Query kPatients{"test.patients", "SELECT id FROM patient ORDER BY id"};
constexpr db::Query kReferrals{"test.referrals", "SELECT id FROM referral ORDER BY id"};
constexpr db::Query kPapers{"test.papers", "SELECT id FROM case_document ORDER BY id"};
constexpr db::Query kSendings{"test.sendings", "SELECT document_id FROM sending ORDER BY id"};
constexpr db::Query kDrafts{"test.drafts", "SELECT obligation_id FROM reply_draft ORDER BY 1"};
constexpr db::Query kSeals{"test.seals", "SELECT patient_id FROM sealed_patient"};
constexpr db::Query kObjections{"test.objections", "SELECT patient_id FROM consent_statement"};

using Ids = std::vector<std::int64_t>;
Ids ids(db::Transaction& tx, const db::Query& query) {
    return tx.all(query, [](const db::Row& row) { return row.integer(0); });
}
Ids seen_by(TestDatabase& database, const Sight& sight, const db::Query& query) {
    const Looking looking{sight};
    auto tx = database->read();
    return ids(tx, query);
}

const auto kAsNurse = Sight::of_house(kNurse, kHouse);
const auto kAsHead = Sight::of_house(kHead, kHouse);
const auto kAsClinic = Sight::of_partner(kAtClinic, kHouse, kClinic);

TEST_CASE("a statement without a filter shows neither a sealed patient nor another house") {
    if (!on_postgres()) return;  // SQLite has no rows that hide themselves
    TestDatabase database;
    fill(database);
    for (const auto* query : {&kPatients, &kReferrals, &kPapers, &kDrafts}) {
        CAPTURE(query->name);
        CHECK(seen_by(database, kAsNurse, *query) == Ids{101, 103, 104});
        CHECK(seen_by(database, kAsHead, *query) == Ids{101, 102, 103, 104});
        CHECK(seen_by(database, Sight::of_house(kElsewhere, kOther), *query) == Ids{201});
        CHECK(seen_by(database, Sight::nobody(), *query).empty());
        CHECK(seen_by(database, Sight::program(), *query).size() == 5);
    }
    CHECK(seen_by(database, kAsNurse, kSeals).empty());
    CHECK(seen_by(database, kAsHead, kSeals) == Ids{102});
}

TEST_CASE("a partner's account finds its own part alone, and nobody who was withheld from it") {
    if (!on_postgres()) return;
    TestDatabase database;
    fill(database);
    CHECK(seen_by(database, kAsClinic, kPatients) == Ids{101, 103});  // a paper about 101 came
    CHECK(seen_by(database, kAsClinic, kReferrals) == Ids{103});
    CHECK(seen_by(database, kAsClinic, kPapers) == Ids{101, 103});
    CHECK(seen_by(database, kAsClinic, kSendings) == Ids{103, 104, 101});  // to whom, and when
    CHECK(seen_by(database, kAsClinic, kDrafts).empty());
    CHECK(seen_by(database, kAsClinic, kObjections).empty());
    CHECK(seen_by(database, kAsClinic, kSeals).empty());
    database.script("INSERT INTO sealed_patient VALUES (103, 1, 'staff', '', 0, 12)");
    CHECK(seen_by(database, kAsClinic, kPatients) == Ids{101});
}

TEST_CASE("nothing is written where nothing is seen") {
    if (!on_postgres()) return;
    static constexpr db::Query kRename{"test.rename",
                                       "UPDATE patient SET name = '改' WHERE id = $1"};
    static constexpr db::Query kForget{"test.forget", "DELETE FROM reply_draft"};
    static constexpr db::Query kAdd{"test.add", R"sql(
        INSERT INTO patient (facility_id, number, name, name_key) VALUES ($1, '', '新', 'x')
    )sql"};
    TestDatabase database;
    fill(database);
    {
        const Looking looking{kAsNurse};
        auto tx = database->write();
        CHECK(tx.execute(kRename, 101) == 1);
        CHECK(tx.execute(kRename, 102) == 0);
        CHECK(tx.execute(kRename, 201) == 0);
        CHECK(tx.execute(kForget) == 3);
        CHECK_THROWS_AS(tx.execute(kAdd, kOther), db::StatementError);
    }
    for (const auto& sight : {Sight::nobody(), kAsClinic}) {
        const Looking looking{sight};
        auto tx = database->write();
        CHECK_THROWS_AS(tx.execute(kAdd, kHouse), db::StatementError);
    }
}

TEST_CASE("who writes on in another's transaction sees their own part") {
    if (!on_postgres()) return;
    TestDatabase database;
    fill(database);
    // One holds the writing place while the other waits: the second goes on in the same
    // transaction.
    std::thread second;
    Ids seen;
    {
        const Looking looking{kAsHead};
        auto tx = database->write();
        second = std::thread([&] {
            const Looking other{kAsNurse};
            auto joined = database->write();
            seen = ids(joined, kPatients);
            joined.commit();
        });
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
        CHECK(ids(tx, kPatients).size() == 4);
        tx.commit();
    }
    second.join();
    CHECK(seen == Ids{101, 103, 104});
}

TEST_CASE("what the house must know is looked up behind the wall, to the end of a block") {
    if (!on_postgres()) return;
    TestDatabase database;
    fill(database);
    const Looking looking{kAsNurse};
    auto tx = database->read();
    {
        const db::Unveiled all{tx};
        CHECK(ids(tx, kPatients).size() == 5);
    }
    CHECK(ids(tx, kPatients) == Ids{101, 103, 104});
}

TEST_CASE("who looked behind the wall last leaves no transaction open for the next reader") {
    if (!on_postgres()) return;
    TestDatabase database;
    fill(database);
    const Looking looking{kAsHead};
    {
        auto tx = database->read();
        const db::Unveiled all{tx};
        CHECK(ids(tx, kPatients).size() == 5);
    }
    database.script("DELETE FROM sealed_patient");
    CHECK(seen_by(database, kAsNurse, kPatients) == Ids{101, 102, 103, 104});
}

TEST_CASE("a superuser walks through the wall: that is told, and is no damage") {
    const char* admin = std::getenv("KAKEHASHI_TEST_POSTGRES_ADMIN");
    if (!admin) return;  // SQLite, or a server whose superuser is not ours
    TestDatabase database;
    fill(database);
    const auto name = database.where().substr(database.where().rfind('/'));
    const auto as_superuser = db::Database::open(admin + name, {.durable = false}).value();
    CHECK(as_superuser->second_wall_is_open());
    CHECK_FALSE(database->second_wall_is_open());
    // The nightly backup is made of what has no faults (app/nightly_backup.cpp).
    CHECK(as_superuser->faults().empty());
    CHECK(database->faults().empty());
}

TEST_CASE("every table that names a patient stands behind the wall") {
    if (!on_postgres()) return;
    TestDatabase database;
    // Named by a column, or by a row that is.
    static constexpr db::Query kNaming{"test.naming", R"sql(
        WITH RECURSIVE naming (id) AS (
            (SELECT attrelid FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
             WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
               AND (attname IN ('patient_id', 'case_id') OR atttypid = 'tsvector'::regtype)
             UNION SELECT 'patient'::regclass)
            UNION
            SELECT conrelid FROM pg_constraint JOIN naming ON confrelid = naming.id
             WHERE contype = 'f')
        SELECT relname FROM pg_class WHERE oid IN (SELECT id FROM naming)
           AND NOT (relrowsecurity AND relforcerowsecurity
                    AND EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = pg_class.oid
                                   AND polname = 'program_sees')
                    AND EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = pg_class.oid
                                   AND polname = 'house_sees'))
         ORDER BY relname
    )sql"};
    const std::set<std::string> kOpen{
        "audit", "audit_pending",       // numbers alone; read by house (oversight/trail.cpp)
        "patient_text", "search_text",  // an index of words, always joined to what they found
    };
    auto tx = database->read();
    for (const auto& table : tx.all(kNaming, [](const db::Row& row) { return row.string(0); })) {
        CAPTURE(table);
        CHECK(kOpen.contains(table));
    }
}

}  // namespace
}  // namespace kakehashi
