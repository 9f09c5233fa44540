#include "demo/fax_image.hpp"

#include <cairo-pdf.h>
#include <tiffio.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstring>

#include "base/era.hpp"
#include "demo/fax_page.hpp"

namespace kakehashi::demo {
namespace {

using Align = FaxPage::Text::Align;
using Bits = std::vector<std::uint8_t>;

constexpr double kLeft = 62;
constexpr double kWide = 472;
constexpr double kLabelWide = 88;

/// One row of a table; answers where the next one begins.
double row(FaxPage& page, double y, const char* label, const std::string& value) {
    const FaxPage::Text how{
        .x = kLeft + kLabelWide + 8, .y = y + 7, .width = kWide - kLabelWide - 14, .size = 11.5};
    const double height = page.height_of(value, how) + 14;
    page.box(kLeft, y, kLabelWide, height);
    page.box(kLeft + kLabelWide, y, kWide - kLabelWide, height);
    page.text(label, {.x = kLeft + 8, .y = y + 7, .size = 11.5});
    page.text(value, how);
    return y + height;
}

/// What the machines print at the upper edge, straight however the paper lies.
void sender_line(FaxPage& page, const FaxLetter& letter, int number, int of) {
    const auto at = iso_date(date_in_japan(letter.sent_at)) + " " + time_text(letter.sent_at);
    page.text(at, {.x = 40, .y = 20, .size = 9});
    if (!letter.from_fax.empty())
        page.text("FROM: " + letter.from + " " + letter.from_fax,
                  {.x = 40, .y = 20, .width = 515, .size = 9, .align = Align::Center});
    page.text("P." + std::to_string(number) + "/" + std::to_string(of),
              {.x = 40, .y = 20, .width = 515, .size = 9, .align = Align::Right});
    page.line(36, 34, 560, 34, 0.6);
}

double letter_head(FaxPage& page, const FaxLetter& letter) {
    page.text("診療情報提供書", {.x = kLeft,
                                 .y = 58,
                                 .width = kWide,
                                 .size = 21,
                                 .align = Align::Center,
                                 .bold = true,
                                 .spacing = 5});
    page.text(letter.to, {.x = kLeft, .y = 102, .size = 12});
    page.text(letter.department + " 御担当先生 御机下", {.x = kLeft, .y = 122, .size = 12});
    page.text(japanese_date(letter.dated_on),
              {.x = kLeft, .y = 102, .width = kWide, .align = Align::Right});
    double y = 150;
    for (const auto& line : {letter.clinic, letter.clinic_address + " 電話 " + letter.clinic_phone,
                             "院長 " + letter.doctor + "        "})
        y += 5 + page.text(line,
                           {.x = kLeft + 140, .y = y, .width = kWide - 140, .align = Align::Right});
    page.stamp(kLeft + kWide - 14, y - 10, letter.doctor.substr(0, letter.doctor.find(' ')));
    return y + 14;
}

void letter_page(FaxPage& page, const FaxLetter& letter) {
    double y = letter_head(page, letter);
    if (letter.patient_name.empty()) {
        // A sheet that slipped: the name is a smear that nobody can read.
        y = row(page, y, "患者氏名", " ");
        for (int i = 0; i < 5; ++i)
            page.line(kLeft + 108, y - 16 + i, kLeft + 180 + 9 * i, y - 13 + i, 1.6);
        y = row(page, y, "生年月日", " ");
    } else {
        y = row(page, y, "患者氏名",
                letter.patient_name + " 様(" + (letter.female ? "女" : "男") + ")   " +
                    letter.patient_kana);
        if (letter.born_on)
            y = row(page, y, "生年月日",
                    era_date(*letter.born_on) + " (" +
                        std::to_string(age_on(*letter.born_on, letter.dated_on)) + "歳)");
        y = row(page, y, "住所・電話", letter.patient_address + "  " + letter.patient_phone);
    }
    y = row(page, y, "傷病名", letter.diagnosis);
    y = row(page, y, "紹介目的", letter.purpose);
    y = row(page, y, "既往・家族歴", letter.history);
    y = row(page, y, "アレルギー", letter.allergies);
    y += 14;
    y += page.text("平素より大変お世話になっております。" + letter.course +
                       "ご多忙のところ恐縮ですが、ご高診のほどよろしくお願い申し上げます。",
                   {.x = kLeft, .y = y, .width = kWide, .size = 12});
    row(page, y + 16, "現在の処方", letter.medication);
}

void chart_page(FaxPage& page, const FaxLetter& letter, Random& random) {
    page.text("検査記録  " + letter.patient_name + " 様", {.x = kLeft, .y = 60, .size = 13});
    constexpr std::array kLeads{"I", "II", "III", "V1", "V4", "V5", "V6"};
    double y = 130;
    for (const auto* lead : kLeads) {
        page.text(lead, {.x = kLeft, .y = y - 8, .size = 9});
        std::vector<std::pair<double, double>> points;
        const double high = random.between(14, 34);
        for (int step = 0; step < 430; ++step) {
            const double x = step;
            const double phase = std::fmod(x, 62);
            double dy = 2 * std::sin(x / 70);
            if (phase > 8 && phase < 16) dy -= 4 * std::sin((phase - 8) / 8 * 3.14);
            if (phase >= 22 && phase < 25) dy -= high * (phase - 22) / 3;
            if (phase >= 25 && phase < 28) dy -= high * (28 - phase) / 3;
            if (phase > 36 && phase < 50) dy -= 6 * std::sin((phase - 36) / 14 * 3.14);
            points.emplace_back(kLeft + 30 + x, y + dy);
        }
        page.curve(points);
        y += 84;
    }
    page.text("25mm/s  10mm/mV", {.x = kLeft, .y = y - 20, .size = 9});
}

void prescription_page(FaxPage& page, const FaxLetter& letter) {
    page.text("お薬手帳(写)", {.x = kLeft, .y = 66, .size = 15, .bold = true});
    page.text(letter.patient_name + " 様", {.x = kLeft, .y = 98, .size = 12});
    page.box(kLeft, 124, 330, 420);
    page.text(letter.medication, {.x = kLeft + 16, .y = 142, .width = 300, .size = 13});
    page.text(era_date(letter.dated_on - days{14}) + "  28日分",
              {.x = kLeft + 16, .y = 500, .size = 11});
}

std::vector<Bits> drawn_pages(const FaxLetter& letter, Random& random) {
    const int count = 1 + (letter.with_chart ? 1 : 0) + (letter.with_prescription ? 1 : 0);
    std::vector<Bits> pages;
    for (int number = 1; number <= count; ++number) {
        FaxPage page;
        if (letter.by_fax) sender_line(page, letter, number, count);
        page.tilt(random.between(-90, 90) / 100.0);
        if (number == 1)
            letter_page(page, letter);
        else if (number == 2 && letter.with_chart)
            chart_page(page, letter, random);
        else
            prescription_page(page, letter);
        page.straighten();
        pages.push_back(page.dots(random));
    }
    return pages;
}

/// libtiff writes into a string as into a file.
struct Memory {
    std::string bytes;
    std::size_t at = 0;

