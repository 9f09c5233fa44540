#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kakehashi::http {

using NameValue = std::pair<std::string, std::string>;

/// Of a cookie's name: only the host itself can set it, and over https alone (RFC
/// 6265bis, 4.1.3.2).
inline constexpr std::string_view kHostCookie = "__Host-";

/// ASCII letters alike in both cases; other bytes as they are.
bool equal_ignoring_case(std::string_view left, std::string_view right);

/// Header lines in the order they came; names are compared without regard to case.
class Headers {
  public:
    /// The first line of that name, else empty.
    std::string_view get(std::string_view name) const;
    bool has(std::string_view name) const;
    std::size_t count(std::string_view name) const;
    void add(std::string_view name, std::string_view value);
    /// Replaces every line of that name.
    void set(std::string_view name, std::string_view value);
    const std::vector<NameValue>& all() const { return lines_; }

  private:
    std::vector<NameValue> lines_;
};

}  // namespace kakehashi::http
