#include "consent/consent.hpp"

#include <algorithm>
#include <array>

#include "base/era.hpp"
#include "base/words.hpp"
#include "consent/family_person.hpp"

namespace kakehashi {
namespace {

constexpr std::array kKinds{
    Words<StatementKind>{StatementKind::Objection, "objection", "留保"},
    Words<StatementKind>{StatementKind::Network, "network", "地域医療情報連携ネットワークでの共有"},
    Words<StatementKind>{StatementKind::Research, "research", "研究への利用"},
    Words<StatementKind>{StatementKind::Congress, "congress", "学会・症例報告"},
    Words<StatementKind>{StatementKind::Insurer, "insurer", "保険会社などへの回答"}};
constexpr std::array kWhoms{
    Words<ObjectedTo>{ObjectedTo::Everyone, "everyone", "本人のほかのすべて"},
    Words<ObjectedTo>{ObjectedTo::Partner, "partner", "連携先"},
    Words<ObjectedTo>{ObjectedTo::PartnerKind, "kind", "連携先の種別"},
    Words<ObjectedTo>{ObjectedTo::Family, "family", "家族"}};
constexpr std::array kSaidBy{Words<SaidBy>{SaidBy::Self, "self", "本人"},
                             Words<SaidBy>{SaidBy::Family, "family", "家族"},
                             Words<SaidBy>{SaidBy::Proxy, "proxy", "代理人"}};
constexpr std::array kSaidHow{Words<SaidHow>{SaidHow::Spoken, "spoken", "口頭"},
                              Words<SaidHow>{SaidHow::Written, "written", "書面"}};
constexpr std::array kGrounds{
    Words<Ground>{Ground::None, "", ""},
    Words<Ground>{Ground::ReadThrough, "read_through", "本文を読み、書いていないことを確かめた"},
    Words<Ground>{Ground::Emergency, "emergency", "生命・身体の保護のため"}};

}  // namespace

std::string_view to_text(StatementKind kind) {
    return words_of(kKinds, kind).text;
}
std::string_view japanese(StatementKind kind) {
    return words_of(kKinds, kind).japanese;
}
Result<StatementKind> parse_statement_kind(std::string_view text) {
    return value_of(kKinds, text, "choice.required", "kind");
}
std::string_view to_text(ObjectedTo whom) {
    return words_of(kWhoms, whom).text;
}
Result<ObjectedTo> parse_objected_to(std::string_view text) {
    return value_of(kWhoms, text, "choice.required", "whom");
}
std::string_view to_text(SaidBy who) {
    return words_of(kSaidBy, who).text;
}
std::string_view japanese(SaidBy who) {
    return words_of(kSaidBy, who).japanese;
}
Result<SaidBy> parse_said_by(std::string_view text) {
    return value_of(kSaidBy, text, "choice.required", "said_by");
}
std::string_view to_text(SaidHow how) {
    return words_of(kSaidHow, how).text;
}
std::string_view japanese(SaidHow how) {
    return words_of(kSaidHow, how).japanese;
}
Result<SaidHow> parse_said_how(std::string_view text) {
    return value_of(kSaidHow, text, "choice.required", "said_how");
}
std::string_view to_text(Ground ground) {
    return words_of(kGrounds, ground).text;
}
std::string_view japanese(Ground ground) {
    return words_of(kGrounds, ground).japanese;
}
Result<Ground> parse_ground(std::string_view text) {
    return value_of(kGrounds, text, "choice.required", "ground");
}

bool ConsentStatement::in_force(Date at) const {
    if (withdrawn && at >= withdrawn->on) return false;
    if (kind == StatementKind::Objection) return true;
    return at >= said.on && (!until || at <= *until);
}

std::string ConsentStatement::receiver_text() const {
    switch (whom) {
        case ObjectedTo::Partner:
            return partner_name;
        case ObjectedTo::PartnerKind:
            return std::string{japanese(partner_kind)} + "(どこでも)";
        case ObjectedTo::Family:
            return person.empty() ? "家族(どなたでも)" : "家族(" + person + ")";
        case ObjectedTo::Everyone:
            break;
    }
    return std::string{words_of(kWhoms, ObjectedTo::Everyone).japanese};
}

std::string ConsentStatement::agreed_text() const {
    return network_name.empty() ? std::string{japanese(kind)} : network_name + "での共有";
}

std::vector<Error> faults_of(const Said& said, Date today) {
    std::vector<Error> faults;
    if (said.by != SaidBy::Self) {
        if (said.name.empty()) faults.push_back({ErrorKind::Invalid, "text.required", "said_name"});
        if (said.relation.empty())
            faults.push_back({ErrorKind::Invalid, "text.required", "said_relation"});
    }
    if (said.on > today) faults.push_back({ErrorKind::Invalid, "consent.day_in_future", "said_on"});
    return faults;
}

std::vector<Error> faults_of(const ConsentStatement& statement, Date today) {
    std::vector<Error> faults;
    if (statement.kind == StatementKind::Objection) {
        if (statement.whom == ObjectedTo::Partner && !statement.partner)
            faults.push_back({ErrorKind::Invalid, "consent.partner_required", "partner"});
        if (statement.items.empty())
            faults.push_back({ErrorKind::Invalid, "consent.items_required", "item"});
    } else {
        if (statement.scope.empty())
            faults.push_back({ErrorKind::Invalid, "consent.scope_required", "scope"});
        if (statement.until && *statement.until < today)
            faults.push_back({ErrorKind::Invalid, "consent.ends_before", "valid_until"});
    }
    for (auto& fault : faults_of(statement.said, today)) faults.push_back(std::move(fault));
    return faults;
}

bool is_meant(const ConsentStatement& objection, const Receiver& to) {
    switch (objection.whom) {
        case ObjectedTo::Everyone:
            return true;
        case ObjectedTo::Partner:
            return to.kind == Receiver::Kind::Partner && to.partner == objection.partner;
        case ObjectedTo::PartnerKind:
            return to.kind == Receiver::Kind::Partner && to.partner_kind == objection.partner_kind;
        case ObjectedTo::Family:
            return to.kind == Receiver::Kind::Family &&
                   (objection.person.empty() || to.person.empty() ||
                    may_be_same_person(objection.person, to.person));
    }
    return true;
}

GivingDecision may_give(const Receiver& to, std::span<const PaperPart> paper, Date at,
                        std::span<const ConsentStatement> objections) {
    GivingDecision decision;
    ItemSet withheld;
    for (const auto& objection : objections)
        if (objection.kind == StatementKind::Objection && objection.in_force(at) &&
            is_meant(objection, to))
            withheld = withheld | objection.items;
    using Answer = GivingDecision::Answer;
    const auto answer_with = [&](Answer answer, ItemSet items) {
        decision.answer = std::max(decision.answer, answer);
        decision.items = decision.items | items;
    };
    for (const auto& part : paper) {
        if (const auto items = part.holds & withheld; !items.empty()) {
            answer_with(part.can_be_left_out ? Answer::LeaveOut : Answer::Refuse, items);
            if (part.can_be_left_out) {
                decision.left_out.push_back(part.field);
                continue;
            }
        }
        if (const auto items = part.perhaps & withheld; !items.empty())
            answer_with(Answer::ReadFirst, items);
    }
    for (const auto& objection : objections)
        if (objection.kind == StatementKind::Objection && objection.in_force(at) &&
            is_meant(objection, to) && !(objection.items & decision.items).empty())
            decision.because.push_back(objection);
    return decision;
}

bool GivingDecision::may_go(Ground ground) const {
    if (answer == Answer::Refuse) return ground == Ground::Emergency;
    return answer != Answer::ReadFirst || ground != Ground::None;
}

bool GivingDecision::must_answer_for(Ground ground) const {
    if (ground == Ground::None || answer == Answer::Give) return false;
    return ground == Ground::Emergency || answer != Answer::LeaveOut;
}

Error GivingDecision::error() const {
    return {ErrorKind::Refused,
            answer == Answer::ReadFirst ? "consent.read_first" : "consent.refused", "ground",
            explain()};
}

bool is_objection(const Error& error) {
    return error.code == "consent.refused" || error.code == "consent.read_first" ||
           error.code == "consent.reason_required";
}

std::string GivingDecision::explain() const {
    std::string out;
    for (const auto& one : because) {
        if (!out.empty()) out += "。";
        out += one.receiver_text() + "には「" + one.items.japanese() + "」を渡さない(" +
               short_date(one.said.on, one.said.on) + " " + std::string{japanese(one.said.by)} +
               "の申し出・" + std::string{japanese(one.said.how)} + ")";
    }
    return out;
}

}  // namespace kakehashi
