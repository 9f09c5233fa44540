#pragma once

#include <string_view>

#include "app/configuration.hpp"
#include "app/program.hpp"

namespace kakehashi::app {

/// Who stands in the trail for what is done at the server.
inline constexpr const char* kOperator = "サーバーの管理者";

/// A change of who may sign in, in its own transaction.
void note_user(db::Transaction& tx, Program& program, std::string_view what, UserId user);

/// `user directory`, `user no-directory`: the exit code.
int linked_to_directory(Program& program, const Configuration& configuration);
int unlinked_from_directory(Program& program, const Configuration& configuration);

}  // namespace kakehashi::app
