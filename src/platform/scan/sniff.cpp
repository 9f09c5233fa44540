#include "platform/scan/bytes.hpp"
#include "platform/scan/scan.hpp"

namespace kakehashi::scan {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kPdfHeaderWithin = 1'024;  // PDF 1.7, annex H.3
constexpr std::size_t kTextLooked = 4'096;

bool is_tiff(std::string_view bytes) {
    return bytes.starts_with("II*\0"sv) || bytes.starts_with("MM\0*"sv) ||
           bytes.starts_with("II+\0"sv) || bytes.starts_with("MM\0+"sv);
}

/// Some FAX servers put a printer's preamble before %PDF-. What starts like a program, an archive
/// or a page of HTML stays what it starts as.
bool is_pdf(std::string_view bytes) {
    if (bytes.starts_with("PK") || bytes.starts_with("MZ") ||
        bytes.starts_with("\x7f"
                          "ELF") ||
        bytes.starts_with("#!") || bytes.starts_with("<"))
        return false;
    return bytes.substr(0, kPdfHeaderWithin).find("%PDF-") != std::string_view::npos;
}

bool is_text(std::string_view start) {
    return std::none_of(start.begin(), start.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte == 0x7F || (byte < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f');
    });
}

/// An object that starts with a member or ends at once, or an array of anything.
bool is_json(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return false;
    const std::size_t second = text.find_first_not_of(" \t\r\n", first + 1);
    const char then = second == std::string_view::npos ? '\0' : text[second];
    if (text[first] == '{') return then == '"' || then == '}';
    return text[first] == '[' && "{[\"]-0123456789tfn"sv.find(then) != std::string_view::npos &&
           then != '\0';
}

bool is_csv(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos || text[first] == '<' || text[first] == '{') return false;
    const std::string_view line = text.substr(first, text.find_first_of("\r\n", first) - first);
    return line.find(',') != std::string_view::npos;
}

}  // namespace

Kind sniff(std::string_view bytes) {
    if (is_tiff(bytes)) return Kind::Tiff;
    if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return Kind::Png;
    if (bytes.starts_with("\xFF\xD8\xFF")) return Kind::Jpeg;
    if (is_pdf(bytes)) return Kind::Pdf;
    std::string_view text = bytes.substr(0, kTextLooked);
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (!is_text(text)) return Kind::Unknown;
    if (is_json(text)) return Kind::Json;
    if (is_csv(text)) return Kind::Csv;
    return Kind::Unknown;
}

std::string_view name_of(Kind kind) {
    switch (kind) {
        case Kind::Pdf:
            return "PDF";
        case Kind::Tiff:
            return "TIFF";
        case Kind::Png:
            return "PNG";
        case Kind::Jpeg:
            return "JPEG";
        case Kind::Json:
            return "JSON";
        case Kind::Csv:
            return "CSV";
        case Kind::Unknown:
            return "不明な形式";
    }
    return {};
}

}  // namespace kakehashi::scan
