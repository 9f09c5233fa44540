#include "platform/event/woken_thread.hpp"

#include <chrono>
#include <cstdio>

#include "base/failure_text.hpp"

namespace kakehashi {
namespace {

constexpr std::chrono::seconds kLooksAnyway{30};
constexpr std::chrono::milliseconds kGathers{150};

}  // namespace

WokenThread::WokenThread(std::string name, std::function<void()> work)
    : name_(std::move(name)),
      work_(std::move(work)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void WokenThread::wake() {
    {
        const std::lock_guard lock(guard_);
        rung_ = true;
    }
    bell_.notify_one();
}

void WokenThread::run(const std::stop_token& stop) {
    std::unique_lock lock(guard_);
    while (!stop.stop_requested()) {
        bell_.wait_for(lock, stop, kLooksAnyway, [&] { return rung_; });
        if (stop.stop_requested()) break;
        rung_ = false;
        lock.unlock();
        try {
            work_();
        } catch (const std::exception& failure) {
            std::fprintf(stderr, "%s failed: %s\n", name_.c_str(), failure_text(failure).c_str());
        }
        lock.lock();
        bell_.wait_for(lock, stop, kGathers, [] { return false; });
    }
}

}  // namespace kakehashi
