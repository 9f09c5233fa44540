#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace kakehashi {

/// A thread that does its work when somebody rings, and every half minute in case a ring was missed.
/// Many rings in a row become one round. A failure is logged, and the next round tries again.
class WokenThread {
  public:
    WokenThread(std::string name, std::function<void()> work);
    WokenThread(const WokenThread&) = delete;

    void wake();

  private:
    void run(const std::stop_token& stop);

    std::string name_;
    std::function<void()> work_;
    std::mutex guard_;
    std::condition_variable_any bell_;
    bool rung_ = true;     // look once at the start: something may lie there from before
    std::jthread thread_;  // last: it uses the others
};

}  // namespace kakehashi
