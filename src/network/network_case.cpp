#include "network/network_case.hpp"

#include <algorithm>

#include "base/era.hpp"
#include "booking/booking_store.hpp"
#include "reply/reply_store.hpp"

namespace kakehashi::network {
namespace {

using enum SharedItem;

void add(std::vector<SharePart>& parts, std::string_view field, std::string title, std::string text,
         ItemSet holds, ItemSet perhaps = {}) {
    if (!text.empty())
        parts.push_back({{field, holds, perhaps, true}, std::move(title), std::move(text)});
}

/// 2026年11月27日(金) 10:30 の予約, one a line.
std::string visits_of(const ShareCase& one, const std::vector<Booking>& bookings) {
    std::string out;
    const auto line = [&](std::string text) { out += (out.empty() ? "" : "\n") + std::move(text); };
    line(western_date(date_in_japan(one.referral.received_at)) + " " + one.referrer + "から紹介" +
         (one.department.empty() ? "" : "(" + one.department + ")"));
    for (const auto& booking : bookings)
        if (booking.state == BookingState::Confirmed)
            line(western_date(booking.on_date) + " " + clock_text(booking.starts_at) + " 予約");
    if (one.referral.visited_on) line(western_date(*one.referral.visited_on) + " 受診");
    if (one.referral.admitted_on) line(western_date(*one.referral.admitted_on) + " 入院");
    if (one.referral.discharged_on) line(western_date(*one.referral.discharged_on) + " 退院");
    return out;
}

/// What people wrote in sentences may name anything.
void add_letter(std::vector<SharePart>& parts, const LetterText& letter) {
    const auto rest = Tests | Medication | Life | Cost;
    add(parts, "letter.diagnoses", "傷病名", letter.diagnoses, Clinical);
    add(parts, "letter.purpose", "紹介目的", letter.purpose, Clinical, rest);
    add(parts, "letter.history", "既往歴・家族歴", letter.history, Clinical, rest);
    add(parts, "letter.allergies", "アレルギー・禁忌", letter.allergies, Clinical, Medication);
    add(parts, "letter.course", "症状経過・検査結果", letter.course, Clinical | Tests,
        Medication | Life | Cost);
    add(parts, "letter.treatment", "治療経過", letter.treatment, Clinical, rest);
    add(parts, "letter.medication", "現在の処方", letter.medication, Medication);
}

void add_reply(std::vector<SharePart>& parts, const ReplyText& reply) {
    add(parts, "reply.diagnosis", "返書の診断名", reply.diagnosis, Clinical);
    add(parts, "reply.findings", "返書の所見・検査", reply.findings, Tests, Clinical);
    add(parts, "reply.course", "返書の治療と経過", reply.course, Clinical,
        Tests | Medication | Life | Cost);
    add(parts, "reply.prescription", "返書の処方", reply.prescription, Medication);
}

}  // namespace

Result<ShareCase> case_to_share(db::Transaction& tx, const Viewer& viewer, PatientId patient,
                                ReferralId referral) {
    ShareCase one;
    TRY(one.patient, find_patient(tx, viewer, patient));
    const auto referrals = referrals_of_patient(tx, viewer, one.patient.id);
    const auto found =
        referral ? std::ranges::find(referrals, referral, &Referral::id) : referrals.begin();
    if (found == referrals.end()) return fail(ErrorKind::NotFound, "network.no_case");
    one.referral = *found;
    const auto names = names_of(tx, viewer, one.referral.id);
    one.referrer = names.referrer_name;
    one.department = names.department_name;
    add(one.parts, "visits", "受診・予約",
        visits_of(one, bookings_of_referral(tx, viewer, one.referral.id)), Visit);
    add_letter(one.parts, one.referral.letter);
    std::optional<ReplyObligation> sent;  // the last that was
    for (const auto& reply : obligations_of(tx, viewer, one.referral.id))
        if (reply.state == ReplyState::Sent && reply.stage != ReplyStage::ArrivalNotice)
            sent = reply;
    if (sent) add_reply(one.parts, current_text(tx, viewer, *sent).text);
    return one;
}

}  // namespace kakehashi::network
