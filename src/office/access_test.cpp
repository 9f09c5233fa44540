// 役割でできること, as a privacy officer reads it: one line for each role.
#include "office/access.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <set>

using namespace kakehashi;
using namespace kakehashi::office;

namespace {

struct RoleLine {
    Role role;
    std::set<Need> may;
};

/// Everybody may look after their own sign-in.
const RoleLine kLines[] = {
    {Role::None, {Need::Self}},
    {Role::Desk, {Need::Self, Need::Cases, Need::Partners}},
    {Role::Nurse, {Need::Self, Need::Cases, Need::Partners, Need::Settings, Need::Sealing}},
    {Role::WardNurse, {Need::Self, Need::Ward}},
    {Role::SocialWorker,
     {Need::Self, Need::Cases, Need::Partners, Need::Sealing, Need::Disclosure}},
    {Role::Clerk,
     {Need::Self, Need::Cases, Need::Partners, Need::PartnerFiles, Need::Settings, Need::Retention,
      Need::Disclosure}},
    {Role::Doctor, {Need::Self, Need::Cases}},
    {Role::Head,
     {Need::Self, Need::Cases, Need::Partners, Need::PartnerFiles, Need::Settings, Need::Retention,
      Need::People, Need::Sealing, Need::Disclosure, Need::Ruling, Need::IncidentRegister,
      Need::IncidentWork, Need::Oversight, Need::AuditLog, Need::Units}},
    {Role::Auditor, {Need::Self, Need::IncidentRegister, Need::AuditLog}},
    {Role::Administrator, {Need::Self, Need::Settings, Need::People, Need::Units}},
    {Role::PartnerDoctor, {Need::Self, Need::Portal}},
    {Role::PartnerStaff, {Need::Self, Need::Portal}},
    {Role::CareManager, {Need::Self, Need::Portal}},
    {Role::VisitingNurse, {Need::Self, Need::Portal}},
    {Role::Counsellor, {Need::Self, Need::Portal}},
    {Role::Pharmacist, {Need::Self, Need::Portal}},
    {Role::PartnerAdministrator, {Need::Self, Need::People}},
};

}  // namespace

TEST_CASE("each role may what its line says, and nothing else") {
    std::set<Role> told;
    for (const auto& line : kLines) {
        told.insert(line.role);
        for (const auto need : all_needs())
            CHECK_MESSAGE(may(line.role, need) == line.may.contains(need), japanese(line.role),
                          ": ", japanese(need));
    }
    for (const auto role : all_roles()) CHECK_MESSAGE(told.contains(role), japanese(role));
}

TEST_CASE("nobody of a partner opens a page of the house's work, nobody of the house the portal") {
    for (const auto role : roles_of(Party::Partner))
        for (const auto need : {Need::Cases, Need::Partners, Need::PartnerFiles, Need::Settings,
                                Need::Retention, Need::Sealing, Need::Oversight, Need::AuditLog})
            CHECK_MESSAGE(!may(role, need), japanese(role), ": ", japanese(need));
    for (const auto role : roles_of(Party::House)) CHECK_FALSE(may(role, Need::Portal));
}

TEST_CASE("who audits or administers sees no patient") {
    for (const auto role :
         {Role::Auditor, Role::Administrator, Role::PartnerAdministrator, Role::None})
        for (const auto* page : {"/today", "/patients", "/patients/{id}", "/referrals/{id}",
                                 "/search", "/bookings", "/replies/{id}", "/arrivals", "/portal"})
            CHECK_FALSE(may_open(role, page));
}

TEST_CASE("a deletion needs two people who may, so more than one role may") {
    int roles = 0;
    for (const auto role : all_roles()) roles += may(role, Need::Retention) ? 1 : 0;
    CHECK(roles >= 2);
}

TEST_CASE(
    "a route falls under the longest line that leads it, and under none by its letters alone") {
    CHECK(rule_of("GET", "/facilities/{id}")->need == Need::Cases);
    CHECK(rule_of("HEAD", "/facilities/{id}")->need == Need::Cases);
    CHECK(rule_of("POST", "/facilities/{id}/confirmation")->need == Need::Partners);
    CHECK(rule_of("GET", "/facilities/import")->need == Need::PartnerFiles);
    CHECK(rule_of("POST", "/referrals/{id}/hold/end")->need == Need::Retention);
    CHECK(rule_of("POST", "/disclosures/{id}/delivery")->need == Need::Disclosure);
    CHECK(rule_of("POST", "/disclosures/{id}/decision")->need == Need::Ruling);
    CHECK(rule_of("POST", "/incidents/new")->need == Need::Cases);
    CHECK(rule_of("GET", "/incidents/{id}/sheet")->need == Need::IncidentRegister);
    CHECK(rule_of("POST", "/incidents/{id}/closing")->need == Need::IncidentWork);
    CHECK(rule_of("GET", "/incidents/{id}/account")->need == Need::IncidentWork);
    CHECK(rule_of("GET", "/settings/people")->need == Need::People);
    CHECK(rule_of("GET", "/patientsandmore") == nullptr);
    CHECK(rule_of("GET", "/somewhere/new") == nullptr);
    CHECK(rule_of("GET", "/")->need == Need::Self);
}

TEST_CASE("everybody begins on a page that is theirs") {
    for (const auto role : all_roles())
        CHECK_MESSAGE(may_open(role, first_page_of(role)), japanese(role));
    CHECK(first_page_of(Role::Nurse) == "/today");
    CHECK(first_page_of(Role::WardNurse) == "/ward");
    CHECK(first_page_of(Role::Administrator) == "/settings/people");
    CHECK(first_page_of(Role::Auditor) == "/audit");
    CHECK(first_page_of(Role::CareManager) == "/portal");
    CHECK(first_page_of(Role::PartnerAdministrator) == "/settings/people");
}

TEST_CASE("a decision costs less than five millionths of a second") {
    constexpr int kTimes = 100'000;
    const auto begun = std::chrono::steady_clock::now();
    int allowed = 0;
    for (int n = 0; n < kTimes; ++n) {
        const auto* rule = rule_of("POST", "/referrals/{id}/hold/end");
        allowed += may(Role::Nurse, rule->need) ? 1 : 0;
    }
    const auto took = std::chrono::steady_clock::now() - begun;
    CHECK(allowed == 0);
    CHECK(took / kTimes < std::chrono::microseconds{5});
    MESSAGE(std::chrono::nanoseconds{took / kTimes}.count() << " ns a decision");
}
