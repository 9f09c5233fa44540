#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace kakehashi::http {

class Router;

/// Figures for operators in Prometheus' text form. All calls from any thread.
class Metrics {
  public:
    /// One answered request. `route` is the pattern, never the path.
    void observe(std::string_view method, std::string_view route, int status,
                 std::chrono::nanoseconds took);
    /// Adds to `kakehashi_<name>_total`.
    void count(std::string_view name, std::string_view help, std::uint64_t by = 1);
    /// `kakehashi_<name>`, read when asked for. Replaces a gauge of that name.
    void gauge(std::string_view name, std::string_view help, std::function<double()> read);
    std::string text() const;

  private:
    static constexpr std::array<double, 12> kBucketSeconds{
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0};
    struct Histogram {
        std::array<std::uint64_t, kBucketSeconds.size()> buckets{};
        std::uint64_t count = 0;
        double seconds = 0;
    };
    struct Counter {
        std::string help;
        std::uint64_t value = 0;
    };
    struct Gauge {
        std::string help;
        std::function<double()> read;
    };
    using RouteKey = std::pair<std::string, std::string>;  // method, route

    mutable std::mutex mutex_;
    std::map<RouteKey, Histogram> histograms_;
    std::map<std::tuple<std::string, std::string, int>, std::uint64_t> answers_;
    std::map<std::string, Counter, std::less<>> counters_;
    std::map<std::string, Gauge, std::less<>> gauges_;
};

/// Says why the program is not ready to work; nothing when it is.
using ReadyCheck = std::function<std::optional<std::string>()>;

/// `/healthz` (the process answers), `/readyz` (`ready_check` has nothing to say; else 503),
/// `/metrics`. All open, without sign-in: keep `/metrics` inside the office's network.
void add_operations_routes(Router& router, Metrics& metrics, ReadyCheck ready_check);

}  // namespace kakehashi::http
