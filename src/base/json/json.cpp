#include "base/json/json.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>

namespace kakehashi::json {

namespace {
const Value kNull;
const Array kNoElements;
const Object kNoMembers;

template <typename T>
std::optional<T> read_number(std::string_view text) {
    T number{};
    const auto* last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, number);
    if (text.empty() || error != std::errc{} || end != last) return std::nullopt;
    return number;
}

void write_to(std::string& out, const Value& value) {
    if (value.is_string()) {
        append_string(out, value.string());
    } else if (value.is_number()) {
        out += value.number_text();
    } else if (value.is_bool()) {
        out += value.boolean() ? "true" : "false";
    } else if (value.is_array()) {
        out += '[';
        for (const auto& element : value.array()) {
            if (&element != &value.array().front()) out += ',';
            write_to(out, element);
        }
        out += ']';
    } else if (value.is_object()) {
        out += '{';
        for (const auto& member : value.members()) {
            if (&member != &value.members().front()) out += ',';
            append_string(out, member.key);
            out += ':';
            write_to(out, member.value);
        }
        out += '}';
    } else {
        out += "null";
    }
}
}  // namespace

Value::Value() noexcept = default;
Value::Value(const Value& other) = default;
Value::Value(Value&& other) noexcept = default;
Value& Value::operator=(const Value& other) = default;
Value& Value::operator=(Value&& other) noexcept = default;
Value::~Value() = default;

Value::Value(const char* text) : data_(std::string(text)) {}
Value::Value(std::string_view text) : data_(std::string(text)) {}
Value::Value(std::string text) : data_(std::move(text)) {}
Value::Value(Array array) : data_(std::move(array)) {}
Value::Value(Object object) : data_(std::move(object)) {}

Value Value::number_from_text(std::string text) {
    Value value;
    value.data_ = Number{std::move(text)};
    return value;
}

Value::Value(double number) {
    if (!std::isfinite(number)) return;
    std::array<char, 32> buffer;
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
    assert(error == std::errc{});
    data_ = Number{std::string(buffer.data(), end)};
}

bool Value::boolean() const {
    const auto* boolean = std::get_if<bool>(&data_);
    return boolean && *boolean;
}

std::string_view Value::string() const {
    const auto* text = std::get_if<std::string>(&data_);
    return text ? std::string_view(*text) : std::string_view{};
}

std::string_view Value::number_text() const {
    const auto* number = std::get_if<Number>(&data_);
    return number ? std::string_view(number->text) : std::string_view{};
}

std::optional<std::int64_t> Value::integer() const {
    return read_number<std::int64_t>(number_text());
}

std::optional<double> Value::number() const {
    return read_number<double>(number_text());
}

const Array& Value::array() const {
    const auto* elements = std::get_if<Array>(&data_);
    return elements ? *elements : kNoElements;
}

const Object& Value::members() const {
    const auto* members = std::get_if<Object>(&data_);
    return members ? *members : kNoMembers;
}

const Value* Value::find(std::string_view key) const {
    for (const auto& member : members())
        if (member.key == key) return &member.value;
    return nullptr;
}

const Value& Value::step_to(std::string_view key) const {
    const auto* found = find(key);
    return found ? *found : kNull;
}

const Value& Value::element(std::size_t index) const {
    return index < array().size() ? array()[index] : kNull;
}

Value& Value::set(std::string_view key, Value value) {
    if (is_null()) data_ = Object{};
    assert(is_object());
    auto& object = std::get<Object>(data_);
    for (auto& member : object)
        if (member.key == key) {
            member.value = std::move(value);
            return *this;
        }
    object.push_back({std::string(key), std::move(value)});
    return *this;
}

Value& Value::push(Value value) {
    if (is_null()) data_ = Array{};
    assert(is_array());
    std::get<Array>(data_).push_back(std::move(value));
    return *this;
}

bool Value::operator==(const Value& other) const {
    return data_ == other.data_;
}

Value object(std::initializer_list<Member> members) {
    Object object(members);
    for (std::size_t i = 0; i < object.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) assert(object[i].key != object[j].key);
    return object;
}

Value array(std::initializer_list<Value> elements) {
    return Array(elements);
}

void append_string(std::string& out, std::string_view text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\b':
                out += "\\b";
                break;
            case '\f':
                out += "\\f";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                if (const auto byte = static_cast<unsigned char>(c); byte < 0x20) {
                    out += "\\u00";
                    out += kHex[byte >> 4];
                    out += kHex[byte & 15];
                } else {
                    out += c;
                }
        }
    }
    out += '"';
}

std::string write(const Value& value) {
    std::string out;
    write_to(out, value);
    return out;
}

}  // namespace kakehashi::json
