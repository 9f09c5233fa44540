#include "reply/reply_store.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "reply/reply_test_house.hpp"

using namespace kakehashi;
using namespace kakehashi::testing;

namespace {

template <typename Work>
auto run(TestOffice& office, Work&& work) {
    auto tx = office.database->write();
    auto result = work(tx, office.clock.now());
    if (result) tx.commit();
    return result;
}

Result<ReplyObligation> give_up(TestOffice& office, ReplyObligationId id,
                                std::string_view reason = "電話で報告ずみ") {
    return run(office, [&](auto& tx, Instant now) {
        return set_not_needed(tx, office.saeki, now, id, reason);
    });
}

}  // namespace

TEST_CASE("two colleagues write one reply: the second is told, and both texts can be read") {
    TestOffice office;
    const auto referral = a_visited_referral(office, kToday);
    const auto first = stage_of(office, referral.id, ReplyStage::First);
    auto text = a_full_text(first.stage);
    const auto save = [&](int seen) {
        return run(office, [&](auto& tx, Instant now) {
            return save_draft(tx, office.saeki, now, first.id, seen, text);
        });
    };
    REQUIRE(save(0));
    text.course = "別の経過";
    CHECK(save(0).error().code == "reply.changed_meanwhile");
    REQUIRE(save(1));
    auto tx = office.database->read();
    const auto drafts = drafts_of(tx, office.saeki, first.id);
    REQUIRE(drafts.size() == 2);
    CHECK(drafts[0].text.course == "別の経過");
    CHECK(drafts[1].written_by == "佐伯 真理");
}

TEST_CASE("a reply leaves with its paper, its sending and the end of its duty") {
    TestOffice office;
    const auto referral = a_visited_referral(office, kToday);
    const auto first = stage_of(office, referral.id, ReplyStage::First);
    const auto sent =
        run(office, [&](auto& tx, Instant) { return write_and_send(office, tx, first); });
    REQUIRE(sent);
    CHECK(sent->paper.number == "2611-00001-01");
    CHECK(office.documents.get(sent->paper.hash)->starts_with("%PDF"));
    REQUIRE(sent->cover);
    CHECK(sent->cover->kind == "fax_cover");
    auto tx = office.database->read();
    const auto sendings = sendings_of_case(tx, office.saeki, case_of(referral.id));
    REQUIRE(sendings.size() == 1);
    CHECK(sendings[0].means == "fax");
    CHECK(sendings[0].address == "042-000-0135");
    CHECK(owed(office, referral.id) ==
          std::vector<std::string>{"reply.arrival_notice", "reply.final"});
}

TEST_CASE("the notice of arrival needs nobody to write: facts are enough") {
    TestOffice office;
    const auto referral = a_visited_referral(office, kToday);
    const auto notice = stage_of(office, referral.id, ReplyStage::ArrivalNotice);
    const auto sent = run(
        office, [&](auto& tx, Instant) { return testing::send(office, tx, notice.id, 0, "post"); });
    CHECK(sent.error().code == "reply.no_address");
    CHECK(run(office, [&](auto& tx, Instant) {
              return testing::send(office, tx, notice.id, 0, "hand");
          }).has_value());
}

TEST_CASE("papers are drawn before the transaction; one that changed meanwhile is drawn anew") {
    TestOffice office;
    const auto notice =
        stage_of(office, a_visited_referral(office, kToday).id, ReplyStage::ArrivalNotice);
    const auto later =
        stage_of(office, a_visited_referral(office, kToday).id, ReplyStage::ArrivalNotice);
    form::Press press{office.clock.now()};
    {
        auto tx = office.database->read();
        draw_ahead(tx, office.saeki, press, {{later.id}, {notice.id}});
    }
    CHECK(press.drawn() == 4);  // two papers, two covers
    const auto send_drawn = [&](ReplyObligationId id) {
        return run(office, [&](auto& tx, Instant now) {
            return send_reply(office.office, tx, office.saeki, now, press, id, 0, "");
        });
    };
    REQUIRE(send_drawn(later.id));
    CHECK(press.drawn() == 4);
    // Another letter has taken the number that the second was drawn with.
    REQUIRE(run(office, [&](auto& tx, Instant) -> Result<std::string> {
        return next_document_number(tx, office.saeki, kToday);
    }));
    const auto sent = send_drawn(notice.id);
    REQUIRE(sent);
    CHECK(press.drawn() == 6);
    CHECK(sent->paper.number == "2611-00004-01");
}

