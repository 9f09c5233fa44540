// Any bytes at all, in every place of a page: what comes out may not end the place it stands in.

#include <cassert>
#include <cstddef>
#include <cstdint>

#include "platform/html/writer.hpp"

using namespace kakehashi::html;

namespace {

bool is_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        std::size_t broken = 0;
        const auto length = utf8_length(text, at, broken);
        if (length == 0) return false;
        at += length;
    }
    return true;
}

std::string unescaped(std::string_view markup) {
    constexpr std::pair<std::string_view, char> kReferences[] = {
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&#34;", '"'}, {"&#39;", '\''}};
    std::string out;
    while (!markup.empty()) {
        std::size_t read = 1;
        char c = markup[0];
        for (const auto& [reference, character] : kReferences) {
            if (!markup.starts_with(reference)) continue;
            read = reference.size();
            c = character;
        }
        assert(markup[0] != '&' || read > 1);
        out += c;
        markup.remove_prefix(read);
    }
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string value(data, data + size);
    const auto clean = cleaned(value);
    assert(is_utf8(clean) && cleaned(clean) == clean);

    Writer text;
    text.text(value);
    assert(text.str().find_first_of("<>") == std::string::npos);
    assert(unescaped(text.str()) == clean);

    Writer attribute;
    attribute.attribute(value);
    assert(attribute.str().find_first_of("<>\"'") == std::string::npos);
    assert(unescaped(attribute.str()) == clean);

    Writer segment;
    segment.url_segment(value);
    assert(!segment.str().empty() && segment.str() != "." && segment.str() != "..");
    for (const char c : segment.str())
        assert(std::string_view("/?#&:\\\"'<> \t\n").find(c) == std::string_view::npos);

    const auto local = Url::local(value);
    if (local) {
        Writer url;
        url.url(*local);
        assert(url.str()[0] == '/' && !url.str().starts_with("//"));
        assert(url.str().find_first_of("<>\"' \t\n\\") == std::string::npos);
    }
    const auto web = Url::web(value);
    if (web) assert(web->text().find_first_of("<>\" \t\n\\") == std::string::npos);

    Writer json;
    json.json(Json().with(value, value));
    assert(json.str().find_first_of("<>\"'\n") == std::string::npos && is_utf8(json.str()));
    return 0;
}
