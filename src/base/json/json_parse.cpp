// The only file that sees Boost.JSON: its push parser calls us for every token.
#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <string>
#include <unordered_set>
#include <utility>

#include "base/json/json.hpp"

namespace kakehashi::json {

namespace {

/// Builds the value from the parser's calls and refuses a key that comes twice in one object.
class Builder {
  public:
    explicit Builder(std::size_t values_max) : values_left_(values_max) {}

    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);
    using Text = boost::json::string_view;
    using Code = boost::json::error_code;

    bool on_document_begin(Code&) { return true; }
    bool on_document_end(Code&) { return true; }
    bool on_object_begin(Code&) { return begin(Object{}); }
    bool on_object_end(std::size_t, Code& error) { return end(error); }
    bool on_array_begin(Code&) { return begin(Array{}); }
    bool on_array_end(std::size_t, Code& error) { return end(error); }
    bool on_key_part(Text part, std::size_t, Code&) { return keep(part); }
    bool on_key(Text rest, std::size_t, Code& error) {
        keep(rest);
        auto& frame = open_.back();
        if (frame.knows(text_)) {
            duplicate_key = true;
            error = boost::json::error::syntax;
            return false;
        }
        frame.keys.push_back(std::exchange(text_, {}));
        return true;
    }
    bool on_string_part(Text part, std::size_t, Code&) { return keep(part); }
    bool on_string(Text rest, std::size_t, Code& error) {
        keep(rest);
        return add(Value(std::exchange(text_, {})), error);
    }
    bool on_number_part(Text part, Code&) { return keep(part); }
    bool on_int64(std::int64_t, Text rest, Code& error) { return add_number(rest, error); }
    bool on_uint64(std::uint64_t, Text rest, Code& error) { return add_number(rest, error); }
    bool on_double(double, Text rest, Code& error) { return add_number(rest, error); }
    bool on_bool(bool boolean, Code& error) { return add(Value(boolean), error); }
    bool on_null(Code& error) { return add(Value(), error); }
    bool on_comment_part(Text, Code&) { return true; }
    bool on_comment(Text, Code&) { return true; }

    bool duplicate_key = false;
    bool too_many_values = false;
    Value root;

  private:
    /// An object or array whose end has not come yet.
    struct Frame {
        bool is_object;
        Array values;
        std::vector<std::string> keys;
        std::unordered_set<std::string> seen;  // only once there are many keys

        bool knows(const std::string& key) {
            constexpr std::size_t kFew = 24;
            if (keys.size() < kFew) return std::find(keys.begin(), keys.end(), key) != keys.end();
            if (seen.empty()) seen.insert(keys.begin(), keys.end());
            return !seen.insert(key).second;
        }
    };

    bool keep(Text part) {
        text_.append(part.data(), part.size());
        return true;
    }
    bool begin(auto kind) {
        open_.push_back(Frame{std::same_as<decltype(kind), Object>, {}, {}, {}});
        return true;
    }
    bool end(Code& error) {
        auto frame = std::move(open_.back());
        open_.pop_back();
        if (!frame.is_object) return add(Value(std::move(frame.values)), error);
        Object members;
        members.reserve(frame.keys.size());
        for (std::size_t i = 0; i < frame.keys.size(); ++i)
            members.push_back({std::move(frame.keys[i]), std::move(frame.values[i])});
        return add(Value(std::move(members)), error);
    }
    bool add_number(Text rest, Code& error) {
        keep(rest);
        return add(Value::number_from_text(std::exchange(text_, {})), error);
    }
    bool add(Value value, Code& error) {
        if (values_left_ == 0) {
            too_many_values = true;
            error = boost::json::error::syntax;
            return false;
        }
        --values_left_;
        if (open_.empty())
            root = std::move(value);
        else
            open_.back().values.push_back(std::move(value));
        return true;
    }

    std::vector<Frame> open_;
    std::string text_;
    std::size_t values_left_;
};

std::string place(std::string_view text, std::size_t offset) {
    offset = std::min(offset, text.size());
    const auto lines = std::count(text.begin(), text.begin() + static_cast<long>(offset), '\n');
    return "byte " + std::to_string(offset) + ", line " + std::to_string(lines + 1);
}

/// True when the text stops right after the first half of a surrogate pair, `\ud842`.
bool after_leading_surrogate(std::string_view read) {
    if (read.size() < 6) return false;
    const auto last = read.substr(read.size() - 6);
    return last.starts_with("\\u") && (last[2] == 'd' || last[2] == 'D') &&
           std::string_view("89abAB").find(last[3]) != std::string_view::npos;
}

const char* code_of(const boost::json::error_code& code, const Builder& built,
                    std::string_view read) {
    using boost::json::error;
    if (built.duplicate_key) return "json.duplicate_key";
    if (built.too_many_values) return "json.too_many_values";
    if (code == error::too_deep) return "json.too_deep";
    if (code == error::illegal_leading_surrogate || code == error::illegal_trailing_surrogate ||
        code == error::expected_utf16_escape || after_leading_surrogate(read))
        return "json.bad_text";
    return "json.malformed";
}

}  // namespace

std::size_t first_bad_utf8(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    std::size_t i = 0;
    while (i < text.size()) {
        const unsigned lead = byte(i);
        if (lead < 0x80) {
            ++i;
            continue;
        }
        const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        if (lead < 0xC2 || lead > 0xF4 || i + length > text.size()) return i;
        for (std::size_t k = 1; k < length; ++k)
            if ((byte(i + k) & 0xC0) != 0x80) return i;
        const unsigned second = byte(i + 1);
        if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
            (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F))
            return i;
        i += length;
    }
    return std::string_view::npos;
}

Result<Value> parse(std::string_view text, const Limits& limits) {
    if (text.size() > limits.bytes_max)
        return fail(ErrorKind::Invalid, "json.too_large", {},
                    std::to_string(limits.bytes_max) + " bytes");
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    const std::size_t start = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    if (const auto bad = first_bad_utf8(text); bad != std::string_view::npos)
        return fail(ErrorKind::Invalid, "json.bad_text", {}, place(text, bad));

    boost::json::parse_options options;
    options.max_depth = limits.depth_max;
    boost::json::basic_parser<Builder> parser(options, limits.values_max);
    boost::json::error_code error;
    const auto used =
        start + parser.write_some(false, text.data() + start, text.size() - start, error);
    if (!error && used < text.size()) error = boost::json::error::extra_data;
    if (error)
        return fail(ErrorKind::Invalid, code_of(error, parser.handler(), text.substr(0, used)), {},
                    place(text, used));
    return std::move(parser.handler().root);
}

}  // namespace kakehashi::json
