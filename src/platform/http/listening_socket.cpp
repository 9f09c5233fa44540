#include "platform/http/listening_socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <string>

namespace kakehashi::http {
namespace {

struct Address {
    sockaddr_storage bytes{};
    socklen_t length = 0;
};

Result<Address> parse_address(std::string_view text) {
    const auto bad = [] { return fail(ErrorKind::Invalid, "server.bad_address"); };
    const auto colon = text.rfind(':');
    if (colon == text.npos) return bad();
    const auto port_text = text.substr(colon + 1);
    std::uint16_t port = 0;
    const auto [end, error] =
        std::from_chars(port_text.data(), port_text.data() + port_text.size(), port);
    if (error != std::errc{} || end != port_text.data() + port_text.size()) return bad();

    Address address;
    std::string host(text.substr(0, colon));
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
        sockaddr_in6 v6{};
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        host = host.substr(1, host.size() - 2);
        if (::inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) != 1) return bad();
        std::memcpy(&address.bytes, &v6, sizeof v6);
        address.length = sizeof v6;
        return address;
    }
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    if (host == "localhost") host = "127.0.0.1";
    if (::inet_pton(AF_INET, host.c_str(), &v4.sin_addr) != 1) return bad();
    std::memcpy(&address.bytes, &v4, sizeof v4);
    address.length = sizeof v4;
    return address;
}

std::uint16_t port_of(int descriptor) {
    sockaddr_storage bytes{};
    socklen_t length = sizeof bytes;
    if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&bytes), &length) != 0) return 0;
    if (bytes.ss_family == AF_INET6)
        return ntohs(reinterpret_cast<const sockaddr_in6*>(&bytes)->sin6_port);
    return ntohs(reinterpret_cast<const sockaddr_in*>(&bytes)->sin_port);
}

}  // namespace

Result<ListeningSocket> open_listening_socket(std::string_view text) {
    TRY(const auto address, parse_address(text));
    ListeningSocket opened;
    opened.descriptor =
        ::socket(address.bytes.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int on = 1;
    const auto* name = reinterpret_cast<const sockaddr*>(&address.bytes);
    const bool listening =
        opened.descriptor >= 0 &&
        ::setsockopt(opened.descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
        ::bind(opened.descriptor, name, address.length) == 0 &&
        ::listen(opened.descriptor, SOMAXCONN) == 0;
    if (!listening) {
        const int cause = errno;
        if (opened.descriptor >= 0) ::close(opened.descriptor);
        if (cause == EADDRINUSE) return fail(ErrorKind::Unavailable, "server.address_in_use");
        return fail(ErrorKind::Unavailable, "server.cannot_listen", {}, std::strerror(cause));
    }
    opened.port = port_of(opened.descriptor);
    return opened;
}

}  // namespace kakehashi::http
