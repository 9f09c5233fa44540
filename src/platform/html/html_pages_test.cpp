#include <doctest/doctest.h>

#include <chrono>

#include "platform/html/test_pages.hpp"

using namespace kakehashi::html;
using namespace kakehashi::html::test_pages;

namespace {

std::string contexts(const Inputs& inputs) {
    Writer out;
    render_contexts(out, inputs);
    return std::move(out).take();
}

Inputs attacked_with(std::string value) {
    return {std::move(value), Url::path("/safe"), Json(), std::nullopt, 1};
}

}  // namespace

TEST_CASE("every construct of the template language writes what it should") {
    Everything view;
    view.frame.title = "紹介 <一覧>";
    view.rows = {
        {"山田 & 花子", 71, Url::path("/patients/1").with("a", 1).with("b", 2), true, "転院"},
        {"佐藤", 8, Url::path("/patients/2"), false, std::nullopt}};
    view.query = "\"q\"";
    view.letter = "\n拝啓 </textarea>";
    view.mark = Safe("<b>!</b>");
    view.values = Json().with("id", 1);
    view.home = Url::path("/");
    Writer out;
    render_everything(out, view);
    CHECK(out.str() ==
          "<!doctype html>\n<html lang=\"ja\">\n<head>\n"
          "<title>紹介 &lt;一覧&gt; - 地域医療連携室</title>\n</head>\n<body>\n"
          "\n<p>2件 <b>!</b></p>\n"
          "<table>\n"
          "<tr class=\"late\">\n"
          "<td><a href=\"/patients/1?a=1&amp;b=2\">山田 &amp; 花子</a></td>\n<td>71</td>\n<td>\n"
          "転院\n</td>\n</tr>\n"
          "\n\n<tr><td>0</td></tr>\n"
          "<tr>\n<td><a href=\"/patients/2\">佐藤</a></td>\n<td>8</td>\n<td>\n"
          "記載なし\n</td>\n</tr>\n"
          "\n\n<tr><td>1</td></tr>\n"
          "</table>\n"
          "<p>紹介 &lt;一覧&gt;</p>\n"
          "<form action=\"/\" hx-vals='{&#34;id&#34;:1}'>\n"
          "<input name=\"q\" value=\"&#34;q&#34;\">\n"
          "<textarea name=\"letter\">\n\n拝啓 &lt;/textarea&gt;</textarea>\n"
          "<pre>\n  one\n    two\n</pre>\n</form>\n"
          "\n</body>\n</html>\n");
}

TEST_CASE("an empty list says why it is empty") {
    const auto page = [](std::string query) {
        Everything view;
        view.query = std::move(query);
        Writer out;
        render_everything(out, view);
        return std::move(out).take();
    };
    CHECK(page("山").find("<p>「山」に合う紹介はありません。</p>") != std::string::npos);
    CHECK(page("").find("<p>紹介はまだありません。</p>") != std::string::npos);
    CHECK(page("").find("<table>") == std::string::npos);
}

TEST_CASE("each place of a page escapes an attack in its own way") {
    const auto page = contexts(attacked_with("\"'><script>&/../\n"));
    const auto has = [&](const char* line) { return page.find(line) != std::string::npos; };
    CHECK(has("<p>\"'&gt;&lt;script&gt;&amp;/../\n</p>"));
    CHECK(has("<p title=\"&#34;&#39;&gt;&lt;script&gt;&amp;/../\n\">"));
    CHECK(has("<p title='&#34;&#39;&gt;&lt;script&gt;&amp;/../\n'>"));
    CHECK(has("<a href=\"/safe\">a</a>"));
    CHECK(has("href=\"/safe?x=%22%27%3E%3Cscript%3E%26%2F..%2F%0A#end\""));
    CHECK(has("href=\"/patients/%22%27%3E%3Cscript%3E%26%2F..%2F%0A/letters\""));
    CHECK(has("href=\"/list?q=%22%27%3E%3Cscript%3E%26%2F..%2F%0A&amp;n=1\""));
    CHECK(has("href=\"https://example.org/%22%27%3E"));
    CHECK(has("<textarea>\n\"'&gt;&lt;script&gt;&amp;/../\n</textarea>"));
    CHECK(has("<title>\"'&gt;&lt;script&gt;&amp;/../\n</title>"));
}

TEST_CASE("a path segment cannot climb out of its folder") {
    for (const auto* dots : {"", ".", ".."})
        CHECK(contexts(attacked_with(dots)).find("href=\"/patients/_/letters\"") !=
              std::string::npos);
}

TEST_CASE("branches work inside a tag and inside a value") {
    auto inputs = attacked_with("x");
    CHECK(contexts(inputs).find("<option value=\"1\">g") != std::string::npos);
    CHECK(contexts(inputs).find("<p class=\"row few\">") != std::string::npos);
    CHECK(contexts(inputs).find("href=\"/list?all=1&amp;q=x\"") != std::string::npos);
    inputs.chosen = "";
    inputs.count = 4;
    CHECK(contexts(inputs).find("<option value=\"4\" selected>g") != std::string::npos);
    CHECK(contexts(inputs).find("<p class=\"row many\">") != std::string::npos);
    CHECK(contexts(inputs).find("href=\"/list/of\"") != std::string::npos);
}

TEST_CASE("a list of a hundred patients is drawn at once") {
    Table table;
    for (int i = 0; i < 100; ++i)
        table.rows.push_back({"山田 花子 & " + std::to_string(i), 60 + i % 40,
                              Url::path("/patients").segment(i), i % 3 == 0,
                              "退院後の訪問看護について、かかりつけ医と相談中です。"});
    constexpr int kPages = 200;
    std::size_t bytes = 0;
    const auto start = std::chrono::steady_clock::now();
    for (int page = 0; page < kPages; ++page) {
        Writer out(32 * 1024);
        render_table(out, table);
        bytes = out.str().size();
    }
    const std::chrono::duration<double, std::micro> spent =
        std::chrono::steady_clock::now() - start;
    const auto microseconds = spent.count() / kPages;
    MESSAGE(microseconds << " µs a page of " << bytes << " bytes");
    CHECK(bytes > 20'000);
    CHECK(microseconds < 20'000);
}
