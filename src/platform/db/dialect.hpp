#pragma once

#include <string>
#include <string_view>

#include "platform/db/value.hpp"

namespace kakehashi::db {

enum class EngineKind { sqlite, postgresql };

/// A statement as the engine wants it. One text serves both engines but for `{match}`, the word for
/// "the text index holds" (FTS5's MATCH, PostgreSQL's @@), and `{shown … to …}` (shown.hpp).
std::string statement_for(EngineKind engine, std::string_view text);

/// A migration as the engine wants it: `{identity}` is the engine's growing key, `{strict}`
/// SQLite's strict typing, and lines between `-- only sqlite` / `-- only postgresql` and `-- end`
/// are kept for that engine alone. On PostgreSQL whole numbers are BIGINT and text is compared byte
/// by byte, as SQLite does it.
std::string migration_for(EngineKind engine, std::string_view text);

/// The same words in each engine's grammar.
std::string fts5_query(const Match& match);
std::string ts_query(const Match& match);
/// 'ab':1 'bc':2 — every word with its place, so that phrases can be found.
std::string ts_vector(std::string_view words);

}  // namespace kakehashi::db
