#include <algorithm>

#include "demo/play.hpp"
#include "reply/reply_sending.hpp"
#include "reply/reply_store.hpp"

namespace kakehashi::demo {
namespace {

Result<ReplyObligation> stage_of(db::Transaction& tx, const PlayedCase& one, ReplyStage stage) {
    for (auto& obligation : obligations_of(tx, one.by, one.id))
        if (obligation.stage == stage) return std::move(obligation);
    return fail(ErrorKind::NotFound, "reply.not_found");
}

/// What the doctor adds to the facts, enough for the paper to leave.
void fill_in(ReplyText& text, ReplyStage stage, Date today) {
    text.outcome = "continues";
    text.findings = "血液検査と画像検査を行い、緊急の処置を要する所見はありませんでした。";
    text.course = "外来で投薬を始め、症状は軽くなっています。";
    text.prescription = "変更なし";
    text.further_care = "shared";
    text.requests = "血圧と体重の確認をお願いいたします";
    text.refer_again = "症状が安静時にも出るとき";
    if (stage != ReplyStage::Final) {
        text.next_report = "次回の受診のあと";
        text.next_report_on = today + days{21};
    }
}

}  // namespace

Result<void> Play::send(db::Transaction& tx, Instant at, PlayedCase& one, ReplyStage stage,
                        bool with_paper) {
    TRY(auto obligation, stage_of(tx, one, stage));
    if (with_paper) {
        auto current = current_text(tx, one.by, obligation);
        fill_in(current.text, stage, date_in_japan(at));
        TRY_DO(save_draft(tx, one.by, at, obligation.id, current.draft_version, current.text));
        form::Press press{at};
        TRY_DO(send_reply(office_, tx, one.by, at, press, obligation.id, current.draft_version + 1,
                          one.from->means));
        return {};
    }
    obligation.state = ReplyState::Sent;
    obligation.closed_at = at;
    TRY(const auto sent, save_obligation(tx, one.by, obligation));
    record_event(tx, one.by, at, case_of(one.id), one.patient, "reply.sent",
                 json::object({{"stage", std::string{to_text(stage)}},
                               {"obligation", sent.id.value},
                               {"means", one.from->means}}));
    return settle_closed_stage(tx, one.by, at, sent);
}

Result<void> Play::draft(db::Transaction& tx, Instant at, PlayedCase& one, ReplyStage stage,
                         bool asking) {
    TRY(const auto obligation, stage_of(tx, one, stage));
    auto current = current_text(tx, one.by, obligation);
    fill_in(current.text, stage, date_in_japan(at));
    TRY_DO(save_draft(tx, one.by, at, obligation.id, current.draft_version, current.text));
    if (asking) TRY_DO(ask_doctor_for_reply(tx, one.by, at, obligation.id));
    return {};
}

Result<void> Play::chase(db::Transaction& tx, Instant at, PlayedCase& one, ReplyStage stage,
                         bool to_head) {
    TRY(const auto obligation, stage_of(tx, one, stage));
    TRY_DO(kakehashi::chase(tx, one.by, at, obligation.id, to_head,
                            to_head ? "室長に写し" : "今週中に書く、とのこと"));
    return {};
}

Result<void> Play::not_needed(db::Transaction& tx, Instant at, PlayedCase& one, ReplyStage stage) {
    TRY(const auto obligation, stage_of(tx, one, stage));
    TRY_DO(set_not_needed(tx, one.by, at, obligation.id, "紹介元の医師が来院し、口頭で説明ずみ"));
    return {};
}

}  // namespace kakehashi::demo
