#include "exchange/csv/csv.hpp"

#include <doctest/doctest.h>

#include "base/messages.hpp"

using namespace kakehashi;
using namespace kakehashi::csv;
using namespace std::string_literals;

namespace {

using Cells = std::vector<std::string>;

std::vector<Cells> cells_of(std::string_view bytes) {
    const auto table = parse(bytes);
    REQUIRE(table.has_value());
    std::vector<Cells> all;
    for (const Row& row : table->rows) all.push_back(row.cells);
    return all;
}

Error refusal_of(std::string_view bytes) {
    const auto table = parse(bytes);
    REQUIRE_FALSE(table.has_value());
    CHECK(has_sentence(table.error().code));
    return table.error();
}

}  // namespace

TEST_CASE("a list of clinics reads the same whether its lines end in CRLF, LF or CR") {
    const std::vector<Cells> expected{{"施設名", "電話"}, {"はまの医院", "0558-00-0000"}};
    CHECK(cells_of("施設名,電話\r\nはまの医院,0558-00-0000\r\n") == expected);
    CHECK(cells_of("施設名,電話\nはまの医院,0558-00-0000") == expected);
    CHECK(cells_of("施設名,電話\rはまの医院,0558-00-0000\r") == expected);
}

TEST_CASE("an address may hold commas, line breaks and quotation marks") {
    CHECK(cells_of("\"本町1,2\",\"2階\r\n\"\"東\"\"口\",\n") ==
          std::vector<Cells>{{"本町1,2", "2階\r\n\"東\"口", ""}});
}

TEST_CASE("rows keep the number Excel shows though blank rows are left out") {
    const auto table = parse("a,b\n\n,,\n\"x\ny\",2\nz,3\n").value();
    REQUIRE(table.rows.size() == 3);
    CHECK(table.rows[1].number == 4);
    CHECK(table.rows[2].number == 5);
}

TEST_CASE("UTF-8 with a byte order mark does not put the mark into the first heading") {
    const auto table = parse("\xEF\xBB\xBF施設名,電話\n").value();
    CHECK(table.encoding == Encoding::Utf8Bom);
    CHECK(table.rows[0].cells[0] == "施設名");
}

TEST_CASE("Shift_JIS characters whose second byte is a backslash stay whole") {
    // ソ 83 5C, 表 95 5C, 示 8E A6, 能 94 5C, 十 8F 5C: 5C is a backslash when read by the byte.
    const auto table =
        parse("\x83\x5C,\x95\x5C\x8E\xA6\r\n\"\x94\x5C\x97\xCD\",\x8F\x5C\r\n").value();
    CHECK(table.encoding == Encoding::Cp932);
    CHECK(table.rows[0].cells == Cells{"ソ", "表示"});
    CHECK(table.rows[1].cells == Cells{"能力", "十"});
}

TEST_CASE("half-width kana alone are read as Shift_JIS, the way old ledgers write them") {
    const auto table = parse("\xD4\xCF\xC0\xDE,1\r\n").value();  // ﾔﾏﾀﾞ: by chance valid UTF-8
    CHECK(table.encoding == Encoding::Cp932);
    CHECK(table.rows[0].cells[0] == "ﾔﾏﾀﾞ");
}

TEST_CASE("names and marks that only Windows Shift_JIS has come back as they were") {
    const std::vector<Cells> rows{
        {"髙橋", "山﨑", "①②", "㈱はまの", "9時～12時", "№3", "Ⅲ", "\\100"}};
    const auto written = write(rows, Encoding::Cp932);
    CHECK(written.unmappable.empty());
    CHECK(written.bytes.starts_with("\xFB\xFC\x8B\xB4,"));  // 髙 as Windows writes it
    const auto table = parse(written.bytes).value();
    CHECK(table.encoding == Encoding::Cp932);
    CHECK(table.rows[0].cells == rows[0]);
    CHECK(parse("\xEE\xE0\x8B\xB4,x\r\n").value().rows[0].cells[0] ==
          "髙橋");  // NEC's number for it
}

TEST_CASE("a wave dash typed on a Mac is written as the one Windows knows") {
    const auto written = write({{"9時\u301C12時"}}, Encoding::Cp932);
    CHECK(written.unmappable.empty());
    CHECK(parse(written.bytes).value().rows[0].cells[0] == "9時～12時");
}

