#include "incident/incident_words.hpp"

#include <array>

namespace kakehashi::incident {
namespace {

constexpr std::array kKinds{
    Words<Kind>{Kind::None, "", ""},
    Words<Kind>{Kind::Fax, "fax", "FAXの誤送信"},
    Words<Kind>{Kind::Paper, "paper", "郵送・手渡しの誤り"},
    Words<Kind>{Kind::Mail, "mail", "メールの誤送信"},
    Words<Kind>{Kind::Lost, "lost", "紛失"},
    Words<Kind>{Kind::Stolen, "stolen", "盗難"},
    Words<Kind>{Kind::Intruded, "intruded", "不正アクセス"},
    Words<Kind>{Kind::Peeked, "peeked", "のぞき見(目的外の閲覧)"},
    Words<Kind>{Kind::Damaged, "damaged", "消えた・壊れた"},
    Words<Kind>{Kind::Other, "other", "そのほか"},
};

constexpr std::array kSubjects{
    Words<Subjects>{Subjects::Patients, "patients", "患者"},
    Words<Subjects>{Subjects::Others, "others", "職員・連携先の人など"},
};

constexpr std::array kMalices{
    Words<Malice>{Malice::Unknown, "unknown", "わからない"},
    Words<Malice>{Malice::No, "no", "ない"},
    Words<Malice>{Malice::Yes, "yes", "ある・疑いがある"},
};

constexpr std::array kLeakedItems{
    Words<LeakedItem>{LeakedItem::Identity, "identity", "氏名・生年月日"},
    Words<LeakedItem>{LeakedItem::Contact, "contact", "住所・電話"},
    Words<LeakedItem>{LeakedItem::Insurance, "insurance", "保険の記号・番号"},
    Words<LeakedItem>{LeakedItem::Clinical, "clinical", "病名・診療の内容"},
    Words<LeakedItem>{LeakedItem::Tests, "tests", "検査・画像"},
    Words<LeakedItem>{LeakedItem::Medication, "medication", "薬"},
    Words<LeakedItem>{LeakedItem::Life, "life", "生活・家族・介護"},
    Words<LeakedItem>{LeakedItem::Money, "money", "口座・カードの番号"},
};

constexpr std::array kExemptions{
    Words<Exemption>{Exemption::None, "", ""},
    Words<Exemption>{Exemption::Encrypted, "encrypted", "高度な暗号化で守られていた"},
    Words<Exemption>{Exemption::Recovered, "recovered",
                     "だれにも見られないうちに、すべて取り戻した"},
    Words<Exemption>{Exemption::NotPersonal, "not_personal", "個人データにあたらない"},
    Words<Exemption>{Exemption::Other, "other", "そのほか"},
};

constexpr std::array kMeans{
    Words<Means>{Means::None, "", ""},
    Words<Means>{Means::Phone, "phone", "電話"},
    Words<Means>{Means::Meeting, "meeting", "面談"},
    Words<Means>{Means::Letter, "letter", "文書"},
    Words<Means>{Means::Substitute, "substitute", "代わりの措置(公表・窓口の設置)"},
};

}  // namespace

std::span<const Words<Kind>> kinds() {
    return kKinds;
}
std::span<const Words<Subjects>> subjects() {
    return kSubjects;
}
std::span<const Words<Malice>> malices() {
    return kMalices;
}
std::span<const Words<LeakedItem>> leaked_items() {
    return kLeakedItems;
}
std::span<const Words<Exemption>> exemptions() {
    return kExemptions;
}
std::span<const Words<Means>> means() {
    return kMeans;
}

std::string_view to_text(Kind value) {
    return words_of(kKinds, value).text;
}
std::string_view to_text(Subjects value) {
    return words_of(kSubjects, value).text;
}
std::string_view to_text(Malice value) {
    return words_of(kMalices, value).text;
}
std::string_view to_text(LeakedItem value) {
    return words_of(kLeakedItems, value).text;
}
std::string_view to_text(Exemption value) {
    return words_of(kExemptions, value).text;
}
std::string_view to_text(Means value) {
    return words_of(kMeans, value).text;
}

std::string_view japanese(Kind value) {
    return words_of(kKinds, value).japanese;
}
std::string_view japanese(Subjects value) {
    return words_of(kSubjects, value).japanese;
}
std::string_view japanese(Malice value) {
    return words_of(kMalices, value).japanese;
}
std::string_view japanese(LeakedItem value) {
    return words_of(kLeakedItems, value).japanese;
}
std::string_view japanese(Exemption value) {
    return words_of(kExemptions, value).japanese;
}
std::string_view japanese(Means value) {
    return words_of(kMeans, value).japanese;
}

std::string LeakedItems::text() const {
    std::string out;
    for (const auto& words : kLeakedItems)
        if (has(words.value)) out += (out.empty() ? "" : " ") + std::string{words.text};
    return out;
}

std::string LeakedItems::japanese() const {
    std::string out;
    for (const auto& words : kLeakedItems)
        if (has(words.value)) out += (out.empty() ? "" : "、") + std::string{words.japanese};
    return out;
}

Result<LeakedItems> LeakedItems::parse(std::string_view text) {
    LeakedItems items;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        TRY(const auto item,
            value_of(leaked_items(), text.substr(0, end), "choice.required", "leaked_item"));
        items.add(item);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return items;
}

}  // namespace kakehashi::incident
