#include "exchange/fhir/text.hpp"

#include <doctest/doctest.h>

using namespace kakehashi::fhir;

TEST_CASE("a narrative becomes the lines a reader would have seen") {
    CHECK(plain_text("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>腹痛</p><p>腰痛</p></div>") ==
          "腹痛\n腰痛");
    CHECK(plain_text("<div>一<br/>二<br>三</div>") == "一\n二\n三");
    CHECK(plain_text("<table><tr><td>K</td><td>4.1</td></tr><tr><td>Na</td><td>140</td></tr>") ==
          "K 4.1\nNa 140");
    CHECK(plain_text("Hb &lt; 7 &amp; &#x9AD9;&#65; &nbsp;&unknown; &#xD800;") ==
          "Hb < 7 & 髙A &unknown;");
    CHECK(plain_text("<DIV>A<!-- 消す > --><ScRiPt x='>'>a </b> (1)</SCRIPT>B</DIV>") == "AB");
    CHECK(plain_text("<div>A<script x='>'>alert(1)</script>B<b title=\">\">C</b></div>") == "ABC");
}

TEST_CASE("broken mark-up loses no words") {
    CHECK(plain_text("Hb < 7.0 かつ K > 5") == "Hb < 7.0 かつ K > 5");
    CHECK(plain_text("値は<5 です") == "値は<5 です");
    CHECK(plain_text("<div>閉じない <b") == "閉じない <b");
    CHECK(plain_text("<p title=\"引用符が閉じない>本文") == "<p title=\"引用符が閉じない>本文");
    CHECK(plain_text("") == "");
    CHECK(plain_text(std::string(200'000, '<')).size() == 200'000);
}

TEST_CASE("text is tidied of what no one sees") {
    CHECK(tidy("\r\n　 一 \r\n\r\n\r\n\r\n二　\t\n") == "一\n\n二");
    CHECK(tidy("a\x01\x1b[0m\u200b\u202e\ufeff\u0085 b") == "a[0m b");
    CHECK(tidy_line("  田中　　太郎\n様 ") == "田中 太郎 様");
    CHECK(tidy("𠮷野家 葛\U000E0100") == "𠮷野家 葛\U000E0100");
}

TEST_CASE("base64 is decoded or refused") {
    CHECK(decode_base64("6IW555eb") == "腹痛");
    CHECK(decode_base64("6IW5\n 55eb") == "腹痛");
    CHECK(decode_base64("YQ==") == "a");
    CHECK(decode_base64("YQ") == "a");
    CHECK(decode_base64("") == "");
    CHECK_FALSE(decode_base64("Y"));
    CHECK_FALSE(decode_base64("YQ==YQ"));
    CHECK_FALSE(decode_base64("腹痛"));
    CHECK_FALSE(decode_base64("YQ==="));
}

TEST_CASE("a reading is told from a name by its script") {
    CHECK(is_kana("マキノ ランマン"));
    CHECK(is_kana("ﾏｷﾉ･ﾗﾝﾏﾝ"));
    CHECK(is_kana("さとう　はなこ"));
    CHECK_FALSE(is_kana("牧野 ランマン"));
    CHECK_FALSE(is_kana("Takasaki"));
    CHECK_FALSE(is_kana(" "));
}
