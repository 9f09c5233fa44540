#pragma once

#include <string>
#include <vector>

#include "base/viewer.hpp"
#include "platform/db/database.hpp"
#include "team/team.hpp"

namespace kakehashi::team {

/// Whose team it is; read here by SQL because patient/ stands above.
struct TeamPatient {
    PatientId id;
    std::string name, kana;
    std::optional<Date> born_on;
    bool sealed = false;  // 閲覧の制限
};
/// NotFound `patient.not_found`, also for who may not see the patient and for a record that was
/// merged away (its members went along).
Result<TeamPatient> find_team_patient(db::Transaction& tx, const Viewer& viewer, PatientId id);

/// A member with the names a list is read by.
struct ListedMember {
    TeamMember member;
    std::string name;           // of the colleague or the person
    std::string profession;     // of a colleague
    std::string partner;        // the partner's name
    std::string partner_phone;  // theirs
    bool kept_out = false;      // a colleague whom the seal does not let see the patient

    /// Their own number, else the partner's.
    const std::string& phone() const { return member.phone.empty() ? partner_phone : member.phone; }
};
/// Who is there now first, each in the order colleagues, partners' people, family; then the latest
/// to leave. Nobody for who may not see the patient. One statement.
std::vector<ListedMember> team_of(db::Transaction& tx, const Viewer& viewer, PatientId patient);
/// NotFound `team.not_found`, also for a member of another patient's team.
Result<ListedMember> find_member(db::Transaction& tx, const Viewer& viewer, PatientId patient,
                                 TeamMemberId id);

/// Event `team.joined`. Conflict `team.there_already` for a colleague who has that role now;
/// Invalid `choice.gone` for who is no colleague, or no partner.
Result<TeamMemberId> add_member(db::Transaction& tx, const Viewer& viewer, Instant now,
                                TeamMember member);
/// Puts right what was written wrong. Event `team.corrected`. Conflict `team.changed_meanwhile`.
Result<void> correct_member(db::Transaction& tx, const Viewer& viewer, Instant now,
                            const TeamMember& member);
/// Event `team.left`. A colleague who is in no other role of the team now is no longer among those
/// who see a sealed patient, from the next page on (event `patient.seal_readers`). Conflict
/// `team.changed_meanwhile`; Refused `seal.opened_only` for who opened the record in an emergency.
Result<void> end_member(db::Transaction& tx, const Viewer& viewer, Instant now,
                        const TeamMember& ended);

}  // namespace kakehashi::team
