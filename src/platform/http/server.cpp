// The only file that knows libmicrohttpd.
#include "platform/http/server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "platform/http/connection_watch.hpp"
#include "platform/http/delivery.hpp"
#include "platform/http/listening_socket.hpp"
#include "platform/http/request_head.hpp"
#include "platform/http/request_reading.hpp"
#include "platform/http/tls.hpp"

namespace kakehashi::http {
namespace {

using Clock = std::chrono::steady_clock;
using Phase = ConnectionWatch::Phase;

struct Refusal {
    ErrorKind kind;
    const char* code;
    int status;
};
constexpr Refusal kHeaderTooLarge{ErrorKind::Invalid, "http.header_too_large", 431};
constexpr Refusal kBodyTooLarge{ErrorKind::Invalid, "http.body_too_large", 413};
constexpr Refusal kBadFraming{ErrorKind::Invalid, "http.bad_framing", 400};
constexpr Refusal kBusy{ErrorKind::Unavailable, "http.busy", 503};
constexpr Refusal kSignInFirst{ErrorKind::Forbidden, "auth.signed_out", 401};
constexpr Refusal kTooManyStreams{ErrorKind::Unavailable, "http.too_many_streams", 503};

/// What one body takes of the memory for all bodies; given back whatever becomes of the request.
class BodyShare {
  public:
    explicit BodyShare(std::atomic<std::size_t>& all) : all_(all) {}
    ~BodyShare() { give_back(); }
    BodyShare(const BodyShare&) = delete;
    BodyShare& operator=(const BodyShare&) = delete;

    void take(std::size_t bytes) {
        all_ += bytes;
        mine_ += bytes;
    }
    void give_back() { all_ -= std::exchange(mine_, 0); }

  private:
    std::atomic<std::size_t>& all_;
    std::size_t mine_ = 0;
};

/// One request on its way in and its answer on its way out.
struct Exchange {
    explicit Exchange(std::atomic<std::size_t>& bodies_bytes) : share(bodies_bytes) {}

