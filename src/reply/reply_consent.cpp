#include "reply/reply_consent.hpp"

#include <algorithm>

#include "base/messages.hpp"

namespace kakehashi {

std::vector<PaperPart> paper_parts(ReplyStage stage, const ReplyText& text) {
    const auto unsaid = SharedItem::Life | SharedItem::Cost;
    if (stage == ReplyStage::ArrivalNotice) {
        std::vector<PaperPart> parts{{"", SharedItem::Visit, {}, false}};
        const auto in_sentences = unsaid | SharedItem::Tests | SharedItem::Medication;
        if (!text.findings.empty())
            parts.push_back({"findings", SharedItem::Clinical, in_sentences, true});
        if (!text.outcome_note.empty())
            parts.push_back({"outcome_note", SharedItem::Clinical, in_sentences, true});
        return parts;
    }
    std::vector<PaperPart> parts{{"", SharedItem::Visit | SharedItem::Clinical, unsaid, false}};
    if (!text.findings.empty()) parts.push_back({"findings", SharedItem::Tests, {}, true});
    // Always: an empty field would read as "no medicines".
    parts.push_back({"prescription", SharedItem::Medication, {}, true});
    return parts;
}

ReplyText as_it_leaves(ReplyText text, const GivingDecision& decision) {
    const auto leave_out = [&](std::string_view name, std::string& field) {
        if (std::ranges::find(decision.left_out, name) != decision.left_out.end()) field = kLeftOut;
    };
    leave_out("findings", text.findings);
    leave_out("prescription", text.prescription);
    leave_out("outcome_note", text.outcome_note);
    return text;
}

GivingDecision decide_reply(db::Transaction& tx, const Viewer& viewer, const PaperFacts& facts,
                            const ReplyText& text, Date today) {
    const auto parts = paper_parts(facts.reply.stage, text);
    return decide_giving(tx, viewer, facts.referral.patient, facts.referral.referrer, parts, today);
}

consent_parts::Against against_reply(const GivingDecision& decision, const PaperFacts& facts) {
    return consent_parts::against(decision, facts.referral.patient, [](std::string_view field) {
        return std::string{label("reply." + std::string{field})};
    });
}

}  // namespace kakehashi
