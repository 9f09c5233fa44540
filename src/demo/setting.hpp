// What the parts around patients of the present have in common.
#pragma once

#include <vector>

#include "demo/town.hpp"
#include "office/office.hpp"

namespace kakehashi::demo {

/// The people and the day of the story.
struct Setting {
    db::Transaction& tx;
    const Town& town;
    Instant now;
    std::vector<PatientId> patients;  // at least one

    const Viewer& nurse() const { return town.colleagues[0]; }
    const Viewer& clerk() const { return town.colleagues[1]; }
    const Viewer& social_worker() const { return town.colleagues[2]; }
    const Viewer& head() const { return town.colleagues[3]; }
    PatientId patient(std::size_t n) const { return patients[n % patients.size()]; }
    /// That many days ago, or on the office day before.
    Instant ago(int days_ago) const {
        const std::chrono::hours day{24};
        auto then = now - day * days_ago;
        while (!is_office_day(date_in_japan(then))) then -= day;
        return then;
    }
    Date day(int days_ago) const { return date_in_japan(ago(days_ago)); }
};

/// 共同利用: a network in its second version, and somebody who agreed but for one member and 薬.
Result<void> add_network(const Setting& at);
/// ご家族へのお渡し: the slips of somebody booked, to the daughter who comes along.
Result<void> add_hand_over(const Office& office, const Setting& at);
/// 漏えい等: one that waits for 確報, and one of today, of which 速報 is owed.
Result<void> add_incidents(const Setting& at);

}  // namespace kakehashi::demo
