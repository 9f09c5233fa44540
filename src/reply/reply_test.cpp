#include "reply/reply.hpp"

#include <doctest/doctest.h>

using namespace kakehashi;

namespace {

Date day(const char* text) {
    return parse_iso_date(text).value();
}

const Instant kNow = instant_in_japan(*make_date(2026, 11, 24), std::chrono::hours{10});

ReplyObligation a_final_reply(const char* counted_from) {
    ReplyObligation obligation;
    obligation.stage = ReplyStage::Final;
    obligation.counted_from = day(counted_from);
    obligation.due_on = obligation.counted_from + days{14};
    return obligation;
}

}  // namespace

TEST_CASE(
    "the first reply is due a week after the visit, the final one a month after it "
    "[4.1/reply-due]") {
    const ReplyTerms terms;
    CHECK(reply_due(ReplyStage::ArrivalNotice, day("2026-11-24"), {}, {}, terms)->due_on ==
          day("2026-11-24"));
    CHECK(reply_due(ReplyStage::First, day("2026-11-24"), {}, {}, terms)->due_on ==
          day("2026-12-01"));
    CHECK(reply_due(ReplyStage::Final, day("2026-11-24"), {}, {}, terms)->due_on ==
          day("2026-12-24"));
    CHECK(reply_due(ReplyStage::Final, day("2027-01-31"), {}, {}, terms)->due_on ==
          day("2027-02-28"));
}

TEST_CASE("after a discharge the final reply is counted from it, two weeks [4.1/reply-due]") {
    const ReplyTerms terms;
    const auto due = reply_due(ReplyStage::Final, day("2026-10-20"), day("2026-10-20"),
                               day("2026-11-06"), terms);
    CHECK(due->counted_from == day("2026-11-06"));
    CHECK(due->due_on == day("2026-11-20"));
}

TEST_CASE("an interim report is owed only for somebody who was admitted [4.1/reply-due]") {
    const ReplyTerms terms;
    CHECK_FALSE(reply_due(ReplyStage::Interim, day("2026-11-24"), {}, {}, terms));
    CHECK(reply_due(ReplyStage::Interim, day("2026-11-24"), day("2026-11-25"), {}, terms)->due_on ==
          day("2026-12-02"));
}

TEST_CASE("the doctor is chased after 7 and 14 days, the head after 30 [4.1/reply-chaser]") {
    auto reply = a_final_reply("2026-11-01");
    CHECK(chaser_due(reply, day("2026-11-08")) == Chaser::None);
    CHECK(chaser_due(reply, day("2026-11-09")) == Chaser::Doctor);
    reply = reply.chase(false, instant_in_japan(day("2026-11-09"), std::chrono::hours{9})).value();
    CHECK(chaser_due(reply, day("2026-11-15")) == Chaser::None);
    CHECK(chaser_due(reply, day("2026-11-16")) == Chaser::DoctorAgain);
    reply = reply.chase(false, instant_in_japan(day("2026-11-16"), std::chrono::hours{9})).value();
    CHECK(chaser_due(reply, day("2026-12-01")) == Chaser::None);
    CHECK(chaser_due(reply, day("2026-12-02")) == Chaser::Head);
    reply = reply.chase(true, instant_in_japan(day("2026-12-02"), std::chrono::hours{9})).value();
    CHECK(chaser_due(reply, day("2027-03-01")) == Chaser::None);
}

TEST_CASE("after the head nobody is chased, whoever was chased before [4.1/reply-chaser]") {
    const auto at = [](const char* on) { return instant_in_japan(day(on), std::chrono::hours{9}); };
    const auto reply = a_final_reply("2026-11-01");
    const auto head_alone = reply.chase(true, at("2026-12-02")).value();
    CHECK(chaser_due(head_alone, day("2026-12-03")) == Chaser::None);
    const auto both =
        reply.chase(false, at("2026-11-10")).value().chase(true, at("2026-12-02")).value();
    CHECK(chaser_due(both, day("2026-12-03")) == Chaser::None);
}

TEST_CASE("a discharge counts the days anew, and the chasers with them [4.1/reply-chaser]") {
    const auto chased = a_final_reply("2026-10-01")
                            .chase(true, instant_in_japan(day("2026-11-05"), std::chrono::hours{9}))
                            .value();
    const auto discharged = chased.with_due({day("2026-11-10"), day("2026-11-24")});
    CHECK(discharged.chasers == 1);
    CHECK(chaser_due(discharged, day("2026-11-17")) == Chaser::None);
    CHECK(chaser_due(discharged, day("2026-11-18")) == Chaser::Doctor);
    const auto same_days = chased.with_due({day("2026-10-01"), day("2026-11-24")});
    CHECK(same_days.chased_head_at);
}

TEST_CASE("nobody is chased for a reply that was sent or is not needed [4.1/reply-chaser]") {
    const auto reply = a_final_reply("2026-10-01");
    CHECK(chaser_due(reply.send(CaseDocumentId{1}, kNow).value(), day("2026-11-24")) ==
          Chaser::None);
    CHECK(chaser_due(reply.set_not_needed("電話で報告ずみ", kNow).value(), day("2026-11-24")) ==
          Chaser::None);
}

TEST_CASE("a letter that left the house cannot be taken back; 返書不要 can") {
    const auto reply = a_final_reply("2026-11-01");
    const auto sent = reply.send(CaseDocumentId{1}, kNow).value();
    CHECK(sent.send(CaseDocumentId{2}, kNow).error().code == "reply.closed");
    CHECK(sent.reopen().error().code == "reply.cannot_reopen");
    CHECK(reply.set_not_needed("", kNow).error().code == "reply.reason_required");
    CHECK(reply.set_not_needed("転院先から報告", kNow).value().reopen().value().open());
}

TEST_CASE("the bands of waiting are those of the page") {
    CHECK(age_band(7) == AgeBand::Week);
    CHECK(age_band(8) == AgeBand::Fortnight);
    CHECK(age_band(14) == AgeBand::Fortnight);
    CHECK(age_band(15) == AgeBand::Month);
    CHECK(age_band(30) == AgeBand::Month);
    CHECK(age_band(31) == AgeBand::Longer);
}

TEST_CASE("a draft holds what is known and leaves to the doctor what only the doctor knows") {
    const KnownFacts facts{.diagnoses = "不安定狭心症の疑い\n高血圧症",
                           .department = "循環器内科",
                           .doctor = "木村 亮",
                           .visited_on = day("2026-11-24"),
                           .admitted_on = day("2026-11-24"),
                           .next_due_on = day("2026-12-24")};
    const auto text = draft_from(ReplyStage::First, facts);
    CHECK(text.diagnosis == "不安定狭心症の疑い");
    CHECK(text.course ==
          "11月24日(火)に当院循環器内科を受診されました。\n11月24日(火)に入院されました。");
    CHECK(text.prescription.empty());
    CHECK(reply_text_from(to_json(text)) == text);
    std::vector<std::string> fields;
    for (const auto& error : missing_for_sending(ReplyStage::First, text))
        fields.push_back(error.field);
    CHECK(fields == std::vector<std::string>{"prescription"});
}
