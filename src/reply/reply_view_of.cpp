#include "reply/reply_view_of.hpp"

#include <algorithm>

#include "base/era.hpp"
#include "base/messages.hpp"
#include "facility/facility_store.hpp"
#include "patient/patient.hpp"
#include "reply/reply_sending.hpp"
#include "reply/reply_words.hpp"

namespace kakehashi::reply_pages {
namespace {

constexpr std::size_t kVersionsShown = 20;

std::vector<Choice> choices_of(const std::vector<Word>& words, std::string_view chosen) {
    std::vector<Choice> choices;
    choices.reserve(words.size());
    for (const auto& word : words)
        choices.push_back({std::string{word.value}, std::string{word.text}, word.value == chosen});
    return choices;
}

std::vector<Choice> doctor_choices(db::Transaction& tx, const Viewer& viewer,
                                   DepartmentId department, DoctorId chosen) {
    std::vector<Choice> choices;
    auto doctors = doctors_of(tx, viewer.facility);
    // Not std::ranges: clang 14 does not read libstdc++'s subrange.
    std::stable_partition(doctors.begin(), doctors.end(),
                          [&](const Doctor& doctor) { return doctor.department == department; });
    choices.reserve(doctors.size());
    for (const auto& doctor : doctors)
        choices.push_back({doctor.id.text(), doctor.name, doctor.id == chosen});
    return choices;
}

void fill_text(ReplyView& view, const ReplyText& text) {
    view.outcomes = choices_of(outcome_words(), text.outcome);
    view.cares = choices_of(further_care_words(), text.further_care);
    view.outcome_note = text.outcome_note;
    view.diagnosis = text.diagnosis;
    view.findings = text.findings;
    view.course = text.course;
    view.prescription = text.prescription;
    view.requests = text.requests;
    view.refer_again = text.refer_again;
    view.next_report = text.next_report;
    view.next_report_on = text.next_report_on ? iso_date(*text.next_report_on) : "";
    view.next_visit = text.next_visit;
}

/// The fields in which the text that is kept differs from what was typed.
std::vector<Difference> differences(const ReplyText& theirs, const ReplyText& mine) {
    std::vector<Difference> out;
    const auto kept = to_json(theirs);
    const auto typed = to_json(mine);
    for (const auto& member : kept.members())
        if (!(member.value == typed.at(member.key))) {
            const auto words = std::string{member.value.string()};
            out.push_back(
                {std::string{label("reply." + member.key)}, words.empty() ? "(空)" : words});
        }
    return out;
}

std::string_view state_css(ReplyState state) {
    switch (state) {
        case ReplyState::Open:
            return "k-tag soon";
        case ReplyState::Drafted:
            return "k-tag info";
        case ReplyState::Asking:
            return "k-tag wait";
        case ReplyState::Sent:
            return "k-tag ok";
        case ReplyState::NotNeeded:
            break;
    }
    return "k-tag plain";
}

void add_patient(ReplyView& view, const PaperFacts& facts, Date today) {
    const auto& names = facts.names;
    view.patient = names.patient_name;
    view.patient_kana = names.patient_kana;
    view.patient_age = age_and_sex(names.patient_born_on, names.patient_sex, today);
    view.patient_born = names.patient_born_on ? both_calendars(*names.patient_born_on) : "─";
    view.patient_number = patient_number_text(names.patient_number);
    view.patient_url = patient_url(facts.referral.patient);
    view.caution = names.patient_caution;
}

void add_facts(ReplyView& view, const PaperFacts& facts, Date today) {
    const auto add = [&](const char* term, const std::string& text) {
        if (!text.empty()) view.facts.push_back({term, text});
    };
    const auto& referral = facts.referral;
    const auto& letter = referral.letter;
    add("紹介元", facts.names.referrer_name +
                      (letter.referring_doctor.empty() ? "" : " " + letter.referring_doctor));
    if (referral.visited_on) add("受診日", short_date(*referral.visited_on, today));
    if (referral.admitted_on) add("入院", short_date(*referral.admitted_on, today));
    if (referral.discharged_on) add("退院", short_date(*referral.discharged_on, today));
    add("傷病名", letter.diagnoses);
    add("紹介目的", letter.purpose);
    add("既往歴", letter.history);
    add("アレルギー・禁忌", letter.allergies);
    add("症状経過・検査", letter.course);
    add("治療経過", letter.treatment);
    add("現在の処方", letter.medication);
    add("備考・希望", letter.remarks);
}

void add_stages(ReplyView& view, db::Transaction& tx, const Viewer& viewer,
                const ReplyObligation& current, Instant now) {
    for (const auto& stage : obligations_of(tx, viewer, current.referral)) {
        StageLine line;
        line.name = japanese(stage.stage);
        line.state = japanese(stage.state);
        line.css = state_css(stage.state);
        line.detail = stage.closed_at ? moment_text(*stage.closed_at, now)
                                      : "目安 " + short_date(stage.due_on, date_in_japan(now));
        line.current = stage.id == current.id;
        if (!line.current) line.url = reply_url(stage.id);
        view.stages.push_back(std::move(line));
    }
}

/// What the version changed against the one before it.
std::string changed_fields(const ReplyText& version, const ReplyText* before) {
    if (!before) return "はじめて保存";
    std::string out;
    for (const auto& difference : differences(version, *before))
        out += (out.empty() ? "" : "・") + difference.field;
    return out.empty() ? "変更なし" : out;
}

void add_versions(ReplyView& view, const std::vector<ReplyDraft>& drafts, Instant now) {
    for (std::size_t i = 0; i < drafts.size() && i < kVersionsShown; ++i) {
        const auto* before = i + 1 < drafts.size() ? &drafts[i + 1].text : nullptr;
        view.versions.push_back(
            {moment_text(drafts[i].written_at, now),
             "第" + std::to_string(drafts[i].version) + "版 " + drafts[i].written_by,
             changed_fields(drafts[i].text, before), i == 0});
    }
    view.draft_state = drafts.empty() ? "わかっていることから下書きしました。まだ保存していません"
                                      : view.versions.front().by + " " + view.versions.front().when;
}

void add_documents(ReplyView& view, db::Transaction& tx, const Viewer& viewer,
                   const ReplyObligation& reply, Date today) {
    if (!reply.document) return;
    const auto about = case_of(reply.referral);
    for (const auto& document : documents_of_case(tx, viewer, about))
        if (document.id == reply.document || (document.kind == kCoverDocument && reply.closed_at &&
                                              document.created_at == *reply.closed_at))
            view.documents.push_back({document.title, document.number,
                                      html::Url::path("/documents").segment(document.id.value)});
    for (const auto& sending : sendings_of_case(tx, viewer, about))
        if (sending.document == reply.document) {
            view.misdirected =
                html::Url::path("/incidents/new").with("document", sending.document.value);
            view.closed_words += "(" + std::string{japanese_means(sending.means)} +
                                 (sending.address.empty() ? "" : " " + sending.address) + "、" +
                                 sending.sent_by + ")" + opening_words(sending, today);
        }
}

void add_urls(ReplyView& view, const ReplyObligation& reply) {
    const auto base = reply_url(reply.id);
    view.list = html::Url::path("/replies");
    view.referral_url = referral_url(reply.referral);
    view.save = base.segment("draft");
    view.preview = base.segment("preview.pdf");
    view.reopen = base.segment("reopening");
    view.admission = base.segment("admission");
    view.discharge = base.segment("discharge");
    const auto id = reply.id.value;
    view.sending = html::Url::path("/replies/sending").with("id", id);
    view.chaser = html::Url::path("/replies/chaser").with("id", id);
    view.not_needed = html::Url::path("/replies/not-needed").with("id", id);
}

}  // namespace

Result<ReplyView> reply_view_of(Office& office, db::Transaction& tx, const http::Request& request,
                                ReplyObligationId id, const Typed* typed) {
    const auto& viewer = office::viewer_of(request);
    const auto now = office.clock.now();
    const auto today = date_in_japan(now);
    TRY(const auto reply, find_obligation(tx, viewer, id));
    TRY(const auto facts, paper_facts(tx, viewer, reply));
    const auto drafts = drafts_of(tx, viewer, id);
    auto text = drafts.empty() ? draft_from(reply.stage, known_facts(tx, viewer, reply))
                               : drafts.front().text;

    ReplyView view;
    view.frame = office::make_frame(office, tx, request, std::string{japanese(reply.stage)},
                                    "/replies", true);
    view.id = id.value;
    view.title = japanese(reply.stage);
    view.number = facts.referral.number;
    view.state = japanese(reply.state);
    view.state_css = state_css(reply.state);
    view.due = "目安 " + short_date(reply.due_on, today);
    view.left = remaining(reply.due_on, now);
    view.late = reply.open() && reply.due_on < today;
    view.open = reply.open();
    view.notice = reply.stage == ReplyStage::ArrivalNotice;
    view.last = reply.stage == ReplyStage::Final;
    view.can_reopen = reply.state == ReplyState::NotNeeded;
    view.visited = facts.referral.state == ReferralState::Visited;
    view.admitted = facts.referral.admitted_on && !facts.referral.discharged_on;
    view.today = iso_date(today);
    if (reply.closed_at)
        view.closed_words =
            moment_text(*reply.closed_at, now) +
            (reply.state == ReplyState::Sent ? " に送りました"
                                             : " に返書不要としました。" + reply.not_needed_reason);
    add_urls(view, reply);
    add_patient(view, facts, today);
    add_facts(view, facts, today);
    add_stages(view, tx, viewer, reply, now);
    add_versions(view, drafts, now);
    add_documents(view, tx, viewer, reply, today);

    ReplyText leaving = text;
    if (view.open) {
        const auto decision = decide_reply(tx, viewer, facts, text, today);
        view.against = against_reply(decision, facts);
        leaving = as_it_leaves(std::move(leaving), decision);
    }
    for (auto& line : letter_lines(facts, leaving))
        view.letter.push_back({std::move(line.label), std::move(line.text)});
    if (view.open)
        for (auto error : missing_for_sending(reply.stage, leaving)) {
            error.field = "reply." + error.field;
            view.missing.emplace_back(label(error.field));
        }
    view.seen = drafts.empty() ? 0 : drafts.front().version;
    auto doctor = reply.doctor;
    if (typed) {
        if (typed->conflict) {
            view.conflict = drafts.empty() ? "この返書は先に変わっています"
                                           : drafts.front().written_by + "さんが " +
                                                 moment_text(drafts.front().written_at, now) +
                                                 " に保存しました";
            view.differences = differences(text, typed->text);
        } else {
            view.seen = typed->seen;
        }
        text = typed->text;
        doctor = typed->doctor;
        view.errors = typed->errors;
    }
    fill_text(view, text);
    if (typed) view.next_report_on = typed->next_report_on;
    view.doctors = doctor_choices(tx, viewer, reply.department, doctor);
    return view;
}

}  // namespace kakehashi::reply_pages
