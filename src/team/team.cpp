#include "team/team.hpp"

#include <array>

namespace kakehashi::team {
namespace {

constexpr std::array kRoles{
    Words<TeamRole>{TeamRole::AttendingDoctor, "attending_doctor", "主治医"},
    Words<TeamRole>{TeamRole::FamilyDoctor, "family_doctor", "かかりつけ医"},
    Words<TeamRole>{TeamRole::HomeDoctor, "home_doctor", "訪問診療医"},
    Words<TeamRole>{TeamRole::LiaisonNurse, "liaison_nurse", "連携看護師"},
    Words<TeamRole>{TeamRole::WardNurse, "ward_nurse", "病棟看護師"},
    Words<TeamRole>{TeamRole::SocialWorker, "social_worker", "MSW"},
    Words<TeamRole>{TeamRole::Pharmacist, "pharmacist", "薬剤師"},
    Words<TeamRole>{TeamRole::Therapist, "therapist", "リハビリ職"},
    Words<TeamRole>{TeamRole::Dietitian, "dietitian", "管理栄養士"},
    Words<TeamRole>{TeamRole::CareManager, "care_manager", "ケアマネジャー"},
    Words<TeamRole>{TeamRole::VisitingNurse, "visiting_nurse", "訪問看護師"},
    Words<TeamRole>{TeamRole::CareService, "care_service", "介護サービス"},
    Words<TeamRole>{TeamRole::Official, "official", "行政・地域包括"},
    Words<TeamRole>{TeamRole::Family, "family", "家族・キーパーソン"},
    Words<TeamRole>{TeamRole::Other, "other", "そのほか"},
};

}  // namespace

std::string_view to_text(TeamRole role) {
    return words_of(kRoles, role).text;
}
std::string_view japanese(TeamRole role) {
    return words_of(kRoles, role).japanese;
}
std::span<const Words<TeamRole>> team_roles() {
    return kRoles;
}
Result<TeamRole> parse_team_role(std::string_view text) {
    return value_of(kRoles, text, "choice.required", "team_role");
}

Result<TeamMember> TeamMember::checked() const {
    if (!user && person.empty()) return fail(ErrorKind::Invalid, "text.required", "member_name");
    if (role == TeamRole::Family && relation.empty())
        return fail(ErrorKind::Invalid, "team.family_without_relation", "relation");
    return *this;
}

Result<TeamMember> TeamMember::ended(Date last_day, Date today) const {
    if (until) return fail(ErrorKind::Refused, "team.ended_already");
    if (last_day > today) return fail(ErrorKind::Invalid, "date.in_future", "until");
    if (last_day < since) return fail(ErrorKind::Invalid, "team.before_since", "until");
    auto next = *this;
    next.until = last_day;
    return next;
}

}  // namespace kakehashi::team
