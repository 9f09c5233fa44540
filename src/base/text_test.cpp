#include "base/text.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "base/utf8.hpp"

using namespace kakehashi;

namespace {
std::string code_of(const Result<std::string>& result) {
    return result ? "" : result.error().code;
}
std::string line(std::string_view raw) {
    return clean_line("f", raw, 40).value();
}
}  // namespace

TEST_CASE("surrogates, overlong forms and cut characters are not UTF-8") {
    for (const std::string_view bad :
         {"\xED\xA0\x80", "\xC0\xAF", "\xE0\x80\xAF", "\xF0\x80\x80\xAF", "\xF4\x90\x80\x80",
          "\xE3\x81", "\x80", "\xFF", "a\xE3"}) {
        CHECK_FALSE(is_valid_utf8(bad));
        CHECK(code_of(clean_line("f", bad, 40)) == "text.bad_encoding");
    }
    CHECK(is_valid_utf8("𠮷野家 \U0010FFFD"));
    CHECK(is_valid_utf8(std::string_view{"\0", 1}));
}

TEST_CASE("every code point survives encoding and decoding") {
    CHECK(rc::check([] {
        auto c = *rc::gen::inRange<std::uint32_t>(0, 0x110000);
        if (c >= 0xD800 && c <= 0xDFFF) c = 0xFFFD;
        const std::u32string text(1, static_cast<char32_t>(c));
        RC_ASSERT(decode_utf8(encode_utf8(text)) == text);
    }));
}

TEST_CASE("a line loses the spaces around it and what pasting brought along") {
    CHECK(line(" \u3000 佐々木 健一\u3000\n") == "佐々木 健一");
    CHECK(line("\uFEFF佐々木\u200B") == "佐々木");
    CHECK(line("電話\t連絡") == "電話 連絡");
    CHECK(line("か\u3099ん") == "がん");
    CHECK(line(" \u3000") == "");
}

TEST_CASE("the glyph of the family register is kept: NFC does not reach compatibility ideographs") {
    CHECK(line("\uFA19谷") == "\uFA19谷");
    CHECK(line("\uFA10本 か\u3099") == "\uFA10本 が");
    CHECK(line("葛\U000E0100城") == "葛\U000E0100城");
    CHECK(line("①㈱ＡＢＣ") == "①㈱ＡＢＣ");
}

TEST_CASE("control characters and direction overrides are refused with the field") {
    const auto error = clean_line("patient.name", "佐々木\u0007", 40).error();
    CHECK(error.code == "text.control_character");
    CHECK(error.field == "patient.name");
    CHECK(code_of(clean_line("f", "二行\nになる", 40)) == "text.control_character");
    CHECK(code_of(clean_line("f", std::string_view{"a\0b", 3}, 40)) == "text.control_character");
    CHECK(code_of(clean_text("f", "a\u202Eb", 40)) == "text.control_character");
    CHECK(code_of(clean_text("f", "a\x1B[2Jb", 40)) == "text.control_character");
}

TEST_CASE("several lines keep their breaks, whichever system typed them") {
    CHECK(clean_text("f", "一\r\n二\r三\u2028四\n\n", 40).value() == "一\n二\n三\n四");
}

TEST_CASE("length is counted in characters, not bytes, and the limit is named") {
    CHECK(character_count("𠮷\U000E0100野") == 2);
    CHECK(clean_line("f", "髙橋髙橋", 4).value() == "髙橋髙橋");
    const auto error = clean_line("f", "髙橋髙橋髙", 4).error();
    CHECK(error.code == "text.too_long");
    CHECK(error.detail == "4文字");
    std::string zalgo = "a";
    for (int i = 0; i < 5000; ++i) zalgo += "\u0301";
    CHECK(code_of(clean_line("f", zalgo, 40)) == "text.too_long");
}

TEST_CASE("a required field may not be spaces only") {
    CHECK(code_of(clean_line("f", "\u3000", 40, Required::Yes)) == "text.required");
    CHECK(clean_line("f", "", 40).value() == "");
}

TEST_CASE("names of people in Japan are names") {
    for (const std::string_view name :
         {"髙橋 﨑子", "𠮷野 𣘺", "佐々木 健一", "葛\U000E0100城", "マリア・デ・ソウザ",
          "O’Brien John", "Nguyễn Văn An", "김민수", "Smith-Jones, A.", "ﾔﾏﾀﾞ ﾀﾛｳ", "〆木 〇子",
          "ジェームス Jr."})
        CHECK(code_of(clean_name("f", name, 60)) == "");
}

TEST_CASE(
    "emoji, digits, symbols and private characters are not in a name, but emoji are in a memo") {
    for (const std::string_view name :
         {"山田🙂", "山田1", "山田@", "山田<b>", "山\uE000田", "・", "ー"})
        CHECK(code_of(clean_name("f", name, 60)) == "text.not_a_name");
    CHECK(clean_name("f", "山田★", 60).error().detail == "3文字目");
    CHECK(clean_text("f", "了解です👨‍👩‍👧", 40).value() ==
          "了解です👨‍👩‍👧");
}

TEST_CASE("a reading becomes full-width katakana however it was typed") {
    CHECK(clean_kana("f", "さとう　けんいち", 40).value() == "サトウ ケンイチ");
    CHECK(clean_kana("f", "ｶﾞｰﾄﾞﾅｰ ｼﾞｮﾝ", 40).value() == "ガードナー ジョン");
    CHECK(clean_kana("f", "ヴィクトリア", 40).value() == "ヴィクトリア");
    CHECK(code_of(clean_kana("f", "佐藤", 40)) == "text.not_kana");
    CHECK(code_of(clean_kana("f", "Sato", 40)) == "text.not_kana");
    CHECK(clean_kana("f", "", 40).value() == "");
}

TEST_CASE("cleaning any text twice changes nothing more, and never crashes") {
    CHECK(rc::check([](const std::vector<std::uint32_t>& seeds) {
        std::u32string text;
        for (const auto seed : seeds) {
            const auto c = static_cast<char32_t>(seed % 0x30000);
            text.push_back(c >= 0xD800 && c <= 0xDFFF ? U'ァ' : c);
        }
        const auto once = clean_text("f", encode_utf8(text), 200);
        if (!once) return;
        RC_ASSERT(clean_text("f", *once, 200).value() == *once);
    }));
}
