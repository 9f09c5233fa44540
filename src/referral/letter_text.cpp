#include "referral/letter_text.hpp"

#include <algorithm>

#include "exchange/fhir/text.hpp"

namespace kakehashi {

namespace {
constexpr std::u32string_view kPunctuation = U"、。，．・,.:;：；（）()「」[]　 \n\t-－ー〜~";
// Longer texts are not compared but both shown: no letter is like that, and a hostile one must not
// keep the machine busy.
constexpr std::size_t kCompareMax = 64 * 1024;
constexpr std::size_t kItemMax = 24;  // a longer piece is a sentence, not an item
constexpr std::u32string_view kSeparators = U"、。，,；;　 \n";

std::u32string code_points(std::string_view text) {
    std::u32string out;
    for (std::size_t at = 0; at < text.size();) out += fhir::next_code_point(text, at);
    return out;
}

std::string utf8(std::u32string_view text) {
    std::string out;
    for (const auto c : text) fhir::append_code_point(out, c);
    return out;
}

bool is_one_of(char32_t c, std::u32string_view set) {
    return set.find(c) != std::u32string_view::npos;
}

/// `1.`, `(2)`, `①`, `#`, `・` before an item.
std::u32string_view without_numbering(std::u32string_view item) {
    auto rest = item;
    while (!rest.empty() && (is_one_of(rest.front(), U"・#＃●○-* 　(（") ||
                             (rest.front() >= U'①' && rest.front() <= U'⑳')))
        rest.remove_prefix(1);
    std::size_t digits = 0;
    while (digits < rest.size() && ((rest[digits] >= U'0' && rest[digits] <= U'9') ||
                                    (rest[digits] >= U'０' && rest[digits] <= U'９')))
        ++digits;
    if (digits > 0 && digits < 3 && digits < rest.size() &&
        is_one_of(rest[digits], U".．)）、:：")) {
        // 1.5 is a number, not the first item.
        if (digits + 1 < rest.size() && rest[digits + 1] >= U'0' && rest[digits + 1] <= U'9')
            return item;
        rest.remove_prefix(digits + 1);
        while (!rest.empty() && is_one_of(rest.front(), U" 　")) rest.remove_prefix(1);
        return rest;
    }
    return rest.size() < item.size() && !is_one_of(item.front(), U"(（") ? rest : item;
}

std::vector<std::u32string> split_enumeration(std::u32string_view line) {
    std::vector<std::u32string> items(1);
    int depth = 0;
    for (const auto c : line) {
        if (is_one_of(c, U"(（[「")) ++depth;
        if (is_one_of(c, U")）]」")) --depth;
        if (depth <= 0 && is_one_of(c, U"、，,"))
            items.emplace_back();
        else
            items.back() += c;
    }
    const bool plain =
        line.find(U'。') == std::u32string_view::npos &&
        std::all_of(items.begin(), items.end(), [](const auto& i) { return i.size() <= kItemMax; });
    if (!plain) return {std::u32string(line)};
    return items;
}
}  // namespace

std::string squash(std::string_view text) {
    std::u32string out;
    for (auto c : code_points(text)) {
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        if (!is_one_of(c, kPunctuation)) out += c;
    }
    return utf8(out);
}

bool says_more(std::string_view words, std::string_view known) {
    if (words.size() > kCompareMax || known.size() > kCompareMax) return true;
    const auto all = squash(known);
    std::u32string part;
    const auto is_new = [&] {
        const auto squashed = squash(utf8(part));
        part.clear();
        return !squashed.empty() && all.find(squashed) == std::string::npos;
    };
    for (const auto c : code_points(words)) {
        if (!is_one_of(c, kSeparators))
            part += c;
        else if (is_new())
            return true;
    }
    return is_new();
}

std::string combine(const std::vector<EntryLine>& lines, const std::string& words) {
    std::string joined;
    for (const auto& line : lines) joined = join(std::move(joined), "\n", line.text);
    if (joined.empty()) return words;
    if (words.empty() || !says_more(words, joined)) return joined;
    if (words.size() > kCompareMax || joined.size() > kCompareMax) return joined + "\n" + words;
    auto both = joined + "\n" + words;
    const auto all_words = squash(words);
    for (const auto& line : lines)
        for (const auto& part : line.parts)
            if (all_words.find(squash(part)) == std::string::npos) return both;
    return words;
}

std::string join(std::string first, std::string_view separator, std::string_view second) {
    if (!first.empty() && !second.empty()) first += separator;
    first += second;
    return first;
}

std::vector<std::string> list_items(std::string_view words) {
    std::vector<std::string> items;
    const auto text = code_points(words);
    for (std::size_t start = 0; start <= text.size();) {
        const auto end = std::min(text.find(U'\n', start), text.size());
        for (const auto& item : split_enumeration(
                 without_numbering(std::u32string_view(text).substr(start, end - start))))
            if (auto tidied = fhir::tidy_line(utf8(without_numbering(item))); !tidied.empty())
                items.push_back(std::move(tidied));
        start = end + 1;
    }
    return items;
}

bool denies(std::string_view words) {
    const auto squashed = squash(words);
    for (const std::string_view denial :
         {"なし", "無し", "無", "特になし", "特に無し", "特記なし", "特記事項なし", "該当なし",
          "アレルギなし", "特記すべき事項なし"})
        if (squashed == denial) return true;
    return false;
}

}  // namespace kakehashi