TEST_CASE("what was not looked at does not leave; what lacks a field does not either") {
    TestOffice office;
    const auto referral = a_visited_referral(office, kToday);
    const auto first = stage_of(office, referral.id, ReplyStage::First);
    const auto send = [&](int seen) {
        return run(office, [&](auto& tx, Instant) {
            return testing::send(office, tx, first.id, seen, "");
        });
    };
    CHECK(send(0).error().field == "reply.prescription");
    REQUIRE(run(office, [&](auto& tx, Instant now) {
        return save_draft(tx, office.saeki, now, first.id, 0, a_full_text(first.stage));
    }));
    CHECK(send(0).error().code == "reply.changed_meanwhile");
    CHECK(send(1).has_value());
    CHECK(send(1).error().code == "reply.closed");
}

TEST_CASE("two threads send one reply: it leaves once") {
    TestOffice office;
    const auto referral = a_visited_referral(office, kToday);
    const auto notice = stage_of(office, referral.id, ReplyStage::ArrivalNotice);
    std::atomic<int> sent = 0, refused = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            auto tx = office.database->write();
            const auto result = testing::send(office, tx, notice.id, 0, "");
            if (result) tx.commit();
            ++(result ? sent : refused);
        });
    for (auto& thread : threads) thread.join();
    CHECK(sent == 1);
    CHECK(refused == 3);
    auto tx = office.database->read();
    CHECK(sendings_of_case(tx, office.saeki, case_of(referral.id)).size() == 1);
}

TEST_CASE("the last stage concludes the referral; taking 返書不要 back opens it again") {
    TestOffice office;
    const auto referral = a_visited_referral(office, kToday);
    const auto notice = stage_of(office, referral.id, ReplyStage::ArrivalNotice);
    const auto final_reply = stage_of(office, referral.id, ReplyStage::Final);
    CHECK(give_up(office, notice.id, "  ").error().code == "reply.reason_required");
    REQUIRE(give_up(office, notice.id));
    REQUIRE(give_up(office, stage_of(office, referral.id, ReplyStage::First).id));
    CHECK(referral_now(office, referral.id).state == ReferralState::Visited);
    REQUIRE(give_up(office, final_reply.id, "紹介元が閉院"));
    CHECK(referral_now(office, referral.id).state == ReferralState::Replied);
    CHECK(owed(office, referral.id).empty());

    REQUIRE(run(office, [&](auto& tx, Instant now) {
        return reopen_obligation(tx, office.saeki, now, final_reply.id);
    }));
    CHECK(referral_now(office, referral.id).state == ReferralState::Visited);
    CHECK(owed(office, referral.id) == std::vector<std::string>{"reply.final"});
}

TEST_CASE(
    "chasers become duties after 8 and 31 days and end when they were made "
    "[4.1/reply-chaser]") {
    TestOffice office;
    const auto referral = a_visited_referral(office, kToday - days{7});
    const auto chasers = [&] {
        open_chaser_duties(*office.database, office.clock.now());
        return std::ranges::count(owed(office, referral.id), std::string{kDutyChase});
    };
    CHECK(chasers() == 0);
    office.clock.advance(days{1});
    CHECK(chasers() == 1);
    CHECK(chasers() == 1);  // once
    const auto first = stage_of(office, referral.id, ReplyStage::First);
    REQUIRE(run(office, [&](auto& tx, Instant now) {
        return chase(tx, office.saeki, now, first.id, false, "外来の合間に");
    }));
    CHECK(chasers() == 0);
    office.clock.advance(days{7});
    CHECK(chasers() == 1);  // 15日目: the doctor again
    REQUIRE(run(office, [&](auto& tx, Instant now) {
        return chase(tx, office.saeki, now, first.id, false);
    }));
    office.clock.advance(days{16});
    open_chaser_duties(*office.database, office.clock.now());
    auto tx = office.database->read();
    std::string place;
    for (const auto& duty : open_duties_of(tx, office.saeki, case_of(referral.id)))
        if (duty.kind == kDutyChase && duty.topic == "first") place = duty.place;
    CHECK(place == "循環器内科 早川 誠 科長");
}

