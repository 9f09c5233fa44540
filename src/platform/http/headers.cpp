#include "platform/http/headers.hpp"

#include <algorithm>

namespace kakehashi::http {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

bool equal_ignoring_case(std::string_view left, std::string_view right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

std::string_view Headers::get(std::string_view name) const {
    for (const auto& [line_name, value] : lines_)
        if (equal_ignoring_case(line_name, name)) return value;
    return {};
}

bool Headers::has(std::string_view name) const {
    return count(name) > 0;
}

std::size_t Headers::count(std::string_view name) const {
    return static_cast<std::size_t>(std::count_if(lines_.begin(), lines_.end(), [&](auto& line) {
        return equal_ignoring_case(line.first, name);
    }));
}

void Headers::add(std::string_view name, std::string_view value) {
    lines_.emplace_back(name, value);
}

void Headers::set(std::string_view name, std::string_view value) {
    std::erase_if(lines_, [&](auto& line) { return equal_ignoring_case(line.first, name); });
    add(name, value);
}

}  // namespace kakehashi::http
