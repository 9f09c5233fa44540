#include <unicode/utf8.h>

#include <optional>

#include "exchange/csv/csv.hpp"
#include "exchange/csv/encoding.hpp"
#include "exchange/csv/formula.hpp"

namespace kakehashi::csv {
namespace {

constexpr std::string_view kReplacement = "\uFFFD";
constexpr std::string_view kGeta = "〓";  // 下駄記号: a character that is missing

/// The cell as one CSV field: guarded, quoted where RFC 4180 asks for it.
std::string field_of(std::string_view cell) {
    std::string text = needs_guard(cell) ? "'" : "";
    text += cell;
    const bool quoted = text.find_first_of(",\"\r\n") != std::string::npos ||
                        text.starts_with(' ') || text.ends_with(' ');
    if (!quoted) return text;
    std::string field = "\"";
    for (const char c : text) {
        if (c == '"') field += '"';
        field += c;
    }
    return field + '"';
}

/// Calls `take` with each code point of `text` as UTF-8; broken bytes come as U+FFFD.
template <typename Take>
void for_each_character(std::string_view text, Take take) {
    const auto size = static_cast<std::int32_t>(text.size());
    for (std::int32_t at = 0; at < size;) {
        const std::int32_t start = at;
        UChar32 c = 0;
        U8_NEXT(text.data(), at, size, c);
        take(c < 0 ? kReplacement
                   : text.substr(static_cast<std::size_t>(start),
                                 static_cast<std::size_t>(at - start)));
    }
}

}  // namespace

Written write(const std::vector<std::vector<std::string>>& rows, Encoding encoding) {
    Written written;
    std::optional<Cp932Encoder> cp932;
    if (encoding == Encoding::Cp932) cp932.emplace();
    if (encoding == Encoding::Utf8Bom) written.bytes = "\xEF\xBB\xBF";
    for (std::size_t row = 0; row < rows.size(); ++row) {
        for (std::size_t column = 0; column < rows[row].size(); ++column) {
            if (column > 0) written.bytes += ',';
            for_each_character(field_of(rows[row][column]), [&](std::string_view character) {
                if (!cp932) {
                    written.bytes += character;
                } else if (!cp932->append(character, written.bytes)) {
                    cp932->append(kGeta, written.bytes);
                    written.unmappable.push_back({static_cast<int>(row) + 1,
                                                  static_cast<int>(column) + 1,
                                                  std::string(character)});
                }
            });
        }
        written.bytes += "\r\n";
    }
    return written;
}

}  // namespace kakehashi::csv
