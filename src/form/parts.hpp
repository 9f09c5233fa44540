#pragma once

#include "form/sheet.hpp"

namespace kakehashi::form {

inline constexpr double kLabelPad = 1.5;  // mm at the sides of a label

/// `患者氏名` | value.
pdf::Row labelled(double label_width, std::string label, pdf::Content value, double pad_y = 1.1);
/// `生年月日` | value | `当院患者ID` | value.
pdf::Row labelled_pair(double label_width, std::string label, pdf::Content value,
                       double second_width, std::string second, double second_value_width,
                       pdf::Content second_value, double pad_y = 1.1);
/// A row of plain text that grows; a text higher than a page goes on overleaf.
pdf::FlowingText growing(double label_width, std::string label, std::string text);

pdf::Content text(pdf::Text runs);
std::vector<pdf::Option> option_list(const std::vector<Choice>& choices, double size = 10.5,
                                     double line = 1.42);

/// Name with its kana above: 14 pt, 11.5 pt when longer than 14 full-width characters.
pdf::Content name_with_kana(const Patient& patient, const std::string& title);
std::string printed_name(const Patient& patient);
std::string sex_and_age(const Patient& patient, Date on);
/// Lines for the head of page 2: patient and birth date or ID, addressee.
std::vector<std::string> continuation_lines(const Patient& patient, const std::string& addressee);

/// `浜田 修 先生 御侍史` / `循環器内科 御担当先生` / `みなと内科クリニック 御中`.
std::string addressee_name(const Addressee& to);
/// 宛先 at the left, date and 発信 at the right; a long facility name takes the whole width and the
/// sender stands below it. `sender_drop` mm lower than the addressee.
pdf::Content letter_head(const Addressee& to, bool with_fax, pdf::Content sender,
                         double sender_drop);
/// The opening sentences, indented by one character.
pdf::Content opening(const std::vector<std::string>& paragraphs, double size = 10.5);

/// A dashed line with a sentence in it.
pdf::Content cut_line(std::string sentence);
/// Blank line to write on, in `length` mm, after a caption.
struct WriteOn {
    std::string caption;
    double length;
};
pdf::Content write_on(std::vector<WriteOn> lines, double size, double height);

/// U+3000 spaces: room to write inside a sentence.
std::string room(int characters);
/// The parts that are not empty, parted by `separator`.
std::string joined(const std::vector<std::string>& parts, const std::string& separator);

}  // namespace kakehashi::form
