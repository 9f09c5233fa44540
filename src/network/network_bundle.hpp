#pragma once

#include <array>
#include <string>

#include "facility/facility.hpp"
#include "network/network_case.hpp"

namespace kakehashi::network {

/// What a file says of itself.
struct BundleHead {
    std::string number;  // 文書番号 2611-04655-01
    Instant at;
    Facility house;
    std::string network;               // みなと地域医療ネット
    std::array<std::string, 3> uuids;  // of Composition, Patient, Organization: fresh in each file
};

/// The case as a FHIR R4 document Bundle (JSON): Composition 60591-5 患者サマリー, Patient,
/// Organization. What the decision does not let go is not in it; its section stands there without a
/// word of it (emptyReason `withheld`), so that an empty 処方 does not read as "no medicines", and
/// does not say why. `decision.refusal` must be empty.
///
/// Not covered: coded entries (the records are sentences), profiles of JP-CLINS (it has none for a
/// network), 紹介状 and 返書 themselves.
std::string write_bundle(const BundleHead& head, const ShareCase& what,
                         const ShareDecision& decision);

}  // namespace kakehashi::network
