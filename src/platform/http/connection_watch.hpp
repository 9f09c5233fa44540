#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

#include "platform/http/response.hpp"

namespace kakehashi::http {

/// Knows what each open connection is doing, and ends those that take too long: a silent or
/// dripping sender, a reader who takes too long, the longest idle ones when places run short, a
/// stream whose reader went away.
class ConnectionWatch {
  public:
    enum class Phase { Waiting, Receiving, Working, Sending, Ending };

    struct Connection {
        int socket = -1;
        Phase phase = Phase::Waiting;
        std::chrono::steady_clock::time_point since;
        std::chrono::milliseconds sending{0};  ///< How long its answer may take.
        std::shared_ptr<BodyStream> stream;
        std::list<Connection>::iterator self;
    };

    struct Bounds {
        std::chrono::milliseconds idle;
        std::chrono::milliseconds receiving;
        std::size_t connections;
        std::size_t streams;
    };

    explicit ConnectionWatch(Bounds bounds);
    ~ConnectionWatch();
    ConnectionWatch(const ConnectionWatch&) = delete;
    ConnectionWatch& operator=(const ConnectionWatch&) = delete;

    Connection* opened(int socket);
    /// Call it before the socket is closed, so that its number cannot be another's meanwhile.
    void closed(Connection* connection);
    void enter(Connection* connection, Phase phase);
    /// From now on its answer is being sent, for at most `longest`.
    void enter_sending(Connection* connection, std::chrono::milliseconds longest);
    /// False when there are too many streams, or no more may begin.
    bool begin_stream(Connection* connection, std::shared_ptr<BodyStream> stream);
    /// Ends all streams and lets no new one begin.
    void end_streams();
    /// Waits until no request is being read and no answer made or sent; false when that took too
    /// long.
    bool wait_until_quiet(std::chrono::milliseconds longest);

    std::size_t connections() const;
    std::size_t streams() const;

  private:
    void run();
    void sweep(std::chrono::steady_clock::time_point now);
    void poll_streams();
    void cut(Connection& connection);
    bool quiet() const;

    const Bounds bounds_;
    const std::chrono::milliseconds tick_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::list<Connection> connections_;
    std::size_t streams_ = 0;
    bool closing_ = false;
    std::atomic<bool> stopped_ = false;
    int wake_;
    std::thread thread_;
};

}  // namespace kakehashi::http
