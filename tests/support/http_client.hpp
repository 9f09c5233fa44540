#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "platform/http/headers.hpp"

namespace kakehashi::testing {

struct HttpAnswer {
    int status = 0;
    http::Headers headers;
    std::string body;
    std::string_view header(std::string_view name) const { return headers.get(name); }
};

/// A small blocking client for tests: one connection that stays open between requests, and raw
/// bytes at any pace.
class HttpClient {
  public:
    /// `from` is the local address to come from: all of 127.0.0.0/8 is this machine.
    explicit HttpClient(std::uint16_t port, const char* from = "127.0.0.1", int receive_buffer = 0)
        : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        if (receive_buffer > 0)
            ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        const auto own = address(from, 0);
        const auto server = address("127.0.0.1", port);
        if (socket_ < 0 ||
            ::bind(socket_, reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0 ||
            ::connect(socket_, reinterpret_cast<const sockaddr*>(&server), sizeof server) != 0)
            throw std::runtime_error("test client: no connection");
    }
    ~HttpClient() { ::close(socket_); }
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    /// False when the server has closed the connection.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    /// `headers` are whole lines, each ended by `\r\n`. Nothing when no whole answer came.
    std::optional<HttpAnswer> get(std::string_view target, std::string_view headers = {}) {
        return request("GET", target, headers, {});
    }
    std::optional<HttpAnswer> post(
        std::string_view target, std::string_view body,
        std::string_view headers = "Content-Type: application/x-www-form-urlencoded\r\n") {
        return request("POST", target, headers, body);
    }
    std::optional<HttpAnswer> request(std::string_view method, std::string_view target,
                                      std::string_view headers, std::string_view body) {
        std::string text(method);
        text.append(" ").append(target).append(" HTTP/1.1\r\nHost: test\r\n").append(headers);
        if (!body.empty() || method == "POST")
            text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
        send(text.append("\r\n").append(body));
        return read_answer(method == "HEAD");
    }

    std::optional<HttpAnswer> read_answer(bool head = false) {
        auto end = wait_for("\r\n\r\n");
        if (!end) return std::nullopt;
        auto answer = parse_head(buffer_.substr(0, *end));
        buffer_.erase(0, *end + 4);
        if (answer.status == 100) return read_answer(head);
        if (head || answer.status == 304 || answer.status == 204) return answer;
        if (answer.header("Transfer-Encoding") == "chunked") {
            while (auto chunk = read_chunk()) {
                if (chunk->empty()) return answer;
                answer.body += *chunk;
            }
            return std::nullopt;
        }
        const auto length =
            std::strtoul(std::string(answer.header("Content-Length")).c_str(), nullptr, 10);
        while (buffer_.size() < length)
            if (!read_more(kPatience)) return std::nullopt;
        answer.body = buffer_.substr(0, length);
        buffer_.erase(0, length);
        return answer;
    }

    /// Reads until `text` has come and returns all up to its end; nothing when it did not come.
    std::optional<std::string> read_past(std::string_view text,
                                         std::chrono::milliseconds patience = kPatience) {
        const auto end = wait_for(text, patience);
        if (!end) return std::nullopt;
        auto read = buffer_.substr(0, *end + text.size());
        buffer_.erase(0, read.size());
        return read;
    }

    /// True when the server ends the connection in that time; what it sends before is kept.
    bool closed_within(std::chrono::milliseconds patience) {
        const auto until = std::chrono::steady_clock::now() + patience;
        while (!closed_ && std::chrono::steady_clock::now() < until)
            read_more(std::chrono::milliseconds{20});
        return closed_;
    }

  private:
    static constexpr std::chrono::milliseconds kPatience{5000};

    static sockaddr_in address(const char* host, std::uint16_t port) {
        sockaddr_in made{};
        made.sin_family = AF_INET;
        made.sin_port = htons(port);
        ::inet_pton(AF_INET, host, &made.sin_addr);
        return made;
    }

    static HttpAnswer parse_head(std::string_view head) {
        HttpAnswer answer;
        answer.status = std::atoi(std::string(head.substr(9, 3)).c_str());
        for (auto at = head.find("\r\n"); at != head.npos; at = head.find("\r\n", at + 2)) {
            auto line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
            const auto colon = line.find(": ");
            if (colon != line.npos)
                answer.headers.add(line.substr(0, colon), line.substr(colon + 2));
        }
        return answer;
    }

    std::optional<std::string> read_chunk() {
        const auto size_line = read_past("\r\n");
        if (!size_line) return std::nullopt;
        const auto size = std::strtoul(size_line->c_str(), nullptr, 16);
        while (buffer_.size() < size + 2)
            if (!read_more(kPatience)) return std::nullopt;
        auto chunk = buffer_.substr(0, size);
        buffer_.erase(0, size + 2);
        return chunk;
    }

    std::optional<std::size_t> wait_for(std::string_view text,
                                        std::chrono::milliseconds patience = kPatience) {
        for (;;) {
            if (const auto found = buffer_.find(text); found != buffer_.npos) return found;
            if (!read_more(patience)) return std::nullopt;
        }
    }

    bool read_more(std::chrono::milliseconds patience) {
        pollfd waiting{socket_, POLLIN, 0};
        if (closed_ || ::poll(&waiting, 1, static_cast<int>(patience.count())) <= 0) return false;
        char bytes[65536];
        const auto received = ::recv(socket_, bytes, sizeof bytes, 0);
        if (received <= 0) {
            closed_ = true;
            return false;
        }
        buffer_.append(bytes, static_cast<std::size_t>(received));
        return true;
    }

    int socket_;
    std::string buffer_;
    bool closed_ = false;
};

}  // namespace kakehashi::testing
