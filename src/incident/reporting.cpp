#include "incident/reporting.hpp"

namespace kakehashi::incident {
namespace {

constexpr int kManyPersons = 1000;
constexpr LeakedItems kHealth{LeakedItem::Clinical, LeakedItem::Tests, LeakedItem::Medication};

bool malice_is_feared(const Leaked& leaked) {
    if (leaked.malice != Malice::Unknown) return leaked.malice == Malice::Yes;
    return leaked.kind == Kind::Stolen || leaked.kind == Kind::Intruded;
}

/// 行政機関の休日.
bool commission_is_closed(Date day, const Holidays& holidays) {
    const std::chrono::year_month_day when{day};
    const auto month = unsigned{when.month()}, of_month = unsigned{when.day()};
    const bool new_year = (month == 12 && of_month >= 29) || (month == 1 && of_month <= 3);
    return new_year || !holidays.is_business_day(day);
}

}  // namespace

std::string_view japanese(Ground ground) {
    switch (ground) {
        case Ground::Sensitive:
            return "要配慮個人情報(診療・受診の情報)を含む";
        case Ground::Property:
            return "財産的被害のおそれがある";
        case Ground::Malice:
            return "不正の目的のおそれがある";
        case Ground::Thousand:
            return "1,000人を超える";
    }
    return {};
}

std::vector<Ground> grounds_to_report(const Leaked& leaked) {
    std::vector<Ground> grounds;
    if (leaked.subjects == Subjects::Patients || leaked.items.has_any(kHealth))
        grounds.push_back(Ground::Sensitive);
    if (leaked.items.has(LeakedItem::Money)) grounds.push_back(Ground::Property);
    if (malice_is_feared(leaked)) grounds.push_back(Ground::Malice);
    if (leaked.persons > kManyPersons) grounds.push_back(Ground::Thousand);
    return grounds;
}

Terms terms_of(Date known_on, Malice malice, const Holidays& holidays) {
    const auto nth_day = [&](int n) { return known_on + days{n - 1}; };
    auto final_limit = nth_day(malice == Malice::Yes ? 60 : 30);
    while (commission_is_closed(final_limit, holidays)) final_limit += days{1};
    return {nth_day(3), nth_day(5), nth_day(5), final_limit};
}

}  // namespace kakehashi::incident
