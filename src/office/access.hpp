#pragma once

#include <span>
#include <string_view>

#include "office/office.hpp"
#include "platform/auth/role.hpp"
#include "platform/auth/session.hpp"

namespace kakehashi::office {

/// What a page or a form asks of whoever comes. Each route has exactly one (route_rules).
enum class Need {
    Self,              // 自分のサインイン、画面の見かた
    Cases,             // 患者・紹介・予約・返書を見る、扱う
    Partners,          // 連携先を直す
    PartnerFiles,      // 連携先をまとめて取り込む・書き出す
    Settings,          // この病院の決め、枠と休診、外への送り
    Retention,         // 保存期限と削除、差し止め
    People,            // 職員と役割
    Sealing,           // 閲覧の制限
    Disclosure,        // 開示請求、第三者提供の記録
    Ruling,            // 開示の判断
    IncidentRegister,  // 漏えい等の記録を読む
    IncidentWork,      // 漏えい等の手続き
    Oversight,         // 緊急閲覧の見直し
    AuditLog,          // 監査ログ
    Ward,              // 病棟の画面: the patients of the own wards, questions to the office
    Units,             // 病棟・診療科, who belongs to which
    Portal,            // 連携ポータル: what this partner sent here, and what was sent to it
};
std::span<const Need> all_needs();
std::string_view japanese(Need need);

/// The one place that says who may do what. Pure.
bool may(Role role, Need need);
/// The same by the role the viewer acts in today, as the database knows it: whether the pane of a
/// duty may lead them on.
bool may(db::Transaction& tx, const Viewer& viewer, Need need, Date today);

/// The alert of an emergency look and what a leak of data owes are the 室長's: nobody else puts
/// them off or hands them on. Pure.
bool may_act_on(Role role, std::string_view duty_kind);

struct RouteRule {
    std::string_view method, route;
    Need need;
};
std::span<const RouteRule> route_rules();
/// The rule of a route; none: nobody may.
const RouteRule* rule_of(std::string_view method, std::string_view route);

/// Whether a link to this page leads anywhere for this role.
bool may_open(Role role, std::string_view route);
/// Where somebody of this role begins: the first page that is theirs.
std::string_view first_page_of(Role role);

/// Who acts by the power of an absent colleague alone: 大村 健(室長 長谷川 浩二 の代行). Attached
/// to the request; viewer_of() hands it out.
struct DeputyViewer {
    Viewer viewer;
};
/// The trail, and what is signed, name whose power it was.
DeputyViewer as_deputy(const SignedIn& who);

/// Puts the rule before every route that is not open: who may not, gets 403 whatever the rest of
/// the address says, before anything is looked up. After guard_routes().
void guard_access(http::Router& router, Office& office);

}  // namespace kakehashi::office
