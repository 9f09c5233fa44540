#pragma once

#include <optional>
#include <string>

#include "base/date.hpp"
#include "base/id.hpp"

namespace kakehashi::ward {

using WardId = Id<struct WardTag>;

/// 使う期間: from a day to a day, both included.
struct InUse {
    Date since;
    std::optional<Date> until;

    bool on(Date day) const { return since <= day && (!until || day <= *until); }
    /// Invalid `period.ends_before_it_begins` (`until`).
    Result<void> check() const;
    bool operator==(const InUse&) const = default;
};

/// 病棟 of the house.
struct Ward {
    WardId id;
    std::string code;  // of the electronic record; empty: none
    std::string name;  // 東3病棟
    int position = 0;
    InUse in_use;
    bool active = true;  // today
    int version = 1;
};

}  // namespace kakehashi::ward
