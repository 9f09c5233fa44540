#include "demo/clinic.hpp"

#include <algorithm>

#include "booking/place_request_store.hpp"
#include "portal/portal_store.hpp"
#include "referral/portal_letter.hpp"
#include "referral/referral_store.hpp"
#include "reply/visit_store.hpp"

namespace kakehashi::demo {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

Date office_days_before(Date day, int count) {
    const Holidays holidays;
    for (; count > 0; --count) day = holidays.previous_business_day(day);
    return day;
}

PlayedCase& of_the_clinic(Play& play, std::string_view department, Instant received_at) {
    const auto& complaint = *std::ranges::find(complaints(), department, &Complaint::department);
    auto& one = play.a_case(complaint, received_at);
    one.from = &play.town().clinics.front();
    return one;
}

/// The papers that had been sent until then are opened.
Result<void> open_letters(db::Transaction& tx, const Viewer& hamada, Instant at, ReferralId id) {
    for (const auto& letter : portal::letters_of(tx, hamada, id))
        portal::note_opening(tx, hamada, letter.id, at);
    return {};
}

/// Accepted, booked for `visit_on` or soon after, and told with its papers.
void book(Play& play, PlayedCase& one, Instant accepted_at, Date visit_on) {
    play.at(accepted_at, [&](auto& tx, Instant at) { return play.accept(tx, at, one); });
    play.at(accepted_at + minutes{9},
            [&play, &one, visit_on](auto& tx, Instant at) -> Result<void> {
                TRY(const auto place, play.hold_place(tx, at, one, visit_on));
                if (!place) return {};
                TRY_DO(play.confirm(tx, at, one, *place));
                return play.answer(tx, at, one, true);
            });
}

/// Once the place is known, 浜田 asks for another day.
void ask_for_another_day(Play& play, const Viewer& hamada, PlayedCase& one, Instant asked_at) {
    play.at(asked_at, [&play, &one, hamada](auto& tx, Instant at) -> Result<void> {
        const auto place = place_to_ask_about(tx, play.town().office, one.id, at);
        if (!place) return {};
        PlaceRequest request;
        for (auto day = place->on_date; request.wished_on.size() < 2;) {
            day = play.holidays.next_business_day(day);
            request.wished_on.push_back(day);
        }
        request.words = "付き添う娘さんの仕事のため、午前中を希望されています";
        TRY_DO(ask_for_place(tx, hamada, at, play.holidays, one.id, std::move(request)));
        return {};
    });
}

/// By FAX, seen weeks ago: its first report is read, the next is owed.
void add_seen(Play& play, const Viewer& hamada) {
    const auto came_on = office_days_before(play.today(), 9);
    auto& one = of_the_clinic(play, "消化器内科", play.office_hour(office_days_before(came_on, 4)));
    play.at(one.received_at, [&](auto& tx, Instant at) { return play.receive(tx, at, one); });
    play.at(one.received_at + minutes{14},
            [&](auto& tx, Instant at) { return play.enter(tx, at, one); });
    book(play, one, one.received_at + minutes{41}, came_on);
    const auto came_at = instant_in_japan(came_on, hours{10});
    play.at(came_at, [&play, &one, hamada](auto& tx, Instant at) -> Result<void> {
        TRY_DO(record_arrival(tx, one.by, at, one.id, date_in_japan(at)));
        TRY_DO(play.send(tx, at + minutes{50}, one, ReplyStage::ArrivalNotice, true));
        return open_letters(tx, hamada, at + hours{3}, one.id);
    });
    const auto report_on = Holidays{}.next_business_day(came_on + days{4});
    play.at(instant_in_japan(report_on, hours{15}),
            [&](auto& tx, Instant at) { return play.send(tx, at, one, ReplyStage::First, true); });
}

NewPortalLetter letter_of(const PlayedCase& one, Date wished_on) {
    NewPortalLetter sent;
    auto& who = sent.patient.who;
    who.name = one.person.name;
    who.kana = one.person.kana;
    who.sex = one.person.female ? Sex::Female : Sex::Male;
    who.born_on = one.person.born_on;
    who.phone = one.person.phone;
    sent.letter.referring_doctor = one.from->doctor;
    sent.letter.purpose = one.complaint->purpose;
    sent.letter.remarks = "午前中を希望されています";
    sent.urgency = one.complaint->pressing ? Urgency::Soon : Urgency::Routine;
    sent.department = one.department->id;
    sent.wished_on = {wished_on, Holidays{}.next_business_day(wished_on)};
    return sent;
}

/// Sent by 浜田 himself, with a picture of the letter.
PlayedCase& add_sent(Play& play, const Viewer& hamada, std::string_view department,
                     Instant sent_at) {
    auto& one = of_the_clinic(play, department, sent_at);
    one.format = FaxFormat::Png;
    one.door = Door::Paper;  // no machine has printed on it
    one.pages = 1;
    play.at(sent_at, [&play, &one, hamada](auto& tx, Instant at) -> Result<void> {
        auto sent = letter_of(one, Holidays{}.next_business_day(date_in_japan(at) + days{5}));
        TRY(const auto paper, play.draw_paper(one, at, "紹介状.png"));
        sent.papers.push_back(paper);
        TRY(const auto referral, send_portal_letter(tx, hamada, at, std::move(sent)));
        one.id = referral.id;
        return {};
    });
    return one;
}

}  // namespace

void add_clinic(Play& play) {
    const auto& hamada = play.town().partner;
    const auto now = play.now();
    const auto yesterday = office_days_before(play.today(), 1);
    add_seen(play, hamada);

    add_sent(play, hamada, "循環器内科", now - minutes{38});

    auto& booked = add_sent(play, hamada, "整形外科", instant_in_japan(yesterday, hours{15}));
    play.at(booked.received_at + minutes{22},
            [&play, &booked](auto& tx, Instant at) { return play.enter(tx, at, booked); });
    book(play, booked, booked.received_at + minutes{50}, play.today() + days{4});
    ask_for_another_day(play, hamada, booked, now - minutes{25});

    auto& recalled = add_sent(play, hamada, "皮膚科",
                              instant_in_japan(office_days_before(play.today(), 3), hours{11}));
    play.at(recalled.received_at + minutes{16}, [&recalled, hamada](auto& tx, Instant at) {
        return recall_portal_letter(tx, hamada, at, recalled.id);
    });
}

}  // namespace kakehashi::demo
