#pragma once

#include <exception>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "platform/http/request.hpp"
#include "platform/http/response.hpp"

namespace kakehashi::http {

/// A handler may return a Response, or a Result<Response> whose Error the router shows.
using Handler = std::function<Result<Response>(Request&)>;

struct RouteOptions {
    std::optional<std::size_t> body_bytes_max = std::nullopt;  ///< Instead of Limits::body_bytes.
    bool open = false;  ///< Needs no sign-in: the `before` hook finds it in Request::open.
};

/// Finds the handler of a request. Set up before the server listens, unchanged afterwards.
class Router {
  public:
    Router();

    /// `pattern` is `/referrals/{id}/arrival`: fixed parts and `{name}` for one part; a fixed part
    /// wins over a name. A GET route answers HEAD too. The same method and pattern twice is a bug.
    void add(std::string_view method, std::string_view pattern, Handler handler,
             RouteOptions options = {});
    /// Runs, in the order added, once the route is known and before its handler; an answer from it
    /// goes out instead of the handler's.
    void before(std::function<std::optional<Response>(Request&)> hook);
    /// Runs on every answer of a known route, also when its handler failed.
    void after(std::function<void(Request&, Response&)> hook);
    /// Asked once the header of a large body is read: only a known sender may fill the memory with
    /// it. Without the hook everybody is known.
    void set_known_sender(std::function<bool(const Request&)> hook);
    /// No such page. The default is a line of text.
    void set_not_found(std::function<Response(Request&)> hook);
    /// A handler threw. The router logs the route and the failure_text(); the hook gives the page,
    /// with its status.
    void set_failure(std::function<Response(Request&, const std::exception&)> hook);
    /// Whether a page that failed so is made once more, unseen by its reader: what was wrong may
    /// have been over in a moment. GET alone. The default: never.
    void set_passes_soon(std::function<bool(const std::exception&)> judge);
    /// A handler returned an Error, or a request could not be read (413, 422, 431): the answer's
    /// status is set to `status` afterwards.
    void set_refused(std::function<Response(Request&, const Error&, int status)> hook);
    /// Where a failure is logged; the default is standard error. One line, no patient data.
    void set_log(std::function<void(std::string_view line)> log);

    struct Match {
        const Handler* handler = nullptr;  ///< nullptr: 404, or 405 when `allow` is not empty.
        std::string route;
        RouteOptions options;
        std::vector<NameValue> parameters;
        std::string allow;
    };
    /// `path` as sent, still encoded, without the query.
    Match find(std::string_view method, std::string_view path) const;
    /// Every route there is, for whoever holds them against something.
    struct Listed {
        std::string method, pattern;
        bool open = false;
    };
    std::vector<Listed> routes() const;
    /// By the cookies and headers of a request whose body has not been read.
    bool knows_sender(const Request& request) const;
    /// Answers one request: reads its query, cookies and form, asks the hooks, runs the handler.
    /// What these throw is caught and logged here.
    Response answer(Request& request, const Match& match) const;
    /// find() and answer(), for tests without a server: needs method, target, headers and body.
    Response handle(Request& request) const;
    /// The answer to something that could not even be handled.
    Response refuse(Request& request, const Error& error, int status) const;

  private:
    struct Route {
        std::string pattern;
        std::vector<std::string> parts;
        std::map<std::string, std::pair<Handler, RouteOptions>, std::less<>> methods;
    };
    const Route* route_of(const std::vector<std::string_view>& parts) const;

    std::vector<Route> routes_;
    std::vector<std::function<std::optional<Response>(Request&)>> before_;
    std::vector<std::function<void(Request&, Response&)>> after_;
    std::function<bool(const Request&)> known_sender_;
    std::function<Response(Request&)> not_found_;
    std::function<Response(Request&, const std::exception&)> failure_;
    std::function<bool(const std::exception&)> passes_soon_;
    std::function<Response(Request&, const Error&, int)> refused_;
    std::function<void(std::string_view)> log_;
};

}  // namespace kakehashi::http
