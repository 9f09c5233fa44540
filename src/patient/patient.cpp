#include "patient/patient.hpp"

#include <algorithm>
#include <array>

#include "base/era.hpp"
#include "base/japanese.hpp"

namespace kakehashi {
namespace {

struct SexWord {
    Sex sex;
    std::string_view text;
    std::string_view japanese;
};
constexpr std::array<SexWord, 4> kSexes{{{Sex::Male, "male", "男"},
                                         {Sex::Female, "female", "女"},
                                         {Sex::Other, "other", "その他"},
                                         {Sex::Unknown, "unknown", "不明"}}};

constexpr std::size_t kNumberCharactersMax = 20;

/// 佐々木 健一 → {佐々木, 健一}; a name without a space is all family name.
struct NameParts {
    std::string family;
    std::string given;
};
NameParts parts_of(std::string_view name) {
    for (const std::string_view space : {" ", "　"})
        if (const auto at = name.find(space); at != std::string_view::npos)
            return {search_key(name.substr(0, at)), search_key(name.substr(at))};
    return {search_key(name), {}};
}

bool same_and_known(const std::string& a, const std::string& b) {
    return !a.empty() && a == b;
}

struct Comparison {
    bool number, name, kana, family, given, phone, born_on, born_on_unknown;
};
Comparison compare(const PatientCandidate& candidate, const Patient& patient) {
    const auto ours = parts_of(patient.name);
    const auto theirs = parts_of(candidate.name);
    const auto our_kana = parts_of(patient.kana);
    const auto their_kana = parts_of(candidate.kana);
    const auto number = parse_patient_number("number", candidate.number).value_or(std::string{});
    Comparison out{};
    out.number = same_and_known(number, patient.number);
    out.name = same_and_known(search_key(candidate.name), search_key(patient.name));
    out.kana = same_and_known(kana_key(candidate.kana), kana_key(patient.kana));
    out.family = same_and_known(ours.family, theirs.family) ||
                 same_and_known(our_kana.family, their_kana.family);
    out.given = same_and_known(ours.given, theirs.given) ||
                same_and_known(our_kana.given, their_kana.given);
    out.phone = same_and_known(phone_key(candidate.phone), phone_key(patient.phone));
    out.born_on_unknown = !candidate.born_on || !patient.born_on;
    out.born_on = !out.born_on_unknown && *candidate.born_on == *patient.born_on;
    return out;
}

/// A reason about one thing that both sides may know.
void add(std::vector<SimilarityReason>& reasons, std::string_view what, bool known, bool same,
         std::string_view other_value) {
    if (!known) return;
    std::string text{what};
    if (!same && !other_value.empty()) text += " " + std::string{other_value};
    reasons.push_back({same ? Agreement::Matches : Agreement::Differs, std::move(text)});
}

}  // namespace

std::string_view to_text(Sex sex) {
    return std::ranges::find(kSexes, sex, &SexWord::sex)->text;
}

std::string_view japanese(Sex sex) {
    return std::ranges::find(kSexes, sex, &SexWord::sex)->japanese;
}

Result<Sex> parse_sex(std::string_view text) {
    for (const auto& word : kSexes)
        if (word.text == text || word.japanese == text) return word.sex;
    return fail(ErrorKind::Invalid, "patient.unknown_sex", "sex");
}

Result<std::string> parse_patient_number(std::string_view field, std::string_view text) {
    std::string number = search_key(text);  // folds the width, drops hyphens and spaces
    for (char& c : number)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    const auto is_plain = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
    if (number.size() > kNumberCharactersMax || !std::ranges::all_of(number, is_plain) ||
        (number.empty() && text.find_first_not_of(' ') != std::string_view::npos))
        return fail(ErrorKind::Invalid, "patient.number_malformed", std::string{field});
    return number;
}

std::string patient_number_text(std::string_view number) {
    if (number.empty()) return "未採番";
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (number.size() == 8 && std::ranges::all_of(number, is_digit))
        return std::string{number.substr(0, 4)} + "-" + std::string{number.substr(4)};
    return std::string{number};
}

std::string age_and_sex(const Patient& patient, Date today) {
    const auto age =
        patient.born_on ? std::to_string(age_on(*patient.born_on, today)) + "歳" : "年齢不明";
    return age + "・" +
           (patient.sex == Sex::Unknown ? "性別不明" : std::string{japanese(patient.sex)});
}

json::Value changes_between(const Patient& before, const Patient& after) {
    json::Value changes{json::Array{}};
    const auto compare = [&](std::string_view field, std::string_view from, std::string_view to) {
        if (from == to) return;
        changes.push(json::object({{"field", field}, {"from", from}, {"to", to}}));
    };
    const auto day = [](const std::optional<Date>& date) {
        return date ? both_calendars(*date) : std::string{};
    };
    compare("患者ID", before.number, after.number);
    compare("氏名", before.name, after.name);
    compare("カナ", before.kana, after.kana);
    compare("性別", japanese(before.sex), japanese(after.sex));
    compare("生年月日", day(before.born_on), day(after.born_on));
    compare("郵便番号", before.postal_code, after.postal_code);
    compare("住所", before.address, after.address);
    compare("電話番号", before.phone, after.phone);
    compare("連絡先", before.contact, after.contact);
    compare("注意", before.caution, after.caution);
    compare("配慮", before.needs, after.needs);
    compare("当院受診", before.last_visit, after.last_visit);
    return changes;
}

std::vector<SimilarityReason> similarity_reasons(const PatientCandidate& candidate,
                                                 const Patient& patient) {
    const auto same = compare(candidate, patient);
    std::vector<SimilarityReason> out;
    if (same.name && candidate.name != patient.name) {
        // Only the glyphs differ: whether it is one person is for people to say.
        for (const auto& variant : folded_variants(candidate.name, patient.name))
            out.push_back({Agreement::Unknown, "字体 " + variant});
    }
    add(out, "氏名", !candidate.name.empty(), same.name, patient.name);
    add(out, "カナ", !candidate.kana.empty() && !patient.kana.empty(), same.kana, patient.kana);
    if (!candidate.born_on || !patient.born_on)
        out.push_back({Agreement::Unknown, "生年月日"});
    else
        add(out, "生年月日", true, same.born_on, both_calendars(*patient.born_on));
    add(out, "性別", candidate.sex != Sex::Unknown && patient.sex != Sex::Unknown,
        candidate.sex == patient.sex, japanese(patient.sex));
    add(out, "電話", !candidate.phone.empty() && !patient.phone.empty(), same.phone, patient.phone);
    add(out, "患者ID", !candidate.number.empty() && !patient.number.empty(), same.number,
        patient_number_text(patient.number));
    std::ranges::stable_sort(out, {}, &SimilarityReason::agreement);
    return out;
}

int likelihood_rank(const PatientCandidate& candidate, const Patient& patient) {
    const auto same = compare(candidate, patient);
    const bool named_alike = same.name || same.kana;
    if (same.number) return 1;
    if (same.born_on && named_alike) return 2;
    if (same.born_on && (same.family || same.given)) return 3;
    if (named_alike && same.born_on_unknown) return 4;
    if (same.phone && same.given) return 5;
    if (named_alike) return 6;
    return 0;
}

}  // namespace kakehashi
