#include "base/json/json.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace kakehashi;

namespace {
std::string code_of(std::string_view text, const json::Limits& limits = {}) {
    const auto value = json::parse(text, limits);
    return value ? "" : value.error().code;
}
std::string detail_of(std::string_view text) {
    return json::parse(text).error().detail;
}

/// Blanks outside strings taken away: what a compact writer would have written.
std::string compact(std::string_view text) {
    std::string out;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (in_string && text[i] == '\\') {
            out += text[i++];
        } else if (text[i] == '"') {
            in_string = !in_string;
        } else if (!in_string && (text[i] == ' ' || text[i] == '\n' || text[i] == '\r')) {
            continue;
        }
        out += text[i];
    }
    return out;
}
}  // namespace

TEST_CASE("a laboratory value keeps the decimals it was reported with") {
    const std::string text =
        R"({"value":7.10,"low":3.50E0,"count":-0,"big":123456789012345678901234.50})";
    const auto value = json::parse(text).value();
    CHECK(value.at("value").number_text() == "7.10");
    CHECK(value.at("value").number() == 7.1);
    CHECK(value.at("low").number_text() == "3.50E0");
    CHECK(json::write(value) == text);
}

TEST_CASE("keys keep their order and strings their characters") {
    const std::string text =
        R"({"z":"髙﨑 𠮷野\"\\\n\u0001","a":[true,false,null,[],{}],"m":{"b":1,"a":2}})";
    const auto value = json::parse(text).value();
    CHECK(json::write(value) == text);
    CHECK(value.members()[0].key == "z");
    CHECK(json::parse(R"("\u9ad9\ud842\udfb7\/")").value().string() == "髙𠮷/");
}

TEST_CASE("what is not there is answered with nothing") {
    const auto value = json::parse(R"({"a":{"b":["x",3]},"s":"t"})").value();
    CHECK(value.at("a", "b", 0).string() == "x");
    CHECK(value.at("a", "b", 1).integer() == 3);
    CHECK(value.at("a", "b", 9).is_null());
    CHECK(value.at("s", "b", 0, "c").is_null());
    CHECK(value.at("a").string().empty());
    CHECK(value.find("none") == nullptr);
    CHECK(value.at("s").array().empty());
    CHECK_FALSE(value.at("s").integer());
    CHECK_FALSE(value.at("s").boolean());
    CHECK_FALSE(json::parse("1.5").value().integer());
}

TEST_CASE("nesting deeper than the limit is refused, also a hundred thousand levels") {
    const std::string open(100'000, '[');
    CHECK(code_of(open + std::string(100'000, ']')) == "json.too_deep");
    CHECK(code_of(open) == "json.too_deep");
    CHECK(code_of(std::string(64, '[') + std::string(64, ']')) == "");
    CHECK(code_of(std::string(65, '[') + std::string(65, ']')) == "json.too_deep");
    std::string objects;
    for (int i = 0; i < 100'000; ++i) objects += R"({"a":)";
    CHECK(code_of(objects) == "json.too_deep");
}

TEST_CASE("a key that comes twice is refused, since no one could say which was meant") {
    CHECK(code_of(R"({"a":1,"b":2,"a":3})") == "json.duplicate_key");
    CHECK(code_of(R"({"a":1,"\u0061":3})") == "json.duplicate_key");
    CHECK(code_of(R"([{"a":1},{"a":2}])") == "");
    std::string many = "{";
    for (int i = 0; i < 1000; ++i) many += "\"k" + std::to_string(i) + "\":0,";
    CHECK(code_of(many + R"("k1000":0})") == "");
    CHECK(code_of(many + R"("k7":0})") == "json.duplicate_key");
    CHECK(code_of(many + R"("k999":0})") == "json.duplicate_key");
}

TEST_CASE("text that is not UTF-8 is refused with the place") {
    CHECK(code_of("\"\x83\x65\"") == "json.bad_text");          // CP932
    CHECK(code_of("\"\xED\xA0\x80\"") == "json.bad_text");      // a surrogate in UTF-8
    CHECK(code_of("\"\xC0\xAF\"") == "json.bad_text");          // overlong
    CHECK(code_of("\"\xF5\x80\x80\x80\"") == "json.bad_text");  // beyond Unicode
    CHECK(code_of("\"\xE3\x81\"") == "json.bad_text");          // cut in the middle
    CHECK(code_of(R"("\ud800")") == "json.bad_text");
    CHECK(code_of(R"("\ud800\u0041")") == "json.bad_text");
    CHECK(code_of(R"("\udc00")") == "json.bad_text");
    CHECK(detail_of("{\n\"a\":\"\xFF\"}") == "byte 7, line 2");
}

TEST_CASE("anything but one JSON text is refused with the place") {
    for (const auto* text : {"", " ", "{", "[1,]", "{\"a\":1,}", "{'a':1}", "nul", "01", "1.", "+1",
                             "NaN", "[1] 2", "// x\n1", "\"a\nb\"", "<Bundle/>", "\"\\x\""})
        CHECK_MESSAGE(code_of(text) == "json.malformed", text);
    CHECK(detail_of("{\n  \"a\": ]\n}") == "byte 9, line 2");
    CHECK(code_of("\xEF\xBB\xBF{}") == "");
    CHECK(code_of("[1,2,3]", {.bytes_max = 6}) == "json.too_large");
}

TEST_CASE("a file of millions of tiny values is refused before it fills the memory") {
    CHECK(code_of("[1,[2],{\"a\":3}]", {.values_max = 6}) == "");
    CHECK(code_of("[1,[2],{\"a\":3}]", {.values_max = 5}) == "json.too_many_values");
    std::string ones = "[1";
    while (ones.size() < std::size_t{8} << 20) ones += ",1";
    CHECK(code_of(ones + "]") == "json.too_many_values");
    std::string empties = "[[]";
    while (empties.size() < std::size_t{8} << 20) empties += ",[]";
    CHECK(code_of(empties + "]") == "json.too_many_values");
}

TEST_CASE("a response is built from plain values") {
    auto value = json::object({{"file", "紹介状.json"},
                               {"referral", 7},
                               {"ok", true},
                               {"rate", 0.1},
                               {"none", nullptr},
                               {"warnings", json::array({"一", std::string("二")})}});
    value.set("referral", std::int64_t{8}).set("more", json::Array{});
    CHECK(json::write(value) ==
          R"({"file":"紹介状.json","referral":8,"ok":true,"rate":0.1,"none":null,)"
          R"("warnings":["一","二"],"more":[]})");
    CHECK(json::write(json::Value(1.0 / 0.0)) == "null");
    CHECK(json::parse(json::write(value)).value() == value);
}

TEST_CASE("every published example document is written again byte for byte, blanks aside") {
    const std::filesystem::path folder = KAKEHASHI_SOURCE_DIR "/../shared/standards/examples";
    if (!std::filesystem::exists(folder)) {
        MESSAGE("the published examples are not here; nothing to compare");
        return;
    }
    int compared = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.path().extension() != ".json") continue;
        std::ifstream file(entry.path());
        std::ostringstream text;
        text << file.rdbuf();
        const auto value = json::parse(text.str());
        CHECK_MESSAGE(json::write(value.value()) == compact(text.str()), entry.path().string());
        ++compared;
    }
    CHECK(compared > 10);
}
