#include "platform/pdf/fonts.hpp"

#include <fontconfig/fontconfig.h>

#include <array>
#include <memory>
#include <mutex>
#include <utility>

namespace kakehashi::pdf {
namespace {

struct Coverage {
    FcCharSet* characters = FcCharSetCreate();
    std::string missing;  // the first family that must be there and is not
};

void add_family(Coverage& coverage, const char* family, bool required) {
    const std::unique_ptr<FcPattern, decltype(&FcPatternDestroy)> wanted{FcPatternCreate(),
                                                                         &FcPatternDestroy};
    FcPatternAddString(wanted.get(), FC_FAMILY, reinterpret_cast<const FcChar8*>(family));
    FcConfigSubstitute(nullptr, wanted.get(), FcMatchPattern);
    FcDefaultSubstitute(wanted.get());
    FcResult result = FcResultNoMatch;
    const std::unique_ptr<FcPattern, decltype(&FcPatternDestroy)> found{
        FcFontMatch(nullptr, wanted.get(), &result), &FcPatternDestroy};
    bool same = false;
    FcChar8* name = nullptr;
    for (int i = 0;
         found && FcPatternGetString(found.get(), FC_FAMILY, i, &name) == FcResultMatch && !same;
         ++i)
        same = std::string_view{reinterpret_cast<const char*>(name)} == family;
    if (!same) {
        if (required && coverage.missing.empty()) coverage.missing = family;
        return;
    }
    FcCharSet* own = nullptr;
    if (FcPatternGetCharSet(found.get(), FC_CHARSET, 0, &own) == FcResultMatch)
        FcCharSetMerge(coverage.characters, own, nullptr);
}

/// Read once; never changes while the program runs.
const Coverage& coverage() {
    static const Coverage known = [] {
        Coverage fresh;
        add_family(fresh, "IPAexMincho", true);
        add_family(fresh, "IPAexGothic", true);
        add_family(fresh, "IPAmjMincho", false);
        add_family(fresh, "Noto Serif CJK JP", false);
        return fresh;
    }();
    return known;
}

bool is_silent(gunichar c) {
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}
bool selects_variant(gunichar c) {
    return (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef);
}

std::mutex& pool_lock() {
    static std::mutex lock;
    return lock;
}
std::vector<PangoFontMap*>& pool() {
    static auto* maps = new std::vector<PangoFontMap*>;
    return *maps;
}

}  // namespace

const char* family_list(Face face) {
    return face == Face::Mincho ? "IPAexMincho,IPAmjMincho,Noto Serif CJK JP"
                                : "IPAexGothic,IPAmjMincho,Noto Serif CJK JP";
}

Result<void> fonts_installed() {
    if (!coverage().missing.empty())
        return fail(ErrorKind::Unavailable, "pdf.font_missing", {}, coverage().missing);
    return {};
}

std::string printable(std::string_view text, bool& substituted) {
    constexpr std::string_view kGeta = "〓";
    std::string out;
    out.reserve(text.size());
    std::size_t at = 0;
    while (at < text.size()) {
        const auto left = static_cast<gssize>(text.size() - at);
        const gunichar c = g_utf8_get_char_validated(text.data() + at, left);
        if (c == static_cast<gunichar>(-1) || c == static_cast<gunichar>(-2)) {
            out += kGeta;
            substituted = true;
            ++at;
            continue;
        }
        const auto length = static_cast<std::size_t>(g_unichar_to_utf8(c, nullptr));
        if (c == '\n' || c == 0x2028 || c == 0x2029) {
            out += '\n';
        } else if (c == '\t') {
            out += ' ';
        } else if (selects_variant(c)) {
            out.append(text, at, length);
        } else if (!is_silent(c)) {
            if (FcCharSetHasChar(coverage().characters, c)) {
                out.append(text, at, length);
            } else {
                out += kGeta;
                substituted = true;
            }
        }
        at += length;
    }
    return out;
}

FontLease::FontLease() {
    {
        const std::lock_guard guard{pool_lock()};
        if (!pool().empty()) {
            map_ = pool().back();
            pool().pop_back();
        }
    }
    if (map_ == nullptr) map_ = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    context_ = pango_font_map_create_context(map_);
    pango_context_set_language(context_, pango_language_from_string("ja"));
    pango_context_set_round_glyph_positions(context_, FALSE);
    const std::unique_ptr<cairo_font_options_t, decltype(&cairo_font_options_destroy)> options{
        cairo_font_options_create(), &cairo_font_options_destroy};
    cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context_, options.get());
}

FontLease::~FontLease() {
    if (context_ != nullptr) g_object_unref(context_);
    if (map_ == nullptr) return;
    const std::lock_guard guard{pool_lock()};
    pool().push_back(map_);
}

FontLease::FontLease(FontLease&& other) noexcept
    : map_(std::exchange(other.map_, nullptr)), context_(std::exchange(other.context_, nullptr)) {}

FontLease& FontLease::operator=(FontLease&& other) noexcept {
    std::swap(map_, other.map_);
    std::swap(context_, other.context_);
    return *this;
}

}  // namespace kakehashi::pdf