    static tmsize_t read(thandle_t self, void* out, tmsize_t size) {
        auto& memory = *static_cast<Memory*>(self);
        const auto take = std::min(static_cast<std::size_t>(size), memory.bytes.size() - memory.at);
        std::memcpy(out, memory.bytes.data() + memory.at, take);
        memory.at += take;
        return static_cast<tmsize_t>(take);
    }
    static tmsize_t write(thandle_t self, void* in, tmsize_t size) {
        auto& memory = *static_cast<Memory*>(self);
        const auto count = static_cast<std::size_t>(size);
        if (memory.bytes.size() < memory.at + count) memory.bytes.resize(memory.at + count);
        std::memcpy(memory.bytes.data() + memory.at, in, count);
        memory.at += count;
        return size;
    }
    static toff_t seek(thandle_t self, toff_t offset, int whence) {
        auto& memory = *static_cast<Memory*>(self);
        memory.at = static_cast<std::size_t>(offset) + (whence == SEEK_CUR   ? memory.at
                                                        : whence == SEEK_END ? memory.bytes.size()
                                                                             : 0);
        return memory.at;
    }
    static int close(thandle_t) { return 0; }
    static toff_t size(thandle_t self) { return static_cast<Memory*>(self)->bytes.size(); }
};

std::string tiff_of(std::vector<Bits> pages) {
    Memory memory;
    TIFF* tiff = TIFFClientOpen("fax", "wl", &memory, Memory::read, Memory::write, Memory::seek,
                                Memory::close, Memory::size, nullptr, nullptr);
    assert(tiff && "libtiff writes into memory");
    for (std::size_t n = 0; n < pages.size(); ++n) {
        TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, FILETYPE_PAGE);
        TIFFSetField(tiff, TIFFTAG_PAGENUMBER, static_cast<int>(n), static_cast<int>(pages.size()));
        TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, kFaxWidthPx);
        TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, kFaxHeightPx);
        TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 1);
        TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
        TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, kFaxHeightPx);
        TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_CCITTFAX4);
        TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
        TIFFSetField(tiff, TIFFTAG_FILLORDER, FILLORDER_MSB2LSB);
        TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
        TIFFSetField(tiff, TIFFTAG_XRESOLUTION, kFaxDpiAcross);
        TIFFSetField(tiff, TIFFTAG_YRESOLUTION, kFaxDpiDown);
        TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
        for (int y = 0; y < kFaxHeightPx; ++y)
            TIFFWriteScanline(tiff, pages[n].data() + y * FaxPage::kBytesPerRow,
                              static_cast<std::uint32_t>(y), 0);
        TIFFWriteDirectory(tiff);
    }
    TIFFClose(tiff);
    return std::move(memory.bytes);
}

