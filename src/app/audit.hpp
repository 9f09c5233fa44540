#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/configuration.hpp"
#include "platform/audit/key.hpp"
#include "platform/audit/verify.hpp"
#include "platform/backup/audit_evidence.hpp"

namespace kakehashi::app {

/// DATA/audit: the journal of what pages showed, and the daily roots.
std::filesystem::path audit_folder(const Configuration& configuration);
/// --audit-key, else DATA/keys/audit.key; made when it is not there. Errors of Key::load_or_create.
Result<audit::Key> open_audit_key(const Configuration& configuration);
/// The public keys beside it, and the folder of the daily roots.
AuditPlaces audit_places(const Configuration& configuration);
/// The public keys that stand beside it.
std::vector<std::string> audit_public_keys(const Configuration& configuration);

}  // namespace kakehashi::app
