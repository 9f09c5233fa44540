// The four steps of one request as its page shows them, and the form of the next one.
#include "disclosure/disclosure_steps.hpp"

#include "base/era.hpp"
#include "office/access.hpp"

namespace kakehashi::disclosure {
namespace {

Step step_of(std::string title, bool done, bool next, Date on, const std::string& by, Date today) {
    Step step;
    step.title = std::move(title);
    step.state_css = done ? "k-tag ok" : next ? "k-tag info" : "k-tag plain";
    step.state = done ? "済み" : next ? "つぎ" : "まだ";
    if (done) step.when = short_date(on, today) + " " + by;
    return step;
}

/// Facts without a text are left out.
void add_fact(Step& step, std::string term, std::string_view text) {
    if (!text.empty()) step.facts.push_back({std::move(term), std::string{text}});
}

std::string yen_text(int yen) {
    auto digits = std::to_string(yen);
    for (auto at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ",");
    return digits + "円";
}

}  // namespace

std::vector<Step> steps_of(const DisclosureRequest& request, Date today) {
    const auto state = request.state();
    const auto identity = request.identity.value_or(IdentityCheck{});
    const auto decision = request.decision.value_or(Decision{});
    const auto given = request.hand_over.value_or(HandOver{});
    std::vector<Step> steps;
    auto& received = steps.emplace_back(
        step_of("受付", true, false, request.received_on, request.received_by.name, today));
    add_fact(received, "請求した人", requester_text(request));
    add_fact(received, "連絡先", request.contact);
    add_fact(received, "範囲", request.asked);
    add_fact(received, "受け取り方", japanese(request.form));
    auto& identified = steps.emplace_back(step_of("本人確認", request.identity.has_value(),
                                                  state == State::AwaitingIdentity, identity.on,
                                                  identity.by, today));
    add_fact(identified, "見た書類", japanese(identity.document));
    add_fact(identified, "代理人・遺族の書類", japanese(identity.authority));
    auto& decided = steps.emplace_back(step_of("判断", request.decision.has_value(),
                                               state == State::AwaitingDecision, decision.on,
                                               decision.by.name, today));
    add_fact(decided, "判断", japanese(decision.ruling));
    add_fact(decided, "根拠", japanese(decision.ground));
    add_fact(decided, "理由", decision.reason);
    auto& answered =
        steps.emplace_back(step_of("交付・通知", request.hand_over.has_value(),
                                   state == State::AwaitingHandOver, given.on, given.by, today));
    add_fact(answered, "渡し方", japanese(given.means));
    if (request.hand_over) add_fact(answered, "手数料", yen_text(given.fee_yen));
    if (request.withdrawal) {
        auto& ended = steps.emplace_back(
            step_of("取下げ", true, false, request.withdrawal->on, request.withdrawal->by, today));
        add_fact(ended, "理由", request.withdrawal->reason);
    }
    return steps;
}

StepForm next_form(const DisclosureRequest& request, const Typed& typed) {
    StepForm form;
    const auto on = typed.input("on", "日付", iso_date(typed.today));
    switch (request.state()) {
        case State::AwaitingIdentity:
            form.target = url_of(request.id).segment("identity");
            form.title = "本人確認をする";
            form.button = "本人確認を記録する";
            form.hint = "書類の番号は控えません。見たことだけを残します";
            form.selects = {typed.select("document", "見た書類", id_documents())};
            if (request.requester != Requester::Self)
                form.selects.push_back(
                    typed.select("authority", "代理人・遺族の書類", authorities()));
            form.inputs = {on};
            break;
        case State::AwaitingDecision:
            form.target = url_of(request.id).segment("decision");
            form.title = "開示するかどうかを判断する";
            form.button = "判断を記録する";
            form.hint = "全部開示なら、根拠と理由はいりません";
            form.selects = {typed.select("ruling", "判断", rulings()),
                            typed.select("refusal_ground", "開示しない根拠", grounds())};
            form.inputs = {typed.input("reason", "開示しない部分と理由", {}), on};
            form.inputs.front().wide = form.inputs.front().large = true;
            break;
        case State::AwaitingHandOver:
            form.target = url_of(request.id).segment("delivery");
            form.title =
                request.decision->ruling == Ruling::Refused ? "不開示を通知する" : "写しを交付する";
            form.button = "交付・通知を記録する";
            form.selects = {typed.select("answer_means", "渡し方", means())};
            form.inputs = {typed.input("fee_yen", "手数料(円)", "0"), on};
            break;
        default:
            break;
    }
    return form;
}

std::string who_decides(const DisclosureRequest& request, const Viewer& viewer, bool may_rule,
                        bool only_head) {
    if (request.state() != State::AwaitingDecision) return {};
    if (!may_rule) return "開示するかどうかは、室長が判断して記録します";
    if (request.received_by.user != viewer.user) return {};
    return only_head
               ? "受け付けた人は判断できません。室長がほかにいないので、きょうからの「代行」を"
                 "決めてください。代行の人が判断して記録します"
               : "受け付けた人は判断できません。ほかの室長が判断して記録します";
}

}  // namespace kakehashi::disclosure
