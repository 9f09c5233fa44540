#include "form/patient_guide.hpp"

#include <algorithm>
#include <array>

#include "form/japanese_date.hpp"
#include "form/parts.hpp"

namespace kakehashi::form {

using namespace pdf;

namespace {

constexpr double kLabel = 32;

Result<void> check(const PatientGuide& guide) {
    Required required{guide.head};
    required.text("patient.name", guide.patient.name);
    required.text("referring_facility", guide.referring_facility);
    required.text("from.hospital", guide.from.hospital);
    required.text("from.office", guide.from.office);
    required.text("from.phone", guide.from.phone);
    required.text("arrive_at", guide.arrive_at);
    required.text("department", guide.department);
    return required.result();
}

Content when_and_where(const PatientGuide& guide) {
    const auto day = date_in_japan(guide.booked_at);
    const auto arrive = guide.arrive_by ? spoken_time(*guide.arrive_by) + "までに " : "";
    return framed(
        stack({text({gothic("診察の日時", 12, 1.4)}),
               one_line({gothic(month_day(day) + " " + spoken_time(guide.booked_at), 22, 1.4)}),
               text({mincho(both_years(day) + "　", 13, 1.5),
                     gothic(arrive + guide.arrive_at + "へお越しください", 13, 1.5)})}),
        2.2, 3.5, 2.2);
}

Row patient_row(const std::string& label, Text words) {
    return {.cells = {{kLabel, spread_label(label, 12), kLabelPad}, {0, text(std::move(words))}}};
}

void add_visit(Flow& body, const PatientGuide& guide) {
    body.open_table(3.5);
    Text department{gothic(guide.department, 12, 1.42)};
    if (!guide.department_kana.empty())
        department.push_back(mincho("(" + guide.department_kana + ")", 12));
    if (!guide.doctor.empty()) department.push_back(mincho("　" + guide.doctor, 12));
    body.row(patient_row("診療科", std::move(department)));
    if (!guide.tests.empty()) {
        Text tests{mincho(guide.tests, 12)};
        if (!guide.test_instructions.empty())
            tests.push_back(gothic("\n" + guide.test_instructions, 12));
        body.row(patient_row("検査", std::move(tests)));
    }
    if (!guide.patient_number.empty())
        body.row(patient_row("診察券番号", {gothic(guide.patient_number, 12)}));
    if (!guide.cost.empty()) body.row(patient_row("費用", {mincho(guide.cost, 12)}));
}

Content bring_list(const std::vector<std::string>& things) {
    std::vector<Choice> list;
    list.reserve(things.size());
    for (const auto& thing : things) list.push_back({thing, false});
    return stack({heading("当日にお持ちいただくもの", 13), blank(1),
                  beside({{2, blank(0)}, {0, options(option_list(list, 12, 1.64), 12, 1.64, 2)}})});
}

/// Cells of equal width, at most five in a line.
Content steps(const std::vector<VisitStep>& list) {
    constexpr std::array kNumbers{"①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨", "⑩"};
    constexpr std::size_t kInLine = 5;
    std::vector<Row> rows;
    const auto count = std::min(list.size(), kNumbers.size());
    const auto columns = std::min(count, kInLine);
    for (std::size_t from = 0; from < count; from += columns) {
        Row row{.cells = {}, .pad_y = 1.0};
        for (std::size_t i = from; i < from + columns; ++i) {
            Text words;
            if (i < count) {
                words = {gothic(std::string{kNumbers[i]} + " " + list[i].place, 10.5, 1.3)};
                if (!list[i].what.empty()) words.push_back(gothic("\n" + list[i].what, 10.5, 1.3));
            }
            row.cells.push_back({175.0 / static_cast<double>(columns),
                                 paragraph(std::move(words), {.align = Align::Center}), 0.8,
                                 Valign::Top});
        }
        rows.push_back(std::move(row));
    }
    return stack({heading("当日の順番", 13), blank(1), framed(grid(std::move(rows)), 1.2, 0, 0)});
}

Content place_and_interpreter(const PatientGuide& guide) {
    std::vector<Side> boxes;
    if (!guide.access.empty())
        boxes.push_back({guide.interpreter.empty() ? 0.0 : 93.5,
                         framed(paragraph({gothic("場所・交通", 12, 1.4),
                                           mincho("\n" + joined(guide.access, "\n"), 10.5, 1.5)},
                                          {}, Valign::Top),
                                1.2, 3, 2),
                         Valign::Top, true});
    if (!guide.interpreter.empty()) {
        Text words{gothic("通訳", 12, 1.4), mincho("\n" + guide.interpreter, 10.5, 1.5)};
        if (!guide.interpreter_foreign.empty())
            words.push_back(gothic("\n" + guide.interpreter_foreign, 10.5, 1.5));
        boxes.push_back({0, framed(paragraph(std::move(words), {}, Valign::Top), 1.2, 3, 2),
                         Valign::Top, true});
    }
    return beside(std::move(boxes), 6);
}

Content how_to_change(const PatientGuide& guide) {
    const auto& from = guide.from;
    Text words{gothic("予約を変えるとき・来られないとき", 12, 1.5),
               mincho(" 前の日までに電話をください。\n", 12, 1.5), gothic(from.phone, 15, 1.35),
               mincho(" " + from.office + "(" + guide.change_hours + ")\n", 12, 1.5),
               mincho("熱やせきがあるときも、来る前に電話をください。", 12, 1.5)};
    if (!from.main_phone.empty())
        words.push_back(
            mincho("急に具合が悪くなったときは " + from.main_phone + "(24時間)。", 12, 1.5));
    return framed(text(std::move(words)), 1.2, 3, 2);
}

}  // namespace

Result<std::string> draw_patient_guide(const PatientGuide& guide) {
    TRY_DO(check(guide));
    TRY(auto sheet, Sheet::begin(guide.head, {.code = "患者さんへ",
                                              .name = "受診のご案内",
                                              .continuation = {guide.patient.name + " さん"}}));
    auto& body = sheet->body();
    std::vector<Content> name;
    if (!guide.patient.kana.empty()) name.push_back(one_line({gothic(guide.patient.kana, 9, 1.2)}));
    name.push_back(one_line({mincho(guide.patient.name + " さん", 14, 1.3)}));

    body.add(stack(std::move(name)));
    body.add(text({mincho(guide.referring_facility + "からのご紹介により、" + guide.from.hospital +
                              "の診察を予約しました。",
                          12, 1.5)}),
             2.5);
    body.add(when_and_where(guide), 3);
    add_visit(body, guide);
    if (!guide.bring.empty()) body.add(bring_list(guide.bring), 3);
    if (!guide.steps.empty()) body.add(steps(guide.steps), 3);
    if (!guide.access.empty() || !guide.interpreter.empty())
        body.add(place_and_interpreter(guide), 3.5);
    body.spring();
    body.add(how_to_change(guide), 3);
    return sheet->finish();
}

}  // namespace kakehashi::form
