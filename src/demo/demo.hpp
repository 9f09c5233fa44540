#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "office/office.hpp"

namespace kakehashi::demo {

/// How large a town: a year of a small office; ten years of a 400-bed hospital (300,000
/// referrals); a region with three times the partners and a million.
enum class DemoScale { Small, Hospital, Region };
/// `small`, `hospital`, `region`. Invalid `demo.unknown_scale`, field `scale`.
Result<DemoScale> parse_demo_scale(std::string_view text);

struct DemoPlan {
    DemoScale scale = DemoScale::Small;
    int referrals = 0;  // instead of the scale's own number; 0: that number
    std::uint64_t seed = 1;
    Instant now;  // the moment the town has come to; everything in it happened before
};

/// What was made.
struct DemoReport {
    std::int64_t facilities = 0, patients = 0, referrals = 0, open_referrals = 0, documents = 0;
};

/// Fills an empty office with an invented town: its history by bulk loading, its last 45 days by
/// the very functions of the features. The same plan gives the same rows and the same documents.
/// Refused `demo.not_empty` when the office has users already; errors of the features' functions
/// and of DocumentFiles::put().
Result<DemoReport> make_demo(Office& office, const DemoPlan& plan);

/// What is typed at sign-in as saeki, omura, fujii or hasegawa.
inline constexpr std::string_view kDemoPassword = "kakehashi";

}  // namespace kakehashi::demo