TEST_CASE("a chaser nobody made goes on from the doctor to the head [4.1/reply-chaser]") {
    TestOffice office;
    const auto referral = a_visited_referral(office, kToday);
    const auto chaser = [&](std::string_view topic) {
        open_chaser_duties(*office.database, office.clock.now());
        auto tx = office.database->read();
        for (auto& duty : open_duties_of(tx, office.saeki, case_of(referral.id)))
            if (duty.kind == kDutyChase && duty.topic == topic) return duty;
        return Duty{};
    };
    office.clock.advance(days{8});
    const auto to_doctor = chaser("first");
    CHECK(to_doctor.place == "循環器内科 木村 亮 医師");
    CHECK(to_doctor.note == "一次返書 11/24(火)から");
    REQUIRE(committed(office, [&](auto& tx) {
        return snooze_duty(tx, office.saeki, to_doctor.id, to_doctor.version,
                           office.clock.now() + days{60}, "外来が多い");
    }));
    office.clock.advance(days{10});
    CHECK(chaser("first").id == to_doctor.id);  // nothing new to say
    CHECK(open_chaser_duties(*office.database, office.clock.now()) == 0);
    office.clock.advance(days{13});
    const auto to_head = chaser("first");
    CHECK(to_head.place == "循環器内科 早川 誠 科長");
    CHECK_FALSE(to_head.snoozed_until);
    CHECK(date_in_japan(to_head.due_at) == kToday + days{31});
}

TEST_CASE("a discharge ends the chaser of the days before it [4.1/reply-chaser]") {
    TestOffice office;
    const auto referral = a_visited_referral(office, kToday - days{40});
    const auto admit_or_discharge = [&](auto command, Date on) {
        return committed(office, [&](auto& tx) {
            return command(tx, office.saeki, office.clock.now(), referral.id, on).has_value();
        });
    };
    REQUIRE(admit_or_discharge(record_admission, kToday - days{40}));
    open_chaser_duties(*office.database, office.clock.now());
    const auto chasers = [&] {
        auto tx = office.database->read();
        return std::ranges::count_if(
            open_duties_of(tx, office.saeki, case_of(referral.id)), [](const Duty& duty) {
                return duty.kind == kDutyChase && duty.topic == to_text(ReplyStage::Final);
            });
    };
    CHECK(chasers() == 1);
    REQUIRE(admit_or_discharge(record_discharge, kToday - days{2}));
    CHECK(chasers() == 0);
    open_chaser_duties(*office.database, office.clock.now());
    CHECK(chasers() == 0);
}

