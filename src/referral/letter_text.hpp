#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kakehashi {

/// A letter often says a thing twice: in coded entries and in the section's own words. These decide
/// what to show so that nothing is lost and nothing stands twice.

/// `text` without blanks and punctuation, digits and Latin letters half width: for comparing only.
std::string squash(std::string_view text);

/// Whether `words` holds a part (between 、 。 blanks or line ends) that `known` does not.
bool says_more(std::string_view words, std::string_view known);

/// One coded entry as a line, and the parts of it that the section's words must hold to replace it.
struct EntryLine {
    std::string text;
    std::vector<std::string> parts;
};

/// The entries' lines where the words add nothing; the words where they hold every part of every
/// entry; else both.
std::string combine(const std::vector<EntryLine>& lines, const std::string& words);

/// `first`, `separator`, `second`, without the separator when either is empty.
std::string join(std::string first, std::string_view separator, std::string_view second);

/// A list in free words as items: one a line, and 「高血圧症、糖尿病」 as two where the line is a
/// plain enumeration. Numbering and bullets are taken off; brackets are not cut through.
std::vector<std::string> list_items(std::string_view words);

/// 「なし」「特記事項なし」: the section denies that there is anything.
bool denies(std::string_view words);

}  // namespace kakehashi