    Request request;
    Router::Match match;
    std::optional<Refusal> refusal;
    Refusal too_large = kBodyTooLarge;  // the refusal of a body past the limit
    std::size_t body_bytes_max = 0;
    BodyShare share;
    std::size_t received = 0;  // of the body, kept or thrown away
    bool begun = false;
    bool handled = false;
};

struct DestroyResponse {
    void operator()(MHD_Response* response) const { MHD_destroy_response(response); }
};
using OwnedResponse = std::unique_ptr<MHD_Response, DestroyResponse>;

PeerAddress peer_of(MHD_Connection* connection) {
    const auto* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (info == nullptr || info->client_addr == nullptr) return {};
    std::array<char, INET6_ADDRSTRLEN> text{};
    const sockaddr* address = info->client_addr;
    const void* host = nullptr;
    if (address->sa_family == AF_INET6)
        host = &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
    else
        host = &reinterpret_cast<const sockaddr_in*>(address)->sin_addr;
    if (::inet_ntop(address->sa_family, host, text.data(), text.size()) == nullptr) return {};
    return text.data();
}

/// The address the proxy itself saw; the proxy's own when it does not say one.
PeerAddress sender_behind(const PeerAddress& proxy, const Headers& headers) {
    const std::string address(last_said(headers, "X-Forwarded-For"));
    std::array<unsigned char, sizeof(in6_addr)> ignored{};
    const bool good = ::inet_pton(AF_INET, address.c_str(), ignored.data()) == 1 ||
                      ::inet_pton(AF_INET6, address.c_str(), ignored.data()) == 1;
    return good ? address : proxy;
}

MHD_Result copy_header(void* headers, MHD_ValueKind, const char* name, std::size_t name_size,
                       const char* value, std::size_t value_size) {
    static_cast<Headers*>(headers)->add(
        {name, name_size},
        value == nullptr ? std::string_view{} : std::string_view{value, value_size});
    return MHD_YES;
}

/// Nothing for a body of unknown length. A length that is no number counts as endless.
std::optional<std::size_t> content_length(const Request& request) {
    const auto text = request.header("Content-Length");
    if (text.empty()) return std::nullopt;
    std::size_t length = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
    if (error != std::errc{} || end != text.data() + text.size()) return SIZE_MAX;
    return length;
}

ssize_t read_stream(void* stream, std::uint64_t, char* out, std::size_t size) {
    try {
        const auto read = (*static_cast<std::shared_ptr<BodyStream>*>(stream))->read({out, size});
        return read == 0 ? MHD_CONTENT_READER_END_OF_STREAM : static_cast<ssize_t>(read);
    } catch (const std::exception&) {
        return MHD_CONTENT_READER_END_WITH_ERROR;  // the reader sees that the body was cut off
    }
}

OwnedResponse to_library(Response& response) {
    MHD_Response* made = nullptr;
    if (response.body_stream) {
        auto* stream = new std::shared_ptr<BodyStream>(std::move(response.body_stream));
        made = MHD_create_response_from_callback(
            MHD_SIZE_UNKNOWN, 4096, read_stream, stream,
            [](void* held) { delete static_cast<std::shared_ptr<BodyStream>*>(held); });
    } else if (response.open_file) {
        const int copy = ::fcntl(response.open_file->descriptor(), F_DUPFD_CLOEXEC, 0);
        if (copy < 0) throw std::runtime_error("http: no file descriptor left");
        made = MHD_create_response_from_fd64(response.open_file->size(), copy);
    } else {
        auto* body = new std::string(std::move(response.body));
        made = MHD_create_response_from_buffer_with_free_callback_cls(
            body->size(), body->data(), [](void* held) { delete static_cast<std::string*>(held); },
            body);
    }
    if (made == nullptr) throw std::runtime_error("http: no memory for a response");
    for (const auto& [name, value] : response.headers.all())
        MHD_add_response_header(made, name.c_str(), value.c_str());
    return OwnedResponse(made);
}

/// Labels of figures must not come from the sender.
std::string_view known_method(std::string_view method) {
    for (const std::string_view known :
         {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
        if (method == known) return known;
    return "other";
}

std::string milliseconds(Clock::duration took) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3f",
                  std::chrono::duration<double, std::milli>(took).count());
    return text.data();
}

}  // namespace

class Server::Core {
  public:
    Core(Router& router, Limits limits, Metrics& metrics)
        : router_(router),
          limits_(limits),
          metrics_(metrics),
          watch_({limits.idle, limits.receiving, limits.connections, limits.streams}) {
        metrics_.gauge("http_connections", "Open connections.",
                       [this] { return static_cast<double>(watch_.connections()); });
        metrics_.gauge("http_streams", "Open event streams.",
                       [this] { return static_cast<double>(watch_.streams()); });
        metrics_.gauge("http_body_bytes", "Bytes of bodies being received.",
                       [this] { return static_cast<double>(bodies_bytes_); });
    }
    ~Core() {
        for (const auto* name : {"http_connections", "http_streams", "http_body_bytes"})
            metrics_.gauge(name, "The server has ended.", [] { return 0.0; });
    }

    Result<void> listen(std::string_view address);
    void stop(std::chrono::milliseconds deadline);

    std::function<void(std::string_view)> log;
    std::vector<std::string> trusted_proxies;
    const TlsCertificate* certificate = nullptr;
    bool https_in_front = false;
    std::uint16_t port = 0;

  private:
    static void* on_target(void* core, const char* target, MHD_Connection* connection);
    static MHD_Result on_request(void* core, MHD_Connection* connection, const char* target,
                                 const char* method, const char* version, const char* data,
                                 std::size_t* size, void** exchange);
    static void on_completed(void* core, MHD_Connection* connection, void** exchange,
                             MHD_RequestTerminationCode why);
    static void on_connection(void* core, MHD_Connection* connection, void** watched,
                              MHD_ConnectionNotificationCode what);

