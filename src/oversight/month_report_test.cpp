// 月の点検: what stands out in a month of the trail.
#include <doctest/doctest.h>

#include "oversight/month_report_store.hpp"
#include "oversight/oversight_test_house.hpp"

using namespace kakehashi;
using namespace kakehashi::oversight;

namespace {

/// 2026-10-`day`, a month with 10/12 スポーツの日.
Instant october(unsigned day, int hour, int minute = 0) {
    return instant_in_japan(*make_date(2026, 10, day),
                            std::chrono::hours{hour} + std::chrono::minutes{minute});
}

struct MonthHouse : AuditHouse {
    MonthHouse() { clock.set(instant_in_japan(*make_date(2026, 11, 1), std::chrono::hours{1})); }
    void minute() { report_every_minute(office); }
    /// How many lines of October stand out that way.
    std::int64_t count(Anomaly anomaly) {
        auto tx = office.db.read();
        const auto report = find_month_report(tx, kOurHospital, "2026-10").value();
        return anomaly_counts(tx, report)[std::string{to_text(anomaly)}];
    }
    int duties() {
        auto tx = office.db.read();
        return count_duties(tx, saeki, clock.now()).all.open;
    }
    std::int64_t number(std::string_view sql) {
        return office.db.read().number(db::Query{"test.number", sql});
    }
};

bool has(const std::string& text, std::string_view words) {
    return text.find(words) != std::string::npos;
}

constexpr const char* kReport = "/audit/reviews/2026-10";

}  // namespace

TEST_CASE("after hours is before 7:00, from 21:00 on, and on days that are no business days") {
    MonthHouse house;
    house.chain_entries({
        AuditHouse::look("p55", october(1, 6, 59), house.saeki),
        AuditHouse::look("p55", october(1, 7), house.saeki),
        AuditHouse::look("p55", october(1, 20, 59), house.saeki),
        AuditHouse::look("p55", october(1, 21), house.saeki),
        AuditHouse::look("p55", october(3, 10), house.saeki),   // a Saturday
        AuditHouse::look("p55", october(12, 10), house.saeki),  // スポーツの日
        AuditHouse::look("p55", october(13, 10), house.saeki),
    });
    house.minute();
    CHECK(house.count(Anomaly::AfterHours) == 4);
    CHECK(house.count(Anomaly::Refused) == 0);
}

TEST_CASE("each 緊急閲覧 stands out by itself") {
    MonthHouse house;
    auto opened = AuditHouse::look("p55", october(1, 10), house.saeki);
    opened.action = audit::kChange;
    opened.what = "patient.glass_broken";
    auto sealed = opened;
    sealed.what = "patient.sealed";
    house.chain_entries({opened, sealed, AuditHouse::look("p55", october(1, 10), house.saeki)});
    house.minute();
    CHECK(house.count(Anomaly::Emergency) == 1);
    CHECK(has(house.page(kReport), "緊急閲覧"));
}

TEST_CASE("one's own name and one's family name stand out, on a page of one patient alone") {
    MonthHouse house;
    house.database.script(
        "UPDATE patient SET name = '大村 ハナ' WHERE id = 56;"
        "UPDATE patient SET name = '佐伯　真理' WHERE id = 57");
    auto audited = AuditHouse::look("p57", october(1, 10), house.saeki);
    audited.purpose = audit::kOversight;
    house.chain_entries({AuditHouse::look("p57", october(1, 10), house.saeki),
                         AuditHouse::look("p57", october(1, 10), house.omura),
                         AuditHouse::look("p56", october(1, 10), house.omura),
                         AuditHouse::look("p55,p56,p57", october(1, 10), house.omura),
                         AuditHouse::look("p55", october(1, 10), house.saeki), audited});
    house.minute();
    CHECK(house.count(Anomaly::OwnRecord) == 1);
    CHECK(house.count(Anomaly::SameFamily) == 1);
    const auto page = house.page(std::string{kReport} + "?kind=own_record");
    CHECK(has(page, "<th scope=\"row\">佐伯 真理"));
    CHECK(has(page, "患者ID 未採番"));
    CHECK_FALSE(has(page, "<th scope=\"row\">大村 健"));
    CHECK_FALSE(has(page, "大村 ハナ"));
}

TEST_CASE("more than sixty patients in an hour stand out, whoever looked at fewer does not") {
    MonthHouse house;
    std::vector<audit::Entry> entries;
    for (int i = 0; i < 61; ++i) {
        const auto patient = "p" + std::to_string(100 + i);
        entries.push_back(AuditHouse::look(patient, october(1, 10, i % 60), house.saeki));
        if (i < 60) entries.push_back(AuditHouse::look(patient, october(1, 10), house.omura));
        entries.push_back(AuditHouse::look(patient, october(1, 10 + i % 2), house.fujii));
    }
    house.chain_entries(entries);
    house.minute();
    CHECK(house.count(Anomaly::Bulk) == 61);
    auto page = house.page(std::string{kReport} + "?kind=bulk");
    CHECK(has(page, "61行"));
    CHECK(has(page, "前の記録"));
    CHECK_FALSE(has(page, "<th scope=\"row\">大村 健"));
    CHECK_FALSE(has(page, "<th scope=\"row\">藤井 直子"));
}

