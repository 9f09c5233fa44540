// The steps of one incident as its page shows them, and the forms of those that can be taken now.
#include "incident/incident_steps.hpp"

#include <algorithm>

#include "base/era.hpp"

namespace kakehashi::incident {
namespace {

struct StepText {
    StepKind kind;
    const char *path, *title, *button, *label, *hint;
};
constexpr StepText kTexts[] = {
    {StepKind::FirstReport, "first-report", "速報を記録する", "速報を記録する",
     "受付番号・報告のしかた",
     "個人情報保護委員会のサイトの報告フォームから、いまわかっていることを送ります"},
    {StepKind::Notice, "notice", "本人への通知を記録する", "通知を記録する", "だれに、何を伝えたか",
     "患者の氏名は書きません。本人に知らせるのが難しいときは、代わりの措置を選びます"},
    {StepKind::FinalReport, "final-report", "確報を記録する", "確報を記録する",
     "受付番号・報告のしかた", "速報とおなじ報告フォームの「続報」から、9つの事項すべてを送ります"},
    {StepKind::Prevention, "prevention", "再発防止策を書く", "再発防止策を記録する", "再発防止策",
     "何を、だれが、いつから変えるか"},
    {StepKind::NoReport, "no-report", "報告しないと判断する", "報告しない判断を記録する",
     "そう判断したわけ", ""},
};

const StepText& text_of(StepKind kind) {
    return *std::ranges::find(kTexts, kind, &StepText::kind);
}

StepForm form_of(const Incident& incident, StepKind kind, const office::Typed& typed) {
    const auto& text = text_of(kind);
    StepForm form;
    form.target = url_of(incident.id).segment(text.path);
    form.id = to_text(kind);
    form.title = text.title;
    form.button = text.button;
    form.hint = text.hint;
    if (kind == StepKind::Notice)
        form.selects = {typed.select(field_of(kind, "notice_means"), "方法", means())};
    if (kind == StepKind::NoReport)
        form.selects = {typed.select(field_of(kind, "exemption"), "理由", exemptions())};
    form.inputs = {typed.input(field_of(kind, "on"), "日付", iso_date(typed.today)),
                   typed.text(field_of(kind, "step_text"), text.label, {})};
    form.inputs[1].required = true;
    return form;
}

/// Facts without a text are left out.
void add_fact(StepLine& line, std::string term, std::string_view text) {
    if (!text.empty()) line.facts.push_back({std::move(term), std::string{text}});
}

StepLine done_line(const Step& step, Date today) {
    StepLine line;
    line.title = japanese(step.kind);
    line.when = short_date(step.on, today) + " " + step.by.name;
    line.state = "済み";
    line.state_css = "k-tag ok";
    add_fact(line, step.kind == StepKind::Notice ? "方法" : "理由",
             step.kind == StepKind::Notice ? japanese(step.means) : japanese(step.exemption));
    add_fact(line, step.kind == StepKind::NoReport ? "わけ" : "内容", step.text);
    return line;
}

StepLine coming_line(StepKind kind, bool is_next) {
    StepLine line;
    line.title = japanese(kind);
    line.state = is_next ? "つぎ" : "まだ";
    line.state_css = is_next ? "k-tag info" : "k-tag plain";
    return line;
}

StepLine taken_back_line(const Step& step, const Step& by, Date today) {
    auto line = done_line(step, today);
    line.state = "取り消し";
    line.state_css = "k-tag plain";
    add_fact(line, "取り消し", short_date(by.on, today) + " " + by.by.name);
    add_fact(line, "取り消したわけ", by.text);
    return line;
}

bool is_next(const Incident& incident, StepKind kind) {
    if (kind == StepKind::FinalReport && !incident.standing(StepKind::FirstReport)) return false;
    const auto owed = incident.owed({});
    return std::ranges::any_of(owed, [&](const Owed& one) {
        return one.kind == "incident." + std::string{to_text(kind)};
    });
}

}  // namespace

std::string field_of(StepKind kind, std::string_view name) {
    return std::string{to_text(kind)} + "." + std::string{name};
}

std::string taking_back_field(StepId step) {
    return "taken_back_" + step.text() + ".step_text";
}

std::vector<StepLine> steps_of(const Incident& incident, bool may_work,
                               const office::Typed& typed) {
    std::vector<StepLine> lines;
    auto& reported = lines.emplace_back();
    reported.title = "届け出";
    reported.when = short_date(incident.reported_on, typed.today) + " " + incident.reported_by.name;
    reported.state = "済み";
    reported.state_css = "k-tag ok";
    for (const auto& step : incident.steps)
        if (const auto* const by = incident.taken_back_by(step))
            lines.push_back(taken_back_line(step, *by, typed.today));
    for (const auto kind : {StepKind::NoReport, StepKind::FirstReport, StepKind::Notice,
                            StepKind::FinalReport, StepKind::Prevention}) {
        if (const auto* const step = incident.standing(kind)) {
            auto& line = lines.emplace_back(done_line(*step, typed.today));
            const bool again = incident.take_back(step->id, "?", {}, typed.today).has_value();
            if (!may_work || !again) continue;
            line.id = step->id.text();
            line.taking_back = typed.input(taking_back_field(step->id), "取り消すわけ", {});
        } else if (kind == StepKind::Prevention ||
                   (kind != StepKind::NoReport && incident.is_reported())) {
            lines.push_back(coming_line(kind, is_next(incident, kind)));
        }
    }
    auto& ended = lines.emplace_back();
    ended.title = "終了";
    if (incident.closing) {
        ended.when =
            short_date(incident.closing->on, typed.today) + " " + incident.closing->by.name;
        ended.state = "済み";
        ended.state_css = "k-tag ok";
    } else {
        const bool next = incident.state() == State::AwaitingClosing;
        ended.state = next ? "つぎ" : "まだ";
        ended.state_css = next ? "k-tag info" : "k-tag plain";
    }
    return lines;
}

std::vector<StepForm> forms_of(const Incident& incident, const office::Typed& typed) {
    std::vector<StepForm> forms;
    if (!incident.is_open()) return forms;
    const auto add = [&](StepKind kind) { forms.push_back(form_of(incident, kind, typed)); };
    const bool reported = incident.is_reported();
    const bool first = incident.standing(StepKind::FirstReport) != nullptr;
    if (reported && !first) add(StepKind::FirstReport);
    if (!incident.standing(StepKind::Notice)) add(StepKind::Notice);
    if (first && !incident.standing(StepKind::FinalReport)) add(StepKind::FinalReport);
    if (incident.state() == State::AwaitingPrevention) {
        add(StepKind::Prevention);
        std::ranges::rotate(forms, forms.end() - 1);
    }
    if (!forms.empty()) forms.front().primary = true;
    return forms;
}

StepForm no_report_form(const Incident& incident, const office::Typed& typed) {
    const bool may =
        incident.is_open() && incident.is_reported() && !incident.standing(StepKind::FirstReport);
    return may ? form_of(incident, StepKind::NoReport, typed) : StepForm{};
}

StepForm closing_form(const Incident& incident) {
    StepForm form;
    form.target = url_of(incident.id).segment("closing");
    form.id = "closing";
    form.title = "終了にする";
    form.button = "終了にする";
    form.hint = "すべての手続きが済んでいます。終了にすると、もう書き加えられません";
    form.primary = true;
    return form;
}

}  // namespace kakehashi::incident
