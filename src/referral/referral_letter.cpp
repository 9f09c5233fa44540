#include "referral/referral_letter.hpp"

#include "referral/letter_text.hpp"

namespace kakehashi {

namespace {
struct Titled {
    std::string_view title;
    const std::string& text;
};

/// The texts that are there, under their titles when there is more than one kind.
std::string under_titles(std::initializer_list<Titled> parts, bool always = false) {
    int count = 0;
    for (const auto& part : parts) count += part.text.empty() ? 0 : 1;
    std::string joined;
    for (const auto& [title, text] : parts) {
        if (text.empty()) continue;
        std::string part;
        if (count > 1 || always) part.append("【").append(title).append("】\n");
        joined = join(std::move(joined), "\n", part.append(text));
    }
    return joined;
}

/// The list, and the section's own words below it where they name something else. Numbering and
/// bullets are no news.
std::string with_words(const std::string& listed, const std::string& words) {
    if (listed.empty()) return words;
    std::string items;
    for (const auto& item : list_items(words)) items = join(std::move(items), "\n", item);
    return says_more(items, listed) ? listed + "\n" + words : listed;
}
}  // namespace

std::string ReferralLetter::joined_diagnoses() const {
    std::string lines;
    for (const auto& diagnosis : diagnoses) {
        auto line = diagnosis.text;
        if (diagnosis.suspected && line.find("疑") == std::string::npos) line += "の疑い";
        if (!diagnosis.onset.empty()) line += "（" + diagnosis.onset + " 発症）";
        if (!diagnosis.note.empty() && says_more(diagnosis.note, line))
            line += " " + diagnosis.note;
        lines = join(std::move(lines), "\n", line);
    }
    return with_words(std::move(lines), diagnoses_text);
}

std::string ReferralLetter::joined_allergies() const {
    std::string list;
    for (const auto& allergy : allergies) {
        std::string about = allergy.refuted ? "否定された" : allergy.active ? "" : "過去のもの";
        if (!allergy.reaction.empty()) about = join(std::move(about), "、", allergy.reaction);
        if (allergy.criticality == "高") about = join(std::move(about), "、", "重症化のおそれ 高");
        auto item = allergy.text;
        if (!about.empty()) item += "（" + about + "）";
        list = join(std::move(list), "、", item);
    }
    return with_words(std::move(list), allergies_text);
}

std::string ReferralLetter::joined_medication() const {
    std::string lines;
    for (const auto& drug : medication) {
        auto line = drug.name;
        for (const auto& part : {drug.dose, drug.usage, drug.days, drug.quantity, drug.note})
            line = join(std::move(line), " ", part);
        lines = join(std::move(lines), "\n", line);
    }
    return with_words(std::move(lines), medication_text);
}

std::string ReferralLetter::joined_course_and_results() const {
    return under_titles(
        {{"現病歴", present_illness}, {"身体所見", physical_findings}, {"検査結果", exam_results}});
}

std::string ReferralLetter::joined_history() const {
    return under_titles({{"既往歴", history}, {"家族歴", family_history}});
}

std::string ReferralLetter::joined_treatment() const {
    return under_titles({{"臨床経過", clinical_course}, {"手術・処置", procedures}});
}

std::string ReferralLetter::joined_remarks() const {
    return under_titles({{"備考・連絡情報", remarks},
                         {"診療方針", plan},
                         {"感染症情報", infections},
                         {"社会歴・生活習慣", social_history},
                         {"予防接種歴", immunizations},
                         {"医療機器", devices},
                         {"事前指示", directives},
                         {"その他", other}},
                        remarks.empty());
}

}  // namespace kakehashi
