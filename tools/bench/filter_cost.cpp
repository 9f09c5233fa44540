// What the filter for hidden patients costs at a million rows: the program's own lists, with the
// line
// `{shown … to …}` and without it, and on PostgreSQL with and without the second wall. Also what
// one decision of a role costs.
//   filter_cost FILE              SQLite; a new file is filled first, which takes some minutes
//   filter_cost postgres://…      an empty database; as a role that the wall binds
#define DOCTEST_CONFIG_IMPLEMENT
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <deque>
#include <regex>

#include "office/access.hpp"
#include "platform/db/sight.hpp"
#include "support/query_texts.hpp"

using namespace kakehashi;
using Steady = std::chrono::steady_clock;

namespace {

constexpr const char* kRows = "1000000";
constexpr int kRounds = 7, kRunsARound = 15;
constexpr UserId kNurse{2};
constexpr FacilityId kHouse{1};

/// A million patients, each with a letter, a reply and a duty, of which two thousand are open; 300
/// patients are sealed, twenty of them among the newest.
void fill(db::Database& database) {
    std::string sql = R"sql(
        INSERT INTO facility (id, kind, name, name_key)
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
        SELECT i, 'clinic', 'はまの医院' || i, 'a' || i FROM n;
        INSERT INTO user_account (id, facility_id, login, name, password_hash, role) VALUES
            (1, 1, 'head', '室長', '', 'head'), (2, 1, 'nurse', '看護師', '', 'nurse');
        INSERT INTO patient (id, facility_id, number, name, kana, name_key, kana_key, born_on)
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
        SELECT i, 1, CAST(i AS TEXT), '佐藤' || i, 'サトウ' || i, '佐藤' || i, 'さとう' || i,
               CAST(1930 + i % 90 AS TEXT) || '-03-' || CAST(10 + i % 19 AS TEXT) FROM n;
        INSERT INTO referral (id, facility_id, number, state, door, patient_id, referrer_id,
                              received_at, closed_at, updated_at)
        SELECT id, 1, 'R-' || id, CASE WHEN id % 500 = 0 THEN 'awaiting_visit' ELSE 'visited' END,
               'fax', id, 2 + id % 298, 1700000000 + id * 60,
               CASE WHEN id % 500 = 0 THEN NULL ELSE 1700100000 + id * 60 END, 0 FROM patient;
        INSERT INTO duty (facility_id, case_kind, case_id, patient_id, kind, basis, due_at,
                          opened_at, closed_at)
        SELECT 1, 'referral', id, id, 'referral.decide', 'target', received_at + 3600, received_at,
               closed_at FROM referral;
        INSERT INTO reply_obligation (facility_id, referral_id, patient_id, referrer_id, stage,
                                      state, counted_from, due_on, opened_at, closed_at)
        SELECT 1, id, id, referrer_id, 'first', 'open',
               '2026-' || CAST(10 + id % 2 AS TEXT) || '-' || CAST(10 + id % 19 AS TEXT), '2026-11-15', received_at,
               closed_at FROM referral;
        INSERT INTO sealed_patient (patient_id, facility_id, kind, reason, sealed_at, sealed_by)
        SELECT id, 1, 'other', '', 0, 1 FROM patient
         WHERE (id % 3500 = 7 AND id <= 980000) OR (id % 1000 = 0 AND id > 980000);
    )sql";
    for (auto at = sql.find("{rows}"); at != std::string::npos; at = sql.find("{rows}"))
        sql.replace(at, 6, kRows);
    database.run_script(sql);
    database.restart_identities();
    database.refresh_statistics();
}

struct List {
    const char* words;
    const char* query;
    std::vector<std::string> values;  // of $1, $2, …
};

const std::vector<List> kLists{
    {"本日の業務, 50",
     "duty.list_open",
     {"1", "''", "0", "'all'", "2", "1800000000", "50", "'2026-11-24'"}},
    {"numbers of every page", "duty.counts", {"1", "2", "'2026-11-24'"}},
    {"紹介受付, 100",
     "referral.list_needing_us",
     {"1", "1800000000", "NULL", "NULL", "NULL", "NULL", "100", "2", "0", "0", "2"}},
    {"受診まち, 100",
     "referral.list_open_in_state",
     {"1", "'awaiting_visit'", "NULL", "NULL", "NULL", "NULL", "100", "'-'", "0", "0", "2"}},
    {"終わった紹介, 100",
     "referral.list_closed",
     {"1", "1900000000", "NULL", "NULL", "NULL", "NULL", "100", "0", "2"}},
    {"終わった紹介 of one partner, 100",
     "referral.list_closed_of_referrer",
     {"1", "1900000000", "NULL", "77", "NULL", "NULL", "100", "0", "2"}},
    {"open letters by state", "referral.count_open", {"1", "2"}},
    {"返書管理, 100",
     "reply.list_open",
     {"1", "'2030-01-01'", "'2000-01-01'", "'2030-01-01'", "-1", "0", "''", "0", "0", "0", "''",
      "0", "100", "2"}},
    {"totals of 返書管理", "reply.totals", {"1", "'2030-01-01'", "2"}},
    {"patients by kana, 50", "patient.by_kana", {"1", "'さとう5'", "'さとう6'", "50", "2"}},
    {"patients by birth, 50", "patient.by_birth", {"1", "'1950-03-12'", "50", "2"}},
    {"patients by number, 50", "patient.by_number", {"1", "'98'", "'99'", "50", "2"}},
};

