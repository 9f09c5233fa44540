#include "base/japanese.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "base/glyphs.hpp"
#include "base/utf8.hpp"

using namespace kakehashi;

namespace {

bool same(std::string_view a, std::string_view b) {
    return search_key(a) == search_key(b);
}
bool sounds_same(std::string_view a, std::string_view b) {
    return kana_key(a) == kana_key(b);
}

/// Text of the kinds names and memos are made of, and now and then anything at all.
std::string some_text() {
    static const std::vector<std::u32string> kPieces{
        U"髙",     U"﨑",     U"𠮷",     U"\U000E0100", U"葛",     U"々", U"ﾞ",      U"ｶ",
        U"ヴ",     U"ァ",     U"ゔ",     U"ぁ",         U"ー",     U"゛", U"\u3099", U" ",
        U"\u3000", U"-",      U"é",      U"e",          U"\u0301", U"İ",  U"ß",      U"㈱",
        U"㍻",     U"ﬁ",      U"\uFA19", U"Ａ",         U"ｂ",     U"・", U"Ⅲ",      U"゠",
        U"\u1100", U"\u1161", U"한",     U"🙂",       U"お",     U"う"};
    std::u32string text;
    for (const auto piece : *rc::gen::arbitrary<std::vector<std::uint32_t>>()) {
        if (piece % 4 != 0) {
            text += kPieces[piece % kPieces.size()];
            continue;
        }
        const auto c = static_cast<char32_t>(piece % 0x110000);
        text.push_back(c >= 0xD800 && c <= 0xDFFF ? U'ッ' : c);
    }
    return encode_utf8(text);
}

}  // namespace

TEST_CASE("a name is found whichever glyph the letter was typed with") {
    CHECK(same("髙橋 﨑子", "高橋崎子"));
    CHECK(same("𠮷野家", "吉野家"));
    CHECK(same("渡邊", "渡辺"));
    CHECK(same("渡邉", "渡邊"));
    CHECK(same("齋藤", "斉藤"));
    CHECK(same("齊藤", "斎藤"));
    CHECK(same("\uFA19谷", "神谷"));  // compatibility ideograph
    CHECK(same("\uFA10本", "塚本"));
    CHECK(same("葛\U000E0100城", "葛城"));  // IVS
    CHECK(same("佐々木", "佐佐木"));
    CHECK(same("冨澤 惠", "富沢恵"));
    CHECK_FALSE(same("高橋", "高端"));
    CHECK_FALSE(same("島田", "鳥田"));
}

TEST_CASE("a name is found whichever width, case and kana it was typed in") {
    CHECK(search_key("ｻﾄｳ ｹﾝｲﾁ") == "サトウケンイチ");
    CHECK(search_key("さとう　けんいち") == "サトウケンイチ");
    CHECK(search_key("ＡＢＣ クリニック") == search_key("abcクリニック"));
    CHECK(search_key("ｶﾞｰﾄﾞﾅｰ") == search_key("がーどなー"));
    CHECK(search_key("ヴィクトリア") == search_key("びくとりあ"));
    CHECK(search_key("ゔぁん") == search_key("バン"));
    CHECK(search_key("ルヴ") == search_key("ルブ"));
    CHECK(search_key("みずほ") == search_key("みづほ"));
    CHECK(search_key("かヲる") == search_key("カオル"));
    CHECK(search_key("キャット") == search_key("きやつと"));
    CHECK(search_key("マリア・デ=ソウザ") == search_key("マリアデ=ソウザ"));
    CHECK(search_key("José O’Brien") == search_key("jose obrien"));
    CHECK(search_key("カ゛") == search_key("ガ"));
}

TEST_CASE("readings meet however a long vowel is written") {
    CHECK(sounds_same("おおの", "おうの"));
    CHECK(sounds_same("おおの", "オーノ"));
    CHECK(sounds_same("ゆうこ", "ゆーこ"));
    CHECK(sounds_same("ゆうこ", "ﾕｳｺ"));
    CHECK(sounds_same("さとう", "サトー"));
    CHECK(sounds_same("しょうた", "ショータ"));
    CHECK_FALSE(sounds_same("おの", "うの"));
    CHECK_FALSE(sounds_same("かい", "かえ"));
    CHECK(kana_key("うえの") == "ウエノ");
}

