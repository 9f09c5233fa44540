#include "platform/http/router.hpp"

#include <cassert>
#include <cstdio>

#include "base/failure_text.hpp"
#include "platform/http/errors.hpp"
#include "platform/http/form.hpp"
#include "platform/http/request_reading.hpp"
#include "platform/http/text_decoding.hpp"

namespace kakehashi::http {
namespace {

constexpr std::size_t kPathPartsMax = 32;

/// `/a/b` in two parts, `/` in one empty one. Nothing for what is no path.
std::optional<std::vector<std::string_view>> split_path(std::string_view path) {
    if (path.empty() || path[0] != '/') return std::nullopt;
    std::vector<std::string_view> parts;
    while (!path.empty() && parts.size() < kPathPartsMax) {
        path.remove_prefix(1);
        const auto end = std::min(path.find('/'), path.size());
        parts.push_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    if (!path.empty()) return std::nullopt;
    return parts;
}

bool is_name(std::string_view part) {
    return part.size() > 2 && part.front() == '{' && part.back() == '}';
}

/// How well a pattern fits: the more fixed parts from the left, the greater. Nothing for no fit.
std::optional<std::uint64_t> fit(const std::vector<std::string>& pattern,
                                 const std::vector<std::string_view>& parts) {
    if (pattern.size() != parts.size()) return std::nullopt;
    std::uint64_t score = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const bool named = is_name(pattern[i]);
        if (named ? parts[i].empty() : pattern[i] != parts[i]) return std::nullopt;
        score = score * 2 + (named ? 0 : 1);
    }
    return score;
}

std::string failure_line(const Request& request, const std::exception& failure) {
    return "failure in " + request.method + " " + request.route + ": " + failure_text(failure);
}

}  // namespace

Router::Router()
    : not_found_([](Request&) { return Response::text("このページはありません。\n", 404); }),
      failure_([](Request&, const std::exception&) {
          return Response::text("処理できませんでした。記録は変わっていません。\n", 500);
      }),
      refused_([](Request&, const Error& error, int status) {
          auto line = error.code;
          if (!error.field.empty()) line += " (" + error.field + ")";
          return Response::text(line + "\n", status);
      }),
      log_([](std::string_view line) {
          std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
      }) {}

void Router::add(std::string_view method, std::string_view pattern, Handler handler,
                 RouteOptions options) {
    const auto parts = split_path(pattern);
    assert(parts && "a pattern starts with a slash");
    auto route = routes_.begin();
    while (route != routes_.end() && route->pattern != pattern) ++route;
    if (route == routes_.end()) {
        Route added{std::string(pattern), {}, {}};
        added.parts.assign(parts->begin(), parts->end());
        route = routes_.insert(routes_.end(), std::move(added));
    }
    const bool first =
        route->methods.emplace(std::string(method), std::pair{std::move(handler), options}).second;
    assert(first && "one handler for a method and pattern");
    static_cast<void>(first);
}

void Router::before(std::function<std::optional<Response>(Request&)> hook) {
    before_.push_back(std::move(hook));
}
void Router::after(std::function<void(Request&, Response&)> hook) {
    after_.push_back(std::move(hook));
}
void Router::set_known_sender(std::function<bool(const Request&)> hook) {
    known_sender_ = std::move(hook);
}
void Router::set_not_found(std::function<Response(Request&)> hook) {
    not_found_ = std::move(hook);
}
void Router::set_failure(std::function<Response(Request&, const std::exception&)> hook) {
    failure_ = std::move(hook);
}

void Router::set_passes_soon(std::function<bool(const std::exception&)> judge) {
    passes_soon_ = std::move(judge);
}
void Router::set_refused(std::function<Response(Request&, const Error&, int)> hook) {
    refused_ = std::move(hook);
}
void Router::set_log(std::function<void(std::string_view)> log) {
    log_ = std::move(log);
}

const Router::Route* Router::route_of(const std::vector<std::string_view>& parts) const {
    const Route* best = nullptr;
    std::uint64_t best_score = 0;
    for (const auto& route : routes_) {
        const auto score = fit(route.parts, parts);
        if (score && (best == nullptr || *score > best_score)) {
            best = &route;
            best_score = *score;
        }
    }
    return best;
}

Router::Match Router::find(std::string_view method, std::string_view path) const {
    Match match;
    const auto raw_parts = split_path(path);
    if (!raw_parts) return match;
    std::vector<std::string> decoded;
    for (const auto part : *raw_parts) {
        decoded.push_back(percent_decode(part, false));
        if (!is_clean_text(decoded.back())) return match;
    }
    const std::vector<std::string_view> parts(decoded.begin(), decoded.end());
    const auto* route = route_of(parts);
    if (route == nullptr) return match;

    match.route = route->pattern;
    const auto found = route->methods.find(method == "HEAD" ? "GET" : method);
    if (found == route->methods.end()) {
        for (const auto& [allowed, handler] : route->methods) {
            match.allow += (match.allow.empty() ? "" : ", ") + allowed;
            if (allowed == "GET") match.allow += ", HEAD";
        }
        return match;
    }
    match.handler = &found->second.first;
    match.options = found->second.second;
    for (std::size_t i = 0; i < parts.size(); ++i)
        if (is_name(route->parts[i]))
            match.parameters.emplace_back(route->parts[i].substr(1, route->parts[i].size() - 2),
                                          parts[i]);
    return match;
}

std::vector<Router::Listed> Router::routes() const {
    std::vector<Listed> out;
    for (const auto& route : routes_)
        for (const auto& [method, handled] : route.methods)
            out.push_back({method, route.pattern, handled.second.open});
    return out;
}

bool Router::knows_sender(const Request& request) const {
    if (!known_sender_) return true;
    Request asked;
    asked.method = request.method;
    asked.target = request.target;
    asked.headers = request.headers;
    asked.peer = request.peer;
    try {
        return read_target(asked) && known_sender_(asked);
    } catch (const std::exception& failure) {
        log_(failure_line(asked, failure));
        return false;
    }
}

Response Router::answer(Request& request, const Match& match) const {
    request.route = match.route;
    request.open = match.options.open;
    request.path_parameters = match.parameters;
    if (request.method == "HEAD") request.method = "GET";
    try {
        if (match.handler == nullptr && match.allow.empty()) return not_found_(request);
        if (match.handler == nullptr) {
            const Error error{ErrorKind::Refused, "http.method_not_allowed"};
            return refuse(request, error, 405).with("Allow", match.allow);
        }
        const auto run = [&]() -> Response {
            auto readable = read_target(request);
            if (readable) readable = read_form(request);
            if (!readable)
                return refuse(request, readable.error(), status_of(readable.error().kind));
            for (const auto& hook : before_)
                if (auto response = hook(request)) return *std::move(response);
            auto result = (*match.handler)(request);
            if (result) return *std::move(result);
            return refuse(request, result.error(), status_of(result.error().kind));
        };
        const auto run_again_once = [&]() -> Response {
            try {
                return run();
            } catch (const std::exception& failure) {
                if (request.method != "GET" || !passes_soon_ || !passes_soon_(failure)) throw;
                log_(failure_line(request, failure) + "; once more");
            }
            return run();
        };
        auto response = run_again_once();
        for (const auto& hook : after_) hook(request, response);
        return response;
    } catch (const std::exception& failure) {
        log_(failure_line(request, failure));
        try {
            auto response = failure_(request, failure);
            for (const auto& hook : after_) hook(request, response);
            return response;
        } catch (const std::exception& second) {
            log_(failure_line(request, second));
            return Response::text("処理できませんでした。\n", 500);
        }
    }
}

Response Router::handle(Request& request) const {
    return answer(request, find(request.method, raw_path(request.target)));
}

Response Router::refuse(Request& request, const Error& error, int status) const {
    auto response = refused_(request, error, status);
    response.status = status;
    return response;
}

}  // namespace kakehashi::http
