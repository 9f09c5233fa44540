#pragma once

#include <memory>
#include <string>

#include "app/configuration.hpp"
#include "platform/directory/hospital_directory.hpp"

namespace kakehashi::app {

/// The directory that the configuration names; null when it names none. Nobody is called: a
/// provider that is away keeps no office from starting. Invalid `directory.incomplete` with the
/// option that is missing, `directory.bad_…`, `user.unknown_role`.
Result<std::shared_ptr<HospitalDirectory>> open_directory(const Configuration& configuration);

/// By what name accounts are linked with it; empty when none is configured.
std::string directory_issuer(const Configuration& configuration);

}  // namespace kakehashi::app
