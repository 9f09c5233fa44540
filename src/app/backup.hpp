#pragma once

#include "app/configuration.hpp"
#include "platform/backup/backups.hpp"

namespace kakehashi::app {

/// The backups of --backup-folder, opened with --backup-key. Invalid `text.required`,
/// `backup.no_key`.
Result<Backups> open_backups(const Configuration& configuration);
/// --backup-keep; Invalid `backup.keep_more` below three.
Result<int> generations_to_keep(const Configuration& configuration);
/// Where a generation is restored for a look: in the data folder, the one place where the service
/// may write.
std::filesystem::path scratch_room(const Configuration& configuration, const std::string& name);

}  // namespace kakehashi::app
