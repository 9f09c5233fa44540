#include <doctest/doctest.h>

#include <thread>

#include "platform/pdf/flow.hpp"
#include "platform/pdf/reading.hpp"

namespace kakehashi::pdf {
namespace {

const Instant kIssued = instant_in_japan(*make_date(2026, 11, 24), std::chrono::hours{10});

std::unique_ptr<Document> fresh(std::string title = "見本 2611-04655-01") {
    auto document = Document::create({std::move(title), kIssued});
    REQUIRE(document.has_value());
    return std::move(*document);
}

std::string repeated(std::string_view text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
}

std::string one_page() {
    auto document = fresh();
    auto& page = document->add_page();
    page.frame({20, 20, 100, 30}, 1.2);
    page.text({22, 22, 96, 26}, document->lay({{"髙𣘺 﨑之介 先生 御机下", {}}}, 96));
    page.qr(20, 60, 17, "KK1:2611-04655-01P1");
    auto bytes = document->finish();
    REQUIRE(bytes.has_value());
    return *bytes;
}

}  // namespace

TEST_CASE("a name that is too wide is condensed, then made smaller, then put on two lines") {
    auto document = fresh();
    const Text name{{"MARIA CRISTINA DELACRUZ SANTOS", {Face::Mincho, 14, 1.3}}};
    const double natural = document->lay(name, 200).width();
    CHECK(document->lay_one_line(name, natural + 1).lines() == 1);
    const auto condensed = document->lay_one_line(name, natural * 0.92);
    CHECK(condensed.lines() == 1);
    CHECK(condensed.width() == doctest::Approx(natural * 0.9).epsilon(0.01));
    const auto smaller = document->lay_one_line(name, natural * 0.84);
    CHECK(smaller.lines() == 1);
    CHECK(smaller.height() < condensed.height());
    const auto wrapped = document->lay_one_line(name, natural * 0.4);
    CHECK(wrapped.lines() >= 2);
    CHECK(wrapped.width() <= natural * 0.4 + 0.01);
}

TEST_CASE("no line starts with a mark that must not start one, and a phone number stays whole") {
    auto document = fresh();
    const std::string text =
        repeated("あ", 19) + "、" + repeated("い", 19) + "。」" + repeated("う", 30);
    const double em = 10.5 / kPointsPerMm;
    const auto laid = document->lay({{text, {}}}, 19.5 * em);
    for (int line = 1; line < laid.lines(); ++line) {
        const auto start = text.substr(laid.bytes_in_lines(line), 3);
        CHECK(start != "、");
        CHECK(start != "。");
        CHECK(start != "」");
    }
    const std::string phone = "お電話は 042-000-0110 へ";
    const auto narrow = document->lay({{phone, {}}}, 9 * em);
    for (int line = 1; line < narrow.lines(); ++line)
        CHECK(phone.substr(narrow.bytes_in_lines(line) - 1, 1) != "-");
}

TEST_CASE("a text that leaves its box is told") {
    auto document = fresh();
    auto& page = document->add_page();
    const auto laid = document->lay({{repeated("長い文です。", 20), {}}}, 40);
    page.text({20, 20, 40, laid.height()}, laid);
    CHECK(document->overflows().empty());
    page.text({20, 100, 40, 10}, laid);
    REQUIRE(document->overflows().size() == 1);
    CHECK(document->overflows().front().page == 1);
}

TEST_CASE("what no font has becomes 〓 and is told; what cannot be seen goes") {
    bool substituted = false;
    CHECK(printable("髙𣘺 﨑之介 𠮷田 ■□①℃", substituted) == "髙𣘺 﨑之介 𠮷田 ■□①℃");
    CHECK_FALSE(substituted);
    CHECK(printable("a\x01\x7f\xE2\x80\xAE"
                    "b\r\nc\td",
                    substituted) == "ab\nc d");
    CHECK_FALSE(substituted);
    CHECK(printable("\xED\xA0\x80", substituted).find("〓") == 0);
    CHECK(substituted);
    substituted = false;
    CHECK(printable("絵😀文字", substituted) == "絵〓文字");
    CHECK(substituted);
}

TEST_CASE("a spread label touches both ends of its column and can be read back") {
    auto document = fresh();
    auto& page = document->add_page();
    const auto label = spread_label("患者氏名")(*document, 30);
    label.draw(page, {20, 20, 30, label.height});
    const auto bytes = document->finish();
    REQUIRE(bytes);
    CHECK(reading::text_of(*bytes) == "患者氏名");
    const auto grey = reading::draw(*bytes, 0, 254, 254);  // 10 pixels a millimetre
    int left = grey.width, right = 0;
    for (int y = 0; y < grey.height; ++y)
        for (int x = 0; x < grey.width; ++x)
            if (grey.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(grey.width) +
                            static_cast<std::size_t>(x)] < 128) {
                left = std::min(left, x);
                right = std::max(right, x);
            }
    CHECK(left <= 205);
    CHECK(right >= 490);
    CHECK(right <= 500);
}

