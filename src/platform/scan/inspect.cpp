#include <new>

#include "platform/scan/readers.hpp"

namespace kakehashi::scan {
namespace {

using namespace std::string_view_literals;

struct Extension {
    std::string_view text;
    Kind kind;
};

/// Extensions that promise something; any other (".001" of a FAX machine, none) promises nothing.
constexpr Extension kExtensions[] = {
    {"pdf", Kind::Pdf},      {"tif", Kind::Tiff},     {"tiff", Kind::Tiff},
    {"png", Kind::Png},      {"jpg", Kind::Jpeg},     {"jpeg", Kind::Jpeg},
    {"json", Kind::Json},    {"csv", Kind::Csv},      {"zip", Kind::Unknown},
    {"exe", Kind::Unknown},  {"doc", Kind::Unknown},  {"docx", Kind::Unknown},
    {"xls", Kind::Unknown},  {"xlsx", Kind::Unknown}, {"htm", Kind::Unknown},
    {"html", Kind::Unknown}, {"gif", Kind::Unknown},  {"bmp", Kind::Unknown},
    {"heic", Kind::Unknown}, {"webp", Kind::Unknown}, {"xml", Kind::Unknown},
};

struct Stranger {
    std::string_view start;
    std::string_view name;
};

constexpr Stranger kStrangers[] = {
    {"PK\x03\x04", "ZIP(Word・Excel を含む)"},
    {"MZ", "プログラム"},
    {"\x7f"
     "ELF",
     "プログラム"},
    {"#!", "プログラム"},
    {"GIF8", "GIF"},
    {"BM", "BMP"},
    {"RIFF", "WebP など"},
    {"\xD0\xCF\x11\xE0", "古い Word・Excel"},
    {"{\\rtf", "リッチテキスト"},
    {"<", "HTML か XML"},
    {"Rar!", "RAR"},
    {"7z\xBC\xAF", "7-Zip"},
    {"\x1F\x8B", "gzip"},
};

std::string what_it_seems(std::string_view bytes) {
    if (bytes.substr(0, 16).find("ftyp") == 4) return "中身は HEIC か動画です";
    for (const Stranger& stranger : kStrangers)
        if (bytes.starts_with(stranger.start))
            return "中身は " + std::string(stranger.name) + " です";
    return {};
}

void warn_of_extension(std::string_view file_name, Inspection& inspection) {
    const std::size_t dot = file_name.rfind('.');
    if (dot == std::string_view::npos) return;
    std::string extension(file_name.substr(dot + 1));
    for (char& c : extension)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    for (const Extension& known : kExtensions) {
        if (known.text != extension || known.kind == inspection.kind) continue;
        inspection.warnings.push_back(
            {"scan.extension_differs",
             "拡張子は ." + extension + "、中身は " + std::string(name_of(inspection.kind))});
    }
}

Result<int> pages_of(Kind kind, std::string_view bytes) {
    switch (kind) {
        case Kind::Pdf:
            return pdf::measure(bytes);
        case Kind::Tiff:
            return tiff::measure(bytes);
        case Kind::Png: {
            TRY_DO(png::measure(bytes));
            return 1;
        }
        case Kind::Jpeg: {
            TRY_DO(jpeg::measure(bytes));
            return 1;
        }
        case Kind::Json:
        case Kind::Csv:
            return 0;
        case Kind::Unknown:
            break;
    }
    return fail(ErrorKind::Invalid, "scan.unknown_kind", {}, what_it_seems(bytes));
}

Result<Inspection> look(std::string_view bytes, std::string_view file_name) {
    if (bytes.empty()) return fail(ErrorKind::Invalid, "scan.empty");
    if (bytes.size() > kBytesMax)
        return fail(ErrorKind::Invalid, "scan.too_large", {},
                    std::to_string(bytes.size() / (1024 * 1024)) + "MB(上限 50MB)");
    const Kind kind = sniff(bytes);
    TRY(const int pages, pages_of(kind, bytes));
    return inspection_of(kind, pages, file_name);
}

Result<PageImage> render(std::string_view bytes, int page, int width_px, Rotation rotation) {
    if (bytes.empty()) return fail(ErrorKind::Invalid, "scan.empty");
    if (bytes.size() > kBytesMax) return fail(ErrorKind::Invalid, "scan.too_large");
    const Kind kind = sniff(bytes);
    if (page < 1 || ((kind == Kind::Png || kind == Kind::Jpeg) && page != 1))
        return fail(ErrorKind::Invalid, "scan.no_such_page");
    switch (kind) {
        case Kind::Pdf:
            return pdf::render(bytes, page, width_px, rotation);
        case Kind::Tiff:
            return tiff::render(bytes, page, width_px, rotation);
        case Kind::Png:
            return png::render(bytes, width_px, rotation);
        case Kind::Jpeg:
            return jpeg::render(bytes, width_px, rotation);
        default:
            return fail(ErrorKind::Invalid, "scan.unknown_kind");
    }
}

}  // namespace

Inspection inspection_of(Kind kind, int pages, std::string_view file_name) {
    Inspection inspection{kind, pages, {}};
    warn_of_extension(file_name, inspection);
    return inspection;
}

Result<Inspection> inspect(std::string_view bytes, std::string_view file_name) {
    try {
        auto inspection = look(bytes, file_name);
        if (!inspection) inspection.error().field = file_name;
        return inspection;
    } catch (const std::bad_alloc&) {
        return fail(ErrorKind::Invalid, "scan.too_heavy", std::string(file_name));
    }
}

Result<Rotation> rotation_of(int degrees) {
    if (degrees != 0 && degrees != 90 && degrees != 180 && degrees != 270)
        return fail(ErrorKind::Invalid, "scan.bad_rotation");
    return static_cast<Rotation>(degrees);
}

Result<PageImage> render_page(std::string_view bytes, int page, int width_px, Rotation rotation) {
    try {
        return render(bytes, page, width_px, rotation);
    } catch (const std::bad_alloc&) {
        return fail(ErrorKind::Invalid, "scan.too_heavy");
    }
}

}  // namespace kakehashi::scan
