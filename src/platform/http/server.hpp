#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "platform/http/metrics.hpp"
#include "platform/http/router.hpp"

namespace kakehashi::http {

class TlsCertificate;

/// What one sender may take from the others.
struct Limits {
    std::size_t header_bytes = 16 * 1024;            ///< Past it: 431 (414 for the first line).
    std::size_t body_bytes = 64 * 1024 * 1024;       ///< Past it: 413. Routes may set less.
    std::size_t urlencoded_bytes = 2 * 1024 * 1024;  ///< The same for forms without files.
    std::size_t stranger_body_bytes = 64 * 1024;     ///< Past it the router must know the sender.
    std::size_t bodies_bytes = 192 * 1024 * 1024;    ///< All bodies in memory at once; then 503.
    std::size_t small_body_bytes = 64 * 1024;        ///< A form: finds room also when uploads do
    std::size_t small_bodies_bytes = 32 * 1024 * 1024;  ///< not, in this part of bodies_bytes.
    std::size_t discarded_bytes = 512 * 1024 * 1024;    ///< Read and thrown away, so that a browser
                                                        ///< sees the 413; more is cut off.
    std::chrono::milliseconds idle{20'000};             ///< To the end of the next header.
    std::chrono::milliseconds receiving{120'000};       ///< From there to the end of the body.
    std::chrono::milliseconds sending{120'000};         ///< Of the answer, and as much longer as
    std::size_t sending_bytes_per_second = 32 * 1024;   ///< it takes at this rate.
    unsigned connections = 1500;
    unsigned connections_per_address = 600;  ///< A reverse proxy is one address.
    unsigned streams = 500;                  ///< Event streams at once; then 503.
    std::size_t stack_bytes = 1024 * 1024;   ///< Per connection; only what is used counts.
};

/// The program's door: one thread per connection, so handlers are plain blocking code.
class Server {
  public:
    Server(Router& router, Limits limits, Metrics& metrics);
    ~Server();  ///< Stops, if that has not been done.
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// One line a request (method, route pattern, status, milliseconds). Set before listen().
    void set_log(std::function<void(std::string_view line)> log);
    /// Addresses of reverse proxies in front: of their requests the sender is who the last part of
    /// the last X-Forwarded-For says, and who came to them over https (X-Forwarded-Proto) is kept
    /// to it. Nobody else is believed. Set before listen().
    void set_trusted_proxies(std::vector<std::string> addresses);
    /// Whoever comes, came over https to a proxy that does not say so. Set before listen().
    void set_https_in_front();
    /// From now on over https alone. `certificate` outlives this. Set before listen().
    void set_certificate(const TlsCertificate& certificate);
    /// `127.0.0.1:8080`, `[::1]:8080`; port 0 takes a free one. Invalid `server.bad_address`,
    /// Unavailable `server.address_in_use` or `server.cannot_listen`.
    Result<void> listen(std::string_view address);
    /// The port it listens on; 0 before listen().
    std::uint16_t port() const;
    /// Takes no new connection, ends event streams, lets running requests finish until `deadline`.
    void stop(std::chrono::milliseconds deadline = std::chrono::seconds{10});

  private:
    class Core;
    std::unique_ptr<Core> core_;
};

}  // namespace kakehashi::http
