#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/id.hpp"
#include "consent/network_scope.hpp"
#include "facility/facility.hpp"

namespace kakehashi {

using ConsentStatementId = Id<struct ConsentStatementTag>;

/// 意思表示. Sharing for the posted purposes needs none: consent is implied unless the patient
/// objects (留保). What is not posted needs an explicit yes.
///
/// Rule:    5/implied-consent. Objections per receiver and per item count when a document is
///          addressed; network, research, PR and insurers need explicit consent; it can be
///          withdrawn at any time.
/// Source:  医療・介護関係事業者における個人情報の適切な取扱いのためのガイダンス, IV-9(3)
/// 黙示の同意.
enum class StatementKind {
    Objection,  // 留保
    Network,    // 地域医療情報連携ネットワークでの共有
    Research,   // 研究
    Congress,   // 学会・症例報告
    Insurer,    // 保険会社などへの回答
};
std::string_view to_text(StatementKind kind);
std::string_view japanese(StatementKind kind);
/// Invalid `choice.required`, field `kind`.
Result<StatementKind> parse_statement_kind(std::string_view text);

/// 留保の相手.
enum class ObjectedTo {
    Everyone,     // 本人のほかのすべて
    Partner,      // 連携先ひとつ
    PartnerKind,  // 連携先の種別
    Family,       // 家族: one person of it, or all
};
std::string_view to_text(ObjectedTo whom);
Result<ObjectedTo> parse_objected_to(std::string_view text);

/// 申し出た人.
enum class SaidBy { Self, Family, Proxy };  // 本人, 家族, 代理人(後見人など)
std::string_view to_text(SaidBy who);
std::string_view japanese(SaidBy who);
Result<SaidBy> parse_said_by(std::string_view text);

/// 申し出の方法.
enum class SaidHow { Spoken, Written };  // 口頭, 書面
std::string_view to_text(SaidHow how);
std::string_view japanese(SaidHow how);
Result<SaidHow> parse_said_how(std::string_view text);

/// Who said it, and how: of a statement, and of its withdrawal.
struct Said {
    SaidBy by = SaidBy::Self;
    std::string name, relation;  // 山本 花子, 長女; not for 本人
    SaidHow how = SaidHow::Spoken;
    Date on;
};

/// One objection or explicit consent. Append-only: what changes is that it was withdrawn.
struct ConsentStatement {
    ConsentStatementId id;
    StatementKind kind = StatementKind::Objection;
    ObjectedTo whom = ObjectedTo::Everyone;
    FacilityId partner;
    std::string partner_name;  // filled when read
    FacilityKind partner_kind = FacilityKind::Other;
    std::string person;
    ItemSet items;
    std::string scope;
    std::optional<Date> until;  // 有効期限 of a consent
    NetworkId network;          // of StatementKind::Network; 0: none that the house has posted
    int scope_version = 0;      // of its 共同利用の範囲 on the day it was said
    std::string network_name;   // filled when read
    Said said;
    int notice_version = 1;
    Instant recorded_at;
    std::string recorded_by;
    std::optional<Said> withdrawn;
    std::string withdrawn_recorded_by;
    int version = 1;

    /// An objection counts as soon as it is written down, whatever a clock says, until the day of
    /// its withdrawal; a consent from its day through its last.
    bool in_force(Date at) const;
    /// 青葉町クリニック, 薬局, 家族(長男), 本人のほかのすべて.
    std::string receiver_text() const;
    /// みなと地域医療ネットでの共有, 研究への利用.
    std::string agreed_text() const;
};

/// Everything wrong with a new statement, with fields: Invalid `consent.partner_required`,
/// `consent.items_required`, `consent.scope_required`, `text.required` (name and relation of who
/// speaks for the patient), `consent.day_in_future`, `consent.ends_before`.
std::vector<Error> faults_of(const ConsentStatement& statement, Date today);
std::vector<Error> faults_of(const Said& said, Date today);

/// 渡す相手.
struct Receiver {
    enum class Kind { Partner, Family, Unknown } kind = Kind::Unknown;
    FacilityId partner = {};
    FacilityKind partner_kind = FacilityKind::Other;
    std::string person = {};  // 長男 中川 大介; empty: whoever of the family
};
/// An Unknown receiver (a file that is carried out) is meant by an objection to everybody alone.
bool is_meant(const ConsentStatement& objection, const Receiver& to);

/// A part of a paper, as far as its contents can be told apart.
struct PaperPart {
    std::string_view field;        // prescription; empty: the paper itself
    ItemSet holds = {};            // what certainly stands in it
    ItemSet perhaps = {};          // what may stand in its sentences: only a reader can tell
    bool can_be_left_out = false;  // the paper makes sense without it
};

/// Why a paper leaves although something stands against it. Recorded with a reason.
enum class Ground {
    None,
    ReadThrough,  // somebody read the sentences: nothing of it stands there
    Emergency,    // 生命・身体の保護 (個人情報保護法 27条1項2号)
};
std::string_view to_text(Ground ground);
std::string_view japanese(Ground ground);
/// Empty is None. Invalid `choice.required`, field `ground`.
Result<Ground> parse_ground(std::string_view text);

/// 渡してよいか.
struct GivingDecision {
    enum class Answer {
        Give,
        LeaveOut,   // yes, without the fields of `left_out`
        ReadFirst,  // somebody must say that the sentences hold nothing of `items`
        Refuse,
    } answer = Answer::Give;
    ItemSet items;                           // what the objections take out of this paper
    std::vector<std::string_view> left_out;  // fields
    std::vector<ConsentStatement> because;   // the objections that bear on it

    bool may_go(Ground ground) const;
    /// Whether more leaves on this ground than without one: that takes a reason.
    bool must_answer_for(Ground ground) const;
    /// Refused `consent.refused` or `consent.read_first`, field `ground`, with explain() as detail.
    Error error() const;
    /// 青葉町クリニックには「薬」を渡さない(11/24 本人の申し出・口頭)
    std::string explain() const;
};
/// What an objection stopped, or what would have let it go was incomplete.
bool is_objection(const Error& error);

/// The one decision of the program on who is given what. Pure.
GivingDecision may_give(const Receiver& to, std::span<const PaperPart> paper, Date at,
                        std::span<const ConsentStatement> objections);

/// What stands in place of a field that was left out.
inline constexpr std::string_view kLeftOut = "(ご本人のご意向により記載していません)";

}  // namespace kakehashi
