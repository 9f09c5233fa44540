#include "app/nightly_backup.hpp"

#include <cstdio>

#include "app/audit.hpp"
#include "app/backup.hpp"
#include "base/failure_text.hpp"
#include "base/messages.hpp"
#include "platform/event/event.hpp"

namespace kakehashi::app {
namespace {

constexpr std::chrono::minutes kTriesAgainAfter{15};

}  // namespace

NightlyBackup::NightlyBackup(Program& program, const Configuration& configuration, Backups backups,
                             int keep, std::chrono::seconds time_of_day)
    : program_(program),
      configuration_(configuration),
      backups_(std::move(backups)),
      keep_(keep),
      time_of_day_(time_of_day),
      thread_([this] { run(); }) {}

NightlyBackup::~NightlyBackup() {
    {
        const std::lock_guard lock(guard_);
        stopping_ = true;
    }
    bell_.notify_one();
    thread_.join();
}

bool NightlyBackup::is_due(Instant now) {
    const auto today = date_in_japan(now);
    if (done_on_ == today || std::chrono::steady_clock::now() < not_before_ ||
        time_of_day_in_japan(now) < time_of_day_)
        return false;
    const auto all = backups_.list();  // made before this start, or by hand
    if (!all) return true;             // trying tells why
    for (const auto& one : *all)
        if (!one.problem && date_in_japan(one.made_at) == today) done_on_ = today;
    return done_on_ != today;
}

/// Of a damaged database none is made: it would push out the last good one.
Result<Generation> NightlyBackup::create_from_whole(Instant now) {
    auto& office = program_.office();
    if (!office.db.faults().empty()) return fail(ErrorKind::Unavailable, "database.damaged");
    return backups_.create(office.db, office.documents, audit_places(configuration_), now, keep_);
}

void NightlyBackup::make() {
    auto& office = program_.office();
    const auto now = office.clock.now();
    auto outcome = create_from_whole(now);
    if (outcome) {
        const auto name = outcome->name;
        outcome = backups_.verify(name, scratch_room(configuration_, name));
    }
    record_backup(program_, outcome);
    not_before_ = std::chrono::steady_clock::now() + kTriesAgainAfter;
    if (outcome) {
        done_on_ = date_in_japan(now);
        for (const auto& found : outcome->audit_findings)
            std::fprintf(stderr, "the backup was made; of its audit trail: %s\n", found.c_str());
    } else
        std::fprintf(stderr, "the backup failed: %s (%s)\n", sentence(outcome.error()).c_str(),
                     outcome.error().code.c_str());
}

void NightlyBackup::run() {
    std::unique_lock lock(guard_);
    while (!stopping_) {
        lock.unlock();
        try {
            if (program_.office().db.is_leader() && is_due(program_.office().clock.now())) make();
        } catch (const std::exception& failure) {
            std::fprintf(stderr, "the backup failed: %s\n", failure_text(failure).c_str());
            not_before_ = std::chrono::steady_clock::now() + kTriesAgainAfter;
        }
        lock.lock();
        bell_.wait_for(lock, std::chrono::minutes{1}, [&] { return stopping_; });
    }
}

void record_backup(Program& program, const Result<Generation>& outcome) {
    const auto viewer = program.system_viewer("控え");
    if (!viewer) return;  // nobody works here yet
    auto& office = program.office();
    auto tx = office.db.write();
    json::Value told;
    if (outcome) {
        told.set("name", outcome->name);
        told.set("rows", outcome->rows);
        told.set("documents", outcome->documents);
        told.set("audit_findings", static_cast<std::int64_t>(outcome->audit_findings.size()));
    } else {
        told.set("code", outcome.error().code);
    }
    record_event(tx, *viewer, office.clock.now(), {"office", viewer->facility.value}, PatientId{},
                 outcome ? "office.backup_verified" : "office.backup_failed", told);
    tx.commit();
}

}  // namespace kakehashi::app
