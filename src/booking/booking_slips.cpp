#include "booking/booking_slips.hpp"

#include <algorithm>
#include <array>

#include "base/era.hpp"
#include "facility/facility_store.hpp"
#include "office/letterhead.hpp"
#include "patient/patient.hpp"
#include "platform/document/keep_paper.hpp"

namespace kakehashi {
namespace {

constexpr std::string_view kDesk = "1階 地域医療連携室の窓口";
constexpr std::string_view kBring =
    "診療情報提供書の原本、マイナ保険証(または資格確認書)、お薬手帳、紹介画像";
constexpr std::array<std::string_view, 6> kMeans{"fax", "post", "mail", "portal", "hand", "phone"};

std::string family_name(std::string_view name) {
    return std::string{name.substr(0, std::min(name.find(' '), name.find("\u3000")))};
}

std::string sex_text(std::string_view sex) {
    if (sex == "male") return "男";
    if (sex == "female") return "女";
    return sex == "other" ? "その他" : "不明";
}

form::Patient patient_of(const SlipFacts& facts) {
    const auto& names = facts.names;
    return {.name = names.patient_name,
            .kana = names.patient_kana,
            .born_on = *names.patient_born_on,
            .sex = sex_text(names.patient_sex),
            .id = names.patient_number.empty() ? "受診日に発行"
                                               : patient_number_text(names.patient_number),
            .id_is_new = false};
}

Result<void> check(const SlipFacts& facts) {
    if (!facts.visit()) return fail(ErrorKind::Refused, "booking.no_place");
    if (!facts.names.patient_born_on)
        return fail(ErrorKind::Refused, "booking.birth_date_missing", "patient.born_on");
    return {};
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string out;
    for (const auto& part : parts) out += (out.empty() ? "" : std::string{between}) + part;
    return out;
}

CaseDocument next_version(const std::optional<CaseDocument>& before, const Referral& referral,
                          std::string_view kind, std::string_view title) {
    auto document = next_version_of(before);
    document.about = case_of(referral.id);
    document.patient = referral.patient;
    document.kind = kind;
    document.title = title;
    return document;
}

form::DocumentHead head_of(const CaseDocument& document, Instant now, const std::string& by) {
    return {.document_number = document.number,
            .version = document.version,
            .issued_at = now,
            .issued_by = by};
}

}  // namespace

const Bookable* SlipFacts::bookable(BookableId id) const {
    const auto found = std::ranges::find(bookables, id, &Bookable::id);
    return found == bookables.end() ? nullptr : &*found;
}

const Booking* SlipFacts::visit() const {
    for (const auto& place : places)
        if (const auto* what = bookable(place.bookable);
            what && what->kind != BookableKind::Equipment)
            return &place;
    return places.empty() ? nullptr : &places.front();
}

std::string SlipFacts::doctor_text() const {
    const auto* booked = visit();
    const auto* what = booked ? bookable(booked->bookable) : nullptr;
    const auto own = what ? doctors.find(what->id) : doctors.end();
    const bool elsewhere = what && what->department && what->department != referral.department;
    const auto doctor = own != doctors.end() ? own->second
                        : elsewhere          ? std::string{}
                                             : names.doctor_name;
    return doctor.empty() ? doctor : doctor + " 医師";
}

std::vector<std::string> SlipFacts::tests() const {
    std::vector<std::string> out;
    const auto* main = visit();
    for (const auto& place : places) {
        const auto* what = bookable(place.bookable);
        if (!what || (&place == main && what->instructions.empty())) continue;
        std::string text = what->name;
        if (&place != main) {
            if (place.on_date != main->on_date)
                text += " " + short_date(place.on_date, main->on_date);
            text += " " + clock_text(place.starts_at);
        }
        if (!what->instructions.empty()) text += "(" + what->instructions + ")";
        out.push_back(std::move(text));
    }
    return out;
}

Result<SlipFacts> slip_facts(db::Transaction& tx, const Viewer& viewer, ReferralId id,
                             std::string note) {
    SlipFacts facts;
    TRY(facts.referral, find_referral(tx, viewer, id));
    facts.names = names_of(tx, viewer, id);
    for (auto& booking : bookings_of_referral(tx, viewer, id))
        if (booking.state == BookingState::Held || booking.state == BookingState::Confirmed)
            facts.places.push_back(std::move(booking));
    const auto first = facts.places.empty() ? Date{} : facts.places.front().on_date;
    facts.bookables = schedule_between(tx, viewer, first, first).bookables;
    for (const auto& place : facts.places)
        if (const auto* what = facts.bookable(place.bookable);
            what && what->kind == BookableKind::Doctor)
            if (const auto doctor = find_doctor(tx, what->doctor))
                facts.doctors[what->id] = doctor->name;
    facts.from = sender_of(tx, viewer);
    facts.desk = setting(tx, viewer.facility, "booking.desk", kDesk);
    facts.bring = setting(tx, viewer.facility, "booking.bring", kBring);
    facts.issued_by = family_name(viewer.name);
    facts.note = std::move(note);
    return facts;
}

Result<form::BookingSlip> make_booking_slip(const SlipFacts& facts, form::DocumentHead head) {
    TRY_DO(check(facts));
    const auto& names = facts.names;
    const auto& visit = *facts.visit();
    form::BookingSlip slip{.head = std::move(head),
                           .to = {.facility = names.referrer_name,
                                  .department = facts.referral.letter.referring_department,
                                  .person = facts.referral.letter.referring_doctor,
                                  .fax = names.referrer_fax,
                                  .phone = names.referrer_phone},
                           .from = facts.from,
                           .patient = patient_of(facts),
                           .referred_on = facts.referral.letter.letter_dated_on.value_or(
                               date_in_japan(facts.referral.received_at)),
                           .referral_number = facts.referral.number,
                           .booked_at = visit.at(),
                           .department = facts.bookable(visit.bookable)->name,
                           .doctor = facts.doctor_text(),
                           .tests = joined(facts.tests(), "\n"),
                           .desk = facts.desk,
                           .bring = facts.bring,
                           .needs = names.patient_needs};
    if (!facts.note.empty()) slip.greeting.push_back(facts.note);
    return slip;
}

Result<form::PatientGuide> make_patient_guide(const SlipFacts& facts, form::DocumentHead head) {
    TRY_DO(check(facts));
    const auto& names = facts.names;
    const auto& visit = *facts.visit();
    form::PatientGuide guide{.head = std::move(head),
                             .patient = patient_of(facts),
                             .referring_facility = names.referrer_name,
                             .from = facts.from,
                             .booked_at = visit.at(),
                             .arrive_at = facts.desk,
                             .department = facts.bookable(visit.bookable)->name,
                             .doctor = facts.doctor_text(),
                             .tests = joined(facts.tests(), "\n"),
                             .patient_number = names.patient_number};
    if (!facts.from.address.empty()) guide.access.push_back(facts.from.address);
    return guide;
}

std::vector<std::string> letter_lines(const SlipFacts& facts) {
    std::vector<std::string> lines;
    const auto& doctor = facts.referral.letter.referring_doctor;
    lines.push_back(facts.names.referrer_name +
                    (doctor.empty() ? " 御中" : " " + doctor + " 先生"));
    lines.push_back(facts.names.patient_name + " 様のご予約をお取りしました。");
    if (const auto* visit = facts.visit()) {
        lines.emplace_back();
        const auto* what = facts.bookable(visit->bookable);
        lines.push_back(western_date(visit->on_date) + " " + clock_text(visit->starts_at) + " " +
                        (what ? what->name : std::string{}) + " " + facts.doctor_text());
        for (const auto& test : facts.tests()) lines.push_back(test);
    }
    lines.emplace_back();
    lines.push_back("当日の持ち物: " + facts.bring + "。");
    if (!facts.note.empty()) lines.push_back(facts.note);
    lines.push_back("変更は" + facts.from.office + " " + facts.from.phone + " へ。");
    return lines;
}

SlipDocuments slip_documents(db::Transaction& tx, const Viewer& viewer, ReferralId referral) {
    SlipDocuments newest;
    for (auto& document : documents_of_case(tx, viewer, case_of(referral))) {
        if (document.kind == kSlipDocument && !newest.slip) newest.slip = document;
        if (document.kind == kGuideDocument && !newest.guide) newest.guide = document;
    }
    return newest;
}

Result<SlipDocuments> issue_slips(const Office& office, db::Transaction& tx, const Viewer& viewer,
                                  Instant now, ReferralId id, std::string note) {
    TRY(auto facts, slip_facts(tx, viewer, id, std::move(note)));
    std::erase_if(facts.places, [](const Booking& place) {
        return place.state != BookingState::Confirmed;  // a hold is not told as a booking
    });
    TRY_DO(check(facts));
    const auto before = slip_documents(tx, viewer, id);
    auto slip = next_version(before.slip, facts.referral, kSlipDocument, "予約票");
    auto guide = next_version(before.guide, facts.referral, kGuideDocument, "受診のご案内");
    for (auto* document : {&slip, &guide}) {
        document->created_at = now;
        if (document->number.empty())
            document->number = next_document_number(tx, viewer, date_in_japan(now));
    }
    TRY(const auto slip_form, make_booking_slip(facts, head_of(slip, now, facts.issued_by)));
    TRY(const auto guide_form, make_patient_guide(facts, head_of(guide, now, facts.issued_by)));
    SlipDocuments issued;
    TRY(const auto slip_bytes, form::draw_booking_slip(slip_form));
    TRY(issued.slip, keep_paper(office.documents, tx, viewer, slip, slip_bytes));
    TRY(const auto guide_bytes, form::draw_patient_guide(guide_form));
    TRY(issued.guide, keep_paper(office.documents, tx, viewer, guide, guide_bytes));
    return issued;
}

std::string address_for(const ReferralNames& names, std::string_view means) {
    if (means == "fax") return names.referrer_fax;
    if (means == "mail") return names.referrer_mail;
    if (means == "phone") return names.referrer_phone;
    if (means == "post")
        return names.referrer_postal_code.empty()
                   ? names.referrer_address
                   : "〒" + names.referrer_postal_code + " " + names.referrer_address;
    return {};
}

std::vector<std::string> means_for(const ReferralNames& names) {
    std::vector<std::string> out;
    if (std::ranges::find(kMeans, names.referrer_reply_means) != kMeans.end())
        out.push_back(names.referrer_reply_means);
    for (const auto means : kMeans)
        if (means != names.referrer_reply_means) out.emplace_back(means);
    return out;
}

GivingDecision decide_slip(db::Transaction& tx, const Viewer& viewer, const Referral& referral,
                           const ReferralNames& names, Date today) {
    const PaperPart paper[] = {{"",
                                names.patient_needs.empty() ? ItemSet{SharedItem::Visit}
                                                            : SharedItem::Visit | SharedItem::Life,
                                {},
                                false}};
    return decide_giving(tx, viewer, referral.patient, referral.referrer, paper, today);
}

Result<Referral> record_slip_sent(db::Transaction& tx, const Viewer& viewer, Instant now,
                                  ReferralId id, std::string_view means, const Leave& leave) {
    if (std::ranges::find(kMeans, means) == kMeans.end())
        return fail(ErrorKind::Invalid, "booking.bad_means", "means");
    const auto newest = slip_documents(tx, viewer, id);
    if (!newest.slip || !newest.guide) return fail(ErrorKind::Refused, "booking.no_slip");
    TRY(const auto referral, find_referral(tx, viewer, id));
    if (referral.state != ReferralState::AwaitingVisit || referral.answered_at)
        return fail(ErrorKind::Refused, "referral.nothing_to_answer");
    TRY(auto answered, referral.answer_sent(now));
    const auto names = names_of(tx, viewer, id);
    TRY_DO(leave_with(tx, viewer, now, decide_slip(tx, viewer, referral, names, date_in_japan(now)),
                      leave, case_of(id), referral.patient));
    const auto address = address_for(names, means);
    for (const auto& document : {newest.slip, newest.guide})
        record_sending(tx, viewer,
                       {.document = document->id,
                        .to = referral.referrer,
                        .means = std::string{means},
                        .address = address,
                        .sent_at = now});
    return save_referral(
        tx, viewer, now, std::move(answered), "booking.slip_sent",
        json::object({{"means", std::string{means}}, {"number", newest.slip->number}}));
}

}  // namespace kakehashi
