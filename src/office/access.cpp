#include "office/access.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "office/frame.hpp"
#include "platform/auth/session.hpp"

namespace kakehashi::office {
namespace {

using enum Role;

constexpr std::array kNeeds{
    std::pair{Need::Self, std::string_view{"自分のサインイン・画面の見かた"}},
    std::pair{Need::Cases, std::string_view{"患者・紹介・予約・返書"}},
    std::pair{Need::Partners, std::string_view{"連携先を直す"}},
    std::pair{Need::PartnerFiles, std::string_view{"連携先の取り込み・書き出し"}},
    std::pair{Need::Settings, std::string_view{"設定・枠と休診・外への送り"}},
    std::pair{Need::Retention, std::string_view{"保存期限と削除・差し止め"}},
    std::pair{Need::People, std::string_view{"職員と役割"}},
    std::pair{Need::Sealing, std::string_view{"閲覧の制限"}},
    std::pair{Need::Disclosure, std::string_view{"開示請求・第三者提供の記録"}},
    std::pair{Need::Ruling, std::string_view{"開示の判断"}},
    std::pair{Need::IncidentRegister,
              std::string_view{"漏えい等の記録を読む(監査者に患者の氏名は出ません)"}},
    std::pair{Need::IncidentWork, std::string_view{"漏えい等の報告・本人への通知・終了"}},
    std::pair{Need::Oversight, std::string_view{"緊急閲覧の見直し"}},
    std::pair{Need::AuditLog, std::string_view{"監査ログ(患者の氏名は出ません)"}},
    std::pair{Need::Ward, std::string_view{"病棟の画面(所属する病棟の患者だけ)"}},
    std::pair{Need::Units, std::string_view{"病棟・診療科・職員の所属"}},
    std::pair{Need::Portal, std::string_view{"連携ポータル(自施設の紹介と、届いた文書)"}},
};

template <typename... Roles>
bool is_one_of(Role role, Roles... roles) {
    return ((role == roles) || ...);
}

http::Response refusal(Office& office, const http::Request& request, Role role) {
    const auto sentence = role == None
                              ? std::string{"まだ役割がありません。室長か管理者に、役割を決めても"
                                            "らってください。"}
                              : "この画面は、" + std::string{japanese(role)} +
                                    "の役割では使えません。必要なときは" +
                                    (fits(role, Party::House) ? "室長" : "連携室") +
                                    "にご相談ください。";
    return message_page(office, request, 403, "この画面は使えません", sentence);
}

}  // namespace

std::span<const Need> all_needs() {
    static constexpr std::array kAll{Need::Self,
                                     Need::Cases,
                                     Need::Partners,
                                     Need::PartnerFiles,
                                     Need::Settings,
                                     Need::Retention,
                                     Need::People,
                                     Need::Sealing,
                                     Need::Disclosure,
                                     Need::Ruling,
                                     Need::IncidentRegister,
                                     Need::IncidentWork,
                                     Need::Oversight,
                                     Need::AuditLog,
                                     Need::Ward,
                                     Need::Units,
                                     Need::Portal};
    return kAll;
}

std::string_view japanese(Need need) {
    for (const auto& [one, words] : kNeeds)
        if (one == need) return words;
    return {};
}

bool may(Role role, Need need) {
    switch (need) {
        case Need::Self:
            return true;
        case Need::Cases:
            return is_one_of(role, Desk, Nurse, SocialWorker, Clerk, Doctor, Head);
        case Need::Partners:
            return is_one_of(role, Desk, Nurse, SocialWorker, Clerk, Head);
        case Need::PartnerFiles:
            return is_one_of(role, Clerk, Head);
        case Need::Settings:
            return is_one_of(role, Nurse, Clerk, Head, Administrator);
        case Need::Retention:
            return is_one_of(role, Clerk, Head);
        case Need::People:
            return is_one_of(role, Head, Administrator, PartnerAdministrator);
        case Need::Sealing:
            return is_one_of(role, Nurse, SocialWorker, Head);
        case Need::Disclosure:
            return is_one_of(role, SocialWorker, Clerk, Head);
        case Need::Ruling:
            return role == Head;
        case Need::IncidentRegister:
            return is_one_of(role, Head, Auditor);
        case Need::IncidentWork:
            return role == Head;
        case Need::Oversight:
            return role == Head;
        case Need::AuditLog:
            return is_one_of(role, Head, Auditor);
        case Need::Ward:
            return role == WardNurse;
        case Need::Units:
            return is_one_of(role, Head, Administrator);
        case Need::Portal:
            return is_one_of(role, PartnerDoctor, PartnerStaff, CareManager, VisitingNurse,
                             Counsellor, Pharmacist);
    }
    return false;
}

bool may(db::Transaction& tx, const Viewer& viewer, Need need, Date today) {
    const auto people = users_of(tx, viewer.facility);
    const auto who = std::ranges::find(people, viewer.user, &UserLine::id);
    return who != people.end() &&
           may(acting_role(who->role, standing_in_for(tx, viewer.user, today)), need);
}

bool may_act_on(Role role, std::string_view duty_kind) {
    if (duty_kind.starts_with("incident.")) return may(role, Need::IncidentWork);
    return duty_kind != "access.review" || may(role, Need::Oversight);
}

bool may_open(Role role, std::string_view route) {
    const auto* rule = rule_of("GET", route);
    return rule && may(role, rule->need);
}

std::string_view first_page_of(Role role) {
    if (may(role, Need::Cases)) return "/today";
    if (may(role, Need::Ward)) return "/ward";
    if (may(role, Need::Portal)) return "/portal";
    if (may(role, Need::People)) return "/settings/people";
    if (may(role, Need::AuditLog)) return "/audit";
    return "/account";
}

DeputyViewer as_deputy(const SignedIn& who) {
    DeputyViewer deputy{who.viewer};
    for (const auto& one : who.stands_in_for)
        if (one.absent_role == who.role) {
            deputy.viewer.name +=
                "(" + std::string{japanese(who.role)} + " " + one.absent_name + " の代行)";
            break;
        }
    return deputy;
}

void guard_access(http::Router& router, Office& office) {
    router.before([&office](http::Request& request) -> std::optional<http::Response> {
        if (request.open) return std::nullopt;
        const auto* who = request.attached<SignedIn>();
        const auto* rule = rule_of(request.method, request.route);
        if (!who || !rule || !may(who->role, rule->need))
            return refusal(office, request, who ? who->role : None);
        if (!may(who->own_role, rule->need)) request.attach(as_deputy(*who));
        return std::nullopt;
    });
}

}  // namespace kakehashi::office