TEST_CASE("a letter corrected after the visit: the open replies go to whom it names now") {
    TestOffice office;
    const auto referral = a_visited_referral(office, kToday);
    const auto correct = [&](auto change, std::string_view field) {
        committed(office, [&](db::Transaction& tx) {
            auto next = find_referral(tx, office.saeki, referral.id).value();
            change(next);
            const auto changes =
                json::array({json::object({{"field", std::string{field}}, {"to", "2"}})});
            return save_referral(tx, office.saeki, office.clock.now(), next, "referral.edited",
                                 json::object({{"changes", changes}}))
                .value();
        });
        open_chaser_duties(*office.database, office.clock.now());
    };
    const auto sent = stage_of(office, referral.id, ReplyStage::ArrivalNotice);
    committed(office, [&](auto& tx) {
        return set_not_needed(tx, office.saeki, office.clock.now(), sent.id, "電話ずみ").value();
    });
    correct(
        [](Referral& next) {
            next.referrer = TestOffice::kAobaClinic;
            next.department = TestOffice::kGastroenterology;
            next.doctor = {};
        },
        "department");
    auto first = stage_of(office, referral.id, ReplyStage::First);
    CHECK(first.referrer == TestOffice::kAobaClinic);
    CHECK(first.department == TestOffice::kGastroenterology);
    CHECK_FALSE(first.doctor);
    CHECK(stage_of(office, referral.id, ReplyStage::ArrivalNotice).referrer ==
          TestOffice::kMinatoClinic);  // what is over stays as it was
    {
        auto tx = office.database->read();
        for (const auto& duty : open_duties_of(tx, office.saeki, case_of(referral.id))) {
            CHECK(duty.partner == TestOffice::kAobaClinic);
            CHECK(duty.place == "消化器内科");
        }
    }
    // The doctor chosen with the text stays, also when the letter's other words are corrected …
    office.clock.advance(std::chrono::minutes{5});
    committed(office, [&](auto& tx) {
        return save_draft(tx, office.saeki, office.clock.now(), first.id, 0,
                          a_full_text(ReplyStage::First), TestOffice::kDrKimura)
            .value();
    });
    office.clock.advance(std::chrono::minutes{5});
    correct([](Referral& next) { next.letter.purpose = "精査"; }, "purpose");
    CHECK(stage_of(office, referral.id, ReplyStage::First).doctor == TestOffice::kDrKimura);
    CHECK(open_chaser_duties(*office.database, office.clock.now()) == 0);
    // … until its department or doctor is.
    correct([](Referral& next) { next.referrer = TestOffice::kMinatoClinic; },
            "referring_facility");
    first = stage_of(office, referral.id, ReplyStage::First);
    CHECK(first.referrer == TestOffice::kMinatoClinic);
    CHECK(first.doctor == TestOffice::kDrKimura);
    correct([](Referral& next) { next.doctor = {}; }, "doctor");
    CHECK_FALSE(stage_of(office, referral.id, ReplyStage::First).doctor);
}

TEST_CASE("a referral withdrawn after the visit owes no reply any more") {
    TestOffice office;
    const auto referral = a_visited_referral(office, kToday);
    committed(office, [&](auto& tx) {
        return save_referral(tx, office.saeki, office.clock.now(),
                             referral.withdraw("紹介元の都合", office.clock.now()).value(),
                             "referral.withdrawn")
            .value();
    });
    CHECK(open_chaser_duties(*office.database, office.clock.now()) == 3);
    CHECK_FALSE(stage_of(office, referral.id, ReplyStage::Final).open());
    CHECK(referral_now(office, referral.id).state == ReferralState::Withdrawn);
}

TEST_CASE("the house sets its own terms; what cannot be a term is left aside [4.1/reply-due]") {
    TestOffice office;
    committed(office, [&](db::Transaction& tx) {
        const auto now = office.clock.now();
        save_setting(tx, office.saeki, now, "reply.first_days", "10");
        save_setting(tx, office.saeki, now, "reply.final_months_after_visit", "-1");
        save_setting(tx, office.saeki, now, "reply.notice_until", "18:00");
        return 0;
    });
    const auto referral = a_visited_referral(office, kToday);
    CHECK(stage_of(office, referral.id, ReplyStage::First).due_on == kToday + days{10});
    CHECK(stage_of(office, referral.id, ReplyStage::Final).due_on == day("2026-12-24"));
    auto tx = office.database->read();
    for (const auto& duty : open_duties_of(tx, office.saeki, case_of(referral.id)))
        if (duty.kind == "reply.arrival_notice")
            CHECK(duty.due_at == instant_in_japan(kToday, std::chrono::hours{18}));
}