TEST_CASE(
    "a character Shift_JIS lacks is named by row and column, not turned into a question mark") {
    const auto written =
        write({{"施設名", "院長"}, {"はまの医院", "𠮷田 森鷗外 😀"}}, Encoding::Cp932);
    CHECK(written.unmappable == std::vector<Unmappable>{{2, 2, "𠮷"}, {2, 2, "鷗"}, {2, 2, "😀"}});
    CHECK(parse(written.bytes).value().rows[1].cells[1] == "〓田 森〓外 〓");
    CHECK(write({{"𠮷田"}}, Encoding::Utf8Bom).bytes == "\xEF\xBB\xBF𠮷田\r\n");
}

TEST_CASE(
    "a cell that a spreadsheet would run is written as text, telephone numbers are not touched") {
    const std::vector<Cells> rows{
        {"=HYPERLINK(\"http://x\")", "@SUM(A1)", "\t=1", "＝1+1", "-2+cmd|' /C'!A0"},
        {"+81 558-00-0000", "-12.5", "-", "090-0000-0000", "'=already"}};
    const auto bytes = write(rows, Encoding::Utf8).bytes;
    CHECK(bytes ==
          "\"'=HYPERLINK(\"\"http://x\"\")\",'@SUM(A1),'\t=1,'＝1+1,'-2+cmd|' /C'!A0\r\n"
          "+81 558-00-0000,-12.5,-,090-0000-0000,''=already\r\n");
    CHECK(cells_of(bytes) == rows);  // and reading takes exactly that apostrophe off again
}

TEST_CASE("what is written can be read back, cell by cell") {
    const std::vector<Cells> rows{{"a", "", " b "}, {"\"", ",", "\r\n"}, {"改\n行", "'", "''x"}};
    for (const auto encoding : {Encoding::Utf8, Encoding::Utf8Bom, Encoding::Cp932}) {
        const auto table = parse(write(rows, encoding).bytes).value();
        REQUIRE(table.rows.size() == 3);
        for (std::size_t i = 0; i < 3; ++i) CHECK(table.rows[i].cells == rows[i]);
    }
}

TEST_CASE("a quotation mark that is never closed is refused with the row where it opens") {
    const auto error = refusal_of("a,b\n1,\"はまの\n2,3\n");
    CHECK(error.code == "csv.quote_not_closed");
    CHECK(error.field == "row-2");
    CHECK(error.detail == "2行目 2列目");
    CHECK(refusal_of("a\n\"b\"c\n").code == "csv.text_after_quote");
}

TEST_CASE("what is no text is refused with a reason") {
    CHECK(refusal_of("").code == "csv.empty");
    CHECK(refusal_of("\n\n,,\n").code == "csv.empty");
    CHECK(refusal_of("a,b\0c\n"s).code == "csv.not_text");
    CHECK(refusal_of("\xFF\xFE"
                     "a\0,\0"s)
              .code == "csv.not_text");  // UTF-16
    const auto error = refusal_of("ok,1\nok,2\n\x81,\xFD\xFE\n");
    CHECK(error.code == "csv.encoding");
    CHECK(error.field == "row-3");
    CHECK(refusal_of("\xEF\xBB\xBF"
                     "a\n\x95\x5C\n")
              .code == "csv.encoding");
}

TEST_CASE("the limits hold at their edges") {
    std::string long_cell;
    for (int i = 0; i < kCellCharactersMax; ++i) long_cell += "あ";
    CHECK(parse(long_cell).has_value());
    CHECK(refusal_of("a\n" + long_cell + "あ").code == "csv.cell_too_long");
    CHECK(parse("a" + std::string(kColumnsMax - 1, ',')).has_value());
    CHECK(refusal_of("a" + std::string(kColumnsMax, ',')).code == "csv.too_many_columns");
    std::string rows;
    for (int i = 0; i < kRowsMax; ++i) rows += "a\n";
    CHECK(parse(rows).value().rows.size() == kRowsMax);
    CHECK(refusal_of(rows + "a").code == "csv.too_many_rows");
    CHECK(refusal_of(std::string(kBytesMax + 1, 'a')).code == "csv.too_large");
}