std::string with_values(std::string text, const std::vector<std::string>& values) {
    for (auto n = values.size(); n > 0; --n) {
        const auto mark = "$" + std::to_string(n);
        for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1))
            text.replace(at, mark.size(), values[n - 1]);
    }
    return text;
}

std::string without_filter(const std::string& text) {
    static const std::regex line(R"re(\s+AND \{shown [^}]*\})re");
    const auto bare = std::regex_replace(text, line, "");
    if (bare == text) throw std::runtime_error("a list without its filter is the same list");
    return bare;
}

/// Milliseconds of each run, in a transaction of its own for all of a round.
void run(db::Database& database, const db::Sight& sight, const db::Query& query,
         std::vector<double>& took, int& rows) {
    const db::Looking looking{sight};
    auto tx = database.read();
    for (int n = -2; n < kRunsARound; ++n) {
        rows = 0;
        const auto start = Steady::now();
        tx.each(query, [&](const db::Row&) { ++rows; });
        if (n >= 0)
            took.push_back(
                std::chrono::duration<double, std::milli>(Steady::now() - start).count());
    }
}

double median(std::vector<double> values) {
    std::ranges::nth_element(values,
                             values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
    return values[values.size() / 2];
}

void measure(db::Database& database, const List& list, const std::string& text) {
    static std::deque<std::string> texts;  // a statement is known by where its text lies
    const auto named = [](const std::string& sql) {
        return db::Query{"bench.list", std::string_view{texts.emplace_back(sql)}};
    };
    const auto bare = named(with_values(without_filter(text), list.values));
    const auto asking = named(with_values(text, list.values));
    const auto nurse = db::Sight::of_house(kNurse, kHouse);
    std::vector<double> none, filter, both;
    int rows = 0, seen = 0;
    for (int round = 0; round < kRounds; ++round) {
        run(database, db::Sight::program(), bare, none, rows);
        run(database, db::Sight::program(), asking, filter, seen);
        if (database.engine() == db::EngineKind::postgresql)
            run(database, nurse, asking, both, seen);
    }
    std::printf("| %s (`%s`, %d rows) | %.3f ms | %.3f ms | %.2f |", list.words, list.query, seen,
                median(none), median(filter), median(filter) / median(none));
    if (!both.empty()) std::printf(" %.3f ms | %.2f |", median(both), median(both) / median(none));
    std::printf("\n");
    std::fflush(stdout);
}

void measure_decision() {
    constexpr int kTimes = 2'000'000;
    const auto needs = office::all_needs();
    int allowed = 0;
    const auto start = Steady::now();
    for (int n = 0; n < kTimes; ++n) {
        const auto* rule = office::rule_of("GET", n % 2 ? "/referrals/{id}" : "/settings/people");
        allowed += office::may(n % 3 ? Role::Nurse : Role::Head, rule->need) ? 1 : 0;
    }
    const auto ns = std::chrono::duration<double, std::nano>(Steady::now() - start).count();
    std::printf("\none decision (route, role): %.0f ns (%d of %d allowed, %zu needs)\n",
                ns / kTimes, allowed, kTimes, needs.size());
}

}  // namespace

int main(int count, char** words) {
    if (count != 2) return 2;
    doctest::Context context;
    context.setAsDefaultForAssertsOutOfTestCases();
    const auto database = db::Database::open(words[1], {.durable = false}).value();
    database->migrate().value();
    constexpr db::Query kFilled{"bench.filled", "SELECT count(*) FROM facility"};
    if (database->read().number(kFilled) == 0) fill(*database);
    const auto texts = testing::query_texts();
    for (const auto& list : kLists) measure(*database, list, texts.find(list.query)->second);
    measure_decision();
}
