#include "platform/http/metrics.hpp"

#include <algorithm>
#include <charconv>

#include "platform/http/router.hpp"

namespace kakehashi::http {
namespace {

std::string number(double value) {
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    return {buffer.data(), end};
}

/// Patterns and methods are ours, but a label must never break the line.
std::string label(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '"' || c == '\\') escaped += '\\';
        escaped += c == '\n' ? ' ' : c;
    }
    return escaped;
}

std::string heading(std::string_view name, std::string_view help, std::string_view type) {
    std::string lines = "# HELP ";
    lines.append(name).append(" ").append(help).append("\n# TYPE ").append(name);
    return lines.append(" ").append(type).append("\n");
}

}  // namespace

void Metrics::observe(std::string_view method, std::string_view route, int status,
                      std::chrono::nanoseconds took) {
    const double seconds = std::chrono::duration<double>(took).count();
    const auto bucket = std::lower_bound(kBucketSeconds.begin(), kBucketSeconds.end(), seconds) -
                        kBucketSeconds.begin();
    const std::lock_guard lock(mutex_);
    auto& histogram = histograms_[RouteKey{method, route}];
    if (static_cast<std::size_t>(bucket) < kBucketSeconds.size())
        ++histogram.buckets[static_cast<std::size_t>(bucket)];
    ++histogram.count;
    histogram.seconds += seconds;
    ++answers_[{std::string(method), std::string(route), status}];
}

void Metrics::count(std::string_view name, std::string_view help, std::uint64_t by) {
    const std::lock_guard lock(mutex_);
    auto& counter = counters_[std::string(name)];
    counter.help = help;
    counter.value += by;
}

void Metrics::gauge(std::string_view name, std::string_view help, std::function<double()> read) {
    const std::lock_guard lock(mutex_);
    gauges_[std::string(name)] = Gauge{std::string(help), std::move(read)};
}

std::string Metrics::text() const {
    std::string out;
    std::map<std::string, Gauge, std::less<>> gauges;
    {
        const std::lock_guard lock(mutex_);
        gauges = gauges_;
        out += heading("kakehashi_http_answers_total", "Answered requests.", "counter");
        for (const auto& [key, value] : answers_) {
            const auto& [method, route, status] = key;
            out += "kakehashi_http_answers_total{method=\"" + label(method) + "\",route=\"" +
                   label(route) + "\",status=\"" + std::to_string(status) + "\"} " +
                   std::to_string(value) + "\n";
        }
        constexpr std::string_view kName = "kakehashi_http_seconds";
        out += heading(kName, "Time from the whole request to its answer.", "histogram");
        for (const auto& [key, histogram] : histograms_) {
            const auto labels =
                "{method=\"" + label(key.first) + "\",route=\"" + label(key.second) + "\"";
            std::uint64_t up_to = 0;
            for (std::size_t i = 0; i < kBucketSeconds.size(); ++i) {
                up_to += histogram.buckets[i];
                out.append(kName).append("_bucket").append(labels).append(",le=\"");
                out += number(kBucketSeconds[i]) + "\"} " + std::to_string(up_to) + "\n";
            }
            const auto count = std::to_string(histogram.count) + "\n";
            out.append(kName).append("_bucket").append(labels) += ",le=\"+Inf\"} " + count;
            out.append(kName).append("_sum").append(labels) +=
                "} " + number(histogram.seconds) + "\n";
            out.append(kName).append("_count").append(labels) += "} " + count;
        }
        for (const auto& [name, counter] : counters_) {
            const auto full = "kakehashi_" + name + "_total";
            out += heading(full, counter.help, "counter") + full + " " +
                   std::to_string(counter.value) + "\n";
        }
    }
    // Outside the lock: a gauge may take its time, or count something here.
    for (const auto& [name, gauge] : gauges) {
        const auto full = "kakehashi_" + name;
        out += heading(full, gauge.help, "gauge") + full + " " + number(gauge.read()) + "\n";
    }
    return out;
}

void add_operations_routes(Router& router, Metrics& metrics, ReadyCheck ready_check) {
    const RouteOptions open{.body_bytes_max = 0, .open = true};
    router.add(
        "GET", "/healthz", [](Request&) { return Response::text("ok\n"); }, open);
    router.add(
        "GET", "/readyz",
        [check = std::move(ready_check)](Request&) {
            const auto trouble = check ? check() : std::nullopt;
            return trouble ? Response::text(*trouble + "\n", 503) : Response::text("ready\n");
        },
        open);
    router.add(
        "GET", "/metrics",
        [&metrics](Request&) {
            return Response::bytes(metrics.text(), "text/plain; version=0.0.4; charset=utf-8");
        },
        open);
}

}  // namespace kakehashi::http
