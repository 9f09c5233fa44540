#pragma once

#include "demo/town.hpp"

namespace kakehashi::demo {

/// 病棟: three wards, a 病棟看護師 who belongs to one, a dozen of the newest patients in them, and
/// two questions between the ward and the office. After the present, of which it takes the
/// patients.
Result<void> build_wards(db::Transaction& tx, const Town& town, Instant now);

}  // namespace kakehashi::demo
