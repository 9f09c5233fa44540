#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.hpp"

namespace kakehashi::json {

class Value;
struct Member;
using Array = std::vector<Value>;
using Object = std::vector<Member>;  // in the order of the source; no key twice

/// One JSON value. Numbers keep the text they were written with (7.10 stays 7.10) and objects the
/// order of their keys, so that what was read can be written again byte for byte.
/// Every accessor is tolerant: asked for what is not there, it answers with nothing.
class Value {
  public:
    Value() noexcept;  // null
    Value(std::nullptr_t) noexcept : Value() {}
    // Out of line: every user of the header would otherwise compile the variant's own again.
    Value(const Value& other);
    Value(Value&& other) noexcept;
    Value& operator=(const Value& other);
    Value& operator=(Value&& other) noexcept;
    ~Value();
    template <std::same_as<bool> B>
    Value(B boolean);
    template <std::integral I>
    requires(!std::same_as<I, bool>) Value(I number);
    /// Not a number and infinity become null, as JSON has no word for them.
    Value(double number);
    Value(const char* text);
    Value(std::string_view text);
    Value(std::string text);
    Value(Array array);
    Value(Object object);
    /// A number in the words of its source. `text` must be a JSON number.
    static Value number_from_text(std::string text);

    bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
    bool is_bool() const { return std::holds_alternative<bool>(data_); }
    bool is_number() const { return std::holds_alternative<Number>(data_); }
    bool is_string() const { return std::holds_alternative<std::string>(data_); }
    bool is_array() const { return std::holds_alternative<Array>(data_); }
    bool is_object() const { return std::holds_alternative<Object>(data_); }

    /// False unless the value is `true`.
    bool boolean() const;
    /// Empty unless the value is a string. The view lives as long as the value.
    std::string_view string() const;
    /// The number as its source wrote it; empty unless the value is a number.
    std::string_view number_text() const;
    /// Empty unless the value is a whole number that fits.
    std::optional<std::int64_t> integer() const;
    std::optional<double> number() const;
    /// Empty unless the value is an array.
    const Array& array() const;
    /// Empty unless the value is an object.
    const Object& members() const;

    /// The member of that name; null pointer when there is none or this is no object.
    const Value* find(std::string_view key) const;
    /// The value along a path of keys and indexes, `value.at("entry", 0, "resource")`;
    /// JSON null where the path ends early.
    template <typename Step, typename... Steps>
    const Value& at(Step step, Steps... steps) const {
        if constexpr (sizeof...(steps) == 0)
            return step_to(step);
        else
            return step_to(step).at(steps...);
    }

    /// Sets or replaces a member; a null value becomes an object. Asserts on any other kind.
    Value& set(std::string_view key, Value value);
    /// Appends an element; a null value becomes an array. Asserts on any other kind.
    Value& push(Value value);

    bool operator==(const Value& other) const;

  private:
    struct Number {
        std::string text;
        bool operator==(const Number&) const = default;
    };

    const Value& step_to(std::string_view key) const;
    const Value& step_to(const char* key) const { return step_to(std::string_view(key)); }
    template <std::integral I>
    const Value& step_to(I index) const {
        return element(static_cast<std::size_t>(index));
    }
    const Value& element(std::size_t index) const;

    std::variant<std::monostate, bool, Number, std::string, Array, Object> data_;
};

struct Member {
    std::string key;
    Value value;
    bool operator==(const Member&) const = default;
};

// The rest of Value can only be written down here, where Member is whole.
template <std::same_as<bool> B>
Value::Value(B boolean) : data_(boolean) {}
template <std::integral I>
requires(!std::same_as<I, bool>) Value::Value(I number) : data_(Number{std::to_string(number)}) {}

/// `object({{"referral", 7}, {"warnings", array({"…"})}})`. Asserts that no key comes twice.
Value object(std::initializer_list<Member> members);
Value array(std::initializer_list<Value> elements);

struct Limits {
    std::size_t bytes_max = std::size_t{64} << 20;
    std::size_t depth_max = 64;
    std::size_t values_max = 2'000'000;  // each costs some 40 bytes, also one of two: `1,`
};

/// Reads one JSON text; a UTF-8 byte order mark before it is skipped.
/// Invalid: `json.too_large`, `json.too_deep`, `json.too_many_values`, `json.duplicate_key`,
/// `json.bad_text` (not UTF-8, or half of a surrogate pair), `json.malformed`. The detail says
/// `byte 120, line 4`, counted from 0 and 1, and never quotes the text.
Result<Value> parse(std::string_view text, const Limits& limits = {});

/// Compact: no blanks between tokens, only what must be escaped is escaped.
std::string write(const Value& value);

/// Appends `text` as a JSON string, quotes and all; only what must be escaped is escaped.
void append_string(std::string& out, std::string_view text);

/// Where `text` stops being UTF-8 (surrogates and overlong forms are not); npos when it never does.
std::size_t first_bad_utf8(std::string_view text);

}  // namespace kakehashi::json
