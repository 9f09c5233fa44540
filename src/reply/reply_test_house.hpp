#pragma once

// Referrals whose patients come, for the tests of this folder.

#include "booking/booking_test_house.hpp"
#include "reply/reply_aging.hpp"
#include "reply/reply_sending.hpp"
#include "reply/visit_store.hpp"

namespace kakehashi::testing {

inline const Date kToday = date_in_japan(kTenTwelve);

/// Runs `work` in a write transaction and commits.
template <typename Work>
auto committed(TestOffice& office, Work&& work) {
    auto tx = office.database->write();
    auto result = work(tx);
    tx.commit();
    return result;
}

/// An accepted referral of 循環器内科 from みなと内科クリニック, answered, that waits for the
/// visit.
inline Referral an_awaited_referral(TestOffice& office, std::string_view name = "中川 由美") {
    return committed(office, [&](db::Transaction& tx) {
        const auto now = office.clock.now();
        auto referral =
            an_accepted_referral(tx, office.saeki, now, now + std::chrono::hours{3}, name);
        referral.referrer = TestOffice::kMinatoClinic;
        referral.department = TestOffice::kCardiology;
        referral.doctor = TestOffice::kDrKimura;
        referral.letter.diagnoses = "不安定狭心症の疑い\n高血圧症";
        referral.state = ReferralState::AwaitingVisit;
        return save_referral(tx, office.saeki, now, referral.answer_sent(now).value(),
                             "referral.accepted")
            .value();
    });
}

inline Referral a_visited_referral(TestOffice& office, Date visited_on,
                                   std::string_view name = "中川 由美") {
    const auto referral = an_awaited_referral(office, name);
    return committed(office, [&](db::Transaction& tx) {
        return record_arrival(tx, office.saeki, office.clock.now(), referral.id, visited_on)
            .value();
    });
}

inline ReplyObligation stage_of(TestOffice& office, ReferralId referral, ReplyStage stage) {
    auto tx = office.database->read();
    for (const auto& one : obligations_of(tx, office.saeki, referral))
        if (one.stage == stage) return one;
    return {};
}

inline Referral referral_now(TestOffice& office, ReferralId id) {
    auto tx = office.database->read();
    return find_referral(tx, office.saeki, id).value();
}

/// The kinds of the open duties of a referral, sorted.
inline std::vector<std::string> owed(TestOffice& office, ReferralId id) {
    auto tx = office.database->read();
    std::vector<std::string> kinds;
    for (const auto& duty : open_duties_of(tx, office.saeki, case_of(id)))
        kinds.push_back(duty.kind);
    std::ranges::sort(kinds);
    return kinds;
}

/// A text that may leave.
inline ReplyText a_full_text(ReplyStage stage) {
    ReplyText text;
    text.outcome = "continues";
    text.diagnosis = "労作性狭心症";
    text.course = "内服を調整し、症状は落ち着いています。";
    text.prescription = "変更なし";
    text.further_care = "continues";
    text.refer_again = "安静時の胸痛";
    if (stage != ReplyStage::Final) {
        text.next_report = "検査の結果";
        text.next_report_on = kToday + days{14};
    }
    return text;
}

/// Sends without having drawn ahead.
inline Result<SentReply> send(TestOffice& office, db::Transaction& tx, ReplyObligationId reply,
                              int seen_draft, std::string_view means) {
    const auto now = office.clock.now();
    form::Press press{now};
    return send_reply(office.office, tx, office.saeki, now, press, reply, seen_draft, means);
}

/// Writes the text and sends it by the partner's own means.
inline Result<SentReply> write_and_send(TestOffice& office, db::Transaction& tx,
                                        const ReplyObligation& reply) {
    const auto now = office.clock.now();
    const int seen = current_text(tx, office.saeki, reply).draft_version;
    TRY_DO(save_draft(tx, office.saeki, now, reply.id, seen, a_full_text(reply.stage)));
    return send(office, tx, reply.id, seen + 1, "");
}

}  // namespace kakehashi::testing