TEST_CASE("every glyph of a group has the key of its first") {
    for (const auto group : kGlyphGroups)
        for (const char32_t glyph : group) {
            const std::u32string variant(1, glyph);
            const std::u32string common(1, group.front());
            CAPTURE(encode_utf8(variant));
            CHECK(search_key(encode_utf8(variant)) == encode_utf8(common));
        }
    CHECK(kGlyphGroups.size() > 120);
}

TEST_CASE("the explanation names the glyphs that differ and nothing else") {
    CHECK(folded_variants("齋藤 髙子", "斉藤 高子") == std::vector<std::string>{"齋→斉", "髙→高"});
    CHECK(folded_variants("邊 邊", "辺辺") == std::vector<std::string>{"邊→辺"});
    CHECK(folded_variants("\uFA19谷", "神谷") == std::vector<std::string>{"\uFA19→神"});
    CHECK(folded_variants("佐々木", "佐佐木").empty());
    CHECK(folded_variants("高橋", "高橋").empty());
    CHECK(folded_variants("高橋", "佐藤").empty());
}

TEST_CASE("a key of one character is its own pair") {
    CHECK(bigrams("サトウ") == "サト トウ");
    CHECK(bigrams("𠮷野家") == "𠮷野 野家");
    CHECK(bigrams("森") == "森");
    CHECK(bigrams("") == "");
}

TEST_CASE("a key of a key is the key, for any text") {
    CHECK(rc::check([] {
        const std::string key = search_key(some_text());
        RC_ASSERT(search_key(key) == key);
        const std::string kana = kana_key(key);
        RC_ASSERT(kana_key(kana) == kana);
    }));
    CHECK(search_key("\xff") == "");
}

TEST_CASE("spaces put anywhere into a name do not change its key") {
    CHECK(rc::check([] {
        const auto count = *rc::gen::inRange(0, 12);
        std::string name;
        std::string spaced;
        for (int i = 0; i < count; ++i) {
            const auto c = static_cast<char32_t>(*rc::gen::inRange(0x4E00, 0x9FA0));
            append_utf8(name, c);
            append_utf8(spaced, c);
            spaced += *rc::gen::element(" ", "\u3000", "・", "");
        }
        RC_ASSERT(search_key(name) == search_key(spaced));
    }));
}

TEST_CASE("a telephone number is found however it is written") {
    CHECK(phone_key("０４２－０００－０１３４") == "0420000134");
    CHECK(phone_key("+81-42-000-0134") == "0420000134");
    CHECK(phone_key("+81 (0)42 000 0134") == "0420000134");
    CHECK(phone_key("042(000)0134") == "0420000134");
    CHECK(digits("１2a３") == "123");
}

TEST_CASE("a telephone number keeps the groups it was typed in") {
    const auto phone = [](std::string_view text) { return parse_phone("phone", text).value(); };
    CHECK(phone(" 042-000-0134 ") == "042-000-0134");
    CHECK(phone("０４２（０００）０１３４") == "042-000-0134");
    CHECK(phone("(042)000-0134") == "042-000-0134");
    CHECK(phone("+81-42-000-0134") == "042-000-0134");
    CHECK(phone("09012345678") == "090-1234-5678");
    CHECK(phone("0312345678") == "03-1234-5678");
    CHECK(phone("0120123456") == "0120-123-456");
    CHECK(phone("0420000134") == "0420000134");
    CHECK(phone("　") == "");
}

TEST_CASE("what cannot be dialled is refused with the field") {
    for (const std::string_view text :
         {"110", "42-000-0134", "042-000-013", "090-1234-567", "042-000-01345", "内線2214",
          "042-000-0134 内線2", "+1-212-555-0100", "0000000000", "\xff", "ー"}) {
        CAPTURE(text);
        const auto number = parse_phone("phone", text);
        REQUIRE_FALSE(number);
        CHECK(number.error().code == "phone.malformed");
        CHECK(number.error().field == "phone");
    }
}
