#include "reply/reply_papers.hpp"

#include <algorithm>

#include "base/era.hpp"
#include "booking/booking_store.hpp"
#include "facility/facility_store.hpp"
#include "form/fax_cover.hpp"
#include "form/reply_letter.hpp"
#include "form/visit_report.hpp"
#include "office/letterhead.hpp"
#include "patient/patient.hpp"

namespace kakehashi {
namespace {

std::string family_name(std::string_view name) {
    return std::string{name.substr(0, std::min(name.find(' '), name.find("\u3000")))};
}

std::string sex_text(std::string_view sex) {
    if (sex == "male") return "男";
    if (sex == "female") return "女";
    return sex == "other" ? "その他" : "不明";
}

form::Addressee addressee_of(const PaperFacts& facts) {
    const auto& names = facts.names;
    return {.facility = names.referrer_name,
            .department = facts.referral.letter.referring_department,
            .person = facts.referral.letter.referring_doctor,
            .fax = names.referrer_fax,
            .phone = names.referrer_phone};
}

Result<form::Patient> patient_of(const PaperFacts& facts) {
    const auto& names = facts.names;
    if (!names.patient_born_on) return fail(ErrorKind::Refused, "reply.birth_date_missing");
    return form::Patient{.name = names.patient_name,
                         .kana = names.patient_kana,
                         .born_on = *names.patient_born_on,
                         .sex = sex_text(names.patient_sex),
                         .id = patient_number_text(names.patient_number)};
}

Date referred_on(const Referral& referral) {
    return referral.letter.letter_dated_on.value_or(date_in_japan(referral.received_at));
}

form::VisitOutcome outcome_of(std::string_view word) {
    using form::VisitOutcome;
    if (word == "admitted") return VisitOutcome::AdmittedSameDay;
    if (word == "tests") return VisitOutcome::TestsOnly;
    if (word == "back") return VisitOutcome::BackToReferrer;
    if (word == "other_department") return VisitOutcome::OtherDepartment;
    return word == "other" ? VisitOutcome::Other : VisitOutcome::ContinuesHere;
}

form::FurtherCare care_of(std::string_view word) {
    if (word == "shared") return form::FurtherCare::Shared;
    return word == "back" ? form::FurtherCare::BackToReferrer : form::FurtherCare::ContinuesHere;
}

form::ReplyLetterKind kind_of(const PaperFacts& facts) {
    switch (facts.reply.stage) {
        case ReplyStage::Interim:
            return facts.referral.discharged_on ? form::ReplyLetterKind::Interim
                                                : form::ReplyLetterKind::Admission;
        case ReplyStage::Final:
            return form::ReplyLetterKind::Final;
        default:
            return form::ReplyLetterKind::First;
    }
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        auto end = text.find('\n', at);
        if (end == std::string::npos) end = text.size();
        if (end > at) lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

Result<form::Paper> notice_of(const PaperFacts& facts, const ReplyText& text,
                              form::DocumentHead head) {
    TRY(const auto patient, patient_of(facts));
    const auto& referral = facts.referral;
    form::VisitReport report{.head = std::move(head),
                             .to = addressee_of(facts),
                             .from = facts.from,
                             .patient = patient,
                             .referred_on = referred_on(referral),
                             .referral_number = referral.number,
                             .visited_at = facts.visited_at,
                             .visit_time_known = facts.visit_time_known,
                             .department = facts.department,
                             .doctor = facts.doctor,
                             .outcome = outcome_of(text.outcome),
                             .outcome_note = text.outcome_note,
                             .next_plan = text.next_visit,
                             .key_points = text.findings,
                             .first_reply_due = facts.first_reply_due,
                             .discharge_report = referral.admitted_on.has_value()};
    if (text.outcome == "admitted")
        report.admission = form::AdmissionFacts{
            .admitted_on = referral.admitted_on.value_or(date_in_japan(facts.visited_at)),
            .doctor = facts.doctor};
    return report;
}

std::string word_for(const std::vector<Word>& words, std::string_view value) {
    for (const auto& word : words)
        if (word.value == value) return std::string{word.text};
    return {};
}

}  // namespace

const std::vector<Word>& outcome_words() {
    static const std::vector<Word> words{
        {"continues", "外来で診療を継続します"},    {"admitted", "同日入院しました"},
        {"tests", "検査のみ終了しました"},          {"back", "貴院に診療の継続をお願いします"},
        {"other_department", "他科へ紹介しました"}, {"other", "その他"}};
    return words;
}

const std::vector<Word>& further_care_words() {
    static const std::vector<Word> words{{"continues", "当院で診療を続けます"},
                                         {"shared", "貴院と併診をお願いします"},
                                         {"back", "貴院での診療継続をお願いします(逆紹介)"}};
    return words;
}

Result<PaperFacts> paper_facts(db::Transaction& tx, const Viewer& viewer,
                               const ReplyObligation& reply) {
    PaperFacts facts;
    facts.reply = reply;
    TRY(facts.referral, find_referral(tx, viewer, reply.referral));
    facts.names = names_of(tx, viewer, reply.referral);
    facts.department = facts.names.department_name;
    facts.doctor = facts.names.doctor_name;
    if (reply.department && reply.department != facts.referral.department)
        if (const auto department = find_department(tx, reply.department))
            facts.department = department->name;
    if (reply.doctor && reply.doctor != facts.referral.doctor)
        if (const auto doctor = find_doctor(tx, reply.doctor)) facts.doctor = doctor->name;
    facts.from = sender_of(tx, viewer);
    facts.issued_by = family_name(viewer.name);

    // The booked time of a kept booking; else the time of recording, when that was the same day.
    const auto visited_on = facts.referral.visited_on.value_or(reply.counted_from);
    facts.visited_at = instant_in_japan(visited_on, std::chrono::seconds{0});
    for (const auto& booking : bookings_of_referral(tx, viewer, reply.referral))
        if (booking.state == BookingState::Kept && booking.on_date == visited_on &&
            !facts.visit_time_known) {
            facts.visited_at = booking.at();
            facts.visit_time_known = true;
        }
    if (!facts.visit_time_known && date_in_japan(reply.opened_at) == visited_on) {
        facts.visited_at = reply.opened_at;
        facts.visit_time_known = true;
    }
    for (const auto& stage : obligations_of(tx, viewer, reply.referral))
        if (stage.stage == ReplyStage::First && stage.open()) facts.first_reply_due = stage.due_on;
    return facts;
}

std::string paper_title(const ReplyObligation& reply) {
    switch (reply.stage) {
        case ReplyStage::ArrivalNotice:
            return "受診報告書";
        case ReplyStage::Final:
            return "診療結果報告書(最終返書)";
        default:
            return "診療経過報告書(" + std::string{japanese(reply.stage)} + ")";
    }
}

std::string_view document_kind_of(ReplyStage stage) {
    return stage == ReplyStage::ArrivalNotice ? kNoticeDocument : kReplyDocument;
}

Result<form::Paper> paper_of(const PaperFacts& facts, const ReplyText& text,
                             form::DocumentHead head) {
    if (facts.reply.stage == ReplyStage::ArrivalNotice)
        return notice_of(facts, text, std::move(head));
    TRY(const auto patient, patient_of(facts));
    const auto& referral = facts.referral;
    const auto visited_on = date_in_japan(facts.visited_at);
    const bool last = facts.reply.stage == ReplyStage::Final;
    form::ReplyLetter letter{.head = std::move(head),
                             .kind = kind_of(facts),
                             .to = addressee_of(facts),
                             .from = facts.from,
                             .doctor = facts.doctor,
                             .referred_on = referred_on(referral),
                             .patient = patient,
                             .diagnosis = text.diagnosis,
                             .findings = text.findings,
                             .course = text.course,
                             .prescription = text.prescription,
                             .further_care = care_of(text.further_care),
                             .requests = lines_of(text.requests),
                             .refer_again_when = text.refer_again,
                             .next_report = text.next_report,
                             .next_report_due = text.next_report_on,
                             .our_next_visit = text.next_visit,
                             .office = facts.from.office,
                             .office_person = facts.from.person};
    letter.from.office = facts.department;
    if (last) {
        letter.treated_from = visited_on;
        letter.treated_to = referral.discharged_on;
        letter.admitted_on = referral.admitted_on;
        letter.discharged_on = referral.discharged_on;
    } else {
        letter.visits = japanese_date(visited_on) + " 初診";
        if (referral.admitted_on)
            letter.visits += "、" + japanese_date(*referral.admitted_on) + " 入院";
    }
    return letter;
}

Result<form::Paper> no_show_paper(const PaperFacts& facts, const std::string& course, bool ends,
                                  form::DocumentHead head) {
    TRY(const auto patient, patient_of(facts));
    return form::VisitReport{
        .head = std::move(head),
        .to = addressee_of(facts),
        .from = facts.from,
        .greeting =
            {"平素より大変お世話になっております。このたびご紹介いただきました患者様は、予定の"
             "日に来院されませんでしたのでご報告いたします。"},
        .patient = patient,
        .referred_on = referred_on(facts.referral),
        .referral_number = facts.referral.number,
        .department = facts.department.empty() ? facts.from.office : facts.department,
        .doctor = facts.doctor,
        .outcome = form::VisitOutcome::DidNotCome,
        .next_plan = ends ? "来院の予定はありません。あらためてご紹介いただければ、お受けします。"
                          : "患者様とご相談し、あらためて予約をお取りします。決まりしだい"
                            "お知らせします。",
        .key_points = course};
}

Result<form::Paper> cover_of(const PaperFacts& facts, int pages, form::DocumentHead head) {
    TRY(const auto patient, patient_of(facts));
    const auto now = head.issued_at;
    const bool notice = facts.reply.stage == ReplyStage::ArrivalNotice;
    return form::FaxCover{
        .head = std::move(head),
        .to = addressee_of(facts),
        .from = facts.from,
        .sent_at = now,
        .subject = notice ? "ご紹介患者様の受診のご報告" : "ご紹介患者様の返書",
        .for_reference = true,
        .referral_number = facts.referral.number,
        .patient = form::masked_patient(patient, date_in_japan(now)),
        .body = {"平素より大変お世話になっております。",
                 std::string{"ご紹介いただきました患者様の"} + (notice ? "受診報告書" : "返書") +
                     "をお送りいたします。ご査収ください。"},
        .enclosures = {{paper_title(facts.reply), pages}}};
}

std::vector<LetterLine> letter_lines(const PaperFacts& facts, const ReplyText& text) {
    std::vector<LetterLine> lines;
    const auto& referring = facts.referral.letter.referring_doctor;
    lines.push_back({"宛先", facts.names.referrer_name +
                                 (referring.empty() ? " 御中" : " " + referring + " 先生")});
    lines.push_back({"発信", facts.from.hospital + " " + facts.department +
                                 (facts.doctor.empty() ? "" : " " + facts.doctor)});
    lines.push_back({"患者", facts.names.patient_name + " 様"});
    const auto add = [&](std::string label, std::string words) {
        if (!words.empty()) lines.push_back({std::move(label), std::move(words)});
    };
    if (facts.reply.stage == ReplyStage::ArrivalNotice) {
        auto when = japanese_date(date_in_japan(facts.visited_at));
        if (facts.visit_time_known) when += " " + japanese_time(facts.visited_at);
        add("受診日時", when);
        auto outcome = word_for(outcome_words(), text.outcome);
        if (!text.outcome_note.empty()) outcome += "(" + text.outcome_note + ")";
        add("受診の結果", outcome);
        add("次回の予定", text.next_visit);
        add("当日の要点", text.findings);
        if (facts.first_reply_due)
            add("今後のご報告",
                "担当医の返書(初回)を " +
                    short_date(*facts.first_reply_due, date_in_japan(facts.visited_at)) +
                    " までにお送りします");
        return lines;
    }
    const bool last = facts.reply.stage == ReplyStage::Final;
    add(last ? "最終診断" : "診断名", text.diagnosis);
    add("所見・検査", text.findings);
    add(last ? "経過と結果" : "治療と経過", text.course);
    add(last ? "当院の処方" : "処方の変更", text.prescription);
    add("今後の方針", word_for(further_care_words(), text.further_care));
    add("お願い", text.requests);
    add("再紹介の目安", text.refer_again);
    if (text.next_report_on)
        add("次のご報告", text.next_report + "を " +
                              short_date(*text.next_report_on, date_in_japan(facts.visited_at)) +
                              " までにお送りします");
    add("当院の再診", text.next_visit);
    return lines;
}

}  // namespace kakehashi