TEST_CASE("a flowing text goes on overleaf between two sentences and loses nothing") {
    auto document = fresh();
    Flow flow{*document, {}};
    std::string text;
    for (int i = 1; i <= 150; ++i)
        text += "経過の" + std::to_string(i) + "日めの所見は前日と変わりありません。";
    flow.open_table(0);
    flow.row({.cells = {{30, spread_label("診断名")}, {0, paragraph({{"早期胃癌"}})}}});
    flow.flowing({.label = "治療と経過", .text = text, .stretch = true});
    flow.row({.cells = {{30, spread_label("添付")}, {0, paragraph({{"手術記録"}})}}});
    REQUIRE(flow.lay_out());
    CHECK(document->overflows().empty());
    REQUIRE(document->page_count() == 3);
    const auto bytes = document->finish();
    REQUIRE(bytes);
    const auto first = reading::text_of(*bytes, 0), second = reading::text_of(*bytes, 1);
    CHECK(first.find("ありません。(2枚目へつづく)") != std::string::npos);

    CHECK(second.find("(つづき)") != std::string::npos);
    const auto both = reading::text_of(*bytes);
    for (int i = 1; i <= 150; ++i)
        CHECK(both.find("の" + std::to_string(i) + "日めの所見は前日と変わりありません。") !=
              std::string::npos);
}

TEST_CASE("one sentence longer than several pages is split between lines; a picture is refused") {
    auto document = fresh();
    Flow flow{*document, {}};
    flow.open_table(0);
    flow.flowing({.label = "経過", .text = repeated("終わらない文が続き", 3000)});
    REQUIRE(flow.lay_out());
    CHECK(document->page_count() > 3);
    CHECK(document->overflows().empty());
    const auto bytes = document->finish();
    REQUIRE(bytes);
    const auto text = reading::text_of(*bytes);
    long sentences = 0;
    for (auto at = text.find("続き"); at != std::string::npos; at = text.find("続き", at + 1))
        ++sentences;
    CHECK(sentences > 3000 - 50);  // some are parted by the end of a page

    auto other = fresh();
    Flow refused{*other, {}};
    refused.add(blank(300));
    CHECK_FALSE(refused.lay_out());
}

TEST_CASE("the same input gives the same bytes, also from eight threads at once") {
    const auto expected = one_page();
    std::vector<std::string> drawn(8);
    {
        std::vector<std::jthread> threads;
        for (auto& bytes : drawn)
            threads.emplace_back([&bytes] {
                for (int i = 0; i < 5; ++i) {
                    auto document = Document::create({"見本 2611-04655-01", kIssued});
                    auto& page = (*document)->add_page();
                    page.frame({20, 20, 100, 30}, 1.2);
                    page.text({22, 22, 96, 26},
                              (*document)->lay({{"髙𣘺 﨑之介 先生 御机下", {}}}, 96));
                    page.qr(20, 60, 17, "KK1:2611-04655-01P1");
                    bytes = *(*document)->finish();
                }
            });
    }
    for (const auto& bytes : drawn) CHECK(bytes == expected);
}

TEST_CASE("a code of 17 mm reads from a FAX of either fineness and is exactly as large as said") {
    const auto bytes = one_page();
    for (const double dpi : {98.0, 196.0}) {
        const auto codes = reading::codes(reading::fax(bytes, 0, dpi));
        REQUIRE(codes.size() == 1);
        CHECK(codes.front() == "KK1:2611-04655-01P1");
    }
    const auto grey = reading::draw(bytes, 0, 254, 254);
    const auto dark = [&](int x, int y) {
        return grey.pixels[static_cast<std::size_t>(y * grey.width + x)] < 128;
    };
    CHECK(dark(202, 602));
    CHECK_FALSE(dark(197, 602));
    CHECK(dark(367, 602));
    CHECK_FALSE(dark(373, 602));
}

TEST_CASE("the title is the form and number, the day of making comes from the caller") {
    const auto document = reading::load(one_page());
    const auto title = document->get_title().to_utf8();
    CHECK(std::string(title.begin(), title.end()) == "見本 2611-04655-01");
    CHECK(document->get_creation_date_t() == kIssued.time_since_epoch().count());
    for (const auto& font : document->fonts()) {
        CHECK(font.is_embedded());
        CHECK(font.is_subset());
    }
}

TEST_CASE("the document says that it is Japanese and its table of objects is where it should be") {
    const auto bytes = one_page();
    CHECK(bytes.find("/Lang (ja)") != std::string::npos);
    const auto start = bytes.rfind("startxref\n") + 10;
    const auto place = std::stoul(bytes.substr(start));
    CHECK(bytes.compare(place, 5, "xref\n") == 0);
}

}  // namespace kakehashi::pdf
