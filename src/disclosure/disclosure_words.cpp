#include "disclosure/disclosure_words.hpp"

#include <array>

namespace kakehashi::disclosure {
namespace {

constexpr std::array kRequesters{
    Words<Requester>{Requester::Self, "self", "本人"},
    Words<Requester>{Requester::Guardian, "guardian", "法定代理人"},
    Words<Requester>{Requester::Agent, "agent", "任意代理人"},
    Words<Requester>{Requester::Bereaved, "bereaved", "遺族"},
};

constexpr std::array kForms{
    Words<CopyForm>{CopyForm::Electronic, "electronic", "電子データ"},
    Words<CopyForm>{CopyForm::Paper, "paper", "紙の写し"},
    Words<CopyForm>{CopyForm::Viewing, "viewing", "閲覧のみ"},
};

constexpr std::array kIdDocuments{
    Words<IdDocument>{IdDocument::None, "", ""},
    Words<IdDocument>{IdDocument::Licence, "licence", "運転免許証"},
    Words<IdDocument>{IdDocument::MyNumberCard, "my_number_card", "マイナンバーカード(表)"},
    Words<IdDocument>{IdDocument::Passport, "passport", "旅券"},
    Words<IdDocument>{IdDocument::ResidenceCard, "residence_card", "在留カード"},
    Words<IdDocument>{IdDocument::TwoOthers, "two_others", "資格確認書など2点"},
};

constexpr std::array kAuthorities{
    Words<Authority>{Authority::None, "", ""},
    Words<Authority>{Authority::Proxy, "proxy", "委任状"},
    Words<Authority>{Authority::FamilyRegister, "family_register", "戸籍謄本・抄本"},
    Words<Authority>{Authority::Registration, "registration", "登記事項証明書(後見)"},
    Words<Authority>{Authority::CourtPaper, "court_paper", "家庭裁判所の審判書"},
};

constexpr std::array kRulings{
    Words<Ruling>{Ruling::None, "", ""},
    Words<Ruling>{Ruling::Full, "full", "全部開示"},
    Words<Ruling>{Ruling::Partial, "partial", "一部開示"},
    Words<Ruling>{Ruling::Refused, "refused", "不開示"},
};

constexpr std::array kGrounds{
    Words<Ground>{Ground::None, "", ""},
    Words<Ground>{Ground::HarmsOthers, "harms_others", "第三者の利益を害するおそれ"},
    Words<Ground>{Ground::HarmsPatient, "harms_patient", "本人の心身を著しく損なうおそれ"},
    Words<Ground>{Ground::Hinders, "hinders", "業務の適正な実施に著しい支障"},
    Words<Ground>{Ground::OtherLaw, "other_law", "ほかの法令に違反する"},
    Words<Ground>{Ground::Absent, "absent", "記録がない・保存期間が過ぎた"},
};

constexpr std::array kMeans{
    Words<Means>{Means::None, "", ""},
    Words<Means>{Means::Desk, "desk", "窓口で手渡し"},
    Words<Means>{Means::Post, "post", "郵送(本人限定受取)"},
    Words<Means>{Means::Electronic, "electronic", "電子で渡した"},
    Words<Means>{Means::Viewed, "viewed", "閲覧に立ち会った"},
};

constexpr std::array kBases{
    Words<Basis>{Basis::Consent, "consent", "本人の同意"},
    Words<Basis>{Basis::Police, "police", "警察・検察の照会(捜査関係事項照会)"},
    Words<Basis>{Basis::Court, "court", "裁判所(文書送付嘱託・調査嘱託)"},
    Words<Basis>{Basis::ChildCenter, "child_center", "児童相談所・市町村(虐待)"},
    Words<Basis>{Basis::Bar, "bar", "弁護士会の照会"},
    Words<Basis>{Basis::OtherLaw, "other_law", "そのほかの法令"},
    Words<Basis>{Basis::Life, "life", "生命・身体の保護(同意が得にくい)"},
    Words<Basis>{Basis::PublicHealth, "public_health", "公衆衛生・児童の健全育成"},
    Words<Basis>{Basis::Agency, "agency", "国・自治体の事務への協力"},
};

}  // namespace

std::span<const Words<Requester>> requesters() {
    return kRequesters;
}
std::span<const Words<CopyForm>> copy_forms() {
    return kForms;
}
std::span<const Words<IdDocument>> id_documents() {
    return kIdDocuments;
}
std::span<const Words<Authority>> authorities() {
    return kAuthorities;
}
std::span<const Words<Ruling>> rulings() {
    return kRulings;
}
std::span<const Words<Ground>> grounds() {
    return kGrounds;
}
std::span<const Words<Means>> means() {
    return kMeans;
}
std::span<const Words<Basis>> bases() {
    return kBases;
}

std::string_view to_text(Requester value) {
    return words_of(kRequesters, value).text;
}
std::string_view to_text(CopyForm value) {
    return words_of(kForms, value).text;
}
std::string_view to_text(IdDocument value) {
    return words_of(kIdDocuments, value).text;
}
std::string_view to_text(Authority value) {
    return words_of(kAuthorities, value).text;
}
std::string_view to_text(Ruling value) {
    return words_of(kRulings, value).text;
}
std::string_view to_text(Ground value) {
    return words_of(kGrounds, value).text;
}
std::string_view to_text(Means value) {
    return words_of(kMeans, value).text;
}
std::string_view to_text(Basis value) {
    return words_of(kBases, value).text;
}

std::string_view japanese(Requester value) {
    return words_of(kRequesters, value).japanese;
}
std::string_view japanese(CopyForm value) {
    return words_of(kForms, value).japanese;
}
std::string_view japanese(IdDocument value) {
    return words_of(kIdDocuments, value).japanese;
}
std::string_view japanese(Authority value) {
    return words_of(kAuthorities, value).japanese;
}
std::string_view japanese(Ruling value) {
    return words_of(kRulings, value).japanese;
}
std::string_view japanese(Ground value) {
    return words_of(kGrounds, value).japanese;
}
std::string_view japanese(Means value) {
    return words_of(kMeans, value).japanese;
}
std::string_view japanese(Basis value) {
    return words_of(kBases, value).japanese;
}

}  // namespace kakehashi::disclosure
