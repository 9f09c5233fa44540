// How this feature's duties and events read.
#include "base/era.hpp"
#include "platform/document/document_store.hpp"
#include "referral/referral_edit.hpp"
#include "referral/referral_pane.hpp"
#include "referral/referral_routes.hpp"

namespace kakehashi::referral_pages {
namespace {

std::string text_in(const Event& event, std::string_view key) {
    return std::string{event.data.at(key).string()};
}

/// 「: 車いす」 after a word, when there is something to say.
std::string with(const std::string& words, const std::string& more) {
    return more.empty() ? words : words + "。" + more;
}

NextAction next_action(Office& office, db::Transaction& tx, const Viewer& viewer,
                       const Duty& duty) {
    const Frame frame;
    const ReferralId id{duty.about.id};
    auto pane = pane_of(office, tx, viewer, frame, id);
    NextAction next;
    if (!pane.frame) return next;
    next.reference = pane.reference;
    next.details = url_of(id);
    next.caution = pane.caution;
    for (const auto& fact : pane.facts)
        next.facts.push_back({fact.term, fact.text, {}, fact.pressing});
    for (const auto& action : pane.actions)
        next.actions.push_back(
            {action.label, action.url, action.posts, action.icon, action.fields});
    if (next.actions.empty())
        next.actions.push_back({"原本を見て登録する", url_of(id), false, "edit", {}});
    return next;
}

/// くらべる is reading: it ends by a word.
NextAction compare_action(Office& office, db::Transaction& tx, const Viewer& viewer,
                          const Duty& duty) {
    auto next = next_action(office, tx, viewer, duty);
    const auto here = url_of(ReferralId{duty.about.id});
    next.actions = {{"原本と紹介内容をくらべる", here.at("original"), false, "eye", {}},
                    {"くらべました", here.segment("comparison"), true, "check", {}}};
    if (duty.kind == kDutyAdded) {
        next.facts.insert(next.facts.begin(), {"届いたもの", duty.note, {}, true});
        next.actions[0].label = "届いた書類を見る";
        next.actions[1].label = "確かめました";
    }
    return next;
}

NextAction inbox_action(Office&, db::Transaction&, const Viewer&, const Duty& duty) {
    NextAction next;
    next.facts.push_back({"理由", duty.note, {}, true});
    next.actions.push_back(
        {"届いたファイルを手で取り込む", Url::path("/referrals/import"), false, "inbox", {}});
    return next;
}

DutyKind kind(std::string word, std::string icon, std::string heading) {
    return {std::move(word), std::move(icon),
            [heading = std::move(heading)](const Duty&) { return heading; }, next_action};
}

std::string received_text(const Event& event) {
    const auto door = parse_door(text_in(event, "door"));
    std::string text = (door ? std::string{japanese(*door)} : std::string{"紹介"}) + " 受信";
    const auto sender = text_in(event, "sender");
    return sender.empty() ? text : text + " " + sender;
}

std::string declined_text(const Event& event) {
    for (const auto& reason : decline_reasons())
        if (reason.code == text_in(event, "reason")) return "受入不可。" + std::string{reason.text};
    return "受入不可";
}

/// Another referral by its number, with the way there.
auto names_other(std::string before, std::string after) {
    return [before = std::move(before), after = std::move(after)](const Event& event) {
        const auto id = event.data.at("referral").integer();
        return TimelineText{before + text_in(event, "number") + after,
                            id ? url_of(ReferralId{*id}) : Url{}};
    };
}

std::string attachments_text(const Event& event) {
    return "添付 " + std::to_string(event.data.at("count").integer().value_or(0)) + "点(" +
           text_in(event, "titles") + ")";
}

std::string papers_text(const Event& event) {
    return "紹介元がポータルから書類を追加 " +
           std::to_string(event.data.at("count").integer().value_or(0)) + "点";
}

std::string answered_text(const Event& event) {
    const auto means = text_in(event, "means");
    return "紹介元へ返答(" + std::string{means == "phone" ? "電話" : japanese_means(means)} + ")";
}

}  // namespace

std::map<std::string, DutyKind> duty_kinds() {
    return {{std::string{kDutyRegister}, kind("受付", "inbox", "紹介状を登録する")},
            {std::string{kDutyDecide}, kind("受入", "user", "受入の可否を返答する")},
            {std::string{kDutyAskDoctor}, kind("受入", "user", "医師の返事を記録する")},
            {std::string{kDutyCompare},
             {"受付", "inbox", [](const Duty&) { return "紹介状の新しい版をくらべる"; },
              compare_action}},
            {std::string{kDutyAdded},
             {"受付", "inbox", [](const Duty&) { return "追加の書類を確かめる"; }, compare_action}},
            {std::string{kDutyInbox},
             {"受付", "alert", [](const Duty&) { return "取込フォルダを確かめる"; }, inbox_action}},
            {std::string{kDutyAnswer}, kind("返答", "send", "紹介元へ返答を送る")},
            {std::string{kDutyNoShow}, kind("未受診", "alert", "未受診を患者と紹介元に連絡する")}};
}

std::map<std::string, std::function<TimelineText(const Event&)>> timeline_texts() {
    const auto says = [](auto words) {
        return [words](const Event& event) { return TimelineText{words(event)}; };
    };
    const auto fixed = [](const char* words) {
        return [words](const Event&) { return TimelineText{words}; };
    };
    return {
        {"referral.received", says(received_text)},
        {"referral.read",
         [](const Event& event) {
             const bool typed = event.data.at("typed").boolean();
             return TimelineText{text_in(event, "name") +
                                 (typed ? " さん(紹介元の入力)" : " さんと読み取り")};
         }},
        {"referral.same_bytes", names_other("同じFAXの再送(", ")")},
        {"referral.follows_closed", names_other("終結した紹介(", ")の紹介状の新しい版")},
        {"referral.followed", names_other("終結のあとに新しい版を受信(", ")")},
        {"referral.doubts",
         [](const Event& event) {
             return TimelineText{"読み取りで確かめること:" + text_in(event, "text")};
         }},
        {"referral.attachments", says(attachments_text)},
        {"referral.compared", fixed("新しい版をくらべた")},
        {"referral.papers_seen", fixed("追加の書類を確かめた")},
        {"referral.papers_added", says(papers_text)},
        {"referral.recalled", fixed("紹介元が送信を取り消した")},
        {"referral.letter_renewed", fixed("同じ番号の紹介状の新しい版を受信")},
        {"referral.registered", fixed("登録。患者と照合")},
        {"referral.set_aside",
         [](const Event& event) {
             return TimelineText{with("紹介でないものとして片づけた", text_in(event, "reason"))};
         }},
        {"referral.edited", says(edit_text)},
        {"referral.source_linked",
         [](const Event& event) {
             return TimelineText{"原本の場所に結んだ:" + text_in(event, "field")};
         }},
        {"referral.asked",
         [](const Event& event) {
             return TimelineText{with("医師に確認", text_in(event, "question"))};
         }},
        {"referral.accepted", fixed("受入可")},
        {"referral.declined", says(declined_text)},
        {"referral.forwarded",
         [](const Event& event) { return TimelineText{with("他院へ案内", text_in(event, "to"))}; }},
        {"referral.answered", says(answered_text)},
        {"referral.withdrawn",
         [](const Event& event) {
             return TimelineText{with("取り下げ", text_in(event, "reason"))};
         }},
        {"referral.taken_back", fixed("判断を元にもどした")},
        {"referral.assigned", fixed("担当を決めた")},
        {"referral.reception_sheet", fixed("受付票を印刷")},
    };
}

}  // namespace kakehashi::referral_pages
