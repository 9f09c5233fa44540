#pragma once

struct sqlite3;

namespace kakehashi::db {

/// Watches the fsyncs of a connection's database file, which is in write-ahead mode. After one that
/// failed no later one says anything about the pages before it: the kernel has forgotten what it
/// could not write, while SQLite takes what it copied from its log in parts as done. So SQLite is
/// made to forget how far it copied, and the next checkpoint copies the whole log anew; until one
/// ends well, the log keeps everything.
void watch_syncs(sqlite3* connection);

/// Writes the log once more as it is read, durably. A program before this one may have ended on an
/// fsync of the log that failed; what is saved from now on must not rest on those pages. Call it
/// where nobody else writes. Returns SQLite's code.
int write_log_again(sqlite3* connection);

}  // namespace kakehashi::db
