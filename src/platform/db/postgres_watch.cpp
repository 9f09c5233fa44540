#include "platform/db/postgres_watch.hpp"

#include <libpq-fe.h>
#include <poll.h>

#include <chrono>
#include <cstdio>
#include <memory>

#include "platform/db/engine.hpp"

namespace kakehashi::db {
namespace {

/// Who leads: the minute work, the daily backup, the audit's clerk ("kakl").
constexpr const char* kTryToLead = "SELECT pg_try_advisory_lock(1801547628)";
constexpr const char* kStillThere = "SELECT 1";
/// How long a stop, a lost leader or a dead connection may go unseen.
constexpr std::chrono::milliseconds kLooksEvery{1000};

struct Free {
    void operator()(PGresult* result) const { PQclear(result); }
    void operator()(PGconn* connection) const { PQfinish(connection); }
    void operator()(PGnotify* notice) const { PQfreemem(notice); }
};
using Answer = std::unique_ptr<PGresult, Free>;

bool succeeded(const Answer& answer) {
    const auto status = PQresultStatus(answer.get());
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

}  // namespace

PostgresWatch::PostgresWatch(std::string url, std::string own_name,
                             std::function<void()> on_written)
    : url_(std::move(url)),
      own_name_(std::move(own_name)),
      on_written_(std::move(on_written)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

PostgresWatch::~PostgresWatch() = default;

void PostgresWatch::run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        watch(stop);
        leads_ = false;
        if (!stop.stop_requested()) std::this_thread::sleep_for(kLooksEvery);
    }
}

/// Returns when the connection is lost or the program ends.
void PostgresWatch::watch(const std::stop_token& stop) {
    const std::unique_ptr<PGconn, Free> connection{connect_to_postgres(url_)};
    auto* handle = connection.get();
    if (PQstatus(handle) != CONNECTION_OK) return;
    const auto listen = "LISTEN " + std::string{kWrittenChannel};
    if (!succeeded(Answer{PQexec(handle, listen.c_str())})) return;
    on_written_();
    while (!stop.stop_requested()) {
        const Answer answer{PQexec(handle, leads_ ? kStillThere : kTryToLead)};
        if (!succeeded(answer)) return;
        if (!leads_) leads_ = PQgetvalue(answer.get(), 0, 0)[0] == 't';
        pollfd socket{PQsocket(handle), POLLIN, 0};
        ::poll(&socket, 1, static_cast<int>(kLooksEvery.count()));
        if (PQconsumeInput(handle) == 0) return;
        bool by_others = false;
        while (const std::unique_ptr<PGnotify, Free> notice{PQnotifies(handle)})
            by_others = by_others || own_name_ != notice->extra;
        if (by_others) on_written_();
    }
}

}  // namespace kakehashi::db
