// {shown … to …}: who sees whom, asked of a real database in both forms.
#include <doctest/doctest.h>

#include "platform/db/shown.hpp"
#include "support/test_database.hpp"

namespace kakehashi {
namespace {

using testing::TestDatabase;

constexpr db::Query kOfRow{"shown_test.row",
                           "SELECT count(*) FROM patient p WHERE p.id = $2 AND {shown p to $1}"};
constexpr db::Query kOfNumber{"shown_test.number", R"sql(
    SELECT count(*) FROM (SELECT CAST($2 AS BIGINT) AS patient_id) o
     WHERE {shown o.patient_id to $1}
)sql"};
constexpr db::Query kNot{"shown_test.not", R"sql(
    SELECT CASE WHEN {shown p to $1} THEN 0 ELSE 1 END FROM patient p WHERE p.id = $2
)sql"};

constexpr PatientId kPlain{1}, kSealed{2}, kInWard{3}, kSealedInWard{4};
constexpr UserId kNurse{11}, kHead{12}, kReader{13}, kWardNurse{14}, kNoWard{15}, kProgram{0};

void fill(TestDatabase& database) {
    database.script(R"sql(
        INSERT INTO facility (id, kind, name, name_key) VALUES (1, 'hospital', 'みなと病院', 'a');
        INSERT INTO user_account (id, facility_id, login, name, password_hash, role) VALUES
            (11, 1, 'a', '看護師', '', 'nurse'), (12, 1, 'b', '室長', '', 'head'),
            (13, 1, 'c', 'MSW', '', 'social_worker'), (14, 1, 'd', '東病棟', '', 'ward_nurse'),
            (15, 1, 'e', '所属なし', '', 'ward_nurse');
        INSERT INTO patient (id, facility_id, number, name, name_key) VALUES
            (1, 1, '1', '甲', 'x'), (2, 1, '2', '乙', 'x'), (3, 1, '3', '丙', 'x'),
            (4, 1, '4', '丁', 'x');
        INSERT INTO ward (id, facility_id, name, since) VALUES (1, 1, '東', '2026-01-01');
        INSERT INTO affiliation (facility_id, user_id, ward_id, since, running)
        VALUES (1, 14, 1, '2026-01-01', 1), (1, 15, 1, '2026-01-01', 0);
        INSERT INTO stay (facility_id, patient_id, ward_id, since, in_sight, entered_at, entered_by)
        VALUES (1, 3, 1, '2026-11-01', 1, 0, 12), (1, 4, 1, '2026-11-01', 1, 0, 12),
               (1, 1, 1, '2026-11-01', 0, 0, 12);
        INSERT INTO sealed_patient (patient_id, facility_id, kind, reason, sealed_at, sealed_by)
        VALUES (2, 1, 'abuse', '', 0, 12), (4, 1, 'staff', '', 0, 12);
        INSERT INTO sealed_patient_reader (patient_id, user_id) VALUES (2, 13), (2, 14);
    )sql");
}

}  // namespace

TEST_CASE("who is shown to whom, by the patient's row and by a number alone") {
    TestDatabase database;
    fill(database);
    struct Line {
        UserId user;
        bool plain, sealed, in_ward, sealed_in_ward;
    };
    // To be named a reader opens no other ward; the program has no account and sees all.
    const Line lines[] = {
        {kNurse, true, false, true, false},    {kHead, true, true, true, true},
        {kReader, true, true, true, false},    {kWardNurse, false, false, true, false},
        {kNoWard, false, false, false, false}, {kProgram, true, true, true, true}};
    auto tx = database->read();
    for (const auto& line : lines) {
        CAPTURE(line.user.value);
        const std::pair<PatientId, bool> asked[] = {{kPlain, line.plain},
                                                    {kSealed, line.sealed},
                                                    {kInWard, line.in_ward},
                                                    {kSealedInWard, line.sealed_in_ward}};
        for (const auto& [patient, shown] : asked) {
            CAPTURE(patient.value);
            CHECK(tx.number(kOfRow, line.user, patient) == (shown ? 1 : 0));
            CHECK(tx.number(kOfNumber, line.user, patient) == (shown ? 1 : 0));
            CHECK(tx.number(kNot, line.user, patient) == (shown ? 0 : 1));
        }
        // A letter of which nobody knows yet whose it is.
        CHECK(tx.number(kOfNumber, line.user, std::optional<PatientId>{}) == 1);
    }
}

TEST_CASE("a statement that does not say to whom is none") {
    for (std::string statement : {"{shown p} AND 1", "{shown p to $1", "{shown p AND x} to $1"})
        CHECK_THROWS_AS(db::write_who_is_shown(db::EngineKind::sqlite, statement),
                        std::logic_error);
}

}  // namespace kakehashi