    static ConnectionWatch::Connection* watched(MHD_Connection* connection);
    unsigned idle_seconds() const;
    std::chrono::milliseconds sending_time(std::size_t bytes) const;
    MHD_Result begin(MHD_Connection* connection, Exchange& exchange, const char* method);
    MHD_Result receive(Exchange& exchange, std::string_view data);
    void drop_body(Exchange& exchange, const Refusal& refusal);
    MHD_Result respond(MHD_Connection* connection, Exchange& exchange);
    Response make_response(Exchange& exchange);
    Response refused(Exchange& exchange, const Refusal& refusal);

    Router& router_;
    const Limits limits_;
    Metrics& metrics_;
    ConnectionWatch watch_;
    MHD_Daemon* daemon_ = nullptr;
    std::atomic<std::size_t> bodies_bytes_ = 0;
    std::atomic<bool> stopping_ = false;
};

ConnectionWatch::Connection* Server::Core::watched(MHD_Connection* connection) {
    const auto* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return static_cast<ConnectionWatch::Connection*>(info->socket_context);
}

/// The library's own time-out is a second net: it counts whole seconds without any byte.
unsigned Server::Core::idle_seconds() const {
    return static_cast<unsigned>(std::chrono::ceil<std::chrono::seconds>(limits_.idle).count()) + 1;
}

/// A stream has no end; of it the watch asks whether its reader is lost.
std::chrono::milliseconds Server::Core::sending_time(std::size_t bytes) const {
    return limits_.sending + std::chrono::seconds{bytes / limits_.sending_bytes_per_second};
}

Result<void> Server::Core::listen(std::string_view address) {
    TRY(const auto opened, open_listening_socket(address));
    unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD |
                     MHD_USE_POLL | MHD_USE_ITC;
    std::vector<MHD_OptionItem> tls;
    if (certificate != nullptr) {
        flags |= MHD_USE_TLS;
        show_certificate(certificate);
        tls = {{MHD_OPTION_HTTPS_CERT_CALLBACK, 0, tls_callback()},
               {MHD_OPTION_HTTPS_PRIORITIES, 0, const_cast<char*>(tls_priorities())}};
    }
    tls.push_back({MHD_OPTION_END, 0, nullptr});
    const MHD_AccessHandlerCallback handler = &on_request;
    daemon_ = MHD_start_daemon(
        flags, 0, nullptr, nullptr, handler, this,                                 //
        MHD_OPTION_LISTEN_SOCKET, opened.descriptor,                               //
        MHD_OPTION_URI_LOG_CALLBACK, &on_target, this,                             //
        MHD_OPTION_NOTIFY_COMPLETED, &on_completed, this,                          //
        MHD_OPTION_NOTIFY_CONNECTION, &on_connection, this,                        //
        MHD_OPTION_CONNECTION_TIMEOUT, idle_seconds(),                             //
        MHD_OPTION_CONNECTION_LIMIT, limits_.connections,                          //
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, limits_.connections_per_address,       //
        MHD_OPTION_THREAD_STACK_SIZE, limits_.stack_bytes,                         //
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, limits_.header_bytes * 2 + 16 * 1024,  //
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_ARRAY, tls.data(), MHD_OPTION_END);
    if (daemon_ == nullptr) {
        ::close(opened.descriptor);
        return fail(ErrorKind::Unavailable, "server.cannot_listen");
    }
    port = opened.port;
    return {};
}

void Server::Core::stop(std::chrono::milliseconds deadline) {
    if (daemon_ == nullptr) return;
    stopping_ = true;
    const auto socket = MHD_quiesce_daemon(daemon_);
    if (socket != MHD_INVALID_SOCKET) ::close(socket);
    watch_.end_streams();
    watch_.wait_until_quiet(deadline);
    MHD_stop_daemon(daemon_);
    daemon_ = nullptr;
}

void* Server::Core::on_target(void* core, const char* target, MHD_Connection*) {
    auto exchange = std::make_unique<Exchange>(static_cast<Core*>(core)->bodies_bytes_);
    exchange->request.target = target;
    return exchange.release();
}

void Server::Core::on_connection(void* core, MHD_Connection* connection, void** watched,
                                 MHD_ConnectionNotificationCode what) {
    auto& watch = static_cast<Core*>(core)->watch_;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        const auto* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        *watched = watch.opened(info->connect_fd);
    } else {
        watch.closed(static_cast<ConnectionWatch::Connection*>(*watched));
    }
}

