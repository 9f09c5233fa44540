#include "referral/referral_pane.hpp"

#include "base/era.hpp"
#include "platform/document/document_store.hpp"
#include "referral/caution.hpp"

namespace kakehashi::referral_pages {
namespace {

Pick::Reason reason_of(const SimilarityReason& reason) {
    switch (reason.agreement) {
        case Agreement::Differs:
            return {"n", "x", "合わない", reason.text};
        case Agreement::Unknown:
            return {"q", "q", "未確認", reason.text};
        case Agreement::Matches:
            break;
    }
    return {"y", "check", "合う", reason.text};
}

PaneAction opens(std::string label, Url url, std::string icon = {}) {
    return {std::move(label), "k-btn", std::move(icon), std::move(url), false, false, {}};
}

std::vector<PaneFact> facts_of(const Referral& referral, const ReferralNames& names, Instant now) {
    std::vector<PaneFact> facts{{"番号", referral.number, false}};
    const auto add = [&](std::string term, std::string text, bool pressing = false) {
        if (!text.empty()) facts.push_back({std::move(term), std::move(text), pressing});
    };
    if (referral.answer_due_at && !referral.answered_at && !is_closed(referral.state))
        add("返答の約束",
            moment_text(*referral.answer_due_at, now) + " まで(" +
                remaining(*referral.answer_due_at, now) + ")",
            *referral.answer_due_at - now <= std::chrono::hours{2});
    add("紹介元", names.referrer_name + (referral.letter.referring_doctor.empty()
                                             ? ""
                                             : " " + referral.letter.referring_doctor + " 医師"));
    add("電話", names.referrer_phone);
    add("受診科", names.department_name +
                      (names.doctor_name.empty() ? "" : " " + names.doctor_name + " 医師"));
    add("傷病名", first_line(referral.letter.diagnoses));
    add("紹介目的", first_line(referral.letter.purpose));
    add("連絡先", names.patient_contact.empty() ? names.patient_phone : names.patient_contact);
    if (!referral.decision_note.empty()) add("判断", referral.decision_note);
    return facts;
}

}  // namespace

PaneAction posts(std::string label, Url url, int version, std::string icon) {
    return {std::move(label),
            "k-btn",
            std::move(icon),
            std::move(url),
            true,
            false,
            {{"version", std::to_string(version)}}};
}

std::vector<Pick> picks_of(const ReadPatient& read, const std::vector<SimilarPatient>& similar,
                           Date today) {
    std::vector<Pick> picks;
    const auto* certain = certain_match(read.who, similar);
    for (const auto& one : similar) {
        Pick pick;
        pick.value = one.patient.id.text();
        pick.name = one.patient.name;
        pick.facts = "さん " + age_and_sex(one.patient, today);
        pick.number = patient_number_text(one.patient.number);
        for (const auto& reason : one.reasons) pick.reasons.push_back(reason_of(reason));
        pick.chosen = certain ? certain == &one : false;
        picks.push_back(std::move(pick));
    }
    Pick fresh;
    fresh.value = "new";
    fresh.name = similar.empty() ? read.who.name + " さんを新しい患者として登録"
                                 : "どなたでもない(新しい患者)";
    fresh.chosen = similar.empty();
    picks.push_back(std::move(fresh));
    return picks;
}

std::vector<Pane::Overlap> overlaps_of(db::Transaction& tx, const Viewer& viewer,
                                       const Referral& referral, PatientId likely) {
    std::vector<Pane::Overlap> overlaps;
    std::optional<CaseDocument> earlier;
    if (referral.original)
        if (const auto original = find_document(tx, viewer, referral.original))
            for (const auto& same : documents_with_hash(tx, viewer, original->hash))
                if (same.about.kind == "referral" && same.about.id != referral.id.value &&
                    same.id < original->id)
                    earlier = same;
    if (earlier)
        overlaps.push_back(
            {"today", "alert", "同じFAXの再送", "くらべる", url_of(ReferralId{earlier->about.id})});
    else
        overlaps.push_back({"ok", "check", "同じFAXの再送", "なし", {}});
    if (!likely) return overlaps;
    bool open = false;
    for (const auto& other : open_referrals_of(tx, viewer, likely, referral.referrer)) {
        if (other.id == referral.id) continue;
        open = true;
        overlaps.push_back(
            {"today", "alert", "進行中の紹介 " + other.number, "くらべる", url_of(other.id)});
    }
    if (!open) overlaps.push_back({"ok", "check", "同じ紹介元の進行中の紹介", "なし", {}});
    return overlaps;
}

std::vector<PaneAction> actions_of(const Referral& referral) {
    const auto here = url_of(referral.id);
    std::vector<PaneAction> actions;
    switch (referral.state) {
        case ReferralState::AskingDoctor:
        case ReferralState::AwaitingDecision:
            actions = {
                posts("受入可と返答する", here.segment("acceptance"), referral.version, "check"),
                opens("受入不可…", here.segment("decline")),
                opens("他院へ案内…", here.segment("forward"))};
            if (referral.urgency == Urgency::Emergency) {
                auto walk_in =
                    posts("予約なしで受け入れる", here.segment("acceptance"), referral.version);
                walk_in.fields.emplace_back("walk_in", "1");
                actions.insert(actions.begin() + 1, std::move(walk_in));
            }
            break;
        case ReferralState::AwaitingBooking:
            actions = {opens("予約を取る",
                             Url::path("/bookings").with("referral", referral.id.text()), "cal")};
            break;
        case ReferralState::Declined:
        case ReferralState::Forwarded:
        case ReferralState::AwaitingVisit:
            if (!referral.closed_at && !referral.answered_at)
                actions.push_back(opens("紹介元へ返答を送る", here.segment("answer"), "send"));
            if (referral.state == ReferralState::AwaitingVisit)
                actions.push_back(opens("予約を見る",
                                        Url::path("/bookings").with("referral", referral.id.text()),
                                        "cal"));
            break;
        case ReferralState::NoShow:
            actions = {opens("患者と紹介元に連絡する",
                             Url::path("/arrivals").segment(referral.id.value).segment("absence"),
                             "phone"),
                       opens("予約を取り直す",
                             Url::path("/bookings").with("referral", referral.id.text()), "cal"),
                       opens("取り下げ…", here.segment("withdrawal"))};
            break;
        case ReferralState::Visited:
        case ReferralState::Replied:
            actions = {opens("返書管理を開く", Url::path("/replies"), "reply")};
            break;
        default:
            break;
    }
    if (!actions.empty()) {
        actions.front().leading = true;
        actions.front().css = "k-btn pri";
    }
    return actions;
}

Pane pane_of(Office& office, db::Transaction& tx, const Viewer& viewer, const Frame& frame,
             ReferralId id) {
    const auto found = find_referral(tx, viewer, id);
    if (!found) return {};
    const auto& referral = *found;
    const auto now = office.clock.now();
    const auto today = date_in_japan(now);
    const auto names = names_of(tx, viewer, id);
    Pane pane;
    pane.frame = &frame;
    pane.details = url_of(id);
    pane.version = referral.version;
    pane.reference =
        std::string{japanese(referral.door)} + " " + moment_text(referral.received_at, now);
    pane.tag = japanese(referral.state);
    pane.tag_icon = icon_of(referral.door);
    pane.tag_css = referral.urgency == Urgency::Emergency ? "k-tag crit" : "k-tag info";
    if (referral.original)
        if (const auto original = find_document(tx, viewer, referral.original);
            original && (original->media_type.starts_with("image/") ||
                         original->media_type == "application/pdf")) {
            pane.image = Url::path("/documents")
                             .segment(original->id.value)
                             .segment("pages")
                             .segment("1.png");
            pane.image_text = "原本 1枚目の画像";
        }
    pane.heading = names.patient_name.empty() ? std::string{japanese(referral.state)}
                                              : patient_line(names.patient_name, names.patient_sex,
                                                             names.patient_born_on, today);
    if (referral.state != ReferralState::Received) {
        pane.caution = caution_of(names.patient_caution, referral.letter.allergies);
        pane.facts = facts_of(referral, names, now);
        pane.actions = actions_of(referral);
        if (referral.patient && !referral.closed_at) {
            auto overlaps = overlaps_of(tx, viewer, referral, referral.patient);
            std::erase_if(overlaps, [](const auto& overlap) { return overlap.url.empty(); });
            pane.overlaps = std::move(overlaps);
        }
        return pane;
    }
    pane.tag = "未登録";
    pane.tag_css = "k-tag due";
    pane.aside_url = url_of(id).segment("set-aside");
    pane.register_url = url_of(id).segment("registration");
    const auto read = read_patient_of(tx, viewer, id);
    PatientId likely;
    if (read && !read->empty() && referral.referrer) {
        const auto similar = similar_patients(tx, viewer, read->who);
        pane.heading = "この患者はどなたですか";
        pane.patient =
            patient_line(read->who.name, to_text(read->who.sex), read->who.born_on, today) +
            (referral.door == Door::Portal ? "(紹介元の入力)" : " と読み取り");
        pane.asks_patient = true;
        pane.only_new = similar.empty();
        pane.picks = picks_of(*read, similar, today);
        if (!similar.empty()) likely = similar.front().patient.id;
    } else {
        pane.heading = "この紹介状を登録します";
        pane.patient = referral.sender_note;
        pane.must_open = true;
    }
    pane.overlaps = overlaps_of(tx, viewer, referral, likely);
    return pane;
}

}  // namespace kakehashi::referral_pages
