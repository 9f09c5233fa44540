#include "platform/http/request.hpp"

#include "platform/http/request_reading.hpp"
#include "platform/http/text_decoding.hpp"

namespace kakehashi::http {
namespace {

std::string_view first_of(const std::vector<NameValue>& pairs, std::string_view name) {
    for (const auto& [key, value] : pairs)
        if (key == name) return value;
    return {};
}

std::vector<NameValue> parse_cookies(std::string_view line) {
    std::vector<NameValue> cookies;
    while (!line.empty()) {
        const auto end = std::min(line.find(';'), line.size());
        auto pair = line.substr(0, end);
        line.remove_prefix(std::min(end + 1, line.size()));
        while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
        const auto equals = pair.find('=');
        if (equals == pair.npos || !is_clean_text(pair)) continue;
        auto value = pair.substr(equals + 1);
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
            value = value.substr(1, value.size() - 2);
        cookies.emplace_back(pair.substr(0, equals), value);
    }
    return cookies;
}

bool is_media_type(std::string_view content_type, std::string_view wanted) {
    auto type = content_type.substr(0, std::min(content_type.find(';'), content_type.size()));
    while (!type.empty() && type.back() == ' ') type.remove_suffix(1);
    return equal_ignoring_case(type, wanted);
}

}  // namespace

std::string_view Request::query(std::string_view name) const {
    return first_of(query_parameters, name);
}

bool Request::has_query(std::string_view name) const {
    for (const auto& [key, value] : query_parameters)
        if (key == name) return true;
    return false;
}

std::vector<std::string_view> Request::query_all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const auto& [key, value] : query_parameters)
        if (key == name) values.push_back(value);
    return values;
}

std::string_view Request::cookie(std::string_view name) const {
    if (!over_https) return first_of(cookies, name);
    return first_of(cookies, std::string{kHostCookie}.append(name));
}

std::string_view Request::script_cookie(std::string_view name) const {
    return first_of(cookies, name);
}

std::string_view Request::path_text(std::string_view name) const {
    return first_of(path_parameters, name);
}

std::string_view raw_path(std::string_view target) {
    return target.substr(0, std::min(target.find('?'), target.size()));
}

Result<void> read_target(Request& request) {
    const std::string_view target = request.target;
    const auto path = raw_path(target);
    request.path = percent_decode(path, false);
    for (const auto& [name, value] : request.headers.all())
        if (equal_ignoring_case(name, "Cookie"))
            for (auto& cookie : parse_cookies(value)) request.cookies.push_back(std::move(cookie));
    if (path.size() < target.size()) {
        TRY(request.query_parameters, parse_urlencoded(target.substr(path.size() + 1)));
    }
    return {};
}

Result<void> read_form(Request& request) {
    const auto content_type = request.header("Content-Type");
    if (is_media_type(content_type, "multipart/form-data")) {
        TRY(request.parsed_form, parse_multipart(content_type, request.body));
        std::string{}.swap(request.body);
    } else if (is_media_type(content_type, "application/x-www-form-urlencoded")) {
        TRY(auto fields, parse_urlencoded(request.body));
        for (auto& [name, value] : fields)
            request.parsed_form.add(std::move(name), std::move(value));
        std::string{}.swap(request.body);
    }
    return {};
}

}  // namespace kakehashi::http