MHD_Result Server::Core::on_request(void* core, MHD_Connection* connection, const char*,
                                    const char* method, const char*, const char* data,
                                    std::size_t* size, void** held) {
    auto& self = *static_cast<Core*>(core);
    auto& exchange = *static_cast<Exchange*>(*held);
    try {
        if (!exchange.begun) return self.begin(connection, exchange, method);
        if (*size > 0) {
            const auto taken = self.receive(exchange, {data, *size});
            *size = 0;
            return taken;
        }
        return exchange.handled ? MHD_YES : self.respond(connection, exchange);
    } catch (const std::exception&) {
        return MHD_NO;  // out of memory, most likely: the connection is closed
    }
}

/// The header is complete: decides whether the body is worth reading.
MHD_Result Server::Core::begin(MHD_Connection* connection, Exchange& exchange, const char* method) {
    exchange.begun = true;
    watch_.enter(watched(connection), Phase::Receiving);
    auto& request = exchange.request;
    request.method = method;
    request.peer = peer_of(connection);
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, &copy_header, &request.headers);
    request.over_https = certificate != nullptr || https_in_front;
    if (std::ranges::find(trusted_proxies, request.peer) != trusted_proxies.end()) {
        request.peer = sender_behind(request.peer, request.headers);
        if (equal_ignoring_case(last_said(request.headers, "X-Forwarded-Proto"), "https"))
            request.over_https = true;
    }
    exchange.match = router_.find(request.method, raw_path(request.target));
    const auto& route_max = exchange.match.options.body_bytes_max;
    exchange.body_bytes_max = route_max.value_or(limits_.body_bytes);
    const std::string_view type = request.header("Content-Type");
    if (!route_max && equal_ignoring_case(type.substr(0, 33), "application/x-www-form-urlencoded"))
        exchange.body_bytes_max = std::min(limits_.urlencoded_bytes, limits_.body_bytes);

    const auto* header =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    const auto length = content_length(request);
    const bool chunked = request.headers.has("Transfer-Encoding");
    const auto most = std::min(length.value_or(chunked ? SIZE_MAX : 0), exchange.body_bytes_max);
    if (most > limits_.stranger_body_bytes && exchange.match.handler != nullptr &&
        !router_.knows_sender(request)) {
        exchange.body_bytes_max = limits_.stranger_body_bytes;
        exchange.too_large = kSignInFirst;
    }
    if (header != nullptr && header->header_size > limits_.header_bytes) {
        exchange.refusal = kHeaderTooLarge;
    } else if (!has_one_reading(request.headers)) {
        exchange.refusal = kBadFraming;
    } else if (length && *length > exchange.body_bytes_max) {
        exchange.refusal = exchange.too_large;
        // A browser reads the answer only after its upload, so a body of bearable length is read
        // and thrown away; who asked first (100-continue) or sends without end hears it at once.
        const bool asked = equal_ignoring_case(request.header("Expect"), "100-continue");
        if (!asked && *length <= limits_.discarded_bytes) return MHD_YES;
    } else {
        return MHD_YES;
    }
    return respond(connection, exchange);
}

void Server::Core::drop_body(Exchange& exchange, const Refusal& refusal) {
    exchange.refusal = refusal;
    std::string{}.swap(exchange.request.body);
    exchange.share.give_back();
}

MHD_Result Server::Core::receive(Exchange& exchange, std::string_view data) {
    exchange.received += data.size();
    if (exchange.received > std::max(limits_.discarded_bytes, exchange.body_bytes_max))
        return MHD_NO;
    if (exchange.refusal || exchange.match.handler == nullptr) return MHD_YES;
    const bool small = exchange.received <= limits_.small_body_bytes;
    const auto reserved = small ? 0 : std::min(limits_.small_bodies_bytes, limits_.bodies_bytes);
    if (exchange.received > exchange.body_bytes_max) {
        drop_body(exchange, exchange.too_large);
    } else if (bodies_bytes_ + data.size() > limits_.bodies_bytes - reserved) {
        drop_body(exchange, kBusy);
    } else {
        exchange.request.body.append(data);
        exchange.share.take(data.size());
    }
    return MHD_YES;
}

