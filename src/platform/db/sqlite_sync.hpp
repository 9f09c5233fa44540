#pragma once

#include <atomic>
#include <memory>

struct sqlite3;

namespace kakehashi::db {

/// Whether an fsync of one database file has failed in this program.
using SyncFailed = std::atomic<bool>;

/// Watches the fsyncs of one connection's database file until it is closed. Once one has failed, no
/// later one is believed: the kernel has forgotten the pages it could not write, and SQLite writes
/// only those of the next checkpoint again. So no checkpoint ends, the write-ahead log keeps
/// everything since, and the next program that opens the file writes all of it anew.
void watch_syncs(sqlite3* connection, std::shared_ptr<SyncFailed> failed);

/// Writes the log once more as it is read, durably. A program before this one may have ended on an
/// fsync of the log that failed; what is saved from now on must not rest on those pages. Call it
/// where nobody else writes. Returns SQLite's code.
int write_log_again(sqlite3* connection);

}  // namespace kakehashi::db