TEST_CASE("refusals stand out, also of people nobody knows; other months do not") {
    MonthHouse house;
    audit::Entry stranger;
    stranger.at = october(1, 10);
    stranger.address = "10.9.9.9";
    stranger.action = audit::kRefused;
    stranger.what = "POST /sign-in";
    stranger.result = "unknown_login";
    auto late = stranger;
    late.at = house.clock.now();
    auto early = stranger;
    early.at = october(1, 0) - std::chrono::seconds{1};
    house.chain_entries({stranger, late, early});
    house.minute();
    CHECK(house.count(Anomaly::Refused) == 1);
    CHECK(has(house.page(kReport), "記録 1行"));
}

TEST_CASE("a month that has ended is due on the tenth business day, and signed once with a note") {
    const Holidays holidays;
    CHECK(signed_by("2026-10", holidays) == *make_date(2026, 11, 16));  // 11/3 is 文化の日
    MonthHouse house;
    house.chain_entries({AuditHouse::look("p55", october(1, 10), house.saeki)});
    house.minute();
    house.minute();
    CHECK(house.number("SELECT count(*) FROM month_report") == 1);
    CHECK(house.duties() == 1);
    CHECK(has(house.page("/audit/reviews"), "2026年10月"));
    CHECK(has(house.page(kReport), "11/16(月) まで"));
    const std::string signature = std::string{kReport} + "/signature";
    CHECK(house.post(signature, {{"note", " \n"}}).status == 422);
    CHECK(house.duties() == 1);
    CHECK(house.post(signature, {{"note", "目にとまる記録はありません"}}).status == 303);
    CHECK(house.duties() == 0);
    CHECK(has(house.page(kReport), "佐伯 真理 11/1(日)"));
    CHECK(has(house.page(kReport), "目にとまる記録はありません"));
    CHECK(house.post(signature, {{"note", "もう一度"}}).status == 409);
    CHECK(house.number("SELECT count(*) FROM event WHERE kind = 'month_report.signed' AND "
                       "actor_name = '佐伯 真理'") == 1);
    CHECK(house.number("SELECT count(*) FROM audit_pending WHERE what = 'month_report.signed'") ==
          1);
    CHECK(house.get("/audit/reviews/2026-09").status == 404);
    CHECK(house.get("/audit/reviews/x").status == 404);
}

TEST_CASE("a report waits until the last line of its month stands in the chain") {
    MonthHouse house;
    house.chain_entries({AuditHouse::look("p55", october(1, 6), house.saeki)});
    {
        auto tx = house.office.db.write();
        audit::note(tx, AuditHouse::look("p55", october(31, 23, 59), house.saeki));
        tx.commit();
    }
    house.minute();
    CHECK(house.number("SELECT count(*) FROM month_report") == 0);
    house.chain_entries({});
    house.clock.set(instant_in_japan(*make_date(2026, 11, 1), std::chrono::minutes{59}));
    house.minute();
    CHECK(house.number("SELECT count(*) FROM month_report") == 0);
    house.clock.set(instant_in_japan(*make_date(2026, 11, 1), std::chrono::minutes{60}));
    house.minute();
    CHECK(house.count(Anomaly::AfterHours) == 2);
}

TEST_CASE("every month has its report, also those the program slept through") {
    MonthHouse house;
    house.chain_entries({AuditHouse::look("p55", october(1, 10), house.saeki)});
    house.minute();
    house.clock.set(instant_in_japan(*make_date(2027, 1, 31), std::chrono::hours{9}));
    for (int i = 0; i < 5; ++i) {
        house.chain_entries({});
        house.minute();
    }
    CHECK(house.number("SELECT count(*) FROM month_report") == 3);
    CHECK(house.number("SELECT count(*) FROM month_report WHERE month = '2026-12'") == 1);
}

TEST_CASE("a program that is new, or begins late in a month, owes no report of what was before") {
    MonthHouse house;
    house.minute();
    CHECK(house.number("SELECT count(*) FROM month_report") == 0);
    house.chain_entries({AuditHouse::look("p55", october(1, 10), house.saeki)});
    house.clock.set(instant_in_japan(*make_date(2026, 11, 17), std::chrono::hours{9}));
    house.minute();
    CHECK(house.number("SELECT count(*) FROM month_report") == 0);
    CHECK(has(house.page("/audit/reviews"), "まだありません"));
}
