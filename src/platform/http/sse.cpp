#include "platform/http/sse.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <optional>

namespace kakehashi::http {

struct Broadcaster::State {
    mutable std::mutex mutex;
    std::condition_variable changed;
    std::deque<ServerEvent> ring;
    std::size_t remembered = 0;
    std::chrono::milliseconds heartbeat{};
    std::string start;  // of the program: numbers from another start mean nothing here
    std::uint64_t last = 0;
    std::size_t streams = 0;
    bool closed = false;

    /// The number of the oldest event that can still be sent.
    std::uint64_t oldest() const { return last + 1 - ring.size(); }

    std::string id_of(std::uint64_t number) const { return start + "-" + std::to_string(number); }

    /// Nothing for an id of another start, or one that was never given.
    std::optional<std::uint64_t> number_of(std::string_view id) const {
        const auto prefix = start + "-";
        if (id.substr(0, prefix.size()) != prefix) return std::nullopt;
        id.remove_prefix(prefix.size());
        std::uint64_t number = 0;
        const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
        if (error != std::errc{} || end != id.data() + id.size() || number > last)
            return std::nullopt;
        return number;
    }
};

namespace {

std::string format(std::string_view id, std::string_view name, std::string_view data) {
    std::string lines = "id: ";
    lines.append(id).append("\nevent: ").append(name);
    do {
        const auto end = std::min(data.find('\n'), data.size());
        lines.append("\ndata: ").append(data.substr(0, end));
        data.remove_prefix(std::min(end + 1, data.size()));
    } while (!data.empty());
    return lines += "\n\n";
}

/// A line break in a name would start another field, and `\r` ends a line too.
std::string without(std::string_view text, std::string_view unwanted) {
    std::string kept;
    for (const char c : text)
        if (unwanted.find(c) == unwanted.npos) kept += c;
    return kept;
}

}  // namespace

class Broadcaster::EventStream final : public BodyStream {
  public:
    EventStream(std::shared_ptr<State> state, std::string_view last_id, Filter filter)
        : state_(std::move(state)), filter_(std::move(filter)), pending_("retry: 2000\n\n") {
        const std::lock_guard lock(state_->mutex);
        ++state_->streams;
        next_ = state_->last + 1;
        if (last_id.empty()) return;
        const auto seen = state_->number_of(last_id);
        if (seen && *seen + 1 >= state_->oldest()) {
            next_ = *seen + 1;
        } else {
            pending_ += format(state_->id_of(state_->last), "reset", "");
        }
    }
    ~EventStream() override {
        const std::lock_guard lock(state_->mutex);
        --state_->streams;
    }

    std::size_t read(std::span<char> out) override {
        if (pending_.empty() && !wait_for_event()) return 0;
        const auto length = std::min(out.size(), pending_.size());
        std::memcpy(out.data(), pending_.data(), length);
        pending_.erase(0, length);
        return length;
    }

    void end() override {
        const std::lock_guard lock(state_->mutex);
        ended_ = true;
        state_->changed.notify_all();
    }

    bool lost() const override {
        const std::lock_guard lock(state_->mutex);
        return next_ < state_->oldest();
    }

  private:
    /// Fills `pending_` with the next event or a heartbeat; false at the end of the stream.
    bool wait_for_event() {
        std::unique_lock lock(state_->mutex);
        const auto beat_at = std::chrono::steady_clock::now() + state_->heartbeat;
        for (;;) {
            if (ended_ || state_->closed || next_ < state_->oldest()) return false;
            if (next_ <= state_->last) {
                const auto event = state_->ring[next_ - state_->oldest()];
                ++next_;
                lock.unlock();
                if (!filter_ || filter_(event)) {
                    pending_ = format(state_->id_of(event.number), event.name, event.data);
                    return true;
                }
                lock.lock();
            } else if (state_->changed.wait_until(lock, beat_at) == std::cv_status::timeout) {
                pending_ = ":\n\n";
                return true;
            }
        }
    }

    std::shared_ptr<State> state_;
    Filter filter_;
    std::string pending_;
    std::uint64_t next_ = 0;  // number of the next event to send
    bool ended_ = false;
};

Broadcaster::Broadcaster(std::size_t remembered, std::chrono::milliseconds heartbeat)
    : state_(std::make_shared<State>()) {
    state_->remembered = std::max<std::size_t>(remembered, 1);
    state_->heartbeat = heartbeat;
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    state_->start =
        std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

Broadcaster::~Broadcaster() {
    const std::lock_guard lock(state_->mutex);
    state_->closed = true;
    state_->changed.notify_all();
}

void Broadcaster::publish(std::string_view name, std::string_view data) {
    const std::lock_guard lock(state_->mutex);
    state_->ring.push_back({++state_->last, without(name, "\r\n"), without(data, "\r")});
    if (state_->ring.size() > state_->remembered) state_->ring.pop_front();
    state_->changed.notify_all();
}

Response Broadcaster::stream(const Request& request, Filter filter) {
    auto last_id = request.header("Last-Event-ID");
    if (last_id.empty()) last_id = request.query("after");
    auto response = Response::stream(
        std::make_shared<EventStream>(state_, last_id, std::move(filter)), "text/event-stream");
    response.with("X-Accel-Buffering", "no");  // a proxy in front must not hold events back
    return response;
}

std::string Broadcaster::last_id() const {
    const std::lock_guard lock(state_->mutex);
    return state_->id_of(state_->last);
}

std::size_t Broadcaster::streams() const {
    const std::lock_guard lock(state_->mutex);
    return state_->streams;
}

}  // namespace kakehashi::http
