#include "family/hand_over.hpp"

#include <array>

namespace kakehashi::family {
namespace {

constexpr std::array kRecognitions{
    Words<Recognised>{Recognised::Licence, "licence", "運転免許証"},
    Words<Recognised>{Recognised::MyNumberCard, "my_number_card", "マイナンバーカード(表)"},
    Words<Recognised>{Recognised::Passport, "passport", "旅券"},
    Words<Recognised>{Recognised::ResidenceCard, "residence_card", "在留カード"},
    Words<Recognised>{Recognised::TwoOthers, "two_others", "資格確認書など2点"},
    Words<Recognised>{Recognised::ByPatient, "by_patient", "患者さんが同席し、引き合わせた"},
    Words<Recognised>{Recognised::Acquainted, "acquainted", "職員が以前から面識がある"},
};

constexpr std::array kAskers{
    Words<AskedBy>{AskedBy::Patient, "patient", "患者さん本人"},
    Words<AskedBy>{AskedBy::Receiver, "receiver", "受け取る方"},
    Words<AskedBy>{AskedBy::OtherFamily, "other_family", "ほかのご家族"},
    Words<AskedBy>{AskedBy::House, "house", "当院からご案内"},
};

}  // namespace

std::span<const Words<Recognised>> recognitions() {
    return kRecognitions;
}
std::span<const Words<AskedBy>> askers() {
    return kAskers;
}
std::string_view to_text(Recognised how) {
    return words_of(kRecognitions, how).text;
}
std::string_view to_text(AskedBy who) {
    return words_of(kAskers, who).text;
}
std::string_view japanese(Recognised how) {
    return words_of(kRecognitions, how).japanese;
}
std::string_view japanese(AskedBy who) {
    return words_of(kAskers, who).japanese;
}
Result<Recognised> parse_recognised(std::string_view text) {
    return value_of(kRecognitions, text, "choice.required", "recognised");
}
Result<AskedBy> parse_asked_by(std::string_view text) {
    return value_of(kAskers, text, "choice.required", "asked_by");
}

}  // namespace kakehashi::family
