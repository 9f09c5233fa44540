#pragma once

#include "office/doors.hpp"

namespace kakehashi::testing {

/// The doors of an office whose key lies in `folder`.
inline office::Doors doors(const std::filesystem::path& folder,
                           std::optional<RelyingParty> party = std::nullopt) {
    return {.key = OfficeKey::load_or_create(folder / "keys" / "office.key").value(),
            .party = std::move(party)};
}

}  // namespace kakehashi::testing
