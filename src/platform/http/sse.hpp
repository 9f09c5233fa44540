#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "platform/http/request.hpp"
#include "platform/http/response.hpp"

namespace kakehashi::http {

struct ServerEvent {
    std::uint64_t number = 0;
    std::string name;  ///< `event:`, what happened (`duties`).
    std::string data;  ///< `data:`, ids only: pages fetch the rest themselves.
};

/// Server-sent events for live lists. The last events stay in a ring, so that a browser that comes
/// back with Last-Event-ID misses nothing; when too much was missed (or the program was started
/// anew) it gets `event: reset` and loads its list again.
class Broadcaster {
  public:
    explicit Broadcaster(std::size_t remembered = 1024,
                         std::chrono::milliseconds heartbeat = std::chrono::seconds{15});
    ~Broadcaster();
    Broadcaster(const Broadcaster&) = delete;
    Broadcaster& operator=(const Broadcaster&) = delete;

    /// Tells every stream; never waits for one of them. A reader that falls behind by more than the
    /// ring is dropped and comes back by itself.
    void publish(std::string_view name, std::string_view data);

    using Filter = std::function<bool(const ServerEvent&)>;
    /// A stream of the events that pass `filter` (all when empty); it runs on the stream's thread.
    /// It starts after Last-Event-ID, else after the query's `after`, else now.
    Response stream(const Request& request, Filter filter = {});
    /// The id of the last event. A page that carries it and opens `…?after=<it>` misses nothing
    /// between being made and being opened.
    std::string last_id() const;
    /// Streams that are open now.
    std::size_t streams() const;

  private:
    struct State;
    class EventStream;
    std::shared_ptr<State> state_;
};

}  // namespace kakehashi::http
