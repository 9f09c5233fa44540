#include "platform/auth/cbor.hpp"

#include <cbor.h>

#include <algorithm>
#include <limits>

namespace kakehashi::cbor {
namespace {

auto malformed() {
    return fail(ErrorKind::Invalid, "cbor.malformed");
}

/// What libcbor says of the next item; a list or a map only says how many follow.
struct Head {
    enum class Kind { Other, Whole, Array, Map } kind = Kind::Other;
    Value::Data data;
    std::uint64_t count = 0;
};

Head& head(void* context) {
    return *static_cast<Head*>(context);
}

void take(void* context, Value::Data data) {
    head(context) = {Head::Kind::Whole, std::move(data), 0};
}

void take_number(void* context, std::uint64_t number, bool negative) {
    if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return;
    const auto value = static_cast<std::int64_t>(number);
    take(context, negative ? -1 - value : value);
}

std::string_view text_of(const unsigned char* bytes, std::size_t size) {
    return {reinterpret_cast<const char*>(bytes), size};
}

// Kinds without a word here (tags, fractions, lengths not said beforehand) leave the head `Other`.
// The parameters' widths differ between versions of the library.
cbor_callbacks callbacks() {
    constexpr auto number = [](void* context, auto value) { take_number(context, value, false); };
    constexpr auto negative = [](void* context, auto value) { take_number(context, value, true); };
    auto all = cbor_empty_callbacks;
    all.uint8 = number;
    all.uint16 = number;
    all.uint32 = number;
    all.uint64 = number;
    all.negint8 = negative;
    all.negint16 = negative;
    all.negint32 = negative;
    all.negint64 = negative;
    all.byte_string = [](void* context, const unsigned char* bytes, auto size) {
        take(context, Value::Bytes{text_of(bytes, size)});
    };
    all.string = [](void* context, const unsigned char* bytes, auto size) {
        take(context, text_of(bytes, size));
    };
    all.array_start = [](void* context, auto count) {
        head(context) = {Head::Kind::Array, {}, count};
    };
    all.map_start = [](void* context, auto count) { head(context) = {Head::Kind::Map, {}, count}; };
    all.boolean = [](void* context, bool value) { take(context, value); };
    all.null = [](void* context) { take(context, std::monostate{}); };
    return all;
}

class Reader {
  public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}

    Result<Value> item(int depth) {
        static const auto words = callbacks();
        if (depth > kDepthMax || ++items_ > kItemsMax) return malformed();
        Head found;
        const auto left = bytes_.substr(at_);
        const auto read = cbor_stream_decode(reinterpret_cast<const unsigned char*>(left.data()),
                                             left.size(), &words, &found);
        if (read.status != CBOR_DECODER_FINISHED) return malformed();
        at_ += read.read;
        if (found.kind == Head::Kind::Whole) return Value{std::move(found.data)};
        // Each item takes a byte: a count beyond that is a lie.
        if (found.kind == Head::Kind::Other || found.count > bytes_.size() - at_)
            return malformed();
        return found.kind == Head::Kind::Array ? list(found.count, depth) : map(found.count, depth);
    }
    std::size_t position() const { return at_; }

  private:
    Result<Value> list(std::uint64_t count, int depth) {
        Array items;
        while (count-- > 0) {
            TRY(auto value, item(depth + 1));
            items.push_back(std::move(value));
        }
        return Value{std::move(items)};
    }
    Result<Value> map(std::uint64_t count, int depth) {
        Map members;
        while (count-- > 0) {
            TRY(auto key, item(depth + 1));
            if (std::ranges::find(members, key, &Map::value_type::first) != members.end())
                return malformed();
            TRY(auto value, item(depth + 1));
            members.emplace_back(std::move(key), std::move(value));
        }
        return Value{std::move(members)};
    }

    std::string_view bytes_;
    std::size_t at_ = 0;
    int items_ = 0;
};

const Value* find_in(const Value::Data& data, const Value& key) {
    const auto* members = std::get_if<Map>(&data);
    if (!members) return nullptr;
    const auto found = std::ranges::find(*members, key, &Map::value_type::first);
    return found == members->end() ? nullptr : &found->second;
}

}  // namespace

Value::Value(Data data) : data_(std::move(data)) {}

std::optional<std::int64_t> Value::number() const {
    const auto* number = std::get_if<std::int64_t>(&data_);
    return number ? std::optional{*number} : std::nullopt;
}

std::string_view Value::bytes() const {
    const auto* bytes = std::get_if<Bytes>(&data_);
    return bytes ? bytes->bytes : std::string_view{};
}

std::string_view Value::text() const {
    const auto* text = std::get_if<std::string_view>(&data_);
    return text ? *text : std::string_view{};
}

const Value* Value::find(std::int64_t key) const {
    return find_in(data_, Value{Data{key}});
}

const Value* Value::find(std::string_view key) const {
    return find_in(data_, Value{Data{key}});
}

bool Value::operator==(const Value& other) const {
    return data_ == other.data_;
}

Result<First> read_first(std::string_view bytes) {
    if (bytes.size() > kBytesMax) return malformed();
    Reader reader(bytes);
    TRY(auto value, reader.item(0));
    return First{std::move(value), reader.position()};
}

Result<Value> read(std::string_view bytes) {
    auto first = read_first(bytes);
    if (!first || first->size != bytes.size()) return malformed();
    return std::move(first->value);
}

}  // namespace kakehashi::cbor
