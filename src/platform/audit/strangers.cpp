#include "platform/audit/strangers.hpp"

namespace kakehashi::audit {
namespace {

std::int64_t minute_of(Instant at) {
    return std::chrono::floor<std::chrono::minutes>(at).time_since_epoch().count();
}

}  // namespace

bool Strangers::admits(const Entry& entry) {
    Kind kind{entry.address, entry.action, entry.what, entry.result, entry.actor.value};
    const std::lock_guard lock(guard_);
    if (const auto minute = minute_of(entry.at); minute != minute_) {
        minute_ = minute;
        rows_ = 0;
        seen_.clear();
    }
    const bool known = seen_.contains(kind);
    if (rows_ < kAllMax && (!known || seen_[kind] < kEachMax)) {
        ++rows_;
        ++seen_[kind];
        return true;
    }
    auto example = entry;
    if (counted_.size() >= static_cast<std::size_t>(kKindsMax) && !counted_.contains(kind)) {
        // Of one office and many addresses: what, with which answer. These are few.
        example.address = kManyAddresses;
        example.actor = {};
        example.actor_name.clear();
        example.case_id = 0;
        kind = {example.address, example.action, example.what, example.result, 0};
    }
    auto& count = counted_[kind];
    if (count.times == 0) count.example = std::move(example);
    if (count.example.case_id != entry.case_id) count.example.case_id = 0;
    ++count.times;
    return false;
}

std::vector<Entry> Strangers::counted(Instant now, bool all) {
    std::vector<Entry> out;
    const std::lock_guard lock(guard_);
    if (!all && minute_of(now) == minute_) return out;
    for (auto& [kind, count] : counted_) {
        count.example.times = count.times;
        out.push_back(std::move(count.example));
    }
    counted_.clear();
    return out;
}

}  // namespace kakehashi::audit
