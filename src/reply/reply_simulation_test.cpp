// A year of an office by dice: what must always hold is looked at after each step.
#include <doctest/doctest.h>

#include <random>
#include <set>

#include "reply/reply_test_house.hpp"
#include "support/query_texts.hpp"

using namespace kakehashi;
using namespace kakehashi::testing;

namespace {

constexpr db::Query kVisitedOwesNothing{"reply_test.visited_owes_nothing", R"sql(
    SELECT count(*) FROM referral r
     WHERE r.state = 'visited'
       AND NOT EXISTS (SELECT 1 FROM reply_obligation o
                        WHERE o.referral_id = r.id AND o.closed_at IS NULL)
)sql"};
constexpr db::Query kOpenWithoutDuty{"reply_test.open_without_duty", R"sql(
    SELECT count(*) FROM reply_obligation o
     WHERE o.closed_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM duty WHERE duty.case_kind = 'referral'
                          AND duty.case_id = o.referral_id AND duty.kind = 'reply.' || o.stage
                          AND duty.closed_at IS NULL)
)sql"};
constexpr db::Query kDutyWithoutStage{"reply_test.duty_without_stage", R"sql(
    SELECT count(*) FROM duty
     WHERE duty.closed_at IS NULL AND duty.kind LIKE 'reply.%'
       AND NOT EXISTS (SELECT 1 FROM reply_obligation o
                        WHERE o.referral_id = duty.case_id AND o.closed_at IS NULL
                          AND (duty.kind = 'reply.' || o.stage
                               OR (duty.kind = 'reply.chase' AND duty.topic = o.stage)))
)sql"};
constexpr db::Query kClosedButOwing{"reply_test.closed_but_owing", R"sql(
    SELECT count(*) FROM referral r JOIN reply_obligation o ON o.referral_id = r.id
     WHERE r.closed_at IS NOT NULL AND o.closed_at IS NULL
)sql"};
constexpr db::Query kSentTwice{"reply_test.sent_twice", R"sql(
    SELECT count(*) FROM (SELECT document_id FROM sending GROUP BY document_id
                          HAVING count(*) > 1) AS twice
)sql"};
constexpr db::Query kSentWithoutSending{"reply_test.sent_without_sending", R"sql(
    SELECT count(*) FROM reply_obligation o
     WHERE o.state = 'sent' AND NOT EXISTS (SELECT 1 FROM sending WHERE document_id = o.document_id)
)sql"};
constexpr db::Query kStageTwice{"reply_test.stage_twice", R"sql(
    SELECT count(*) FROM (SELECT referral_id, stage FROM reply_obligation
                           GROUP BY referral_id, stage HAVING count(*) > 1) AS twice
)sql"};

/// All pages of one tab.
std::vector<AgingRow> all_rows(db::Transaction& tx, TestOffice& office, const AgingDays& listed,
                               const AgingFilter& filter) {
    std::vector<AgingRow> rows;
    std::optional<AgingPlace> after;
    do {
        auto page = list_replies(tx, office.saeki, office.clock.now(), listed, filter, after, 7);
        for (auto& row : page.rows) rows.push_back(std::move(row));
        after = page.next;
    } while (after);
    return rows;
}

/// The totals around the list are the rows of the list, each exactly once.
void check_totals(TestOffice& office) {
    const auto now = office.clock.now();
    const AgingDays listed{date_in_japan(now)};
    auto tx = office.database->read();
    const auto totals = aging_totals(tx, office.saeki, now, listed);
    AgingBands bands;
    std::map<ReplyStage, int> by_stage;
    std::map<DepartmentId, int> by_department;
    std::set<std::int64_t> seen;
    for (const auto tab : {AgingTab::Act, AgingTab::Chased, AgingTab::Week}) {
        const auto rows = all_rows(tx, office, listed, {.tab = tab});
        const auto counted = totals.by_tab.find(tab);
        CHECK(static_cast<int>(rows.size()) ==
              (counted == totals.by_tab.end() ? 0 : counted->second));
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto& reply = rows[i].reply;
            CHECK(seen.insert(reply.id.value).second);
            CHECK(tab_of(reply, now) == tab);
            if (i > 0) CHECK(rows[i - 1].reply.counted_from <= reply.counted_from);
            bands.add(age_band(reply.waiting_days(listed.today)));
            ++by_stage[reply.stage];
            ++by_department[reply.department];
        }
    }
    CHECK(bands.all() == totals.bands.all());
    CHECK(bands.week == totals.bands.week);
    CHECK(bands.fortnight == totals.bands.fortnight);
    CHECK(bands.month == totals.bands.month);
    CHECK(bands.longer == totals.bands.longer);
    CHECK(by_stage == totals.by_stage);
    for (const auto& department : totals.departments)
        CHECK(department.bands.all() == by_department[department.id]);
    CHECK(static_cast<int>(replies_by_department(tx, office.saeki, listed).size()) == bands.all());
}