Response Server::Core::refused(Exchange& exchange, const Refusal& refusal) {
    exchange.request.route = exchange.match.route;
    return router_.refuse(exchange.request, Error{refusal.kind, refusal.code}, refusal.status);
}

Response Server::Core::make_response(Exchange& exchange) {
    try {
        if (!exchange.refusal) return router_.answer(exchange.request, exchange.match);
        static_cast<void>(read_target(exchange.request));  // cookies, for the look of the page
        return refused(exchange, *exchange.refusal);
    } catch (const std::exception&) {
        return Response::text("処理できませんでした。\n", 500);
    }
}

MHD_Result Server::Core::respond(MHD_Connection* connection, Exchange& exchange) {
    exchange.handled = true;
    auto* place = watched(connection);
    watch_.enter(place, Phase::Working);
    // Long work is not idleness: the library's time-out rests while the handler runs.
    MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT, 0U);

    const std::string method(known_method(exchange.request.method));
    const auto started_at = Clock::now();
    auto response = make_response(exchange);
    if (response.body_stream && method == "HEAD") response.body_stream.reset();
    const bool streaming = response.body_stream != nullptr;
    if (streaming && !watch_.begin_stream(place, response.body_stream))
        response = refused(exchange, kTooManyStreams).with("Retry-After", "10");
    finish(exchange.request, response);
    if (exchange.request.over_https) keep_to_https(response);
    const auto took = Clock::now() - started_at;
    exchange.request.parsed_form = Form{};  // uploads need not stay while the answer is sent
    std::string{}.swap(exchange.request.body);
    exchange.share.give_back();

    response.with("Server-Timing", "app;dur=" + milliseconds(took));
    if (stopping_) response.with("Connection", "close");
    const std::string_view route =
        exchange.match.route.empty() ? "(none)" : std::string_view(exchange.match.route);
    metrics_.observe(method, route, response.status, took);
    if (log)
        log(method + " " + std::string(route) + " " + std::to_string(response.status) + " " +
            milliseconds(took));

    // A stream is silent between events; its heartbeat and the watch find out who is gone.
    const unsigned timeout = streaming ? 2 * idle_seconds() + 60 : idle_seconds();
    MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT, timeout);
    const auto status = static_cast<unsigned>(response.status);
    const auto bytes = response.open_file ? response.open_file->size() : response.body.size();
    const auto made = to_library(response);
    const auto queued = MHD_queue_response(connection, status, made.get());
    if (!streaming) watch_.enter_sending(place, sending_time(bytes));
    return queued;
}

void Server::Core::on_completed(void* core, MHD_Connection* connection, void** held,
                                MHD_RequestTerminationCode) {
    auto& self = *static_cast<Core*>(core);
    const std::unique_ptr<Exchange> exchange(static_cast<Exchange*>(*held));
    *held = nullptr;
    self.watch_.enter(watched(connection), Phase::Waiting);
}

Server::Server(Router& router, Limits limits, Metrics& metrics)
    : core_(std::make_unique<Core>(router, limits, metrics)) {}
Server::~Server() {
    stop();
}
void Server::set_log(std::function<void(std::string_view line)> log) {
    core_->log = std::move(log);
}
void Server::set_trusted_proxies(std::vector<std::string> addresses) {
    core_->trusted_proxies = std::move(addresses);
}
void Server::set_https_in_front() {
    core_->https_in_front = true;
}
void Server::set_certificate(const TlsCertificate& certificate) {
    core_->certificate = &certificate;
}
Result<void> Server::listen(std::string_view address) {
    return core_->listen(address);
}
std::uint16_t Server::port() const {
    return core_->port;
}
void Server::stop(std::chrono::milliseconds deadline) {
    core_->stop(deadline);
}

}  // namespace kakehashi::http
