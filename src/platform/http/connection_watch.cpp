#include "platform/http/connection_watch.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>
#include <vector>

namespace kakehashi::http {

using Clock = std::chrono::steady_clock;

ConnectionWatch::ConnectionWatch(Bounds bounds)
    : bounds_(bounds),
      tick_(std::clamp(std::min(bounds.idle, bounds.receiving) / 4, std::chrono::milliseconds{10},
                       std::chrono::milliseconds{200})),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (wake_ < 0) throw std::system_error(errno, std::generic_category(), "http: eventfd");
    thread_ = std::thread([this] { run(); });
}

ConnectionWatch::~ConnectionWatch() {
    stopped_ = true;
    ::eventfd_write(wake_, 1);
    thread_.join();
    ::close(wake_);
}

ConnectionWatch::Connection* ConnectionWatch::opened(int socket) {
    const std::lock_guard lock(mutex_);
    auto& connection = connections_.emplace_back();
    connection.socket = socket;
    connection.since = Clock::now();
    connection.self = std::prev(connections_.end());
    return &connection;
}

void ConnectionWatch::closed(Connection* connection) {
    const std::lock_guard lock(mutex_);
    if (connection->stream) --streams_;
    connections_.erase(connection->self);
    changed_.notify_all();
}

void ConnectionWatch::enter(Connection* connection, Phase phase) {
    const std::lock_guard lock(mutex_);
    if (connection->stream) {
        connection->stream.reset();
        --streams_;
    }
    if (connection->phase != Phase::Ending) connection->phase = phase;
    connection->since = Clock::now();
    if (phase == Phase::Waiting) {
        // The list stays in order of waiting: the longest idle first.
        connections_.splice(connections_.end(), connections_, connection->self);
        if (closing_) changed_.notify_all();
    }
}

void ConnectionWatch::enter_sending(Connection* connection, std::chrono::milliseconds longest) {
    const std::lock_guard lock(mutex_);
    if (connection->phase != Phase::Ending) connection->phase = Phase::Sending;
    connection->since = Clock::now();
    connection->sending = longest;
}

bool ConnectionWatch::begin_stream(Connection* connection, std::shared_ptr<BodyStream> stream) {
    const std::lock_guard lock(mutex_);
    if (closing_ || streams_ >= bounds_.streams) return false;
    connection->stream = std::move(stream);
    ++streams_;
    return true;
}

void ConnectionWatch::end_streams() {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    for (auto& connection : connections_)
        if (connection.stream) connection.stream->end();
}

bool ConnectionWatch::quiet() const {
    return std::none_of(connections_.begin(), connections_.end(), [](const Connection& one) {
        return one.phase == Phase::Receiving || one.phase == Phase::Working ||
               one.phase == Phase::Sending;
    });
}

bool ConnectionWatch::wait_until_quiet(std::chrono::milliseconds longest) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, longest, [this] { return quiet(); });
}

std::size_t ConnectionWatch::connections() const {
    const std::lock_guard lock(mutex_);
    return connections_.size();
}

std::size_t ConnectionWatch::streams() const {
    const std::lock_guard lock(mutex_);
    return streams_;
}

void ConnectionWatch::run() {
    while (!stopped_) {
        sweep(Clock::now());
        poll_streams();
    }
}

/// Wakes the connection's thread, which then closes it.
void ConnectionWatch::cut(Connection& connection) {
    ::shutdown(connection.socket, SHUT_RDWR);
    if (connection.stream) connection.stream->end();
    connection.phase = Phase::Ending;
}

void ConnectionWatch::sweep(Clock::time_point now) {
    const std::lock_guard lock(mutex_);
    const auto comfortable = bounds_.connections - bounds_.connections / 4;
    auto too_many =
        connections_.size() > comfortable ? connections_.size() - comfortable : std::size_t{0};
    for (auto& one : connections_) {
        const auto past = now - one.since;
        if (one.phase == Phase::Ending) {
            if (too_many > 0) --too_many;
        } else if (one.phase == Phase::Waiting && (past > bounds_.idle || too_many > 0)) {
            cut(one);
            if (too_many > 0) --too_many;
        } else if ((one.phase == Phase::Receiving && past > bounds_.receiving) ||
                   (one.phase == Phase::Sending && past > one.sending) ||
                   (one.stream && one.stream->lost())) {
            cut(one);
        }
    }
}

/// Sleeps one tick, or until a stream's reader closes its side.
void ConnectionWatch::poll_streams() {
    std::vector<pollfd> sockets{{wake_, POLLIN, 0}};
    std::vector<std::shared_ptr<BodyStream>> streams{nullptr};
    {
        const std::lock_guard lock(mutex_);
        for (const auto& one : connections_) {
            if (!one.stream || one.phase == Phase::Ending) continue;
            sockets.push_back({one.socket, POLLRDHUP, 0});
            streams.push_back(one.stream);
        }
    }
    if (::poll(sockets.data(), sockets.size(), static_cast<int>(tick_.count())) <= 0) return;
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 1; i < sockets.size(); ++i) {
        if (sockets[i].revents == 0) continue;
        streams[i]->end();
        for (auto& one : connections_)
            if (one.stream == streams[i]) one.phase = Phase::Ending;
    }
}

}  // namespace kakehashi::http
