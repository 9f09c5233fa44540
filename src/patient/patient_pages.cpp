#include "patient/patient_pages.hpp"

#include "base/era.hpp"
#include "patient/patient_parts.hpp"
#include "patient/patient_seal.hpp"

namespace kakehashi {
namespace patient_pages {

html::Url url_of(PatientId id) {
    return html::Url::path("/patients").segment(id.value);
}

std::string birth_text(const Patient& patient) {
    return patient.born_on ? both_calendars(*patient.born_on) : "不明";
}

Band band_of(const Patient& patient, Date today) {
    return {patient.name,
            patient.kana,
            age_and_sex(patient, today),
            birth_text(patient),
            patient_number_text(patient.number),
            patient.phone,
            patient.contact,
            patient.needs,
            patient.last_visit,
            patient.caution};
}

Line line_of(const Patient& patient, Date today, html::Url url,
             const std::vector<SimilarityReason>& reasons) {
    Line line;
    line.url = std::move(url);
    line.name = patient.name;
    line.kana = patient.kana;
    line.person = age_and_sex(patient, today);
    line.born_on = birth_text(patient);
    line.number = patient_number_text(patient.number);
    line.phone = patient.phone;
    for (const auto& reason : reasons) {
        switch (reason.agreement) {
            case Agreement::Differs:
                line.reasons.push_back({"n", "x", "合わない", reason.text});
                break;
            case Agreement::Unknown:
                line.reasons.push_back({"q", "q", "未確認", reason.text});
                break;
            case Agreement::Matches:
                line.reasons.push_back({"y", "check", "合う", reason.text});
                break;
        }
    }
    return line;
}

std::string joined(const std::vector<std::string>& reasons) {
    std::string out;
    for (const auto& reason : reasons) out += (out.empty() ? "" : "・") + reason;
    return out;
}

}  // namespace patient_pages

namespace {

TimelineText changed_text(const Event& event) {
    std::string fields;
    for (const auto& change : event.data.at("changes").array())
        fields += (fields.empty() ? "" : "・") + std::string{change.at("field").string()};
    return {"患者の情報を直した" + (fields.empty() ? fields : ":" + fields)};
}

auto with_reason(std::string words) {
    return [words = std::move(words)](const Event& event) {
        const auto reason = event.data.at("reason").string();
        return TimelineText{words + (reason.empty() ? std::string{} : "。" + std::string{reason})};
    };
}

TimelineText merged_text(const Event& event) {
    const auto reason = event.data.at("reason").string();
    return {"二重の記録を統合" + (reason.empty() ? std::string{} : "。" + std::string{reason})};
}

}  // namespace

Feature patient_feature() {
    Feature feature;
    feature.name = "patient";
    feature.timeline = {
        {"patient.registered", [](const Event&) { return TimelineText{"患者を登録"}; }},
        {"patient.changed", changed_text},
        {"patient.merged", merged_text},
        {"patient.unmerged", [](const Event&) { return TimelineText{"統合を元にもどした"}; }},
        {"patient.sealed", [](const Event&) { return TimelineText{"閲覧を制限"}; }},
        {"patient.seal_readers", [](const Event&) { return TimelineText{"見られる職員を変えた"}; }},
        {"patient.unsealed", with_reason("閲覧の制限を解いた")},
        {"patient.glass_broken", with_reason("緊急閲覧")},
        {"patient.glass_reviewed",
         [](const Event&) { return TimelineText{"緊急閲覧を見直した"}; }}};
    feature.duty_kinds = {
        {std::string{kDutyReviewGlass},
         {"緊急閲覧", "eye", [](const Duty&) { return std::string{"緊急閲覧を見直す"}; },
          patient_pages::review_action}}};
    feature.every_minute = [](Office& office) { close_glass(office.db, office.clock.now()); };
    feature.add_routes = [](http::Router& router, Office& office) {
        patient_pages::add_list_routes(router, office);
        patient_pages::add_patient_routes(router, office);
        patient_pages::add_edit_routes(router, office);
        patient_pages::add_merge_routes(router, office);
        patient_pages::add_seal_routes(router, office);
    };
    return feature;
}

}  // namespace kakehashi
