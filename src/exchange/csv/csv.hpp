#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

/// CSV as Japanese offices exchange it: RFC 4180, UTF-8 with or without BOM, or Shift_JIS as
/// Windows writes it (CP932, with 髙 﨑 ① ㈱).
namespace kakehashi::csv {

enum class Encoding { Utf8, Utf8Bom, Cp932 };

constexpr std::size_t kBytesMax = 50U * 1024 * 1024;
constexpr int kRowsMax = 200'000;
constexpr int kColumnsMax = 200;
constexpr int kCellCharactersMax = 10'000;

struct Row {
    int number = 0;  // 行番号 as Excel shows it: from 1, blank rows and the heading counted
    std::vector<std::string> cells;  // UTF-8
};

struct Table {
    Encoding encoding = Encoding::Utf8;
    std::vector<Row> rows;  // without the blank ones
};

/// Reads a whole file. Line ends may be CR, LF or CRLF, mixed; the last one may be missing. An
/// apostrophe that write() put before a formula is taken off again.
/// Invalid: csv.empty, csv.too_large, csv.not_text, csv.encoding, csv.too_many_rows,
/// csv.too_many_columns, csv.cell_too_long, csv.quote_not_closed, csv.text_after_quote. Where a row
/// is to blame, `field` is "row-12" and `detail` "12行目 3列目".
Result<Table> parse(std::string_view bytes);

/// A character that CP932 does not have; 〓 stands in its place in the file.
struct Unmappable {
    int row = 0;     // from 1
    int column = 0;  // from 1
    std::string character;

    bool operator==(const Unmappable&) const = default;
};

struct Written {
    std::string bytes;
    std::vector<Unmappable> unmappable;  // always empty for UTF-8
};

/// Writes rows of UTF-8 cells with CRLF. A cell that a spreadsheet would run as a formula (= @ tab,
/// or + and - before anything but a number) gets a leading apostrophe; +81 numbers stay as they
/// are. Bytes that are not UTF-8 become U+FFFD.
Written write(const std::vector<std::vector<std::string>>& rows, Encoding encoding);

}  // namespace kakehashi::csv
