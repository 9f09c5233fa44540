#include "platform/html/writer.hpp"

#include <doctest/doctest.h>

#include <memory>

using namespace kakehashi;
using html::Json;
using html::Safe;
using html::Url;
using html::Writer;

namespace {

std::string as_text(std::string_view value) {
    Writer out;
    out.text(value);
    return std::move(out).take();
}

std::string as_attribute(std::string_view value) {
    Writer out;
    out.attribute(value);
    return std::move(out).take();
}

template <typename T>
concept FitsText = requires(Writer& out, const T& value) {
    out.text(value);
};
template <typename T>
concept FitsAttribute = requires(Writer& out, const T& value) {
    out.attribute(value);
};
template <typename T>
concept FitsUrl = requires(Writer& out, const T& value) {
    out.url(value);
};
template <typename T>
concept FitsJson = requires(Writer& out, const T& value) {
    out.json(value);
};
template <typename T>
concept FitsRcdata = requires(Writer& out, const T& value) {
    out.rcdata(value);
};

// What may not compile on a page.
static_assert(FitsText<std::string> && FitsText<const char*> && FitsText<int> && FitsText<Safe>);
static_assert(!FitsText<bool> && !FitsText<char> && !FitsText<double> && !FitsText<Json>);
static_assert(!FitsText<std::optional<std::string>> && !FitsText<std::nullptr_t>);
static_assert(FitsAttribute<std::string> && FitsAttribute<Url> && !FitsAttribute<Safe>);
static_assert(FitsUrl<Url> && !FitsUrl<std::string> && !FitsUrl<const char*> && !FitsUrl<Safe>);
static_assert(FitsJson<Json> && !FitsJson<std::string>);
static_assert(FitsRcdata<std::string> && !FitsRcdata<Safe>);

}  // namespace

TEST_CASE("a name with markup in it stays a name") {
    CHECK(as_text("<script>alert(1)</script>") == "&lt;script&gt;alert(1)&lt;/script&gt;");
    CHECK(as_text("A&B \"山田\" '花子'") == "A&amp;B \"山田\" '花子'");
    CHECK(as_attribute("\" onclick='x' <a>&") == "&#34; onclick=&#39;x&#39; &lt;a&gt;&amp;");
    CHECK(as_text("").empty());
    CHECK(as_text("𠮷野家 ﾊﾝｶｸ é") == "𠮷野家 ﾊﾝｶｸ é");
}

TEST_CASE("bytes that are no characters are shown as replacement characters") {
    CHECK(as_text("a\xFFz") == "a\uFFFDz");
    CHECK(as_text("\xE5\xB1") == "\uFFFD");                  // 山 cut off
    CHECK(as_text("\xE5\xB1<b") == "\uFFFD&lt;b");           // and the next character is not eaten
    CHECK(as_text("\xC0\xBC") == "\uFFFD\uFFFD");            // overlong "<"
    CHECK(as_text("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");  // surrogate
    CHECK(as_text("\xF4\x90\x80\x80").starts_with("\uFFFD"));  // beyond Unicode
    CHECK(as_text(std::string_view("a\0b\x1B\x7F", 5)) == "a\uFFFDb\uFFFD\uFFFD");
    CHECK(as_text("\xC2\x85|") == "\uFFFD|");  // C1 control
    CHECK(as_text("one\r\ntwo\rthree\n\tfour") == "one\ntwo\nthree\n\tfour");
    CHECK(as_attribute("\xE3\x81\"") == "\uFFFD&#34;");
}

TEST_CASE("an address from outside leads nowhere but to this server") {
    for (const auto* evil : {"javascript:alert(1)", "//evil.example", "/\\evil.example", "", "evil",
                             "https://evil.example", " /x", "\t//evil.example"})
        CHECK(Url::local(evil).error().code == "url.not_local");
    CHECK(Url::local("/today?day=2026-05-01")->text() == "/today?day=2026-05-01");
    CHECK(Url::local("/\t/evil.example")->text() == "/%09/evil.example");
    CHECK(Url::local("/検索")->text() == "/%E6%A4%9C%E7%B4%A2");
    CHECK(Url::local("/x\"><b>")->text() == "/x%22%3E%3Cb%3E");
}

TEST_CASE("a partner's home page must be a web page") {
    CHECK(Url::web("https://clinic.example/a?b=c")->text() == "https://clinic.example/a?b=c");
    CHECK(Url::web("HTTP://clinic.example").has_value());
    for (const auto* evil : {"javascript:alert(1)", "data:text/html,x", "https:///x", "https://",
                             "clinic.example", " https://x.example"})
        CHECK(Url::web(evil).error().code == "url.not_web");
}

TEST_CASE("a telephone number becomes a telephone link") {
    CHECK(Url::telephone("(042) 123-4567")->text() == "tel:042123-4567");
    CHECK(Url::telephone("内線 12").error().code == "url.not_telephone");
    CHECK(Url::telephone("- -").error().code == "url.not_telephone");
}

TEST_CASE("segments and query values cannot leave their place") {
    CHECK(Url::path("/patients").segment("a/../b?c#d").text() == "/patients/a%2F..%2Fb%3Fc%23d");
    CHECK(Url::path("/patients").segment("..").segment(7).text() == "/patients/_/7");
    CHECK(Url::path("/list").with("q", "山&x=1").with("page", 2).text() ==
          "/list?q=%E5%B1%B1%26x%3D1&page=2");
    CHECK(Url::path("/list").with({{"a", "1"}, {"b", "2 3"}}).at("row-1").text() ==
          "/list?a=1&b=2%203#row-1");
    CHECK(Url::path("/x").with("q", "\xFF").text() == "/x?q=%EF%BF%BD");
}

TEST_CASE("JSON for scripts holds any text") {
    CHECK(Json().with("name", "a\"b\\c\n\x01").with("n", 3).with("yes", true).text() ==
          "{\"name\":\"a\\\"b\\\\c\\n\uFFFD\",\"n\":3,\"yes\":true}");
    Writer out;
    out.json(Json().with("q", "'\"><script>"));
    CHECK(out.str() == "{&#34;q&#34;:&#34;&#39;\\&#34;&gt;&lt;script&gt;&#34;}");
    CHECK(Json().empty());
    CHECK(Json::serialized("[1,2]").text() == "[1,2]");
}

TEST_CASE("only a page can tell that markup is safe") {
    Writer inner;
    inner.raw("<b>");
    inner.text("<");
    inner.raw("</b>");
    const auto safe = Safe::written(std::move(inner));
    Writer out;
    out.text(safe);
    out.text(Safe("<hr>"));
    CHECK(out.str() == "<b>&lt;</b><hr>");
}

TEST_CASE("a block is drawn when there is something to draw") {
    using html::truthy;
    CHECK(truthy(1));
    CHECK_FALSE(truthy(0));
    CHECK_FALSE(truthy(std::string()));
    CHECK(truthy(std::optional<int>(0)));
    CHECK_FALSE(truthy(std::optional<int>()));
    CHECK_FALSE(truthy(std::vector<int>()));
    CHECK_FALSE(truthy(std::unique_ptr<int>()));
    CHECK_FALSE(truthy(Url()));
    CHECK_FALSE(truthy(""));
    const char* none = nullptr;
    CHECK_FALSE(truthy(none));
}
