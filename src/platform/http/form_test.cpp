#include "platform/http/form.hpp"

#include <doctest/doctest.h>

using namespace kakehashi;
using namespace kakehashi::http;

namespace {

constexpr std::string_view kType = "multipart/form-data; boundary=XX";

std::string part(std::string_view header, std::string_view content) {
    return "--XX\r\n" + std::string(header) + "\r\n\r\n" + std::string(content) + "\r\n";
}

std::string field(std::string_view name, std::string_view value) {
    return part("Content-Disposition: form-data; name=\"" + std::string(name) + "\"", value);
}

std::string error_of(const Result<Form>& form) {
    return form ? "" : form.error().code + "/" + form.error().field;
}

}  // namespace

TEST_CASE("a urlencoded form keeps Japanese, repeated fields, empty values and odd encodings") {
    const auto fields =
        parse_urlencoded("kana=%E3%83%A4%E3%83%9E+%e3%82%bf&d=1&d=2&empty=&bare&&=v&p=50%&q=%zz%4");
    REQUIRE(fields);
    const std::vector<NameValue> expected{{"kana", "ヤマ タ"}, {"d", "1"},    {"d", "2"},
                                          {"empty", ""},       {"bare", ""},  {"", "v"},
                                          {"p", "50%"},        {"q", "%zz%4"}};
    CHECK(*fields == expected);
}

TEST_CASE("text that is no UTF-8 is refused with the name of its field") {
    const auto code = [](std::string_view text) {
        const auto fields = parse_urlencoded(text);
        return fields ? "" : fields.error().code + "/" + fields.error().field;
    };
    CHECK(code("a=1&name=%93%63%92%86") == "form.bad_text/name");  // 田中 in Shift_JIS
    CHECK(code("name=a%00b") == "form.bad_text/name");             // NUL
    CHECK(code("name=%ED%A0%BD") == "form.bad_text/name");         // half of an emoji (CESU-8)
    CHECK(code("name=%C0%AF") == "form.bad_text/name");            // an overlong slash
    CHECK(code("name=%F4%90%80%80") == "form.bad_text/name");      // past U+10FFFF
    CHECK(code("name=%E3%81") == "form.bad_text/name");            // cut off inside a character
    CHECK(code("%FF=1") == "form.bad_text/");
    CHECK(code("name=%F0%A0%AE%B7%F0%9F%98%80") == "");  // 𠮷 and an emoji are text
}

TEST_CASE("a form of more fields than any page has is refused") {
    std::string text;
    for (std::size_t i = 0; i <= kFormPartsMax; ++i) text += "a=1&";
    CHECK(parse_urlencoded(text).error().code == "form.too_many_fields");
    std::string body;
    for (std::size_t i = 0; i <= kFormPartsMax; ++i) body += field("a", "1");
    CHECK(error_of(parse_multipart(kType, body + "--XX--")) == "form.too_many_fields/");
}

TEST_CASE("line ends of a text area become one kind") {
    CHECK(parse_urlencoded("t=a%0D%0Ab%0Dc%0Ad")->at(0).second == "a\nb\nc\nd");
    CHECK(parse_multipart(kType, field("t", "a\r\nb") + "--XX--")->text("t") == "a\nb");
}

TEST_CASE("a multipart form brings fields and files as they were") {
    std::string pdf = "%PDF\r\n--X\r\n--XXX\r\n\0\xFF end\r\n";
    pdf.push_back('\0');
    const auto body =
        field("purpose", "精査") + field("d", "1") + field("d", "2") + field("empty", "") +
        part(
            "content-disposition: FORM-DATA ; filename=\"C:\\scan\\紹介%22状.pdf\"; name=scan\r\n"
            "Content-Type: application/pdf",
            pdf) +
        part("Content-Disposition: form-data; name=\"none\"; filename=\"\"", "") + "--XX--\r\n";
    const auto form = parse_multipart(kType, "preamble\r\n" + body);
    REQUIRE(form);
    CHECK(form->text("purpose") == "精査");
    CHECK(form->all("d") == std::vector<std::string_view>{"1", "2"});
    CHECK(form->has("empty"));
    CHECK(form->text("empty") == "");
    CHECK_FALSE(form->has("scan"));
    REQUIRE(form->file("scan") != nullptr);
    CHECK(form->file("scan")->file_name == "紹介\"状.pdf");
    CHECK(form->file("scan")->media_type == "application/pdf");
    CHECK(form->file("scan")->bytes == pdf);
    CHECK(form->file("none") == nullptr);
    CHECK(form->files("scan").size() == 1);
}

TEST_CASE("a boundary may be quoted, and a file name in Shift_JIS does not refuse the file") {
    const auto form = parse_multipart(
        "multipart/form-data; charset=utf-8; boundary=\"XX\"",
        part("Content-Disposition: form-data; name=\"f\"; filename=\"\x8F\xD0.pdf\"", "x") +
            "--XX--");
    REQUIRE(form);
    CHECK(form->file("f")->file_name == "\xEF\xBF\xBD\xEF\xBF\xBD.pdf");
}

TEST_CASE("a multipart body that does not hold together is refused, never guessed at") {
    const auto refused = [](std::string_view type, std::string_view body) {
        return error_of(parse_multipart(type, body)) == "form.malformed/";
    };
    const auto good = field("a", "1");
    CHECK(refused(kType, ""));
    CHECK(refused(kType, good));  // cut off before the end
    CHECK(refused(kType, "--XX\r\nContent-Disposition: form-data; name=\"a\""));
    CHECK(refused(kType, "--XX\r\n\r\nvalue\r\n--XX--"));  // no name
    CHECK(refused(kType, part("Content-Disposition: attachment; name=\"a\"", "1") + "--XX--"));
    CHECK(refused(kType, part("Content-Disposition: form-data; name=\"a", "1") + "--XX--"));
    CHECK(refused(kType, part("no colon here", "1") + "--XX--"));
    CHECK(refused(kType, "--XXgarbage"));
    CHECK(refused(
        kType,
        part("Content-Disposition: form-data; name=\"a\"\r\nX: " + std::string(9000, 'x'), "1") +
            "--XX--"));
    CHECK(refused("multipart/form-data", good + "--XX--"));
    CHECK(refused("multipart/form-data; boundary=", good + "--XX--"));
    CHECK(refused("multipart/form-data; boundary=" + std::string(71, 'x'), good));
    CHECK(error_of(parse_multipart(kType, field("patient", "\x93\x63") + "--XX--")) ==
          "form.bad_text/patient");
}
