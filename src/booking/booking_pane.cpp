// The right side of 予約調整: the selected referral, its places, and the reply to the referrer.

#include <algorithm>

#include "base/era.hpp"
#include "base/messages.hpp"
#include "booking/booking_week.hpp"
#include "referral/caution.hpp"

namespace kakehashi::booking_pages {
namespace {

html::Url of_booking(const Booking& booking, std::string_view what) {
    return html::Url::path("/bookings").segment(booking.id.value).segment(what);
}

PlaceView place_view(const SlipFacts& facts, const Booking& booking, const Shown& shown,
                     Instant now, std::chrono::minutes most) {
    const auto today = date_in_japan(now);
    PlaceView place;
    place.id = booking.id.value;
    place.version = booking.version;
    place.when = when_text(booking, today);
    const auto* what = facts.bookable(booking.bookable);
    place.what = what ? what->name + " " + what->detail : "";
    place.held = booking.state == BookingState::Held;
    if (place.held) {
        const auto until = booking.held_until.value_or(now);
        place.left = until > now ? time_left(until, now) : "時間切れ";
        const auto day = date_in_japan(until);
        place.until = (day == today ? "本日" : short_date(day, today)) + " " + time_text(until) +
                      " に自動で空きます";
        place.minutes_left = std::max(
            0, static_cast<int>(std::chrono::floor<std::chrono::minutes>(until - now).count()));
        place.minutes_most = std::max(static_cast<int>(most.count()), place.minutes_left);
        place.seen = booking.id.text() + "." + std::to_string(booking.version);
        place.extend = of_booking(booking, "extension");
        place.release = of_booking(booking, "release");
    } else {
        place.left = "予約確定";
        auto moving = shown;
        moving.moving = booking.id;
        place.move = moving.url();
        place.cancel = of_booking(booking, "cancellation");
    }
    return place;
}

std::vector<Fact> facts_of(const SlipFacts& facts) {
    std::vector<Fact> out;
    const auto add = [&](const char* term, const std::string& text) {
        if (!text.empty()) out.push_back({term, text});
    };
    const auto& letter = facts.referral.letter;
    add("希望の科", facts.names.department_name +
                        (facts.names.doctor_name.empty() ? "" : " " + facts.names.doctor_name));
    add("傷病名", letter.diagnoses);
    add("紹介目的", letter.purpose);
    add("希望・備考", letter.remarks);
    add("配慮", facts.names.patient_needs);
    add("電話", facts.names.patient_phone);
    return out;
}

void add_reply(Selected& view, const SlipFacts& facts) {
    const auto lines = letter_lines(facts);
    bool after_rule = false;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const bool rule = lines[i].empty();
        view.letter.push_back({lines[i], i == 0 || (after_rule && i < 4), rule});
        after_rule = rule;
    }
    for (const auto& word : means_for(facts.names)) {
        const auto address = address_for(facts.names, word);
        view.means.push_back(
            {word, std::string{japanese_means(word)} + (address.empty() ? "" : " " + address),
             view.means.empty()});
    }
    const auto& preferred = view.means.front();
    if (address_for(facts.names, preferred.word).empty() && preferred.word == "fax")
        view.means_note = "FAX 番号が連携先に登録されていません";
    if (!facts.names.patient_born_on)
        view.obstacle =
            sentence({ErrorKind::Refused, "booking.birth_date_missing", "patient.born_on"});
}

void add_documents(Selected& view, db::Transaction& tx, const Viewer& viewer,
                   const SlipFacts& facts, Date today) {
    const auto newest = slip_documents(tx, viewer, facts.referral.id);
    const auto* visit = facts.visit();
    if (!visit) return;
    const auto link = [&](const std::optional<CaseDocument>& document, std::string_view file) {
        if (document)
            view.documents.push_back(
                {document->title,
                 "第" + std::to_string(document->version) + "版 " + document->number,
                 of_booking(*visit, file)});
    };
    link(newest.slip, "slip.pdf");
    link(newest.guide, "guide.pdf");
    if (!newest.slip) return;
    for (const auto& sending : sendings_of_case(tx, viewer, case_of(facts.referral.id)))
        if (sending.document == newest.slip->id) {
            view.sent = short_date(date_in_japan(sending.sent_at), today) + " " +
                        time_text(sending.sent_at) + " に" +
                        std::string{japanese_means(sending.means)} + "で送付(" + sending.sent_by +
                        ")" + opening_words(sending, today);
            return;
        }
}

}  // namespace

Selected selected_view(db::Transaction& tx, const Viewer& viewer, Instant now, const Shown& shown,
                       const SlipFacts& facts, std::chrono::minutes most) {
    const auto today = date_in_japan(now);
    Selected view;
    view.referral = facts.referral.id.value;
    view.version = facts.referral.version;
    view.patient = facts.names.patient_name;
    view.who = age_and_sex(facts.names.patient_born_on, facts.names.patient_sex, today);
    view.number = facts.referral.number;
    view.details = html::Url::path("/referrals").segment(facts.referral.id.value);
    view.caution = caution_of(facts.names.patient_caution, facts.referral.letter.allergies);
    for (const auto& booking : facts.places) {
        view.places.push_back(place_view(facts, booking, shown, now, most));
        view.has_holds = view.has_holds || view.places.back().held;
    }
    if (view.places.empty()) {
        view.facts = facts_of(facts);
        return view;
    }
    const bool booked = facts.referral.state == ReferralState::AwaitingVisit;
    view.can_send = booked && !view.has_holds && !facts.referral.answered_at;
    view.letter_heading = "紹介元への返信";
    add_reply(view, facts);
    if (!facts.referral.answered_at)
        view.against = consent_parts::against(
            decide_slip(tx, viewer, facts.referral, facts.names, today), facts.referral.patient);
    add_documents(view, tx, viewer, facts, today);
    view.draft = view.has_holds ? of_booking(*facts.visit(), "draft.pdf") : html::Url{};
    return view;
}

}  // namespace kakehashi::booking_pages
