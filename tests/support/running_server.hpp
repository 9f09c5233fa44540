#pragma once

#include <stdexcept>

#include "platform/http/server.hpp"
#include "support/http_client.hpp"

namespace kakehashi::testing {

/// A real server on a free port of this machine. Add routes to `router`, then start().
struct RunningServer {
    http::Router router;
    http::Metrics metrics;
    http::Limits limits;
    std::optional<http::Server> server;

    std::uint16_t start() {
        server.emplace(router, limits, metrics);
        if (!server->listen("127.0.0.1:0")) throw std::runtime_error("test server: cannot listen");
        return server->port();
    }
    std::uint16_t port() const { return server->port(); }
};

}  // namespace kakehashi::testing
