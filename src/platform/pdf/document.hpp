#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"
#include "platform/pdf/fonts.hpp"
#include "platform/pdf/text.hpp"

namespace kakehashi::pdf {

inline constexpr double kPageWidth = 210, kPageHeight = 297;  // mm, A4
inline constexpr double kPointsPerMm = 72.0 / 25.4;

/// A text measured by Pango for one width, ready to be placed. Heights and widths in mm.
class Laid {
  public:
    Laid(PangoLayout* layout, double condense, double width);

    double width() const { return width_; }        // what the text takes
    double height() const { return height_; }      // with the leading of its lines
    double baseline() const { return baseline_; }  // of the first line, from the top
    int lines() const;
    /// Ink relative to the upper left corner of the text box.
    Box ink() const { return ink_; }
    /// Bytes of the (printable) text in its first `count` lines.
    std::size_t bytes_in_lines(int count) const;
    double height_of_lines(int count) const;
    double box_width() const { return box_width_; }

  private:
    friend class Page;
    std::shared_ptr<PangoLayout> layout_;
    double condense_ = 1, box_width_ = 0, width_ = 0, height_ = 0, baseline_ = 0;
    Box ink_;
};

/// A text that leaves the box it was placed in: never right, so tests ask for none.
struct Overflow {
    std::size_t page = 0;  // from 1
    Box box, ink;
};

class Document;

/// One sheet. Drawing is remembered and done when the document is finished, so that the total of
/// pages can stand on each. All lengths in mm, widths of rules in pt; everything is pure black.
class Page {
  public:
    /// Places a laid text in a box of its own width or wider.
    void text(const Box& box, const Laid& laid, Valign valign = Valign::Top);
    void line(double x1, double y1, double x2, double y2, double width_pt);
    void dashed(double x1, double x2, double y, double width_pt);
    void frame(const Box& box, double width_pt);
    void ellipse(const Box& box, double width_pt);
    void bar(const Box& box);
    /// QR code of 21 modules (version 1, level M); payload in upper case letters, digits and -:
    /// of at most 20 characters. Leave 4 modules of white around it.
    void qr(double x, double y, double size, std::string_view payload);

  private:
    friend class Document;
    Page(Document* document, std::size_t number) : document_(document), number_(number) {}
    Document* document_;
    std::size_t number_;
    std::vector<std::function<void(cairo_t*)>> strokes_;
};

/// The title must not name a patient. The same metadata and drawing give the same bytes.
struct Metadata {
    std::string title;
    Instant created_at;
};

/// One PDF in the making. A document belongs to one thread; any number of threads may each have
/// one.
class Document {
  public:
    /// Unavailable `pdf.font_missing`.
    static Result<std::unique_ptr<Document>> create(Metadata metadata);
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;

    Page& add_page();
    Page& page(std::size_t index) { return *pages_.at(index); }
    std::size_t page_count() const { return pages_.size(); }

    /// Breaks the text into lines of `width` mm; kinsoku as Pango has it (no line starts with
    /// 、。)」).
    Laid lay(const Text& text, double width, const TextOptions& options = {});
    /// F1: one line if it can be: as it is, condensed to 90 %, names down to 11.5 pt, 9.5 pt, and
    /// at last two or more lines of 9.5 pt. Never an ellipsis.
    Laid lay_one_line(const Text& text, double width, Align align = Align::Left);

    /// Texts that left their boxes.
    const std::vector<Overflow>& overflows() const { return overflows_; }
    /// The text as it will be printed (see `printable`); remembers whether a 〓 was put in.
    std::string printed(std::string_view text) { return printable(text, substituted_); }
    /// True when some character could not be printed and 〓 stands for it.
    bool substituted() const { return substituted_; }

    /// PDF bytes. Unavailable `pdf.not_written` when Cairo could not write.
    Result<std::string> finish();

  private:
    friend class Page;
    explicit Document(Metadata metadata) : metadata_(std::move(metadata)) {}
    Metadata metadata_;
    FontLease fonts_;
    std::vector<std::unique_ptr<Page>> pages_;
    std::vector<Overflow> overflows_;
    bool substituted_ = false;
};

}  // namespace kakehashi::pdf
