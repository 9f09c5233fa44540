#include "platform/db/sqlite_sync.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <mutex>

namespace kakehashi::db {
namespace {

const sqlite3_io_methods* ordinary = nullptr;
sqlite3_io_methods watching;  // the same, but for xSync

/// The first part of the log's index in shared memory, and where `nBackfill` stands in it: how many
/// frames were copied into the database file (SQLite's "WAL-index file format").
constexpr int kIndexBytes = 32 * 1024;
constexpr int kCopiedAt = 96 / sizeof(std::uint32_t);

/// Whoever brings the database file to the disk holds the checkpoint's lock, the only one under
/// which this number is changed; less is always right.
void forget_copied(sqlite3_file* file) {
    void volatile* index = nullptr;
    if (ordinary->xShmMap(file, 0, kIndexBytes, 0, &index) != SQLITE_OK || !index) return;
    __atomic_store_n(static_cast<std::uint32_t volatile*>(index) + kCopiedAt, 0U, __ATOMIC_SEQ_CST);
}

int sync(sqlite3_file* file, int flags) {
    const int code = ordinary->xSync(file, flags);
    if (code == SQLITE_OK) return code;
    forget_copied(file);
    std::fputs(
        "the database file could not be brought to the disk: its log keeps everything until "
        "it can\n",
        stderr);
    return code;
}

}  // namespace

void watch_syncs(sqlite3* connection) {
    sqlite3_file* file = nullptr;
    sqlite3_file_control(connection, nullptr, SQLITE_FCNTL_FILE_POINTER, &file);
    if (!file || !file->pMethods) return;  // in memory
    static std::mutex guard;
    const std::lock_guard lock(guard);
    if (!ordinary) {
        ordinary = file->pMethods;
        watching = *ordinary;
        watching.xSync = sync;
    }
    if (file->pMethods == ordinary) file->pMethods = &watching;
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