using Surface = std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;

Surface picture_of(const Bits& bits) {
    Surface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, kFaxWidthPx, kFaxHeightPx),
                    &cairo_surface_destroy);
    auto* data = cairo_image_surface_get_data(surface.get());
    const int stride = cairo_image_surface_get_stride(surface.get());
    for (int y = 0; y < kFaxHeightPx; ++y)
        for (int x = 0; x < kFaxWidthPx; ++x) {
            const bool black = (bits[static_cast<std::size_t>(y) * FaxPage::kBytesPerRow +
                                     static_cast<std::size_t>(x / 8)] &
                                (0x80U >> static_cast<unsigned>(x % 8))) != 0;
            std::memset(data + y * stride + 4 * x, black ? 0 : 0xFF, 4);
        }
    cairo_surface_mark_dirty(surface.get());
    return surface;
}

cairo_status_t append(void* out, const unsigned char* bytes, unsigned int size) {
    for (unsigned int i = 0; i < size; ++i)
        *static_cast<std::string*>(out) += static_cast<char>(bytes[i]);
    return CAIRO_STATUS_SUCCESS;
}

std::string png_of(const Bits& page) {
    std::string out;
    cairo_surface_write_to_png_stream(picture_of(page).get(), append, &out);
    return out;
}

std::string pdf_of(const std::vector<Bits>& pages, Instant at) {
    std::string out;
    {
        const Surface pdf(cairo_pdf_surface_create_for_stream(append, &out, 595, 842),
                          &cairo_surface_destroy);
        cairo_pdf_surface_set_metadata(pdf.get(), CAIRO_PDF_METADATA_CREATE_DATE,
                                       iso_instant(at).c_str());
        cairo_t* cairo = cairo_create(pdf.get());
        for (const auto& page : pages) {
            cairo_identity_matrix(cairo);
            cairo_scale(cairo, 72 / kFaxDpiAcross, 72 / kFaxDpiDown);
            cairo_set_source_surface(cairo, picture_of(page).get(), 0, 0);
            cairo_paint(cairo);
            cairo_show_page(cairo);
        }
        cairo_destroy(cairo);
        cairo_surface_finish(pdf.get());
    }
    return out;
}

}  // namespace

FaxFile draw_fax(const FaxLetter& letter, FaxFormat format, Random random) {
    auto pages = drawn_pages(letter, random);
    const auto count = static_cast<int>(pages.size());
    switch (format) {
        case FaxFormat::Png:
            return {png_of(pages.front()), 1};
        case FaxFormat::Pdf:
            return {pdf_of(pages, letter.sent_at), count};
        case FaxFormat::Tiff:
            break;
    }
    return {tiff_of(std::move(pages)), count};
}

}  // namespace kakehashi::demo
