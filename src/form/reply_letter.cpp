#include "form/reply_letter.hpp"

#include "form/japanese_date.hpp"
#include "form/parts.hpp"

namespace kakehashi::form {

using namespace pdf;

namespace {

constexpr double kLabel = 30;

bool is_final(const ReplyLetter& letter) {
    return letter.kind == ReplyLetterKind::Final;
}

Result<void> check(const ReplyLetter& letter) {
    Required required{letter.head};
    required.text("to.facility", letter.to.facility);
    required.text("from.hospital", letter.from.hospital);
    required.text("doctor", letter.doctor);
    required.text("patient.name", letter.patient.name);
    required.text("patient.sex", letter.patient.sex);
    required.text("patient.id", letter.patient.id);
    required.text("diagnosis", letter.diagnosis);
    required.text("course", letter.course);
    required.text("prescription", letter.prescription);
    required.that("requests",
                  letter.further_care == FurtherCare::ContinuesHere || !letter.requests.empty());
    if (is_final(letter)) {
        required.that("treated_from", letter.treated_from.has_value());
        required.text("refer_again_when", letter.refer_again_when);
    } else {
        required.text("visits", letter.visits);
        required.that("next_report_due", letter.next_report_due.has_value());
    }
    return required.result();
}

/// 医師 西村 あかね (印): the circle stays blank for the seal.
Content signature(const std::string& doctor, Seal seal) {
    return [doctor, seal](Document& document, double width) {
        constexpr double kCircle = 8.5, kAir = 3;
        const double room =
            width - kCircle - 2 * kAir - (seal == Seal::SignedElectronically ? 18 : 0);
        const auto name = document.lay_one_line({mincho("医師 " + doctor, 12, 1.5)}, room);
        const auto mark =
            document.lay({gothic(seal == Seal::Circle ? "印" : "電子署名済", 9, 1)},
                         seal == Seal::Circle ? kCircle : 20,
                         {.align = seal == Seal::Circle ? Align::Center : Align::Left});
        const double height = std::max(kCircle, name.height()) + 1;
        return Placed{
            height, [=](Page& page, const Box& box) {
                page.text({box.x, box.y, room, height}, name, Valign::Middle);
                if (seal == Seal::None) return;
                const double x = box.x + name.width() + kAir;
                page.text({x, box.y, mark.box_width(), height}, mark, Valign::Middle);
                if (seal == Seal::Circle)
                    page.ellipse({x, box.y + (height - kCircle) / 2, kCircle, kCircle}, 0.7);
            }};
    };
}

Content sender_lines(const ReplyLetter& letter, Date issued_on) {
    const auto& from = letter.from;
    std::vector<Content> lines{
        paragraph({mincho(era_date_weekday(issued_on), 10.5, 1.5)}, {.align = Align::Right}),
        blank(1.5), paragraph({mincho(joined({from.hospital, from.office}, " "), 12, 1.5)})};
    if (!from.address.empty())
        lines.push_back(paragraph({mincho(
            joined({from.postal_code.empty() ? "" : "〒" + from.postal_code, from.address}, " "),
            10.5, 1.5)}));
    if (!from.main_phone.empty())
        lines.push_back(one_line({mincho("電話 " + from.main_phone + "(代表)", 10.5, 1.5)}));
    lines.push_back(signature(letter.doctor, letter.seal));
    return stack(std::move(lines));
}

std::vector<std::string> greeting(const ReplyLetter& letter) {
    if (!letter.greeting.empty()) return letter.greeting;
    const auto referred = "時下ますますご清祥のこととお慶び申し上げます。" +
                          month_day(letter.referred_on) + "にご紹介いただきました患者様";
    if (is_final(letter))
        return {referred +
                "は、当院での治療を終えられましたのでご報告いたします。今後の診療につきまして、何卒"
                "よろしく"
                "お願い申し上げます。"};
    return {
        referred +
        "の経過を、下記のとおりご報告いたします。ご多忙のところ恐れ入りますが、ご高覧のほどお願い"
        "申し上げます。"};
}

std::string treatment_period(const ReplyLetter& letter) {
    const auto span = [](std::optional<Date> from, std::optional<Date> to, bool with_year) {
        std::string out;
        if (from) out += with_year ? era_date_weekday(*from) : month_day(*from);
        if (!to) return out;
        const bool new_year = from && std::chrono::year_month_day{*from}.year() !=
                                          std::chrono::year_month_day{*to}.year();
        return out + "〜" + (new_year ? era_date_weekday(*to) : month_day(*to));
    };
    std::string out = span(letter.treated_from, letter.treated_to, true);
    if (!letter.admitted_on) return out;
    const bool other_year =
        letter.treated_from && std::chrono::year_month_day{*letter.treated_from}.year() !=
                                   std::chrono::year_month_day{*letter.admitted_on}.year();
    out += "　入院 " + span(letter.admitted_on, letter.discharged_on, other_year);
    if (letter.discharged_on) {
        const auto stay = (*letter.discharged_on - *letter.admitted_on).count() + 1;
        out += "(" + std::to_string(stay) + "日間)";
    }
    return out;
}

Content further_care(const ReplyLetter& letter) {
    const bool last = is_final(letter);
    const std::vector<std::pair<FurtherCare, std::string>> printed{
        {FurtherCare::ContinuesHere, last ? "当院で継続" : "当院で検査・治療を続けます"},
        {FurtherCare::Shared, last ? "併診" : "貴院と併診をお願いします"},
        {FurtherCare::BackToReferrer,
         last ? "貴院での診療継続をお願いします(逆紹介)" : "貴院での診療継続をお願いします"}};
    std::vector<Option> list;
    for (const auto& [care, label] : printed) {
        const bool chosen = care == letter.further_care;
        list.push_back({{chosen ? gothic(label, 10.5, 1.8) : mincho(label, 10.5, 1.8)}, chosen});
    }
    return options(std::move(list), 10.5, 1.8);
}

std::string numbered(const std::vector<std::string>& requests) {
    if (requests.size() == 1) return requests.front();
    std::string out;
    for (std::size_t i = 0; i < requests.size(); ++i)
        out += (i > 0 ? "\n" : "") + std::to_string(i + 1) + ". " + requests[i];
    return out;
}

void add_patient(Flow& body, const ReplyLetter& letter, Date issued_on) {
    const auto& patient = letter.patient;
    body.open_table(3);
    body.row(labelled_pair(kLabel, "患者氏名", name_with_kana(patient, "様"), 26, "性別・年齢", 48,
                           one_line({mincho(sex_and_age(patient, issued_on))})));
    body.row(labelled_pair(kLabel, "生年月日",
                           one_line({mincho(patient.masked ? "" : era_date(patient.born_on))}), 26,
                           "当院患者ID", 48, one_line({gothic(patient.masked ? "" : patient.id)})));
}

void add_report(Flow& body, const ReplyLetter& letter) {
    const bool last = is_final(letter);
    const auto grow = [&](const char* label, const std::string& words) {
        if (!words.empty()) body.flowing(growing(kLabel, label, words));
    };
    if (last) grow("治療期間", treatment_period(letter));
    grow(last ? "最終診断" : "診断名", letter.diagnosis);
    if (!last) grow("受診日", letter.visits);
    if (!letter.findings.empty())
        body.flowing({.label = "所見・検査", .label_width = kLabel, .text = letter.findings});
    if (last) grow("行った治療", letter.treatment);
    body.flowing({.label = last ? "経過と結果" : "治療と経過",
                  .label_width = kLabel,
                  .text = letter.course,
                  .stretch = true});
    grow(last ? "当院の処方" : "処方の変更", letter.prescription);
    body.row(labelled(kLabel, "今後の方針", further_care(letter)));
    if (!letter.requests.empty()) {
        constexpr double kNumber = 4.1;  // mm, `1. `
        auto requests = growing(kLabel, "お願い", numbered(letter.requests));
        if (letter.requests.size() > 1) requests.hanging_indent = kNumber;
        body.flowing(std::move(requests));
    }
    grow("再紹介の目安", letter.refer_again_when);
    if (letter.next_report_due) {
        const auto what = letter.next_report.empty() ? "その後の経過" : letter.next_report;
        body.row(labelled(kLabel, "次のご報告",
                          text({mincho(what + "を "), gothic(month_day(*letter.next_report_due)),
                                mincho(" までにお送りします。")})));
    }
    grow("当院の再診", letter.our_next_visit);
    if (!letter.attachments.empty())
        body.row(labelled(kLabel, "添付", options(option_list(letter.attachments))));
}

Content contact(const ReplyLetter& letter) {
    const auto& from = letter.from;
    std::string words = "連絡先 " + joined({letter.office, letter.office_person}, " ");
    if (!from.phone.empty()) words += " 電話 " + from.phone;
    if (!from.fax.empty()) words += " FAX " + from.fax;
    if (!is_final(letter) || !letter.ask_for_receipt)
        return paragraph({gothic(words + "(" + from.hours + ")", 9, 1.5)});
    return paragraph({gothic(words +
                                 "。お受け取りになりましたら、貴院名をご記入のうえ本紙を FAX で"
                                 "お返しください。\n受領 □ 済　　貴院名" +
                                 room(15),
                             9, 1.5)});
}

}  // namespace

Result<std::string> draw_reply_letter(const ReplyLetter& letter) {
    TRY_DO(check(letter));
    const auto issued_on = date_in_japan(letter.head.issued_at);
    TRY(auto sheet,
        Sheet::begin(
            letter.head,
            {.code = "ご紹介のお礼とご報告",
             .name = is_final(letter) ? "診療結果報告書" : "診療経過報告書",
             .subtitle = ellipse_choice(
                 {.words = {"一次返書", "経過報告", "入院報告", "退院報告", "最終返書"},
                  .chosen = static_cast<std::size_t>(letter.kind),
                  .align = Align::Center}),
             .continuation = continuation_lines(
                 letter.patient, joined({letter.to.facility, addressee_name(letter.to)}, " "))}));
    auto& body = sheet->body();

    body.add(letter_head(letter.to, false, sender_lines(letter, issued_on), 8.5));
    body.add(opening(greeting(letter)), 3);
    add_patient(body, letter, issued_on);
    add_report(body, letter);
    body.add(contact(letter), 2);
    return sheet->finish();
}

}  // namespace kakehashi::form
