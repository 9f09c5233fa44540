#include "platform/db/sqlite_sync.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <mutex>

namespace kakehashi::db {
namespace {

std::mutex guard;
std::map<sqlite3_file*, std::shared_ptr<SyncFailed>> watched;
const sqlite3_io_methods* first = nullptr;
sqlite3_io_methods watching;  // the same, but for the two below

int sync(sqlite3_file* file, int flags) {
    const auto failed = [file] {
        const std::lock_guard lock(guard);
        return watched.at(file);
    }();
    if (*failed) return SQLITE_IOERR_FSYNC;
    const int code = first->xSync(file, flags);
    if (code != SQLITE_OK && !failed->exchange(true))
        std::fprintf(stderr,
                     "the database file could not be brought to the disk: everything is kept in "
                     "its log from now on; look after the disk, then start the program again\n");
    return code;
}

int close(sqlite3_file* file) {
    {
        const std::lock_guard lock(guard);
        watched.erase(file);  // before its place in memory is somebody else's
        file->pMethods = first;
    }
    return first->xClose(file);
}

}  // namespace

void watch_syncs(sqlite3* connection, std::shared_ptr<SyncFailed> failed) {
    sqlite3_file* file = nullptr;
    sqlite3_file_control(connection, nullptr, SQLITE_FCNTL_FILE_POINTER, &file);
    if (!file || !file->pMethods) return;  // in memory
    const std::lock_guard lock(guard);
    if (!first) {
        first = file->pMethods;
        watching = *first;
        watching.xSync = sync;
        watching.xClose = close;
    }
    if (file->pMethods != first) return;  // not the system's ordinary files
    file->pMethods = &watching;
    watched[file] = std::move(failed);
}

int write_log_again(sqlite3* connection) {
    sqlite3_file* log = nullptr;
    sqlite3_file_control(connection, nullptr, SQLITE_FCNTL_JOURNAL_POINTER, &log);
    if (!log || !log->pMethods) return SQLITE_OK;
    sqlite3_int64 size = 0;
    int code = log->pMethods->xFileSize(log, &size);
    std::array<char, 1 << 16> bytes{};
    for (sqlite3_int64 at = 0; at < size && code == SQLITE_OK; at += bytes.size()) {
        const auto part = static_cast<int>(std::min<sqlite3_int64>(bytes.size(), size - at));
        code = log->pMethods->xRead(log, bytes.data(), part, at);
        if (code == SQLITE_OK) code = log->pMethods->xWrite(log, bytes.data(), part, at);
    }
    if (code == SQLITE_OK && size > 0) code = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
    return code;
}

}  // namespace kakehashi::db
