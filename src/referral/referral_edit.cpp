// What one save of 紹介内容 changed, kept so that two people at one referral lose nothing.
#include "referral/referral_edit.hpp"

#include <map>

#include "base/era.hpp"
#include "base/utf8.hpp"
#include "referral/referral_detail.hpp"

namespace kakehashi::referral_pages {
namespace {

constexpr std::size_t kCharactersInTimeline = 40;
constexpr std::string_view kEdited = "referral.edited";

template <typename Id>
std::string chosen(Id id) {
    return id ? id.text() : std::string{};
}

/// 「手術の相談」, cut when it is long; (空) when it is empty.
std::string quoted(std::string_view text) {
    if (text.empty()) return "(空)";
    auto characters = decode_utf8(text).value_or(std::u32string{});
    const bool cut = characters.size() > kCharactersInTimeline;
    if (cut) characters.resize(kCharactersInTimeline);
    return "「" + encode_utf8(characters) + (cut ? "…" : "") + "」";
}

}  // namespace

std::vector<FormValue> form_values(const Referral& referral, std::string_view referrer_name,
                                   const std::optional<ReadPatient>& read) {
    std::vector<FormValue> values;
    values.push_back({"referring_facility", "紹介元", std::string{referrer_name}});
    if (referral.state == ReferralState::Received) {
        const auto who = read.value_or(ReadPatient{}).who;
        values.push_back({"patient.name", "患者氏名", who.name});
        values.push_back({"patient.kana", "フリガナ", who.kana});
        values.push_back(
            {"born_on", "生年月日", who.born_on ? era_date(*who.born_on) : std::string{}});
        values.push_back({"patient.number", "患者ID",
                          who.number.empty() ? std::string{} : patient_number_text(who.number)});
        values.push_back({"phone", "電話番号", who.phone});
        values.push_back({"sex", "性別", read ? std::string{to_text(who.sex)} : "", false});
    }
    for (const auto& field : letter_fields())
        values.push_back(
            {std::string{field.name}, std::string{field.label}, referral.letter.*field.text});
    const auto& dated = referral.letter.letter_dated_on;
    values.push_back({"letter_dated_on", "紹介状の日付", dated ? iso_date(*dated) : ""});
    values.push_back({"urgency", "緊急度", std::string{to_text(referral.urgency)}, false});
    values.push_back({"department", "受診科", chosen(referral.department), false});
    values.push_back({"doctor", "担当医", chosen(referral.doctor), false});
    if (const auto& due = referral.answer_due_at) {
        values.push_back({"answer_due_on", "返答の約束の日", iso_date(date_in_japan(*due))});
        values.push_back({"answer_due_time", "返答の約束の時刻", time_text(*due)});
    }
    return values;
}

json::Value edit_of(int version, const std::vector<FormValue>& before,
                    const std::vector<FormValue>& after) {
    std::map<std::string_view, std::string_view> held;
    for (const auto& one : before) held[one.name] = one.value;
    auto changes = json::array({});
    for (const auto& one : after) {
        const auto was = held[one.name];
        if (was == one.value) continue;
        changes.push(json::object({{"field", one.name},
                                   {"label", one.label},
                                   {"from", std::string{was}},
                                   {"to", one.value},
                                   {"words", one.words}}));
    }
    return json::object({{"version", version}, {"changes", changes}});
}

std::string edit_text(const Event& event) {
    std::string changes;
    for (const auto& change : event.data.at("changes").array()) {
        changes += (changes.empty() ? "" : "、") + std::string{change.at("label").string()};
        if (change.at("words").boolean())
            changes += quoted(change.at("from").string()) + "→" + quoted(change.at("to").string());
    }
    return changes.empty() ? "紹介内容を保存" : "紹介内容を変更(" + changes + ")";
}

std::set<std::string, std::less<>> untouched_inputs(const std::vector<Event>& newest_first,
                                                    int version, const http::Form& form) {
    std::map<std::string, std::string> held_then;
    for (const auto& event : newest_first) {
        if (event.kind != kEdited || event.data.at("version").integer().value_or(0) < version)
            continue;
        for (const auto& change : event.data.at("changes").array())
            held_then[std::string{change.at("field").string()}] = change.at("from").string();
    }
    std::set<std::string, std::less<>> untouched;
    for (const auto& [name, value] : held_then)
        if (form.has(name) && form.text(name) == value) untouched.insert(name);
    return untouched;
}

}  // namespace kakehashi::referral_pages
