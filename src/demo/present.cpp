#include "demo/present.hpp"

#include <algorithm>
#include <array>

#include "patient/patient_store.hpp"
#include "reply/visit_store.hpp"

namespace kakehashi::demo {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

/// How far a story is told. Each goes on from the one before, up to now.
enum class Until { Accepted, Held, Booked, Arrived, FirstSent, Concluded };

struct Story {
    Until until = Until::Booked;
    bool snoozed = false;
    bool papers = false;  // the slips as PDF
    bool admitted = false;
    bool drafted = false, asking = false;
    bool chased = false, to_head = false;
    bool waived = false;  // 返書不要 ends it
};

Date office_days_before(Date day, int count) {
    const Holidays holidays;
    for (; count > 0; --count) day = holidays.previous_business_day(day);
    return day;
}
Date office_day_from(Date day) {
    while (!is_office_day(day)) day += days{1};
    return day;
}

Date office_day_until(Date day) {
    while (!is_office_day(day)) day -= days{1};
    return day;
}

/// The complaint's own urgency, more or less.
void judge(Random& random, PlayedCase& one) {
    one.urgency = one.complaint->pressing && random.chance(60) ? Urgency::Soon : Urgency::Routine;
    const int door = random.between(1, 10);
    one.door = door <= 7 ? Door::Fax : door == 8 ? Door::Paper : Door::Phone;
}

/// What follows the visit, up to the stage the story is told to.
void tell_replies(Play& play, PlayedCase& one, const Story& story, Date visited_on) {
    const auto on = [&](int after, auto step) {
        play.at(play.office_hour(office_day_from(visited_on + days{after})), step);
    };
    if (story.admitted) {
        on(1, [&play, &one, visited_on](auto& tx, Instant at) -> Result<void> {
            TRY_DO(record_admission(tx, one.by, at, one.id, visited_on));
            return {};
        });
        on(9, [&play, &one](auto& tx, Instant at) -> Result<void> {
            TRY_DO(play.send(tx, at, one, ReplyStage::Interim));
            TRY_DO(record_discharge(tx, one.by, at, one.id, date_in_japan(at)));
            return {};
        });
    }
    const auto first_on = story.until >= Until::FirstSent ? play.random().between(2, 5) : 0;
    if (first_on > 0)
        on(first_on, [&play, &one](auto& tx, Instant at) {
            return play.send(tx, at, one, ReplyStage::First);
        });
    const auto open = first_on > 0 ? ReplyStage::Final : ReplyStage::First;
    if (story.chased)
        on(8, [&play, &one, open](auto& tx, Instant at) {
            return play.chase(tx, at, one, open, false);
        });
    if (story.to_head)
        on(31, [&play, &one, open](auto& tx, Instant at) {
            return play.chase(tx, at, one, open, true);
        });
    if (story.drafted)
        on(std::max(1, first_on), [&play, &one, open, asking = story.asking](auto& tx, Instant at) {
            return play.draft(tx, at + minutes{1}, one, open, asking);
        });
    if (story.snoozed)
        play.at(play.now() - minutes{play.random().between(20, 90)},
                [&play, &one](auto& tx, Instant at) {
                    return play.snooze(tx, at, one, at + hours{6}, "主治医は午後の外来");
                });
    if (story.until == Until::Concluded)
        // Long after the discharge, wherever holidays have moved that.
        on(story.admitted ? 18 : play.random().between(10, 16),
           [&play, &one, waived = story.waived](auto& tx, Instant at) {
               return waived ? play.not_needed(tx, at, one, ReplyStage::Final)
                             : play.send(tx, at, one, ReplyStage::Final);
           });
}

void tell_visit(Play& play, PlayedCase& one, const Story& story, const Booking& booking) {
    const bool missed = story.until == Until::Booked;
    const auto came = booking.at() + minutes{play.random().between(-12, 6)};
    play.at(
        came,
        [&play, &one, story, missed, day = booking.on_date](auto& tx, Instant at) -> Result<void> {
            if (missed) return {};  // a story that ends with the booking: nobody has looked yet
            TRY_DO(record_arrival(tx, one.by, at, one.id, day));
            const auto notice = at + minutes{play.random().between(25, 150)};
            const bool today = day == play.today();
            play.at(notice, [&play, &one, today](auto& inner, Instant then) {
                return play.send(inner, then, one, ReplyStage::ArrivalNotice, today);
            });
            tell_replies(play, one, story, day);
            return {};
        });
}

/// From the letter to the place that is booked, on office days; the visit is wished for `visit_on`.
void tell(Play& play, PlayedCase& one, const Story& story, Date visit_on) {
    const auto received = one.received_at;
    auto& random = play.random();
    play.at(received, [&](auto& tx, Instant at) { return play.receive(tx, at, one); });
    const auto registered = received + minutes{random.between(6, 30)};
    play.at(registered, [&](auto& tx, Instant at) { return play.enter(tx, at, one); });
    const auto decided = registered + minutes{random.between(8, 40)};
    play.at(decided, [&](auto& tx, Instant at) { return play.accept(tx, at, one); });
    if (story.until == Until::Accepted) return;
    const auto held = decided + minutes{random.between(5, 20)};
    play.at(held, [&play, &one, story, visit_on](auto& tx, Instant at) -> Result<void> {
        TRY(const auto place, play.hold_place(tx, at, one, visit_on));
        if (!place || story.until == Until::Held) return {};
        play.at(at + minutes{6}, [&play, &one, booking = *place](auto& inner, Instant then) {
            return play.confirm(inner, then, one, booking);
        });
        play.at(at + minutes{11}, [&play, &one, papers = story.papers](auto& inner, Instant then) {
            return play.answer(inner, then, one, papers);
        });
        tell_visit(play, one, story, *place);
        return {};
    });
}

/// A case whose visit was `age` days ago.
void add_visited(Play& play, Story story, int age) {
    auto& random = play.random();
    const auto visit_on = office_day_until(play.today() - days{age});
    const auto received = play.office_hour(office_days_before(visit_on, random.between(1, 5)));
    auto& one = play.a_case(a_complaint(random), received - hours{1});
    judge(random, one);
    tell(play, one, story, visit_on);
}

/// 未返書 in all four colours of the page.
void add_replies(Play& play) {
    auto& random = play.random();
    for (int n = 0; n < 50; ++n)
        add_visited(play,
                    {.until = n % 3 == 0 ? Until::FirstSent : Until::Arrived,
                     .snoozed = n % 16 == 5,
                     .admitted = n % 10 == 4,
                     .drafted = n % 6 == 1,
                     .asking = n % 12 == 1},
                    random.between(1, 7));
    for (int n = 0; n < 21; ++n)
        add_visited(play,
                    {.until = n % 3 == 0 ? Until::Arrived : Until::FirstSent,
                     .admitted = n % 7 == 2,
                     .drafted = n % 4 == 0,
                     .asking = n % 8 == 0,
                     .chased = n % 3 == 0},
                    random.between(8, 14));
    for (int n = 0; n < 8; ++n)
        add_visited(play,
                    {.until = n % 4 == 0 ? Until::Arrived : Until::FirstSent,
                     .admitted = n % 4 == 3,
                     .drafted = n % 2 == 0,
                     .chased = n % 3 != 1},
                    random.between(15, 29));
    for (const int age : {33, 38})
        add_visited(play,
                    {.until = age == 38 ? Until::FirstSent : Until::Arrived,
                     .chased = true,
                     .to_head = true},
                    age);
    for (int n = 0; n < 38; ++n)
        add_visited(play, {.until = Until::Concluded, .admitted = n % 9 == 5, .waived = n % 6 == 0},
                    random.between(20, 38));
}

/// 受診まち: some of today, some to come; the newest with their scan and their papers.
void add_awaited(Play& play) {
    auto& random = play.random();
    for (int n = 0; n < 32; ++n) {
        const bool of_today = n < 11;
        const auto visit_on =
            office_day_from(of_today ? play.today() : play.today() + days{random.between(1, 12)});
        const auto received =
            play.office_hour(office_days_before(play.today(), random.between(1, of_today ? 6 : 4)));
        auto& one = play.a_case(a_complaint(random), received - hours{1});
        judge(random, one);
        one.scan = one.door != Door::Phone && n % 4 == 1;
        one.pages = random.between(1, 3);
        const bool came = of_today && n % 4 != 3;
        tell(play, one, {.until = came ? Until::Arrived : Until::Booked, .papers = n % 8 == 5},
             visit_on);
    }
    for (int n = 0; n < 2; ++n) {  // 来院せず
        auto& one = play.a_case(a_complaint(random),
                                play.office_hour(office_days_before(play.today(), 6)) - hours{1});
        judge(random, one);
        tell(play, one, {.until = Until::Booked}, office_days_before(play.today(), 2));
        play.at(instant_in_japan(office_days_before(play.today(), 1), hours{17}),
                [&play, &one](auto& tx, Instant at) -> Result<void> {
                    // A full week may have moved the day: who is still to come did not miss it.
                    for (const auto& booking : bookings_of_referral(tx, one.by, one.id))
                        if (booking.state == BookingState::Confirmed && booking.at() < at) {
                            TRY_DO(record_missed(tx, one.by, at, one.id));
                            return play.call(tx, at + minutes{3}, one, ContactOutcome::Absent,
                                             "ご本人", "留守。翌朝もう一度");
                        }
                    return {};
                });
    }
}

/// 予約調整: five that want a place, two of them with one held.
void add_unbooked(Play& play) {
    auto& random = play.random();
    for (int n = 0; n < 5; ++n) {
        auto& one = play.a_case(a_complaint(random), play.now() - hours{2} + minutes{n * 7});
        judge(random, one);
        one.scan = n % 2 == 0;
        one.door = one.scan ? Door::Fax : one.door;
        tell(play, one, {.until = n < 2 ? Until::Held : Until::Accepted},
             play.today() + days{3 + n});
        if (n == 3)
            play.at(play.now() - minutes{8}, [&play, &one](auto& tx, Instant at) {
                return play.snooze(tx, at, one, play.now() + hours{20}, "ご本人の都合まち");
            });
        if (n == 4)
            play.at(play.now() - minutes{6}, [&play, &one](auto& tx, Instant at) {
                return play.call(tx, at, one, ContactOutcome::CallBack, one.from->doctor + " 先生",
                                 "金属の有無を確かめて折り返し");
            });
    }
}

/// Declined, forwarded, withdrawn in the last weeks.
void add_turned_away(Play& play) {
    auto& random = play.random();
    for (int n = 0; n < 9; ++n) {
        const auto received = play.office_hour(office_days_before(play.today(), 2 + n * 3));
        auto& one = play.a_case(a_complaint(random), received - hours{1});
        judge(random, one);
        play.at(one.received_at, [&](auto& tx, Instant at) { return play.receive(tx, at, one); });
        play.at(one.received_at + minutes{9},
                [&](auto& tx, Instant at) { return play.enter(tx, at, one); });
        play.at(one.received_at + minutes{31}, [&play, &one, n](auto& tx, Instant at) {
            return n % 3 == 0   ? play.decline(tx, at, one)
                   : n % 3 == 1 ? play.forward(tx, at, one)
                                : play.withdraw(tx, at, one);
        });
        if (n % 3 != 2)
            play.at(one.received_at + minutes{44},
                    [&](auto& tx, Instant at) { return play.answer(tx, at, one); });
    }
}

/// 受入判断まち: the emergency of the day, one with the doctor, two quiet ones.
void add_undecided(Play& play) {
    const auto now = play.now();
    auto& urgent = play.a_case(complaints().front(), now - minutes{12});
    urgent.person = {"佐々木 健一",          "ササキ ケンイチ", false,
                     *make_date(1962, 4, 8), "042-000-2291",    "000-0104",
                     "みなと市青葉町2-14-3", "ササキ"};
    urgent.from = &play.town().clinics.front();
    urgent.urgency = Urgency::Emergency;
    urgent.allergies = "ヨード造影剤で全身に皮疹(2019年)";
    urgent.history = "高血圧症、脂質異常症";
    urgent.contact = "妻 佐々木 恵 090-0000-1182";
    urgent.last_visit = "2022-06 整形外科";
    urgent.scan = true;
    urgent.pages = 3;
    play.at(urgent.received_at, [&](auto& tx, Instant at) { return play.receive(tx, at, urgent); });
    play.at(now - minutes{10}, [&](auto& tx, Instant at) { return play.enter(tx, at, urgent); });
    play.at(now - minutes{9}, [&](auto& tx, Instant at) {
        return play.call(tx, at, urgent, ContactOutcome::Reached, urgent.from->doctor + " 先生",
                         "症状は消失、救急車は待機可。家族同伴");
    });
    play.at(now - minutes{4}, [&](auto& tx, Instant at) {
        return play.call(tx, at, urgent, ContactOutcome::CallBack,
                         urgent.department->doctors.front().name + " 医師", "折り返す");
    });
    for (int n = 0; n < 3; ++n) {
        auto& one = play.a_case(a_complaint(play.random()), now - minutes{95 - 20 * n});
        one.door = n == 0 ? Door::Phone : Door::Fax;
        one.scan = n > 0;
        one.format = n == 2 ? FaxFormat::Pdf : FaxFormat::Tiff;
        play.at(one.received_at, [&](auto& tx, Instant at) { return play.receive(tx, at, one); });
        play.at(one.received_at + minutes{15},
                [&](auto& tx, Instant at) { return play.enter(tx, at, one); });
        if (n == 0)
            play.at(one.received_at + minutes{35},
                    [&](auto& tx, Instant at) { return play.ask_doctor(tx, at, one); });
    }
}

const Complaint& complaint_of(std::string_view department) {
    return *std::ranges::find(complaints(), department, &Complaint::department);
}

/// 受信・未登録: what lies in the tray this morning.
void add_unregistered(Play& play) {
    struct Letter {
        const char* department;
        int minutes_ago;
        Door door;
        FaxFormat format;
        int pages;
        bool legible;
    };
    constexpr std::array kTray{Letter{"眼科", 32, Door::Fax, FaxFormat::Tiff, 2, true},
                               Letter{"消化器内科", 26, Door::Fax, FaxFormat::Pdf, 2, true},
                               Letter{"整形外科", 20, Door::Fax, FaxFormat::Tiff, 2, true},
                               Letter{"皮膚科", 13, Door::Paper, FaxFormat::Png, 1, true},
                               Letter{"呼吸器内科", 7, Door::Fax, FaxFormat::Tiff, 1, false}};
    for (const auto& letter : kTray) {
        auto& one =
            play.a_case(complaint_of(letter.department), play.now() - minutes{letter.minutes_ago});
        one.door = letter.door;
        one.format = letter.format;
        one.pages = letter.pages;
        one.legible = letter.legible;
        one.scan = true;
        play.at(one.received_at, [&](auto& tx, Instant at) { return play.receive(tx, at, one); });
    }
}

/// 電子: the house knows the patient twice, so a person has to choose (and may merge the two).
void add_electronic(Play& play) {
    auto& one = play.a_case(complaint_of("呼吸器内科"), play.now() - minutes{57});
    one.person = {
        "齋藤 文子", "サイトウ フミコ",   true,      *make_date(1951, 9, 3), "042-000-4420",
        "000-0117",  "みなと市北浜3-8-2", "サイトウ"};
    one.door = Door::Electronic;
    play.at(play.now() - days{200}, [&play, &one](auto& tx, Instant at) -> Result<void> {
        Patient known;
        known.name = "斉藤 文子";
        known.kana = "サイトウ フミコ";
        known.sex = Sex::Female;
        known.born_on = one.person.born_on;
        known.number = "00194420";
        known.address = "みなと市北浜3-8-2";
        TRY_DO(insert_patient(tx, one.by, at, known));
        known.name = "齋藤 文子";
        known.number = "00440917";
        known.address = "みなと市松原1-22-5";
        TRY_DO(insert_patient(tx, one.by, at, known));
        return {};
    });
    play.at(one.received_at,
            [&](auto& tx, Instant at) { return play.receive_electronic(tx, at, one); });
}

}  // namespace

Result<void> build_present(Play& play) {
    add_replies(play);
    add_turned_away(play);
    add_awaited(play);
    add_unbooked(play);
    add_undecided(play);
    add_unregistered(play);
    add_electronic(play);
    return play.run();
}

}  // namespace kakehashi::demo
