#include "platform/http/form.hpp"
#include "platform/http/text_decoding.hpp"

namespace kakehashi::http {

Result<std::vector<NameValue>> parse_urlencoded(std::string_view text) {
    std::vector<NameValue> fields;
    while (!text.empty()) {
        const auto end = std::min(text.find('&'), text.size());
        const auto pair = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (pair.empty()) continue;
        if (fields.size() == kFormPartsMax) return fail(ErrorKind::Invalid, "form.too_many_fields");

        const auto equals = std::min(pair.find('='), pair.size());
        auto name = percent_decode(pair.substr(0, equals), true);
        if (!is_clean_text(name)) return fail(ErrorKind::Invalid, "form.bad_text");
        const auto value =
            percent_decode(equals < pair.size() ? pair.substr(equals + 1) : "", true);
        if (!is_clean_text(value)) return fail(ErrorKind::Invalid, "form.bad_text", name);
        fields.emplace_back(std::move(name), unix_lines(value));
    }
    return fields;
}

}  // namespace kakehashi::http
