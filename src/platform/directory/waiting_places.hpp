#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace kakehashi {

/// So many wait for another server at once, in all and from one address: a server that does not
/// answer takes no more threads than these, and none of the line in which passwords wait.
class WaitingPlaces {
  public:
    WaitingPlaces(int all, int per_address) : all_max_(all), per_address_max_(per_address) {}

    struct Freed {
        std::string address;
        void operator()(WaitingPlaces* places) const { places->leave(address); }
    };
    /// Held until the answer is there.
    using Place = std::unique_ptr<WaitingPlaces, Freed>;

    /// Unavailable `auth.busy` when all are taken, or those of this address.
    Result<Place> take(std::string_view address) {
        const std::lock_guard lock(guard_);
        auto& here = by_address_[std::string{address}];
        if (all_ >= all_max_ || here >= per_address_max_) {
            if (here == 0) by_address_.erase(std::string{address});
            return fail(ErrorKind::Unavailable, "auth.busy");
        }
        ++all_;
        ++here;
        return Place{this, Freed{std::string{address}}};
    }

  private:
    void leave(const std::string& address) {
        const std::lock_guard lock(guard_);
        --all_;
        if (--by_address_[address] == 0) by_address_.erase(address);
    }

    const int all_max_;
    const int per_address_max_;
    std::mutex guard_;
    int all_ = 0;
    std::map<std::string, int> by_address_;
};

}  // namespace kakehashi
