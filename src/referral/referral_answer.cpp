// What leaves the house about a referral: the answer, its cover, and the card for the chart.
#include "referral/referral_answer.hpp"

#include <algorithm>

#include "base/era.hpp"
#include "facility/facility_store.hpp"
#include "form/fax_cover.hpp"
#include "form/intake_card.hpp"
#include "office/letterhead.hpp"
#include "patient/patient.hpp"
#include "platform/event/contact.hpp"
#include "referral/caution.hpp"
#include "referral/referral_words.hpp"

namespace kakehashi::referral_pages {
namespace {

std::string family_name(std::string_view name) {
    return std::string{name.substr(0, name.find(' '))};
}

std::optional<form::Patient> patient_of(const ReferralNames& names) {
    if (names.patient_name.empty() || !names.patient_born_on) return std::nullopt;
    form::Patient patient;
    patient.name = names.patient_name;
    patient.kana = names.patient_kana;
    patient.born_on = *names.patient_born_on;
    patient.sex = sex_word(names.patient_sex);
    patient.id = patient_number_text(names.patient_number);
    return patient;
}

std::string decline_text(std::string_view code) {
    for (const auto& reason : decline_reasons())
        if (reason.code == code) return std::string{reason.text};
    return {};
}

/// The subject and body of the cover: no disease names, no patient's name.
void say_decision(form::FaxCover& cover, const Referral& referral) {
    cover.body = {"平素より大変お世話になっております。"};
    switch (referral.state) {
        case ReferralState::Declined:
            cover.subject = "ご紹介患者さんの受入についてのご返答";
            cover.body.push_back("ご紹介いただきました患者さんについて、" +
                                 decline_text(referral.decision_reason) +
                                 "、お受けすることができません。");
            if (!referral.decision_note.empty()) cover.body.push_back(referral.decision_note);
            break;
        case ReferralState::Forwarded:
            cover.subject = "ご紹介患者さんの受入についてのご返答";
            cover.body.push_back(
                "ご紹介いただきました患者さんについて、次の医療機関をご案内します。");
            cover.body.push_back(referral.decision_note);
            break;
        default:
            cover.subject = "ご紹介患者さんの受入についてのご返答";
            cover.body.push_back("ご紹介いただきました患者さんをお受けします。");
            if (referral.state == ReferralState::AwaitingBooking)
                cover.body.push_back("受診の日時は、決まりしだいお知らせします。");
            break;
    }
    cover.reply_choices = {"確認しました"};
}

form::IntakeUrgency intake_urgency(Urgency urgency) {
    switch (urgency) {
        case Urgency::Emergency:
            return form::IntakeUrgency::Urgent;
        case Urgency::Soon:
            return form::IntakeUrgency::SemiUrgent;
        case Urgency::Routine:
            break;
    }
    return form::IntakeUrgency::Routine;
}

std::optional<form::IntakeDecision> intake_decision(const Referral& referral) {
    if (!referral.decided_at) return std::nullopt;
    if (referral.state == ReferralState::Declined || referral.state == ReferralState::Forwarded)
        return form::IntakeDecision::Declined;
    return referral.urgency == Urgency::Emergency ? form::IntakeDecision::Emergency
                                                  : form::IntakeDecision::Outpatient;
}

}  // namespace

Result<std::string> fax_cover(db::Transaction& tx, const Viewer& viewer, Instant now,
                              const Referral& referral, const std::string& number,
                              const std::vector<CaseDocument>& enclosed) {
    const auto names = names_of(tx, viewer, referral.id);
    form::FaxCover cover;
    cover.head.document_number = number;
    cover.head.issued_at = now;
    cover.head.issued_by = family_name(viewer.name);
    cover.to.facility = names.referrer_name;
    cover.to.department = referral.letter.referring_department;
    cover.to.person = referral.letter.referring_doctor;
    cover.to.fax = names.referrer_fax.empty() ? "番号 未登録" : names.referrer_fax;
    cover.to.phone = names.referrer_phone;
    cover.from = sender_of(tx, viewer);
    cover.sent_at = now;
    cover.urgent = referral.urgency == Urgency::Emergency;
    cover.please_check = true;
    cover.referral_number = referral.number;
    if (const auto patient = patient_of(names))
        cover.patient = form::masked_patient(*patient, date_in_japan(now));
    say_decision(cover, referral);
    for (const auto& document : enclosed)
        cover.enclosures.push_back({document.title, document.pages});
    return form::draw_fax_cover(cover);
}

Result<std::string> reception_sheet(Office& office, db::Transaction& tx, const Viewer& viewer,
                                    Instant now, const Referral& referral,
                                    const std::string& number, int version, bool draft) {
    const auto names = names_of(tx, viewer, referral.id);
    form::IntakeCard card;
    card.head.document_number = number;
    card.head.version = version;
    card.head.issued_at = now;
    card.head.issued_by = family_name(viewer.name);
    card.head.draft = draft;
    card.referral_number = referral.number;
    card.urgency = intake_urgency(referral.urgency);
    card.answer_promised_by = referral.answer_due_at;
    if (auto patient = patient_of(names))
        card.patient = std::move(*patient);
    else
        card.patient.name = names.patient_name;
    card.id_verified = !names.patient_number.empty();
    if (!names.patient_phone.empty()) card.contacts.push_back("本人 " + names.patient_phone);
    if (!names.patient_contact.empty()) card.contacts.push_back(names.patient_contact);
    card.earlier_visits = names.patient_last_visit;
    for (const auto& alert : {names.patient_caution, caution_of("", referral.letter.allergies)}) {
        auto line = first_line(alert);
        if (!line.empty() && std::ranges::find(card.alerts, line) == card.alerts.end())
            card.alerts.push_back(std::move(line));
    }
    card.referring_facility = names.referrer_name;
    if (!names.referrer_registered_number.empty())
        card.registration = "登録医 " + names.referrer_registered_number;
    card.referring_doctor =
        referral.letter.referring_doctor.empty() ? "" : referral.letter.referring_doctor + " 医師";
    card.referring_phone = names.referrer_phone;
    card.referring_fax = names.referrer_fax;
    card.received_at = referral.received_at;
    card.received_how = japanese(referral.door);
    card.registered_at = referral.registered_at;
    card.diagnoses = referral.letter.diagnoses.empty() ? "記載なし" : referral.letter.diagnoses;
    card.purpose = referral.letter.purpose.empty() ? "記載なし" : referral.letter.purpose;
    card.wish = names.department_name;
    if (!names.doctor_name.empty()) card.asked = names.doctor_name + " 医師";
    card.decision = intake_decision(referral);
    card.decision_reason = referral.decision_reason.empty()
                               ? referral.decision_note
                               : decline_text(referral.decision_reason);
    card.answered_at = referral.answered_at;
    for (const auto& event : events_of_case(tx, viewer, case_of(referral.id), 30)) {
        const auto text = office.timeline_text(event);
        const bool desk_work = event.kind == "referral.source_linked" ||
                               event.kind == "referral.edited" || event.kind == "referral.read";
        if (text.text.empty() || desk_work) continue;
        card.course.push_back({event.at,
                               event.actor_name.empty() ? "自動" : family_name(event.actor_name),
                               text.text});
        if (event.kind == "referral.registered") card.registered_by = family_name(event.actor_name);
    }
    return form::draw_intake_card(card);
}

Result<CaseDocumentId> add_paper(Office& office, db::Transaction& tx, const Viewer& viewer,
                                 Instant now, const Referral& referral, const NewPaper& paper) {
    CaseDocument document;
    for (const auto& earlier : documents_of_case(tx, viewer, case_of(referral.id)))
        if (earlier.kind == paper.kind && !earlier.number.empty()) {
            document.version = earlier.version + 1;
            document.replaces = earlier.id;
            document.number = document_number_of_version(earlier.number, document.version);
            break;
        }
    if (document.number.empty())
        document.number = next_document_number(tx, viewer, date_in_japan(now));
    TRY(const auto bytes, paper.draw(document.number, document.version));
    TRY(document.hash, office.documents.put(bytes));
    document.about = case_of(referral.id);
    document.patient = referral.patient;
    document.size = static_cast<std::int64_t>(bytes.size());
    document.media_type = "application/pdf";
    document.kind = paper.kind;
    document.title = paper.title;
    document.created_at = now;
    return add_document(tx, viewer, document);
}

GivingDecision decide_answer(db::Transaction& tx, const Viewer& viewer, const Referral& referral,
                             Date today) {
    PaperPart paper[] = {{"", SharedItem::Visit, {}, false}};
    if (!referral.decision_note.empty())
        paper[0].perhaps = SharedItem::Clinical | SharedItem::Tests | SharedItem::Medication |
                           SharedItem::Life | SharedItem::Cost;
    return decide_giving(tx, viewer, referral.patient, referral.referrer, paper, today);
}

Result<Referral> send_answer(Office& office, db::Transaction& tx, const Viewer& viewer, Instant now,
                             const Referral& referral, const AnswerForm& answer) {
    const auto names = names_of(tx, viewer, referral.id);
    TRY_DO(leave_with(tx, viewer, now, decide_answer(tx, viewer, referral, date_in_japan(now)),
                      answer.leave, case_of(referral.id), referral.patient));
    if (answer.means == "phone") {
        Contact call;
        call.about = case_of(referral.id);
        call.patient = referral.patient;
        call.partner = referral.referrer;
        call.note = "受入の可否を返答";
        call.at = now;
        log_contact(tx, viewer, call);
    } else {
        auto documents = answer.documents;
        if (documents.empty()) {
            const NewPaper cover{"fax_cover", "FAX送付状", [&](const std::string& number, int) {
                                     return fax_cover(tx, viewer, now, referral, number, {});
                                 }};
            TRY(const auto id, add_paper(office, tx, viewer, now, referral, cover));
            documents.push_back(id);
        }
        auto address = answer.address;
        if (address.empty())
            address = answer.means == "fax"    ? names.referrer_fax
                      : answer.means == "mail" ? names.referrer_mail
                      : answer.means == "post" ? names.referrer_address
                                               : "";
        for (const auto document : documents) {
            TRY(const auto found, find_document(tx, viewer, document));
            if (found.about.kind != "referral" || found.about.id != referral.id.value)
                return fail(ErrorKind::NotFound, "document.not_found");
            record_sending(tx, viewer,
                           {document, referral.referrer, answer.means, address, now, "", ""});
        }
    }
    TRY(const auto answered, referral.answer_sent(now));
    return save_referral(tx, viewer, now, answered, "referral.answered",
                         json::object({{"means", answer.means}}));
}

}  // namespace kakehashi::referral_pages
