#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"

namespace kakehashi::cbor {

class Value;
using Array = std::vector<Value>;
using Map = std::vector<std::pair<Value, Value>>;

/// One item of CBOR (RFC 8949), as far as passkeys use it: whole numbers, bytes, text, lists, maps,
/// yes and no, nothing. It points into the bytes it was read from.
class Value {
  public:
    struct Bytes {
        std::string_view bytes;
        bool operator==(const Bytes&) const = default;
    };
    using Data =
        std::variant<std::monostate, bool, std::int64_t, Bytes, std::string_view, Array, Map>;

    Value() = default;
    explicit Value(Data data);

    std::optional<std::int64_t> number() const;
    /// Empty unless the item is bytes.
    std::string_view bytes() const;
    /// Empty unless the item is text.
    std::string_view text() const;
    bool is_map() const { return std::holds_alternative<Map>(data_); }
    /// The member with that key; nothing when there is none or this is no map.
    const Value* find(std::int64_t key) const;
    const Value* find(std::string_view key) const;
    bool operator==(const Value& other) const;

  private:
    Data data_;
};

/// What authenticators send is far below these.
inline constexpr std::size_t kBytesMax = 64 * 1024;
inline constexpr int kDepthMax = 8;
inline constexpr int kItemsMax = 512;

struct First {
    Value value;
    std::size_t size = 0;  // how many bytes it took
};
/// Reads the first item; what follows it is left. Invalid `cbor.malformed`: cut off, too large, too
/// deep, a key twice, a kind that is not listed above, or a length that is not said beforehand.
Result<First> read_first(std::string_view bytes);

/// Reads bytes that are one item and nothing else. Errors of read_first().
Result<Value> read(std::string_view bytes);

}  // namespace kakehashi::cbor
