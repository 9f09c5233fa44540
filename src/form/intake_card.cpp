#include "form/intake_card.hpp"

#include <algorithm>

#include "form/japanese_date.hpp"
#include "form/parts.hpp"

namespace kakehashi::form {

using namespace pdf;

namespace {

constexpr double kLabel = 29, kSecond = 26, kSecondValue = 45;
constexpr double kPad = 0.6;

Result<void> check(const IntakeCard& card) {
    Required required{card.head};
    required.text("referral_number", card.referral_number);
    required.text("patient.name", card.patient.name);
    required.text("referring_facility", card.referring_facility);
    required.text("diagnoses", card.diagnoses);
    required.text("purpose", card.purpose);
    return required.result();
}

std::string time_or_blank(const std::optional<Instant>& at) {
    return at ? clock_time(*at) : std::string{};
}

Row wide(std::string label, Content value) {
    return labelled(kLabel, std::move(label), std::move(value), kPad);
}
Row pair(std::string label, Content value, std::string second, Content second_value) {
    return labelled_pair(kLabel, std::move(label), std::move(value), kSecond, std::move(second),
                         kSecondValue, std::move(second_value), kPad);
}
Row section(const std::string& title) {
    return {.cells = {{0, text({gothic(title, 11, 1.3)})}}, .pad_y = 1.0};
}
FlowingText words(std::string label, std::string value) {
    auto row = growing(kLabel, std::move(label), std::move(value));
    row.pad_y = kPad;
    return row;
}

/// 受付番号 | 緊急度 | 返答の約束: what the eye must find first.
Row band(const IntakeCard& card) {
    const auto cell = [](const char* caption, Content value) {
        return stack({text({gothic(caption, 9, 1.5)}), std::move(value)});
    };
    const auto promised = card.answer_promised_by
                              ? slash_day(date_in_japan(*card.answer_promised_by)) + " " +
                                    clock_time(*card.answer_promised_by)
                              : std::string{};
    return {
        .cells = {{0, cell("受付番号", one_line({gothic(card.referral_number, 15, 1.35)})), 3},
                  {58,
                   cell("緊急度", ellipse_choice({.words = {"至急", "準緊急", "通常"},
                                                  .chosen = static_cast<std::size_t>(card.urgency),
                                                  .separator = " ・ ",
                                                  .style = {Face::Gothic, 12, 1.69},
                                                  .width_pt = 1.6})),
                   3},
                  {49, cell("返答の約束", one_line({gothic(promised, 15, 1.35)})), 3}},
        .pad_y = 1.5};
}

void add_patient(Flow& body, const IntakeCard& card, Date issued_on) {
    const auto& patient = card.patient;
    const auto born =
        joined({std::to_string(age_on(patient.born_on, issued_on)) + "歳", patient.sex}, " ・ ");
    const auto id = patient.id + (patient.id.empty()  ? ""
                                  : patient.id_is_new ? "(新規)"
                                  : card.id_verified  ? "(照合済)"
                                                      : "(未照合)");
    const auto second = [](std::string label, Content value) {
        return Row{
            .cells = {{kSecond, spread_label(std::move(label)), kLabelPad}, {0, std::move(value)}},
            .pad_y = kPad};
    };
    body.row({.cells = {{kLabel, spread_label("患者"), kLabelPad},
                        {0, name_with_kana(patient, "様")},
                        {kSecond + kSecondValue,
                         grid({second("患者ID", one_line({gothic(id)})),
                               second("生年月日",
                                      text({mincho(era_date(patient.born_on) + "\n" + born)}))}),
                         0}},
              .pad_y = kPad});
    body.row(pair("連絡先", text({mincho(joined(card.contacts, "\n"))}), "当院受診歴",
                  text({mincho(card.earlier_visits)})));
    if (!card.alerts.empty())
        body.row(wide("注意", text({gothic("▲ " + joined(card.alerts, "\n▲ "))})));
}

void add_letter(Flow& body, const IntakeCard& card) {
    body.row(section("紹介の内容"));
    const auto referrer =
        card.referring_facility + (card.registration.empty() ? "" : "(" + card.registration + ")");
    body.row(pair("紹介元", text({mincho(joined({referrer, card.referring_doctor}, "\n"))}),
                  "電話 / FAX",
                  text({gothic(joined({card.referring_phone, card.referring_fax}, "\n"))})));
    body.row(pair(
        "受信",
        one_line({mincho(joined({era_date_weekday(date_in_japan(card.received_at)),
                                 clock_time(card.received_at), card.received_how},
                                " "))}),
        "受付",
        one_line({mincho(joined({time_or_blank(card.registered_at), card.registered_by}, " "))})));
    body.flowing(words("傷病名", card.diagnoses));
    body.flowing(words("紹介目的", card.purpose));
    body.row(
        pair("希望", text({mincho(card.wish)}), "来院の手段", one_line({mincho(card.transport)})));
    if (!card.documents.empty())
        body.row(wide("受領した書類", options(option_list(card.documents))));
}

void add_decision(Flow& body, const IntakeCard& card) {
    body.row(section("受入の判断"));
    body.row(pair("照会先", text({mincho(card.asked)}), "照会時刻",
                  one_line({mincho(time_or_blank(card.asked_at))})));
    std::vector<Option> list;
    const char* const labels[] = {"受入可(外来)", "受入可(救急外来)", "受入可(入院)", "条件つき",
                                  "受入不可"};
    for (std::size_t i = 0; i < std::size(labels); ++i) {
        const bool chosen = card.decision && static_cast<std::size_t>(*card.decision) == i;
        list.push_back(
            {{chosen ? gothic(labels[i], 11.5, 1.6) : mincho(labels[i], 11.5, 1.6)}, chosen});
    }
    body.row(
        wide("判断", stack({options(std::move(list), 11.5, 1.6),
                            text({mincho("理由・条件　" + card.decision_reason, 10.5, 1.6)})})));
    const auto staff = card.answered_at || !card.answered_staff.empty()
                           ? joined({time_or_blank(card.answered_at), card.answered_staff}, " ")
                           : room(2) + ":";
    auto means = option_list(card.answered_by);
    means.push_back({{mincho("相手　" + card.answered_to)}, false, false});
    body.row(
        pair("紹介元へ返答", options(std::move(means)), "時刻・担当", one_line({mincho(staff)})));
}

void add_course(Flow& body, const IntakeCard& card) {
    constexpr std::size_t kShown = 8;
    if (card.course.empty()) return;
    auto course = card.course;
    std::stable_sort(course.begin(), course.end(),
                     [](const auto& a, const auto& b) { return a.at > b.at; });
    const auto issued_on = date_in_japan(card.head.issued_at);
    body.row(section("経過(新しい順)"));
    const bool same_day = std::all_of(course.begin(), course.end(), [&](const auto& entry) {
        return date_in_japan(entry.at) == issued_on;
    });
    for (std::size_t i = 0; i < std::min(course.size(), kShown); ++i) {
        const auto& entry = course[i];
        const auto day = date_in_japan(entry.at);
        const auto when = (day == issued_on ? "" : slash_day(day) + " ") + clock_time(entry.at);
        body.row({.cells = {{same_day ? 18.0 : 32.0, one_line({gothic(when)})},
                            {18, one_line({mincho(entry.by)}), 1.0, Valign::Middle, false},
                            {0, text({mincho(entry.what)})}},
                  .pad_y = kPad});
    }
    if (course.size() > kShown)
        body.row({.cells = {{0, text({mincho("ほか " + std::to_string(course.size() - kShown) +
                                             " 件は画面でご覧ください。")})}},
                  .pad_y = kPad});
}

Content next_steps(const std::vector<Choice>& steps) {
    return stack(
        {heading("このあとの手順"), blank(1),
         beside({{3, blank(0)}, {0, options(option_list(steps, 10.5, 1.7), 10.5, 1.7, 2)}})});
}

/// 回覧印: cells of 18 x 15 mm at the right.
Content routing(const std::vector<std::string>& roles) {
    return [roles](Document& document, double width) {
        constexpr double kCell = 18, kSeal = 15, kPadHead = 1;
        std::vector<Laid> heads;
        double head_height = 0;
        for (const auto& role : roles) {
            heads.push_back(
                document.lay({gothic(role, 9, 1)}, kCell - 1, {.align = Align::Center}));
            head_height = std::max(head_height, heads.back().height() + 2 * kPadHead);
        }
        return Placed{
            head_height + kSeal, [=](Page& page, const Box& box) {
                double x = box.x + width - kCell * static_cast<double>(heads.size());
                for (const auto& head : heads) {
                    page.frame({x, box.y, kCell, head_height}, 0.8);
                    page.frame({x, box.y + head_height, kCell, kSeal}, 0.8);
                    page.text({x + 0.5, box.y, kCell - 1, head_height}, head, Valign::Middle);
                    x += kCell;
                }
            }};
    };
}

}  // namespace

Result<std::string> draw_intake_card(const IntakeCard& card) {
    TRY_DO(check(card));
    TRY(auto sheet,
        Sheet::begin(card.head, {.code = "院内用(カルテへ綴じる)",
                                 .name = "紹介患者受付票",
                                 .continuation = continuation_lines(card.patient, "")}));
    auto& body = sheet->body();
    body.open_table(0);
    body.row(band(card));
    add_patient(body, card, date_in_japan(card.head.issued_at));
    add_letter(body, card);
    add_decision(body, card);
    add_course(body, card);
    if (!card.next_steps.empty()) body.add(next_steps(card.next_steps), 3);
    body.spring();
    if (!card.routing.empty()) body.add(routing(card.routing), 3);
    return sheet->finish();
}

}  // namespace kakehashi::form
