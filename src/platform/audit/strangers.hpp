#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

#include "platform/audit/entry.hpp"

namespace kakehashi::audit {

/// Refusals of people who are not signed in: a flood of them must not fill the disk. The first few
/// of each kind and address have a row each; what comes beyond that within the minute is counted
/// and told in one row (`times`). From any thread.
class Strangers {
  public:
    /// True when this refusal gets a row of its own; else it was counted.
    bool admits(const Entry& entry);
    /// What was counted in minutes that are over; with `all` also in this one.
    std::vector<Entry> counted(Instant now, bool all = false);

    static constexpr int kEachMax = 5;     // rows a minute of one kind from one address
    static constexpr int kAllMax = 120;    // rows a minute in all
    static constexpr int kKindsMax = 200;  // beyond it, kinds from all addresses together

  private:
    // address, action, what, result, actor
    using Kind = std::tuple<std::string, std::string, std::string, std::string, std::int64_t>;
    struct Count {
        Entry example;
        std::int64_t times = 0;
    };

    std::mutex guard_;
    std::int64_t minute_ = 0;
    int rows_ = 0;
    std::map<Kind, int> seen_;
    std::map<Kind, Count> counted_;
};

/// The address of a row that counts refusals from many.
inline constexpr std::string_view kManyAddresses = "*";

}  // namespace kakehashi::audit
