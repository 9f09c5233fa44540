#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.hpp"

namespace kakehashi::http {

struct ListeningSocket {
    int descriptor = -1;
    std::uint16_t port = 0;
};

/// Opens `127.0.0.1:8080` or `[::1]:8080` for listening; the caller closes the descriptor. Errors
/// as Server::listen().
Result<ListeningSocket> open_listening_socket(std::string_view address);

}  // namespace kakehashi::http
