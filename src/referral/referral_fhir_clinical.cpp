#include <algorithm>
#include <array>
#include <utility>

#include "exchange/fhir/datatypes.hpp"
#include "exchange/fhir/text.hpp"
#include "referral/referral_fhir_parts.hpp"

namespace kakehashi::letter_fhir {

namespace {
using Row = std::pair<std::string_view, std::string_view>;

template <std::size_t N>
std::string translate(const std::array<Row, N>& rows, std::string_view code) {
    for (const auto& [from, to] : rows)
        if (from == code) return std::string(to);
    return std::string(code);
}

constexpr std::array kAllergyCategories{Row{"food", "食物"}, Row{"medication", "薬剤"},
                                        Row{"environment", "環境"}, Row{"biologic", "生物製剤"}};
constexpr std::array kCriticalities{Row{"high", "高"}, Row{"low", "低"},
                                    Row{"unable-to-assess", "評価不能"}};
constexpr std::array kSeverities{Row{"severe", "重度"}, Row{"moderate", "中等度"},
                                 Row{"mild", "軽度"}};

/// A word that turns the meaning of what it stands at around: what FHIR calls a modifier.
struct Turn {
    std::string_view types;  // the resources it belongs to, parted by spaces
    std::string_view code;
    std::string_view words;
};
constexpr std::array kStatusTurns{
    Turn{"MedicationRequest MedicationStatement", "stopped", "中止"},
    Turn{"MedicationAdministration Procedure", "stopped", "途中で中止"},
    Turn{"MedicationRequest ServiceRequest", "cancelled", "取消"},
    Turn{"ServiceRequest CarePlan", "revoked", "取消"},
    Turn{"MedicationRequest MedicationStatement", "on-hold", "休薬中"},
    Turn{"MedicationAdministration Procedure ServiceRequest CarePlan", "on-hold", "中断中"},
    Turn{"MedicationRequest ServiceRequest CarePlan", "draft", "下書き"},
    Turn{"MedicationStatement", "not-taken", "服用していない"},
    Turn{"MedicationStatement", "intended", "服用の予定"},
    Turn{"MedicationAdministration", "not-done", "投与せず"},
    Turn{"Immunization Procedure", "not-done", "実施せず"},
    Turn{"Procedure", "preparation", "準備中"},
    Turn{"Procedure", "in-progress", "実施中"},
    Turn{"Observation DiagnosticReport ImagingStudy", "cancelled", "取消"},
    Turn{"Observation DiagnosticReport", "registered", "結果まち"},
    Turn{"Observation DiagnosticReport", "preliminary", "暫定"}};
constexpr std::array kIntentTurns{Row{"proposal", "提案"}, Row{"plan", "予定"},
                                  Row{"option", "選択肢"}};
constexpr std::array kClinicalTurns{Row{"resolved", "治癒"}, Row{"remission", "寛解"},
                                    Row{"inactive", "現在なし"}};

bool names(std::string_view words, std::string_view word) {
    for (std::size_t at = 0; at < words.size();) {
        const auto end = std::min(words.find(' ', at), words.size());
        if (words.substr(at, end - at) == word) return true;
        at = end + 1;
    }
    return false;
}

/// 【実施せず】: what a reader must not miss before the words of the resource; else empty.
std::string turned(const Resource& resource) {
    const auto type = fhir::type_of(resource);
    if (resource.at("doNotPerform").boolean()) return "【行わない指示】";
    const auto status = resource.at("status").string();
    for (const auto& turn : kStatusTurns)
        if (turn.code == status && names(turn.types, type))
            return "【" + std::string(turn.words) + "】";
    if (type == "MedicationRequest" || type == "ServiceRequest")
        for (const auto& [intent, words] : kIntentTurns)
            if (resource.at("intent").string() == intent) return "【" + std::string(words) + "】";
    if (type == "Immunization" && resource.at("isSubpotent").boolean()) return "【効力不十分】";
    return "";
}

std::string modifiers(const Resource& code, std::string_view name) {
    std::string joined;
    for (const auto& extension : code.at("extension").array())
        if (extension.at("url").string().ends_with(name))
            joined += fhir::concept_text(extension.at("valueCodeableConcept"));
    return joined;
}

/// 病名 with its 修飾語 where the sender did not write them into one text.
std::string condition_text(const Resource& condition) {
    const auto& code = condition.at("code");
    auto text = fhir::concept_text(code);
    if (!code.at("text").string().empty()) return text;
    return modifiers(code, "DiseasePrefixModifier") + text +
           modifiers(code, "DiseasePostfixModifier");
}

std::string per_dose(const Resource& instruction) {
    std::string joined;
    for (const auto& dose : instruction.at("doseAndRate").array()) {
        const auto once = fhir::quantity_text(dose.at("doseQuantity"));
        const auto range = fhir::range_text(dose.at("doseRange"));
        const auto& rate = dose.at("rateRatio");
        auto daily = fhir::quantity_text(rate.at("numerator"));
        if (!daily.empty()) {
            const auto& per = rate.at("denominator");
            const auto unit = fhir::line(per.at(per.at("unit").is_null() ? "code" : "unit"));
            const auto number = per.at("value").number_text();
            daily.insert(0, fhir::unit_name(unit));
            daily.insert(0, number.empty() ? "1" : number);
        }
        if (daily.empty()) daily = fhir::quantity_text(dose.at("rateQuantity"));
        if (!once.empty() || !range.empty())
            joined = join(std::move(joined), "、", "1回" + (once.empty() ? range : once));
        joined = join(std::move(joined), "、", daily);
    }
    return joined;
}

std::string duration_text(const Resource& duration) {
    const auto text = fhir::quantity_text(duration);
    return text.empty() ? "" : text + "分";
}

std::string value_text(const Resource& holder) {
    if (const auto& value = holder.at("valueQuantity"); !value.is_null())
        return fhir::quantity_text(value);
    if (const auto& value = holder.at("valueCodeableConcept"); !value.is_null())
        return fhir::concept_text(value);
    if (const auto& value = holder.at("valueInteger"); !value.is_null())
        return std::string(value.number_text());
    if (const auto& value = holder.at("valueBoolean"); value.is_bool())
        return value.boolean() ? "あり" : "なし";
    if (const auto& value = holder.at("valueRange"); !value.is_null())
        return fhir::range_text(value);
    if (const auto& value = holder.at("valueRatio"); !value.is_null())
        return fhir::quantity_text(value.at("numerator")) + ":" +
               fhir::quantity_text(value.at("denominator"));
    if (const auto text = fhir::when_text(holder, "value"); !text.empty()) {
        const auto& words = holder.at("valueString");
        return words.is_string() ? fhir::tidy(words.string()) : text;
    }
    return fhir::concept_text(holder.at("dataAbsentReason"));
}

LetterFinding finding_of(const Resource& holder, std::string_view kind) {
    LetterFinding finding;
    finding.name = fhir::concept_text(holder.at("code"));
    finding.value = value_text(holder);
    finding.flag = fhir::concepts_text(holder.at("interpretation"));
    for (const auto& coding : holder.at("interpretation", 0, "coding").array())
        finding.flag = fhir::line(coding.at("code"));
    const auto& range = holder.at("referenceRange", 0);
    finding.reference = fhir::line(range.at("text"));
    if (finding.reference.empty()) finding.reference = fhir::range_text(range);
    finding.on = fhir::when_text(holder, "effective");
    finding.kind = kind;
    return finding;
}

EntryLine plain_line(std::string text) {
    std::vector<std::string> parts{text};
    return {std::move(text), std::move(parts)};
}
}  // namespace

bool entered_in_error(const Resource& resource) {
    return resource.at("status").string() == "entered-in-error" ||
           fhir::has_code(resource.at("verificationStatus"), "entered-in-error");
}

LetterDiagnosis read_condition(const Resource& condition, std::string_view kind, bool past) {
    LetterDiagnosis read;
    const auto& code = condition.at("code");
    const auto coding =
        fhir::coding_of(code, {"http://medis.or.jp/CodeSystem/master-disease-keyNumber",
                               "http://medis.or.jp/CodeSystem/master-disease-exCode"});
    read.text = condition_text(condition);
    read.code = coding.code;
    read.system = coding.system;
    read.onset = fhir::when_text(condition, "onset");
    read.kind = kind;
    read.note = fhir::notes_text(condition.at("note"));
    if (read.text.empty()) std::swap(read.text, read.note);
    if (read.text.empty()) read.text = fhir::plain_text(condition.at("text", "div").string());
    const auto& status = condition.at("verificationStatus");
    for (const auto* doubtful : {"unconfirmed", "provisional", "differential"})
        if (fhir::has_code(status, doubtful)) read.suspected = true;
    if (read.text.ends_with("疑い") || read.text.ends_with("（疑）")) read.suspected = true;
    if (fhir::has_code(status, "refuted")) read.text += "（否定）";
    for (const auto& [code_of_status, words] : kClinicalTurns)
        if (!past && !read.text.empty() &&
            fhir::has_code(condition.at("clinicalStatus"), code_of_status))
            read.text += "（" + std::string(words) + "）";
    for (const auto& tag : condition.at("meta", "tag").array())
        if (tag.at("code").string() == "UNINFORMED") read.note = join("【未告知】", "", read.note);
    return read;
}

LetterAllergy read_allergy(const Resource& allergy) {
    LetterAllergy read;
    read.text = fhir::concept_text(allergy.at("code"));
    for (const auto& reaction : allergy.at("reaction").array()) {
        if (read.text.empty()) read.text = fhir::concept_text(reaction.at("substance"));
        auto words = fhir::concepts_text(reaction.at("manifestation"));
        words = join(std::move(words), " ", fhir::line(reaction.at("description")));
        const auto severity = reaction.at("severity").string();
        words = join(std::move(words), " ", translate(kSeverities, severity));
        read.reaction = join(std::move(read.reaction), "、", words);
    }
    const auto note = fhir::notes_text(allergy.at("note"));
    if (says_more(note, read.reaction)) read.reaction = join(std::move(read.reaction), " ", note);
    if (read.text.empty()) read.text = fhir::plain_text(allergy.at("text", "div").string());
    read.category = translate(kAllergyCategories, allergy.at("category", 0).string());
    read.criticality = translate(kCriticalities, allergy.at("criticality").string());
    read.onset = fhir::when_text(allergy, "onset");
    const auto& status = allergy.at("clinicalStatus");
    read.active = !fhir::has_code(status, "inactive") && !fhir::has_code(status, "resolved");
    read.refuted = fhir::has_code(allergy.at("verificationStatus"), "refuted");
    return read;
}

LetterMedication read_medication(const fhir::Document& document, const Resource& request) {
    LetterMedication read;
    const auto* drug = &request.at("medicationCodeableConcept");
    if (const auto& reference = request.at("medicationReference"); !reference.is_null()) {
        const auto* medication = document.resolve(reference, request);
        drug = medication ? &medication->at("code") : drug;
        if (!medication) read.name = fhir::line(reference.at("display"));
        if (medication)
            for (const auto& ingredient : medication->at("ingredient").array())
                read.name = join(std::move(read.name), "・",
                                 fhir::concept_text(ingredient.at("itemCodeableConcept")));
    }
    if (const auto text = fhir::concept_text(*drug); !text.empty()) read.name = text;
    if (read.name.empty()) read.name = fhir::plain_text(request.at("text", "div").string());
    const auto coding = fhir::coding_of(
        *drug, {"http://capstandard.jp/iyaku.info/CodeSystem/YJ-code",
                "http://medis.or.jp/CodeSystem/master-HOT9",
                "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationGeneralOrderCode"});
    read.code = coding.code == "NOCODED" ? "" : coding.code;
    read.system = coding.code == "NOCODED" ? "" : coding.system;

    const auto& requested = request.at("dosageInstruction");
    const auto& instructions = requested.is_null() ? request.at("dosage") : requested;
    for (const auto& instruction : instructions.array()) {
        read.dose = join(std::move(read.dose), "、", per_dose(instruction));
        auto usage = fhir::tidy_line(instruction.at("text").string());
        const auto timing = fhir::concept_text(instruction.at("timing", "code"));
        if (usage.empty() && !timing.starts_with("ダミー")) usage = timing;
        if (instruction.at("asNeededBoolean").boolean() && usage.find("頓") == std::string::npos)
            usage = join(std::move(usage), " ", "頓用");
        usage = join(std::move(usage), " ", fhir::line(instruction.at("patientInstruction")));
        read.usage = join(std::move(read.usage), "、", usage);
        auto days = duration_text(
            fhir::extension(instruction, "JP_MedicationDosage_UsageDuration").at("valueDuration"));
        if (days.empty())
            days = duration_text(instruction.at("timing", "repeat", "boundsDuration"));
        if (read.days.empty()) read.days = days;
        const auto extra = fhir::concepts_text(instruction.at("additionalInstruction"));
        read.note = join(std::move(read.note), "、", extra);
    }
    const auto& dispense = request.at("dispenseRequest");
    if (read.days.empty()) read.days = duration_text(dispense.at("expectedSupplyDuration"));
    read.quantity = fhir::quantity_text(dispense.at("quantity"));
    read.note = join(std::move(read.note), "、", fhir::notes_text(request.at("note")));
    if (!read.name.empty()) read.name = turned(request) + read.name;
    return read;
}

void read_findings(const fhir::Document& document, const Resource& resource, std::string_view kind,
                   std::unordered_set<const Resource*>& used, std::vector<LetterFinding>& findings,
                   int depth) {
    constexpr int kDepthMax = 6;
    if (depth > kDepthMax || !used.insert(&resource).second || entered_in_error(resource)) return;
    const auto type = fhir::type_of(resource);
    if (type == "ImagingStudy") {
        LetterFinding finding;
        finding.name = fhir::line(resource.at("description"));
        if (finding.name.empty()) finding.name = fhir::concepts_text(resource.at("procedureCode"));
        if (finding.name.empty()) finding.name = "画像検査";
        finding.name = turned(resource) + finding.name;
        for (const auto& modality : resource.at("modality").array())
            finding.value = join(std::move(finding.value), "、", fhir::line(modality.at("code")));
        finding.value = join(std::move(finding.value), " ", fhir::notes_text(resource.at("note")));
        finding.on = fhir::date_text(resource.at("started"));
        finding.kind = kind;
        findings.push_back(std::move(finding));
        return;
    }
    auto finding = finding_of(resource, kind);
    finding.name = turned(resource) + finding.name;
    if (type == "DiagnosticReport") {
        finding.value = fhir::tidy(resource.at("conclusion").string());
        if (finding.value.empty())
            finding.value = fhir::concepts_text(resource.at("conclusionCode"));
    }
    const auto& components = resource.at("component").array();
    const bool group = !components.empty() || !resource.at("hasMember").array().empty() ||
                       !resource.at("result").array().empty();
    const auto note = fhir::notes_text(resource.at("note"));
    if (finding.value.empty() && !group)
        finding.value = note.empty() ? fhir::plain_text(resource.at("text", "div").string()) : note;
    if (!finding.value.empty() || !group) findings.push_back(finding);
    for (const auto& component : components) {
        auto part = finding_of(component, kind);
        part.name = join(finding.name, " ", part.name);
        part.on = finding.on;
        findings.push_back(std::move(part));
    }
    for (const auto* members : {"hasMember", "result"})
        for (const auto& reference : resource.at(members).array())
            if (const auto* member = document.resolve(reference, resource))
                read_findings(document, *member, kind, used, findings, depth + 1);
}

EntryLine line_of(const LetterDiagnosis& diagnosis) {
    EntryLine line{diagnosis.text, {diagnosis.text}};
    if (!diagnosis.onset.empty()) line.parts.push_back(diagnosis.onset.substr(0, 4));
    if (!diagnosis.note.empty()) line.parts.push_back(diagnosis.note);
    const auto note = squash(diagnosis.note);
    bool note_says_all = !note.empty();
    for (const auto& part : line.parts)
        if (note.find(squash(part)) == std::string::npos) note_says_all = false;
    if (note_says_all) {
        line.text = diagnosis.note;
        return line;
    }
    if (!diagnosis.onset.empty()) line.text += "（" + diagnosis.onset + "）";
    line.text = join(std::move(line.text), " ", diagnosis.note);
    return line;
}

EntryLine line_of(const LetterFinding& finding) {
    EntryLine line{join(finding.name, ": ", finding.value), {finding.name, finding.value}};
    if (!finding.flag.empty() && finding.flag != "N") {
        line.text += " " + finding.flag;
        line.parts.push_back(finding.flag);
    }
    if (!finding.reference.empty()) {
        line.text += "（基準値 " + finding.reference + "）";
        line.parts.push_back(finding.reference);
    }
    if (!finding.on.empty() && finding.kind == "検査結果") {
        line.text += "（" + finding.on + "）";
        line.parts.push_back(finding.on);
    }
    return line;
}

EntryLine line_of(const fhir::Document& document, const Resource& resource, bool past) {
    const auto type = fhir::type_of(resource);
    if (entered_in_error(resource)) return {};
    if (type == "Condition") return line_of(read_condition(resource, "", past));
    if (type == "Observation") {
        auto finding = finding_of(resource, "");
        finding.name = turned(resource) + finding.name;
        return line_of(finding);
    }
    std::string text;
    if (type == "FamilyMemberHistory") {
        std::string conditions;
        for (const auto& condition : resource.at("condition").array()) {
            auto item = fhir::concept_text(condition.at("code"));
            item = join(std::move(item), " ", fhir::notes_text(condition.at("note")));
            conditions = join(std::move(conditions), "、", item);
        }
        text = join(fhir::concept_text(resource.at("relationship")), " ", conditions);
    } else if (type == "Immunization") {
        text = join(fhir::concept_text(resource.at("vaccineCode")), " ",
                    fhir::when_text(resource, "occurrence"));
    } else if (type == "Procedure") {
        text = join(fhir::concept_text(resource.at("code")), " ",
                    fhir::when_text(resource, "performed"));
    } else if (type == "CarePlan") {
        text = fhir::tidy(resource.at("description").string());
        if (text.empty()) text = fhir::line(resource.at("title"));
        for (const auto& activity : resource.at("activity").array())
            text =
                join(std::move(text), "\n",
                     (activity.at("detail", "doNotPerform").boolean() ? "【行わない指示】" : "") +
                         fhir::line(activity.at("detail", "description")));
    } else if (type == "Encounter" || type == "ServiceRequest") {
        text = fhir::concepts_text(resource.at("reasonCode"));
        for (const auto& reference : resource.at("reasonReference").array())
            if (const auto* reason = document.resolve(reference, resource);
                reason && fhir::type_of(*reason) == "Condition")
                text = join(std::move(text), "、", condition_text(*reason));
    } else if (type == "DeviceUseStatement") {
        const auto* device = document.resolve(resource.at("device"), resource);
        text = fhir::line(resource.at("device", "display"));
        if (device) {
            text = fhir::line(device->at("deviceName", 0, "name"));
            if (text.empty()) text = fhir::concept_text(device->at("type"));
        }
    } else if (type == "DocumentReference") {
        return {};  // its title says no more than the section's; the content is an attachment
    } else {
        text = fhir::concept_text(resource.at("code"));
        for (const auto* part : {"title", "description"})
            if (text.empty()) text = fhir::line(resource.at(part));
        if (text.empty()) text = fhir::concepts_text(resource.at("category"));
    }
    text = join(std::move(text), " ", fhir::notes_text(resource.at("note")));
    if (text.empty()) text = fhir::plain_text(resource.at("text", "div").string());
    if (!text.empty()) text = turned(resource) + text;
    return plain_line(std::move(text));
}

std::vector<LetterAttachment> read_attachments(const fhir::Document& document,
                                               const Resource& reference,
                                               std::string_view section) {
    std::vector<LetterAttachment> read;
    if (fhir::type_of(reference) == "Bundle") {
        LetterAttachment nested;
        nested.title = fhir::line(reference.at("entry", 0, "resource", "title"));
        nested.media_type = "application/fhir+json";
        nested.section = section;
        nested.data = json::write(reference);
        nested.has_data = true;
        read.push_back(std::move(nested));
    }
    for (const auto& content : reference.at("content").array()) {
        const auto& source = content.at("attachment");
        LetterAttachment attachment;
        attachment.title = fhir::line(source.at("title"));
        if (attachment.title.empty()) attachment.title = fhir::line(reference.at("description"));
        if (attachment.title.empty()) attachment.title = fhir::concept_text(reference.at("type"));
        attachment.media_type = fhir::line(source.at("contentType"));
        attachment.section = section;
        attachment.url = fhir::line(source.at("url"));
        const auto* data = &source.at("data");
        if (data->is_null() && !attachment.url.empty()) {
            // A Binary inside this very document; anything else stays unopened.
            const auto* binary =
                document.resolve(json::object({{"reference", attachment.url}}), reference);
            if (binary && fhir::type_of(*binary) == "Binary") data = &binary->at("data");
        }
        if (data->is_string())
            if (auto bytes = fhir::decode_base64(data->string()); bytes && !bytes->empty()) {
                attachment.data = std::move(*bytes);
                attachment.has_data = true;
            }
        read.push_back(std::move(attachment));
    }
    return read;
}

}  // namespace kakehashi::letter_fhir
