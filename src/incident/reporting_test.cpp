// Whether the commission is told, and by when. Rules: docs/rules/incident.md.
#include "incident/reporting.hpp"

#include <doctest/doctest.h>

using namespace kakehashi;
using namespace kakehashi::incident;

namespace {

const Holidays kHolidays;

Date day(int year, unsigned month, unsigned of_month) {
    return *make_date(year, month, of_month);
}

/// A list of colleagues that went to the wrong place: nothing of it asks for a report.
Leaked of_colleagues() {
    return {Kind::Mail, Subjects::Others, {LeakedItem::Identity}, Malice::No, 3};
}

}  // namespace

TEST_CASE("what is told to the commission, kind by kind of the law [incident/reportable]") {
    using Grounds = std::vector<Ground>;
    struct Line {
        const char* what;
        Leaked leaked;
        Grounds grounds;
    };
    auto patient = of_colleagues();
    patient.subjects = Subjects::Patients;
    patient.persons = 1;
    auto clinical = of_colleagues();
    clinical.items = {LeakedItem::Clinical};
    auto account = of_colleagues();
    account.items.add(LeakedItem::Money);
    auto malicious = of_colleagues();
    malicious.malice = Malice::Yes;
    auto thousand = of_colleagues();
    thousand.persons = 1000;
    auto more = of_colleagues();
    more.persons = 1001;
    const Line lines[] = {
        {"the names of three colleagues", of_colleagues(), {}},
        {"one patient, by name alone", patient, {Ground::Sensitive}},
        {"a colleague's diagnosis", clinical, {Ground::Sensitive}},
        {"the number of an account", account, {Ground::Property}},
        {"taken with malice", malicious, {Ground::Malice}},
        {"a thousand persons", thousand, {}},
        {"a thousand and one", more, {Ground::Thousand}},
    };
    for (const auto& line : lines)
        CHECK_MESSAGE(grounds_to_report(line.leaked) == line.grounds, line.what);
}

TEST_CASE(
    "a theft and an intrusion count as malice until it is known that there was none "
    "[incident/reportable]") {
    for (const auto& words : kinds()) {
        auto leaked = of_colleagues();
        leaked.kind = words.value;
        leaked.malice = Malice::Unknown;
        const bool feared = words.value == Kind::Stolen || words.value == Kind::Intruded;
        CHECK_MESSAGE(!grounds_to_report(leaked).empty() == feared, words.japanese);
        leaked.malice = Malice::No;
        CHECK_MESSAGE(grounds_to_report(leaked).empty(), words.japanese);
    }
}

TEST_CASE("leak, loss and damage of a patient's record are told alike [incident/reportable]") {
    for (const auto& words : kinds()) {
        Leaked leaked{words.value, Subjects::Patients, {LeakedItem::Tests}, Malice::No, 1};
        CHECK_MESSAGE(grounds_to_report(leaked) == std::vector{Ground::Sensitive}, words.japanese);
    }
}

TEST_CASE(
    "the day of knowing is day 1: the third and fifth day, the thirtieth and sixtieth "
    "[incident/terms]") {
    const auto terms = terms_of(day(2026, 11, 24), Malice::No, kHolidays);
    CHECK(terms.first_aim == day(2026, 11, 26));
    CHECK(terms.first_limit == day(2026, 11, 28));
    CHECK(terms.notice_aim == day(2026, 11, 28));
    CHECK(terms.final_limit == day(2026, 12, 23));
    CHECK(terms_of(day(2026, 11, 24), Malice::Unknown, kHolidays).final_limit == day(2026, 12, 23));
    CHECK(terms_of(day(2026, 11, 24), Malice::Yes, kHolidays).final_limit == day(2027, 1, 22));
}

TEST_CASE(
    "a last day on which the commission is closed moves to its next open day "
    "[incident/terms]") {
    const auto final_of = [](Date known) {
        return terms_of(known, Malice::No, kHolidays).final_limit;
    };
    CHECK(final_of(day(2026, 10, 2)) == day(2026, 11, 2));    // 10/31 is a Saturday
    CHECK(final_of(day(2026, 10, 5)) == day(2026, 11, 4));    // 11/3 文化の日
    CHECK(final_of(day(2026, 11, 30)) == day(2027, 1, 4));    // 12/29, then Sunday 1/3
    CHECK(final_of(day(2026, 11, 29)) == day(2026, 12, 28));  // the last open day
}