void check_invariants(TestOffice& office) {
    auto tx = office.database->read();
    for (const auto& query : {kVisitedOwesNothing, kOpenWithoutDuty, kDutyWithoutStage,
                              kClosedButOwing, kSentTwice, kSentWithoutSending, kStageTwice}) {
        CAPTURE(query.name);
        CHECK(tx.number(query) == 0);
    }
}

}  // namespace

TEST_CASE("whatever the office does, a visited referral owes a reply until it is concluded") {
    TestOffice office;
    std::mt19937 dice{20261124};
    const auto one_of = [&](std::size_t n) {
        return std::uniform_int_distribution<std::size_t>{0, n - 1}(dice);
    };
    std::vector<ReferralId> referrals;
    int sent = 0;
    for (int step = 0; step < 260; ++step) {
        const auto now = office.clock.now();
        const auto today = date_in_japan(now);
        if (referrals.empty() || one_of(6) == 0)
            referrals.push_back(an_awaited_referral(office).id);
        const auto id = referrals[one_of(referrals.size())];
        std::optional<db::Transaction> open{office.database->write()};
        auto& tx = *open;
        auto stages = obligations_of(tx, office.saeki, id);
        const auto* reply = stages.empty() ? nullptr : &stages[one_of(stages.size())];
        bool done = false;
        switch (one_of(12)) {
            case 0:
            case 1:
                done = record_arrival(tx, office.saeki, now, id, today).has_value();
                break;
            case 2:
                done = undo_arrival(tx, office.saeki, now, id).has_value();
                break;
            case 3:
                done = record_missed(tx, office.saeki, now, id).has_value();
                break;
            case 4:
                done = undo_missed(tx, office.saeki, now, id).has_value();
                break;
            case 5:
                done = record_admission(tx, office.saeki, now, id, today).has_value();
                break;
            case 6:
                done = record_discharge(tx, office.saeki, now, id, today).has_value();
                break;
            case 7:
                done = reply && set_not_needed(tx, office.saeki, now, reply->id, "電話ずみ");
                break;
            case 8:
                done = reply && reopen_obligation(tx, office.saeki, now, reply->id);
                break;
            case 9:
                done = reply && chase(tx, office.saeki, now, reply->id, one_of(2) == 0);
                break;
            case 10:
                done = reply && ask_doctor_for_reply(tx, office.saeki, now, reply->id);
                break;
            default:
                done = reply && sent < 25 && write_and_send(office, tx, *reply);
                if (done) ++sent;
        }
        if (done) tx.commit();
        open.reset();  // an error rolls back
        if (one_of(4) == 0) office.clock.advance(days{one_of(4)} + std::chrono::hours{1});
        if (one_of(5) == 0) open_chaser_duties(*office.database, office.clock.now());
        check_invariants(office);
        if (step % 20 == 0) check_totals(office);
    }
    check_totals(office);
    CHECK(sent > 5);
}

TEST_CASE("the list walks the open replies only, in the order of its index") {
    if (testing::on_postgres()) return;  // plans of both engines: tests/programs/plans.mjs
    TestOffice office;
    a_visited_referral(office, kToday);
    const auto text = "EXPLAIN QUERY PLAN " + query_texts().at("reply.list_open");
    const db::Query query{"reply_test.plan", std::string_view{text}};
    auto tx = office.database->read();
    std::string plan;
    tx.each(
        query, [&](const db::Row& row) { plan += row.string(3) + "\n"; }, 1, "2026-12-08",
        "2026-01-01", "2026-11-16", 0, 0, "", 0, 0, 0, "1900-01-01", 0, 50, 1);
    CAPTURE(plan);
    CHECK(plan.find("SEARCH o USING INDEX reply_open") != std::string::npos);
    CHECK(plan.find("SCAN") == std::string::npos);
    CHECK(plan.find("TEMP B-TREE") == std::string::npos);

    const auto totals = testing::plan_of(*office.database, query_texts().at("reply.totals"));
    CHECK(totals.starts_with("SEARCH o USING INDEX reply_open"));
    CHECK(totals.find("TEMP B-TREE") == std::string::npos);
}
