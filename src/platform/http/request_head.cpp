#include "platform/http/request_head.hpp"

#include <algorithm>

namespace kakehashi::http {
namespace {

/// RFC 9110 5.6.2. `Transfer-Encoding : chunked` is no header to us and one to a careless proxy.
bool is_token(std::string_view name) {
    constexpr std::string_view kSigns = "!#$%&'*+-.^_`|~";
    return !name.empty() && std::ranges::all_of(name, [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               kSigns.find(c) != kSigns.npos;
    });
}

}  // namespace

std::string_view last_said(const Headers& headers, std::string_view header) {
    std::string_view said;
    for (const auto& [name, value] : headers.all())
        if (equal_ignoring_case(name, header)) said = value;
    said.remove_prefix(said.rfind(',') + 1);  // npos + 1 is 0
    while (said.starts_with(' ')) said.remove_prefix(1);
    while (said.ends_with(' ')) said.remove_suffix(1);
    return said;
}

bool has_one_reading(const Headers& headers) {
    if (headers.has("Transfer-Encoding") && headers.has("Content-Length")) return false;
    for (const std::string_view once : {"Content-Length", "Transfer-Encoding", "Host"}) {
        int lines = 0;
        for (const auto& [name, value] : headers.all()) {
            if (!equal_ignoring_case(std::string_view{name}.substr(0, once.size()), once)) continue;
            if (name.size() > once.size() || ++lines > 1) return false;
        }
    }
    return std::ranges::all_of(headers.all(),
                               [](const auto& header) { return is_token(header.first); });
}

}  // namespace kakehashi::http
