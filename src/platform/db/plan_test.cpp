// How SQLite would run every question of the program if every table held a million rows. The
// planner goes by statistics alone, so these are written and no million rows are needed.
#include <doctest/doctest.h>

#include <map>
#include <set>

#include "platform/db/dialect.hpp"
#include "support/query_texts.hpp"
#include "support/test_database.hpp"

namespace kakehashi {
namespace {

using testing::on_postgres;
using testing::TestDatabase;

constexpr db::Query kIndexes{"test.indexes", R"sql(
    SELECT m.name, m.tbl_name, coalesce(m.sql LIKE '% WHERE %' AND m.sql NOT LIKE '% IS NOT NULL'
                    AND m.sql NOT LIKE '% <> ''''', 0),
           (SELECT group_concat(name, ',') FROM pragma_index_info(m.name))
      FROM sqlite_schema AS m JOIN pragma_index_list(m.tbl_name) AS i ON i.name = m.name
     WHERE m.type = 'index'
)sql"};

/// Rows that share the first 1, 2 … columns. All cases belong to one hospital, while doctors and
/// departments are spread over the partners; else a thousandth is left.
std::string spread(const std::string& table, const std::string& columns, std::int64_t rows) {
    const bool of_partners = table == "doctor" || table == "department";
    std::string out = std::to_string(rows);
    std::stringstream names{columns};
    for (std::string name; std::getline(names, name, ',');) {
        if (name != "facility_id" || of_partners) rows = std::max<std::int64_t>(1, rows / 1000);
        out += " " + std::to_string(rows);
    }
    return out;
}

/// SQLite's statistics as ANALYZE would leave them: a million rows a table, a thousand in an index
/// of open cases alone.
void pretend_a_million(TestDatabase& database) {
    std::string sql = "ANALYZE; DELETE FROM sqlite_stat1;";
    {
        auto tx = database->read();
        tx.each(kIndexes, [&](const db::Row& row) {
            const std::int64_t rows = row.yes(2) ? 1000 : 1'000'000;
            sql += "INSERT INTO sqlite_stat1 VALUES ('" + row.string(1) + "', '" + row.string(0) +
                   "', '" + spread(row.string(1), row.string(3), rows) + "');";
        });
    }
    database->run_script(sql);
}

using Reasons = std::map<std::string, std::string, std::less<>>;

/// Tables of which an office has some dozens of rows, or a few thousand: reading all is cheap.
const Reasons kSmallTables{
    {"access_review", "four a year"},
    {"affiliation", "colleagues and their wards"},
    {"audit_pending", "emptied every quarter of a second"},
    {"bookable", "clinics and equipment of a hospital"},
    {"closure", "closed days"},
    {"dead_letter", "what an operator has to look at"},
    {"department", "a hospital's departments"},
    {"deputy", "holidays of colleagues"},
    {"doctor", "doctors of a partner"},
    {"facility", "a town's partners"},
    {"held_referral", "cases on hold"},
    {"idempotency", "answers of two days"},
    {"incident", "some of a year"},
    {"invitation", "those that nobody has used yet"},
    {"known_device", "browsers of colleagues"},
    {"legal_hold", "holds that stand"},
    {"line", "retention_case: what one job deletes"},
    {"month_report", "twelve a year"},
    {"network_member", "a network's institutions"},
    {"network_scope", "versions of what a network shares"},
    {"outbox_position", "one row for each receiver outside"},
    {"purpose_notice", "a house's postings"},
    {"reader", "who reads a sealed patient"},
    {"retention_file", "papers to be taken away"},
    {"sealed_patient", "some dozens of a hospital's patients"},
    {"sealed_patient_reader", "who reads a sealed patient"},
    {"session", "people who are signed in"},
    {"setting", "a page of settings"},
    {"shared_network", "networks of a house"},
    {"t", "weekly_template: a hospital's hours"},
    {"used_challenge", "an hour's sign-ins by passkey"},
    {"user_account", "colleagues"},
    {"ward", "a hospital's wards"},
    {"weekly_template", "a hospital's hours"},
};

/// Questions that are meant to read everything.
const Reasons kReadAll{
    {"audit.last_row", "the last by its key"},
    {"backup.document_hashes", "a backup holds every document"},
    {"demo.counted", "after the demo was made"},
    {"doctor.document_hashes", "the check looks at every document"},
    {"doctor.forgotten_cases", "the check looks at every open case"},
    {"doctor.of_all", "every doctor goes into the partners' CSV"},
    {"referral.ids_of_department_named", "a rename writes every case's words anew"},
    {"referral.ids_of_doctor_named", "a rename writes every case's words anew"},
};

/// Pages of lists that are sorted after reading, because what they choose from is little.
const Reasons kSortFew{
    {"booking.referrals_to_book", "open duties of one kind"},
    {"duty.open_of_patient", "open duties of one patient"},
    {"facility.search", "partners with the same reading"},
    {"patient.documents", "documents of one patient"},
    {"patient.timeline", "events of one patient"},
    {"portal.unopened_letters", "a month's letters to one partner"},
    {"referral.ids_needing_us", "open duties"},
    {"referral.list_needing_us", "open duties"},
    {"referral.list_open_in_state", "open cases"},
    {"reply.list_by_department", "open replies"},
    {"ward_desk.statuses", "open replies of one referral"},
};

bool sorts(const std::string& plan) {
    return plan.find("TEMP B-TREE FOR") != std::string::npos;
}
bool is_read_in_pages(const std::string& text) {
    return text.find("LIMIT $") != std::string::npos;
}

/// The table of every index that holds all rows, not open cases alone.
std::map<std::string, std::string> whole_indexes(db::Database& database) {
    std::map<std::string, std::string> out;
    auto tx = database.read();
    tx.each(kIndexes, [&](const db::Row& row) {
        if (!row.yes(2)) out[row.string(0)] = row.string(1);
    });
    return out;
}

/// The tables that the plan reads from end to end, in any order: without an index, or by one of
/// which it gives the hospital alone, unless it stops after a page.
std::vector<std::string> read_whole(const std::string& plan, const std::string& text,
                                    const std::map<std::string, std::string>& indexes) {
    std::vector<std::string> out;
    const auto each = [&](const char* pattern, const auto& found) {
        const std::regex wanted(pattern);
        for (auto it = std::sregex_iterator(plan.begin(), plan.end(), wanted);
             it != std::sregex_iterator(); ++it)
            found((*it)[1].str());
    };
    each(R"(SCAN (\w+)\b(?! VIRTUAL))", [&](const std::string& table) {
        if (table != "CONSTANT") out.push_back(table);
    });
    if (!is_read_in_pages(text) || sorts(plan))
        each(R"(INDEX (\w+) \(facility_id=\?\))", [&](const std::string& index) {
            if (indexes.contains(index)) out.push_back(indexes.at(index));
        });
    return out;
}

/// PostgreSQL's plan for any values. Unless `free`, it may not read a table from end to end when
/// there is another way.
std::string plan_on_postgres(db::Database& database, const std::string& text, bool free) {
    const std::regex placeholder(R"(\$(\d+))");
    int most = 0;
    for (auto it = std::sregex_iterator(text.begin(), text.end(), placeholder);
         it != std::sregex_iterator(); ++it)
        most = std::max(most, std::stoi((*it)[1]));
    std::string values;
    for (int n = 0; n < most; ++n) values += n == 0 ? "(NULL" : ", NULL";
    if (most > 0) values += ")";
    database.run_script("SET enable_seqscan = " + std::string{free ? "on" : "off"} +
                        "; SET plan_cache_mode = force_generic_plan; PREPARE asked AS " +
                        db::statement_for(db::EngineKind::postgresql, text));
    // A statement is known by where its text lies: none may take another's place.
    static std::deque<std::string> texts;
    const auto& sql = texts.emplace_back("EXPLAIN EXECUTE asked" + values);
    std::string plan;
    database.write().each(db::Query{"test.plan", std::string_view{sql}},
                          [&](const db::Row& row) { plan += row.string(0) + "\n"; });
    database.run_script("DEALLOCATE asked");
    return plan;
}

/// Tables that hold little in this office: reading them whole is what a planner should do.
std::set<std::string> short_tables(db::Database& office) {
    static constexpr db::Query kShort{
        "test.short_tables",
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples < 10000"};
    std::set<std::string> out;
    office.read().each(kShort, [&](const db::Row& row) { out.insert(row.string(0)); });
    return out;
}

/// An INSERT, whose plan tells of the checks of its references, or a question of the engines' own.
bool is_other(const std::string& name, const std::string& text) {
    return text.find("INSERT INTO") != std::string::npos || name.starts_with("db.");
}

}  // namespace

TEST_CASE("no question of the program reads a table of cases from end to end") {
    if (on_postgres()) return;  // the next one
    TestDatabase database;
    pretend_a_million(database);
    const auto office = db::Database::open(database.where(), {.durable = false}).value();
    const auto indexes = whole_indexes(*office);
    std::set<std::string> used;
    for (const auto& [name, text] : testing::query_texts()) {
        if (is_other(name, text)) continue;
        const auto plan = testing::plan_of(*office, text);
        for (const auto& table : read_whole(plan, text, indexes)) {
            const bool meant = kReadAll.contains(name);
            if (meant) used.insert(name);
            CHECK_MESSAGE((meant || kSmallTables.contains(table)), name, " reads all of ", table,
                          "\n", plan);
        }
    }
    for (const auto& [name, reason] : kReadAll)
        CHECK_MESSAGE(used.contains(name), name, " does not read all any more");
}

TEST_CASE("PostgreSQL has an index for every question about a table of cases") {
    if (!on_postgres()) return;
    TestDatabase database;
    const char* real = std::getenv("KAKEHASHI_PLANS_OF");  // an office with real rows
    const auto office = db::Database::open(real ? real : database.where()).value();
    const auto short_now = real ? short_tables(*office) : std::set<std::string>{};
    const std::regex scan(R"(Seq Scan on (\w+))");
    int by_index = 0;
    for (const auto& [name, text] : testing::query_texts()) {
        if (is_other(name, text)) continue;
        const auto plan = plan_on_postgres(*office, text, real != nullptr);
        if (plan.find("Index") != std::string::npos) ++by_index;
        for (auto it = std::sregex_iterator(plan.begin(), plan.end(), scan);
             it != std::sregex_iterator(); ++it) {
            const std::string table = (*it)[1];
            const bool is_short = kSmallTables.contains(table) || short_now.contains(table);
            CHECK_MESSAGE((kReadAll.contains(name) || is_short), name, " reads all of ", table,
                          "\n", plan);
        }
    }
    CHECK(by_index > 100);
}

TEST_CASE("a list that is read in pages is read in its order, and no further than it is shown") {
    if (on_postgres()) return;
    TestDatabase database;
    pretend_a_million(database);
    const auto office = db::Database::open(database.where(), {.durable = false}).value();
    std::set<std::string> used;
    for (const auto& [name, text] : testing::query_texts()) {
        if (!is_read_in_pages(text)) continue;
        const auto plan = testing::plan_of(*office, text);
        if (!sorts(plan)) continue;
        used.insert(name);
        CHECK_MESSAGE(kSortFew.contains(name), name, " sorts what it reads\n", plan);
    }
    for (const auto& [name, reason] : kSortFew)
        CHECK_MESSAGE(used.contains(name), name, " does not sort any more");
}

TEST_CASE("the list of the day and the numbers of every page come from one index") {
    if (on_postgres()) return;
    TestDatabase database;
    pretend_a_million(database);
    const auto office = db::Database::open(database.where(), {.durable = false}).value();
    const auto texts = testing::query_texts();
    CHECK(testing::plan_of(*office, texts.at("duty.counts"))
              .starts_with("SEARCH duty USING COVERING INDEX duty_open (facility_id=?)\n"));
    CHECK(testing::plan_of(*office, texts.at("duty.list_open"))
              .starts_with("SEARCH duty USING INDEX duty_open (facility_id=?)\n"));
}

}  // namespace kakehashi
