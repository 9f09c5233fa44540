#pragma once

#include <pango/pangocairo.h>

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "platform/pdf/text.hpp"

namespace kakehashi::pdf {

/// Family list of a face, first choice first: IPAex, then IPAmj Mincho for the names of the family
/// register, then Noto CJK.
const char* family_list(Face face);

/// Unavailable `pdf.font_missing` (detail: the family) when IPAex Mincho or Gothic is not
/// installed.
Result<void> fonts_installed();

/// What can be printed of a text: bad UTF-8 and characters that none of our fonts has become 〓,
/// control characters go, line ends become `\n`. `substituted` is raised when a 〓 was put in.
std::string printable(std::string_view text, bool& substituted);

/// A Pango font map that one thread uses at a time. Pango's maps may not be shared, and warming a
/// new one costs some ten milliseconds, so they are lent from a pool and given back.
class FontLease {
  public:
    FontLease();
    ~FontLease();
    FontLease(FontLease&& other) noexcept;
    FontLease& operator=(FontLease&& other) noexcept;
    FontLease(const FontLease&) = delete;
    FontLease& operator=(const FontLease&) = delete;

    PangoContext* context() const { return context_; }

  private:
    PangoFontMap* map_ = nullptr;
    PangoContext* context_ = nullptr;
};

}  // namespace kakehashi::pdf
