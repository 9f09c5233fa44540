#include "platform/auth/last_seen.hpp"

#include <cstdio>
#include <utility>

#include "base/failure_text.hpp"
#include "platform/auth/password.hpp"

namespace kakehashi {
namespace {

constexpr std::chrono::minutes kWrittenEvery{1};

}  // namespace

LastSeen::LastSeen(db::Database& database) : database_(database), thread_([this] { run(); }) {}

LastSeen::~LastSeen() {
    {
        const std::lock_guard lock(guard_);
        stopping_ = true;
    }
    bell_.notify_one();
    thread_.join();
}

void LastSeen::note(std::string_view token, Instant now) {
    auto hash = token_hash(token);
    {
        const std::lock_guard lock(guard_);
        const auto before = noted_.find(hash);
        if (before != noted_.end() && now - before->second < kWrittenEvery) return;
        std::erase_if(noted_, [now](const auto& one) { return one.second + kSessionIdles < now; });
        noted_[hash] = now;
        due_[std::move(hash)] = now;
    }
    bell_.notify_one();
}

void LastSeen::run() {
    std::unique_lock lock(guard_);
    for (;;) {
        bell_.wait(lock, [this] { return stopping_ || !due_.empty(); });
        const auto due = std::exchange(due_, {});
        if (due.empty()) return;
        lock.unlock();
        try {
            auto tx = database_.write();
            for (const auto& [hash, seen_at] : due) prolong_session(tx, hash, seen_at);
            tx.commit();
        } catch (const std::exception& failure) {
            std::fprintf(stderr, "sessions are not prolonged: %s\n", failure_text(failure).c_str());
        }
        lock.lock();
    }
}

}  // namespace kakehashi
