#include "form/parts.hpp"

#include "form/japanese_date.hpp"

namespace kakehashi::form {

using namespace pdf;

namespace {

constexpr double kSenderWidth = 84, kGap = 6;

double full_width_length(const std::string& text) {
    double length = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80)
            length += 0.5;
        else if ((byte & 0xC0) != 0x80)
            length += 1;
    }
    return length;
}

}  // namespace

std::string room(int characters) {
    std::string out;
    for (int i = 0; i < characters; ++i) out += "　";
    return out;
}

std::string joined(const std::vector<std::string>& parts, const std::string& separator) {
    std::string out;
    for (const auto& part : parts) {
        if (part.empty()) continue;
        if (!out.empty()) out += separator;
        out += part;
    }
    return out;
}

Row labelled(double label_width, std::string label, Content value, double pad_y) {
    return {
        .cells = {{label_width, spread_label(std::move(label)), kLabelPad}, {0, std::move(value)}},
        .pad_y = pad_y};
}

Row labelled_pair(double label_width, std::string label, Content value, double second_width,
                  std::string second, double second_value_width, Content second_value,
                  double pad_y) {
    return {.cells = {{label_width, spread_label(std::move(label)), kLabelPad},
                      {0, std::move(value)},
                      {second_width, spread_label(std::move(second)), kLabelPad},
                      {second_value_width, std::move(second_value)}},
            .pad_y = pad_y};
}

FlowingText growing(double label_width, std::string label, std::string words) {
    return {.label = std::move(label),
            .label_width = label_width,
            .text = std::move(words),
            .keep_whole = true};
}

Content text(Text runs) {
    return paragraph(std::move(runs));
}

std::vector<Option> option_list(const std::vector<Choice>& choices, double size, double line) {
    std::vector<Option> list;
    list.reserve(choices.size());
    for (const auto& choice : choices)
        list.push_back({{mincho(choice.label, size, line)}, choice.chosen});
    return list;
}

std::string printed_name(const Patient& patient) {
    return patient.masked ? masked_name(patient.name) : patient.name;
}

Content name_with_kana(const Patient& patient, const std::string& title) {
    constexpr double kLongName = 14;
    const auto name = printed_name(patient);
    const double size = full_width_length(name) > kLongName ? 11.5 : 14;
    auto line = one_line({mincho(name, size, 1.3), mincho(" " + title)});
    if (patient.masked || patient.kana.empty()) return line;
    return stack({one_line({gothic(patient.kana, 9, 1.2)}), std::move(line)});
}

std::string sex_and_age(const Patient& patient, Date on) {
    return joined({patient.sex, std::to_string(age_on(patient.born_on, on)) + "歳"}, " ・ ");
}

std::vector<std::string> continuation_lines(const Patient& patient, const std::string& addressee) {
    std::string who = printed_name(patient) + " 様";
    if (!patient.masked) who += "　" + era_date(patient.born_on) + "　ID " + patient.id;
    std::vector<std::string> lines{who};
    if (!addressee.empty()) lines.push_back("宛先 " + addressee);
    return lines;
}

std::string addressee_name(const Addressee& to) {
    if (!to.person.empty()) return to.person + " " + to.title;
    if (!to.department.empty()) return to.department + " 御担当先生";
    return to.facility + " 御中";
}

Content letter_head(const Addressee& to, bool with_fax, Content sender, double sender_drop) {
    std::vector<Content> lines;
    const bool organisation_only = to.person.empty() && to.department.empty();
    if (!organisation_only) lines.push_back(paragraph({mincho(to.facility, 12, 1.45)}));
    if (!to.person.empty() && !to.department.empty())
        lines.push_back(paragraph({mincho(to.department, 10.5, 1.45)}));
    Text name{mincho(addressee_name(to), 14, 1.5)};
    if (!to.person.empty() && !to.honorific.empty())
        name.push_back(mincho("　" + to.honorific, 11, 1.5));
    lines.push_back(paragraph(std::move(name)));
    if (with_fax && !to.fax.empty())
        lines.push_back(one_line(
            {gothic("FAX " + to.fax + (to.fax_typed_by_hand ? " 番号を手入力" : ""), 10.5, 1.5)}));
    auto addressee = stack(std::move(lines));
    return [addressee, sender, facility = to.facility, sender_drop](Document& document,
                                                                    double width) {
        const double left = width - kSenderWidth - kGap;
        const bool short_name = document.lay({mincho(facility, 12, 1.45)}, left).lines() == 1;
        if (short_name)
            return beside({{left, addressee}, {kSenderWidth, stack({blank(sender_drop), sender})}},
                          kGap)(document, width);
        return stack({addressee, beside({{width - kSenderWidth, blank(0)},
                                         {kSenderWidth, sender}})})(document, width);
    };
}

Content opening(const std::vector<std::string>& paragraphs, double size) {
    std::vector<Content> parts;
    parts.reserve(paragraphs.size());
    for (const auto& sentence : paragraphs)
        parts.push_back(
            paragraph({mincho(sentence, size, 1.5)}, {.first_indent = size / kPointsPerMm}));
    return stack(std::move(parts));
}

Content cut_line(std::string sentence) {
    return [sentence = std::move(sentence)](Document& document, double width) {
        constexpr double kAir = 3;
        const auto laid = document.lay_one_line({gothic(sentence, 9, 1.2)}, width - 8 * kAir);
        const double side = (width - laid.width()) / 2 - kAir;
        return Placed{
            laid.height() + 0.6, [laid, side, width](Page& page, const Box& box) {
                const double y = box.y + laid.height() / 2;
                page.dashed(box.x, box.x + side, y, 1);
                page.dashed(box.x + width - side, box.x + width, y, 1);
                page.text({box.x + side + kAir, box.y, laid.box_width(), laid.height()}, laid);
            }};
    };
}

Content write_on(std::vector<WriteOn> lines, double size, double height) {
    return [=, lines = std::move(lines)](Document& document, double width) {
        struct Part {
            double x, length;
            Laid laid;
        };
        std::vector<Part> parts;
        double x = 0;
        for (const auto& line : lines) {
            auto laid = document.lay({mincho(line.caption, size, 1.3)}, width);
            const double start = x;
            x += laid.width() + 2;
            parts.push_back({start, line.length, std::move(laid)});
            x += line.length + 3;
        }
        return Placed{height, [parts, height](Page& page, const Box& box) {
                          const double y = box.y + height - 1;
                          for (const auto& part : parts) {
                              page.text({box.x + part.x, box.y, part.laid.box_width(), height},
                                        part.laid, Valign::Bottom);
                              const double from = box.x + part.x + part.laid.width() + 2;
                              page.line(from, y, from + part.length, y, 0.8);
                          }
                      }};
    };
}

}  // namespace kakehashi::form
