#pragma once

#include <string>
#include <string_view>

#include "platform/auth/office_key.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

/// 認証アプリ of one account: at most one.
bool has_app(db::Transaction& tx, UserId user);
/// Since when it is in use; nothing when there is none.
std::optional<Instant> app_since(db::Transaction& tx, UserId user);
/// The secret is kept sealed. `step` is that of the code which confirmed it: it is used. An app
/// that was there counts no more.
void add_app(db::Transaction& tx, const OfficeKey& key, UserId user, std::string_view secret,
             std::int64_t step, Instant now);
/// False when there was none.
bool remove_app(db::Transaction& tx, UserId user);
/// The step of a right code that is newer than the newest one used; nothing otherwise, also when
/// the secret was sealed with another key.
std::optional<std::int64_t> unused_app_step(db::Transaction& tx, const OfficeKey& key, UserId user,
                                            std::string_view code, Instant now);
/// Takes a code once: true for a right one that is newer than the newest one used.
bool use_app_code(db::Transaction& tx, const OfficeKey& key, UserId user, std::string_view code,
                  Instant now);

}  // namespace kakehashi
