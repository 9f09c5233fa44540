#include <algorithm>

#include "base/era.hpp"
#include "base/japanese.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"
#include "patient/patient_row.hpp"
#include "patient/patient_store.hpp"

namespace kakehashi {
namespace {

// A range instead of LIKE: every engine answers it from the index alone.
constexpr db::Query kByNumber{"patient.by_number", kPatientColumns, R"sql(
      FROM patient
     WHERE facility_id = $1 AND number >= $2 AND number < $3 AND number <> ''
       AND {shown patient to $5}
     ORDER BY number
     LIMIT $4
)sql"};

constexpr db::Query kByBirth{"patient.by_birth", kPatientColumns, R"sql(
      FROM patient
     WHERE facility_id = $1 AND born_on = $2
       AND {shown patient to $4}
     LIMIT $3
)sql"};

constexpr db::Query kByPhone{"patient.by_phone", kPatientColumns, R"sql(
      FROM patient
     WHERE facility_id = $1 AND phone_key >= $2 AND phone_key < $3 AND phone_key <> ''
       AND {shown patient to $5}
     ORDER BY phone_key
     LIMIT $4
)sql"};

constexpr db::Query kByName{"patient.by_name", kPatientColumns, R"sql(
      FROM patient
     WHERE facility_id = $1 AND name_key >= $2 AND name_key < $3
       AND {shown patient to $5}
     ORDER BY name_key
     LIMIT $4
)sql"};

constexpr db::Query kByKana{"patient.by_kana", kPatientColumns, R"sql(
      FROM patient
     WHERE facility_id = $1 AND kana_key >= $2 AND kana_key < $3
       AND {shown patient to $5}
     ORDER BY kana_key
     LIMIT $4
)sql"};

constexpr db::Query kByText{"patient.by_text", kPatientColumns, R"sql(
      FROM patient_text JOIN patient ON patient.id = patient_text.rowid
     WHERE patient_text.pairs {match} $2 AND patient.facility_id = $1
       AND {shown patient to $4}
     ORDER BY patient_text.rowid DESC
     LIMIT $3
)sql"};

constexpr std::size_t kWordsMax = 8;
constexpr std::size_t kCharactersMax = 100;
// When other words narrow the result further, this many rows of one index are looked through.
constexpr int kLookedThroughMax = 200;

/// One word of the box in all the ways it may be meant.
struct Word {
    std::string typed;
    std::string name;    // search_key
    std::string kana;    // kana_key
    std::string number;  // digits and letters, when it has a digit
    std::string phone;   // digits only, when it is nothing but digits and hyphens
    std::optional<Date> born_on;
};

bool has_digit(std::string_view key) {
    return std::ranges::any_of(key, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_number_like(std::string_view key) {
    return has_digit(key) && std::ranges::all_of(key, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '+' || c == '(' ||
                      c == ')';
           });
}

Word read_word(std::string_view text, Date today) {
    Word word;
    word.typed = text;
    word.name = search_key(text);
    word.kana = kana_key(text);
    if (!has_digit(word.name)) return word;
    if (const auto born_on = parse_birth_date("q", text, today)) word.born_on = *born_on;
    if (!is_number_like(word.name)) return word;
    word.number = parse_patient_number("q", text).value_or(std::string{});
    if (std::ranges::none_of(word.name, [](char c) { return c >= 'a' && c <= 'z'; }))
        word.phone = phone_key(text);
    return word;
}

std::vector<Word> read_words(std::string_view text, Date today) {
    std::string plain;
    for (std::size_t at = 0; at < text.size();) {
        if (text.substr(at).starts_with("　")) {
            plain += ' ';
            at += std::string_view{"　"}.size();
        } else {
            plain += text[at] == '\t' || text[at] == '\n' ? ' ' : text[at];
            ++at;
        }
    }
    // 昭和26年 9月 3日: a date may itself hold spaces.
    if (const auto whole = parse_birth_date("q", plain, today)) return {read_word(plain, today)};
    std::vector<Word> words;
    for (std::size_t start = 0; start < plain.size() && words.size() < kWordsMax;) {
        const auto end = std::min(plain.find(' ', start), plain.size());
        if (end > start) {
            auto word = read_word(std::string_view{plain}.substr(start, end - start), today);
            if (!word.name.empty()) words.push_back(std::move(word));
        }
        start = end + 1;
    }
    return words;
}

/// What the patient is compared by, made once per row.
struct Keys {
    std::string name, kana, phone, contact_phone, contact;
};

/// 字体 齋→斉, when the name is written in other glyphs than the word that was typed.
std::string glyphs_of(const Word& word, std::string_view name) {
    const auto characters = decode_utf8(name).value_or(std::u32string{});
    for (std::size_t from = 0; from < characters.size(); ++from)
        for (std::size_t length = 1; from + length <= characters.size(); ++length) {
            const auto part = encode_utf8(characters.substr(from, length));
            if (search_key(part) != word.name) continue;
            const auto variants = folded_variants(part, word.typed);
            return variants.empty() ? std::string{} : "字体 " + variants.front();
        }
    return {};
}

/// Why this word hits this patient; empty when it does not.
std::string reason_of(const Word& word, const Patient& patient, const Keys& keys) {
    if (word.born_on && patient.born_on == word.born_on)
        return "生年月日 " + both_calendars(*patient.born_on);
    if (!word.number.empty() && patient.number.starts_with(word.number)) return "患者ID";
    if (word.phone.size() >= kSearchedDigits) {
        if (keys.phone.find(word.phone) != std::string::npos) return "電話";
        if (keys.contact_phone.find(word.phone) != std::string::npos) return "連絡先の電話";
        if (patient.number.find(word.phone) != std::string::npos) return "患者ID";
    }
    if (!word.name.empty() && keys.name.find(word.name) != std::string::npos) {
        const auto glyphs = glyphs_of(word, patient.name);
        return glyphs.empty() ? "氏名" : glyphs;
    }
    if (!word.kana.empty() && keys.kana.find(word.kana) != std::string::npos) return "カナ";
    if (word.name.size() > 3 && keys.contact.find(word.name) != std::string::npos) return "連絡先";
    return {};
}

/// Every word must hit; nothing when one does not.
std::optional<std::vector<std::string>> reasons_of(const std::vector<Word>& words,
                                                   const Patient& patient) {
    const Keys keys{search_key(patient.name), kana_key(patient.kana), phone_key(patient.phone),
                    digits(patient.contact), search_key(patient.contact)};
    std::vector<std::string> reasons;
    for (const auto& word : words) {
        auto reason = reason_of(word, patient, keys);
        if (reason.empty()) return std::nullopt;
        if (std::ranges::find(reasons, reason) == reasons.end())
            reasons.push_back(std::move(reason));
    }
    return reasons;
}

/// The first text after all that begin with `prefix`.
std::string past(std::string_view prefix) {
    return std::string{prefix} + "\xF4\x8F\xBF\xBF";
}

class Search {
  public:
    Search(db::Transaction& tx, const Viewer& viewer, std::string_view text, Date today, int limit)
        : tx_(tx), viewer_(viewer), words_(read_words(text, today)), limit_(limit) {}

    std::vector<PatientHit> run() {
        if (words_.empty()) return {};
        for (const auto& word : words_) by_numbers(word);
        if (!complete_) by_names();
        if (!full() && !complete_) by_text();
        return std::move(hits_);
    }

  private:
    bool full() const { return hits_.size() >= static_cast<std::size_t>(limit_); }

    int rows() const { return words_.size() > 1 ? kLookedThroughMax : limit_; }

    void by_numbers(const Word& word) {
        const auto look = looking();
        if (!word.number.empty())
            tx_.each(kByNumber, look, viewer_.facility, word.number, past(word.number), rows(),
                     viewer_.user);
        if (word.born_on) {
            tx_.each(kByBirth, look, viewer_.facility, *word.born_on, kLookedThroughMax,
                     viewer_.user);
            // A word that can only be a birth date leaves nothing to look for elsewhere.
            complete_ = complete_ || word.number.empty();
        }
        if (word.phone.size() >= kSearchedDigits)
            tx_.each(kByPhone, look, viewer_.facility, word.phone, past(word.phone), rows(),
                     viewer_.user);
    }

    /// The words that are names, together, from the beginning of the name.
    void by_names() {
        std::string name;
        std::string kana;
        for (const auto& word : words_) {
            if (!word.number.empty() || word.born_on) continue;
            name += word.name;
            kana += word.kana;
        }
        if (!name.empty()) names_from(name, kana_key(kana));
    }

    void names_from(const std::string& name, const std::string& kana) {
        if (full()) return;
        const auto look = looking();
        tx_.each(kByName, look, viewer_.facility, name, past(name), rows(), viewer_.user);
        if (!full() && !kana.empty())
            tx_.each(kByKana, look, viewer_.facility, kana, past(kana), rows(), viewer_.user);
    }

    /// From within: pairs of characters, fours of digits.
    void by_text() {
        db::Match match;
        for (const auto& word : words_)
            if (auto phrases = phrases_of(word); !phrases.empty())
                match.all.push_back(std::move(phrases));
        if (!match.all.empty())
            tx_.each(kByText, looking(), viewer_.facility, match, rows(), viewer_.user);
    }

    /// How the index is asked for one word; empty when it cannot be (one character alone, 090).
    std::vector<db::Match::Phrase> phrases_of(const Word& word) const {
        if (!word.number.empty()) {
            if (word.phone.size() < kSearchedDigits) return {};
            return {{fours(word.phone)}};
        }
        if (character_count(word.name) == 1) {
            if (words_.size() < 2) return {};
            return {{word.name, true}};
        }
        auto name = bigrams(word.name);
        auto kana = bigrams(word.kana);
        if (word.kana.empty() || kana == name) return {{std::move(name)}};
        return {{std::move(name)}, {std::move(kana)}};
    }

    std::function<void(const db::Row&)> looking() {
        return [this](const db::Row& row) {
            if (!full()) take(patient_from(row));
        };
    }

    void take(Patient patient) {
        auto reasons = reasons_of(words_, patient);
        if (!reasons) return;
        if (patient.merged_into) {
            auto kept = find_patient(tx_, viewer_, patient.id);
            if (!kept) return;
            reasons->push_back("統合した記録");
            patient = *std::move(kept);
        }
        for (const auto& hit : hits_)
            if (hit.patient.id == patient.id) return;
        hits_.push_back({std::move(patient), *std::move(reasons)});
    }

    db::Transaction& tx_;
    const Viewer& viewer_;
    std::vector<Word> words_;
    int limit_;
    bool complete_ = false;
    std::vector<PatientHit> hits_;
};

}  // namespace

std::vector<PatientHit> search_patients(db::Transaction& tx, const Viewer& viewer,
                                        std::string_view text, Date today, int limit) {
    if (!is_valid_utf8(text) || character_count(text) > kCharactersMax) return {};
    return viewer.sees_each(Search(tx, viewer, text, today, limit).run(),
                            [](const PatientHit& hit) { return hit.patient.id; });
}

}  // namespace kakehashi
