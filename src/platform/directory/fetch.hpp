#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace kakehashi {

/// An answer that takes longer, or is larger, is none.
inline constexpr std::chrono::seconds kConnectWithin{4};
inline constexpr std::chrono::seconds kAnswerWithin{8};
inline constexpr std::size_t kAnswerBytesMax = 256 * 1024;

/// One call of another server.
struct Fetch {
    std::string url;
    std::string form = {};  // urlencoded; empty: GET
    std::string user = {};  // HTTP Basic, as RFC 6749 2.3.1 encodes both
    std::string password = {};
    std::filesystem::path trusted =
        {};  // certificates (PEM) beside which none count; empty: Debian's
};
struct Fetched {
    long status = 0;
    std::string body;
};
/// Follows no redirection. Unavailable `directory.away`, with the reason on standard error, which
/// names the server and never what was sent.
Result<Fetched> fetch(const Fetch& what);

/// `https://name…`; `http` for this machine alone (localhost, 127.0.0.1, [::1]), where tests and
/// proxies stand. Nothing with a user name, blanks or a fragment.
bool is_safe_address(std::string_view url);

}  // namespace kakehashi
