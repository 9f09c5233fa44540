#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/date.hpp"
#include "base/id.hpp"
#include "base/words.hpp"

namespace kakehashi::team {

using TeamMemberId = Id<struct TeamMemberTag>;

/// 役割 around a patient; what somebody may do in the program is another matter (auth/role.hpp).
enum class TeamRole {
    AttendingDoctor,
    FamilyDoctor,
    HomeDoctor,
    LiaisonNurse,
    WardNurse,
    SocialWorker,
    Pharmacist,
    Therapist,
    Dietitian,
    CareManager,
    VisitingNurse,
    CareService,
    Official,
    Family,
    Other
};
std::string_view to_text(TeamRole role);
std::string_view japanese(TeamRole role);
std::span<const Words<TeamRole>> team_roles();
/// Invalid `choice.required`, field `team_role`.
Result<TeamRole> parse_team_role(std::string_view text);

/// 支援チームの一人: a colleague (user), a partner's person (partner, person), or somebody of the
/// family (person alone).
struct TeamMember {
    TeamMemberId id;
    PatientId patient;
    TeamRole role = TeamRole::Other;
    UserId user;
    FacilityId partner;
    DoctorId doctor;       // the same person in the partners' register
    std::string person;    // of who is no colleague
    std::string relation;  // 長女
    std::string phone;     // their own; empty: the partner's
    Date since;
    std::optional<Date> until;  // the last day
    std::string note;
    int version = 1;

    bool is_current() const { return !until; }
    /// Invalid `text.required` (`member_name`) for nobody; `team.family_without_relation`
    /// (`relation`).
    Result<TeamMember> checked() const;
    /// Refused `team.ended_already`; Invalid `date.in_future`, `team.before_since` (`until`). Sight
    /// ends with the membership, so it never ends on a day to come.
    Result<TeamMember> ended(Date until, Date today) const;
};

}  // namespace kakehashi::team
