#include "referral/referral_words.hpp"

#include <algorithm>

#include "base/era.hpp"
#include "base/japanese.hpp"
#include "platform/html/escape.hpp"

namespace kakehashi::referral_pages {

std::string sex_word(std::string_view sex) {
    return sex == "male" ? "男" : sex == "female" ? "女" : sex == "other" ? "その他" : "";
}

std::string patient_line(std::string_view name, std::string_view sex, std::optional<Date> born_on,
                         Date today) {
    if (name.empty()) return {};
    auto line = std::string{name} + " さん";
    if (born_on) line += " " + std::to_string(age_on(*born_on, today)) + "歳";
    if (const auto word = sex_word(sex); !word.empty()) line += " " + word;
    return line;
}

std::string patient_line(const ReferralLine& line, Date today) {
    return patient_line(line.patient_name, line.patient_sex, line.patient_born_on, today);
}

std::string_view icon_of(Door door) {
    switch (door) {
        case Door::Fax:
            return "fax";
        case Door::Phone:
            return "phone";
        case Door::Paper:
            return "paper";
        case Door::Electronic:
            return "elec";
        case Door::Portal:
            return "send";
        case Door::Csv:
            break;
    }
    return "csv";
}

std::string heading_of(const ReferralLine& line) {
    if (line.duty_kind == kDutyCompare) return "紹介状の新しい版をくらべる";
    if (line.duty_kind == kDutyAdded) return "追加の書類を確かめる";
    switch (line.state) {
        case ReferralState::Received: {
            std::string what = line.department_name.empty()
                                   ? "宛先を決める:宛先不明"
                                   : "登録する:" + line.department_name + "あて";
            if (line.original_pages > 0 && (line.door == Door::Fax || line.door == Door::Paper))
                what += " " + std::to_string(line.original_pages) + "枚";
            return what;
        }
        case ReferralState::AwaitingDecision:
            return "受入の可否を返答する";
        case ReferralState::AskingDoctor:
            return "医師の返事を記録する";
        case ReferralState::AwaitingBooking:
            return "予約を取る";
        case ReferralState::AwaitingVisit:
            return line.duty_kind == kDutyAnswer ? "紹介元へ返答を送る" : "受診を待っています";
        case ReferralState::NoShow:
            return "未受診を連絡する";
        case ReferralState::Visited:
            return "返書を送る";
        case ReferralState::Replied:
            return "最終報告ずみ";
        case ReferralState::Declined:
        case ReferralState::Forwarded:
            if (!line.closed_at) return "紹介元へ返答を送る";
            break;
        default:
            break;
    }
    return std::string{japanese(line.state)};
}

std::string due_text(Instant due, Instant now, bool urgent) {
    const auto day = date_in_japan(due);
    const auto today = date_in_japan(now);
    if (day != today) return short_date(day, today);
    return (urgent ? "" : "本日 ") + time_text(due);
}

std::string due_class(Instant due, Instant now, bool urgent) {
    if (due < now || urgent) return "k-dl over";
    return due - now <= std::chrono::hours{2} ? "k-dl today" : "k-dl";
}

std::string since_arrival(Instant received, Instant now) {
    auto since = elapsed(received, now);
    constexpr std::string_view kAgo = "前";
    if (!since.ends_with(kAgo)) return since + "届きました";
    since.resize(since.size() - kAgo.size());
    return "届いて" + since;
}

std::string first_line(std::string_view text) {
    return std::string{text.substr(0, text.find('\n'))};
}

std::string moment_text(Instant at, Instant now) {
    const auto day = date_in_japan(at);
    const auto today = date_in_japan(now);
    if (day == today) return time_text(at);
    return short_date(day, today) + " " + time_text(at);
}

std::vector<std::string> words_of(std::string_view query) {
    std::vector<std::string> words;
    std::string word;
    const auto end_word = [&] {
        if (!word.empty()) words.push_back(std::move(word));
        word.clear();
    };
    for (std::size_t at = 0; at < query.size();) {
        std::size_t broken = 0;
        const auto length = std::max<std::size_t>(1, html::utf8_length(query, at, broken));
        const auto character = query.substr(at, length);
        if (character == " " || character == "　" || character == "\t")
            end_word();
        else
            word += character;
        at += length;
    }
    end_word();
    return words;
}

std::vector<TextPart> with_hits(std::string_view text, std::string_view query) {
    // The key of each character, and to which character each byte of the joined key belongs.
    struct Character {
        std::size_t start, length;
    };
    std::vector<Character> characters;
    std::string keys, last;
    std::vector<std::size_t> owner;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t broken = 0;
        const auto length = std::max<std::size_t>(1, html::utf8_length(text, at, broken));
        const auto character = text.substr(at, length);
        if (character != "々") last = search_key(character);  // 々 is the one before it again
        keys += last;
        owner.insert(owner.end(), last.size(), characters.size());
        characters.push_back({at, length});
        at += length;
    }
    std::vector<bool> hit(characters.size());
    for (const auto& word : words_of(query)) {
        const auto key = search_key(word);
        if (key.empty()) continue;
        for (auto at = keys.find(key); at != std::string::npos; at = keys.find(key, at + 1))
            for (auto c = owner[at]; c <= owner[at + key.size() - 1]; ++c) hit[c] = true;
    }
    std::vector<TextPart> parts;
    for (std::size_t c = 0; c < characters.size(); ++c) {
        if (parts.empty() || parts.back().hit != hit[c]) parts.push_back({"", hit[c]});
        parts.back().text += text.substr(characters[c].start, characters[c].length);
    }
    return parts;
}

bool has_hit(const std::vector<TextPart>& parts) {
    return std::ranges::any_of(parts, &TextPart::hit);
}

html::Url url_of(ReferralId id) {
    return html::Url::path("/referrals").segment(id.value);
}

}  // namespace kakehashi::referral_pages
