#pragma once

#include "office/doors.hpp"

namespace kakehashi::testing {

/// The doors of an office whose key lies in `folder`.
inline office::Doors doors(const std::filesystem::path& folder) {
    return {.key = OfficeKey::load_or_create(folder / "keys" / "office.key").value()};
}

}  // namespace kakehashi::testing
