#include "form/visit_report.hpp"

#include "form/japanese_date.hpp"
#include "form/parts.hpp"

namespace kakehashi::form {

using namespace pdf;

namespace {

constexpr double kLabel = 32;

Result<void> check(const VisitReport& report) {
    const bool came = report.outcome != VisitOutcome::DidNotCome;
    Required required{report.head};
    required.text("to.facility", report.to.facility);
    required.text("from.hospital", report.from.hospital);
    required.text("from.office", report.from.office);
    required.text("from.phone", report.from.phone);
    required.text("patient.name", report.patient.name);
    required.text("patient.sex", report.patient.sex);
    required.text("patient.id", report.patient.id);
    required.text("referral_number", report.referral_number);
    required.that("visited_at", !came || report.visited_at.has_value());
    required.text("department", report.department);
    required.that("admission",
                  report.outcome != VisitOutcome::AdmittedSameDay || report.admission.has_value());
    return required.result();
}

Content sender_lines(const VisitReport& report, Date issued_on) {
    const auto& from = report.from;
    const auto signed_by =
        report.signed_by.empty() ? joined({from.office, from.person}, " ") : report.signed_by;
    std::vector<Content> lines{
        paragraph({mincho(era_date_weekday(issued_on), 10.5, 1.5)}, {.align = Align::Right}),
        blank(1.5), paragraph({mincho(from.hospital, 12, 1.5)}),
        paragraph({mincho(signed_by, 10.5, 1.5)})};
    if (!from.address.empty())
        lines.push_back(paragraph({mincho(
            joined({from.postal_code.empty() ? "" : "〒" + from.postal_code, from.address}, " "),
            10.5, 1.5)}));
    lines.push_back(one_line(
        {mincho(joined({"電話 " + from.phone, from.fax.empty() ? "" : "FAX " + from.fax}, " "),
                10.5, 1.5)}));
    return stack(std::move(lines));
}

void add_patient(Flow& body, const VisitReport& report, Date issued_on) {
    const auto& patient = report.patient;
    const auto day_of_birth = patient.masked ? "" : era_date(patient.born_on);
    body.open_table(3);
    body.row(labelled_pair(kLabel, "患者氏名", name_with_kana(patient, "様"), 26, "性別・年齢", 48,
                           one_line({mincho(sex_and_age(patient, issued_on))})));
    body.row(labelled_pair(kLabel, "生年月日", one_line({mincho(day_of_birth)}), 26, "当院患者ID",
                           48, one_line({gothic(patient.masked ? "" : patient.id)})));
    body.row(labelled_pair(kLabel, "ご紹介日",
                           one_line({mincho(era_date_weekday(report.referred_on))}), 26, "受付番号",
                           48, one_line({gothic(report.referral_number)})));
}

Content outcome_list(const VisitReport& report) {
    const auto other = [&](VisitOutcome which) {
        return report.outcome == which ? report.outcome_note : std::string{};
    };
    const auto department = other(VisitOutcome::OtherDepartment);
    const auto words = other(VisitOutcome::Other);
    const std::vector<std::pair<VisitOutcome, std::string>> printed{
        {VisitOutcome::ContinuesHere, "外来で診療を継続します"},
        {VisitOutcome::AdmittedSameDay, "同日入院しました"},
        {VisitOutcome::TestsOnly, "検査のみ終了しました"},
        {VisitOutcome::BackToReferrer, "貴院に診療の継続をお願い"},
        {VisitOutcome::OtherDepartment,
         "他科へ紹介(" + (department.empty() ? room(4) + "科" : department) + ")"},
        {VisitOutcome::DidNotCome, "来院されませんでした"},
        {VisitOutcome::Other, "その他(" + (words.empty() ? room(10) : words) + ")"}};
    std::vector<Option> list;
    for (const auto& [outcome, label] : printed) {
        const bool chosen = outcome == report.outcome;
        list.push_back({{chosen ? gothic(label, 10.5, 1.7) : mincho(label, 10.5, 1.7)}, chosen});
    }
    return options(std::move(list), 10.5, 1.7, 2);
}

void add_visit(Flow& body, const VisitReport& report) {
    body.open_table(3);
    Text when;
    if (report.visited_at) {
        auto words = era_date_weekday(date_in_japan(*report.visited_at));
        if (report.visit_time_known) words += " " + spoken_time(*report.visited_at);
        when.push_back(gothic(words, 12, 1.4));
        if (!report.visit_place.empty()) when.push_back(mincho("(" + report.visit_place + ")"));
    }
    body.row(labelled(kLabel, "受診日時", text(std::move(when))));
    body.row(labelled(kLabel, "診療科・担当医",
                      text({gothic(joined({report.department, report.doctor}, "　"), 12, 1.4)})));
    body.row(labelled(kLabel, "受診の結果", outcome_list(report)));
    if (report.admission) {
        const auto& stay = *report.admission;
        body.row(labelled(kLabel, "入院の場合",
                          text({mincho(joined({"入院日 " + era_date_weekday(stay.admitted_on),
                                               stay.ward.empty() ? "" : "病棟 " + stay.ward,
                                               stay.doctor.empty() ? "" : "担当医 " + stay.doctor},
                                              "　"))})));
    }
    if (!report.next_plan.empty()) body.flowing(growing(kLabel, "次回の予定", report.next_plan));
    body.flowing({.label = "当日の要点",
                  .label_width = kLabel,
                  .text = report.key_points,
                  .height_min = 26});
    const auto due = report.first_reply_due
                         ? gothic(month_day(*report.first_reply_due))
                         : mincho(room(2) + "月" + room(2) + "日(" + room(1) + ")");
    body.row(
        labelled(kLabel, "今後のご報告",
                 options({{{mincho("担当医の返書(初回)を "), due, mincho(" までにお送りします")},
                           report.first_reply_due.has_value()},
                          {{mincho("退院時に退院報告をお送りします")}, report.discharge_report}})));
}

Content notice(const VisitReport& report) {
    const auto& from = report.from;
    const auto person =
        joined({from.office, from.person}, " ") +
        (from.person.empty() || from.profession.empty() ? "" : "(" + from.profession + ")");
    const auto words = !report.notice.empty()
                           ? report.notice
                           : "お急ぎのお問い合わせは、" + person + " " + from.phone +
                                 " が窓口です。病状についてはこの文書では詳しく書いておりません。"
                                 "お電話で担当医におつなぎします。";
    return framed(
        text({gothic("連携室からのお知らせ", 10.5, 1.5), mincho("\n" + words, 10.5, 1.5)}), 1.2, 3,
        2);
}

}  // namespace

Result<std::string> draw_visit_report(const VisitReport& report) {
    TRY_DO(check(report));
    const auto issued_on = date_in_japan(report.head.issued_at);
    TRY(auto sheet,
        Sheet::begin(
            report.head,
            {.code = report.from.office,
             .name = "受診報告書",
             .continuation = continuation_lines(
                 report.patient, joined({report.to.facility, addressee_name(report.to)}, " "))}));
    auto& body = sheet->body();

    body.add(letter_head(report.to, false, sender_lines(report, issued_on), 8.5));
    body.add(opening(report.greeting), 3);
    add_patient(body, report, issued_on);
    add_visit(body, report);
    body.add(notice(report), 4);
    body.spring();
    body.add(
        paragraph({gothic("この報告は診療情報提供書の返書ではありません。誤って届いた場合は、お手数"
                          "ですが上記までご連絡のうえ破棄してください。",
                          9, 1.5)}),
        3);
    return sheet->finish();
}

}  // namespace kakehashi::form
