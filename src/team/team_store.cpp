#include "team/team_store.hpp"

#include "platform/event/event.hpp"

namespace kakehashi::team {
namespace {

constexpr db::Query kPatient{"team.patient", R"sql(
    SELECT patient.id, patient.name, patient.kana, patient.born_on,
           CASE WHEN EXISTS (SELECT 1 FROM sealed_patient
                              WHERE sealed_patient.patient_id = patient.id) THEN 1 ELSE 0 END
      FROM patient
     WHERE patient.facility_id = $1 AND patient.id = $3 AND patient.merged_into_id IS NULL
       AND {shown patient to $2}
)sql"};

/// What member_from() reads; $2 is who looks.
constexpr std::string_view kMemberColumns = R"sql(
    SELECT team_member.id, team_member.patient_id, team_member.role, team_member.user_id,
           team_member.partner_id, team_member.doctor_id, team_member.person,
           team_member.relation, team_member.phone, team_member.since, team_member.until,
           team_member.note, team_member.version, coalesce(user_account.name, team_member.person),
           coalesce(user_account.profession, ''), coalesce(facility.name, ''),
           coalesce(facility.phone, ''),
           CASE WHEN {shown team_member.patient_id to team_member.user_id} THEN 0 ELSE 1 END
      FROM team_member
      LEFT JOIN user_account ON user_account.id = team_member.user_id
      LEFT JOIN facility ON facility.id = team_member.partner_id
     WHERE team_member.facility_id = $1 AND team_member.patient_id = $3
       AND {shown team_member.patient_id to $2}
)sql";

constexpr db::Query kTeam{"team.of_patient", kMemberColumns, R"sql(
     ORDER BY CASE WHEN team_member.until IS NULL THEN 0 ELSE 1 END, team_member.until DESC,
              CASE WHEN team_member.user_id IS NOT NULL THEN 0
                   WHEN team_member.partner_id IS NOT NULL THEN 1 ELSE 2 END,
              team_member.id
)sql"};

constexpr db::Query kMember{"team.member", kMemberColumns, R"sql(
       AND team_member.id = $4
)sql"};

constexpr db::Query kCurrentRoles{"team.current_roles", R"sql(
    SELECT role FROM team_member
     WHERE facility_id = $1 AND patient_id = $2 AND user_id = $3 AND until IS NULL
)sql"};

constexpr db::Query kKnown{"team.known", R"sql(
    SELECT (SELECT count(*) FROM user_account
             WHERE id = $2 AND facility_id = $1 AND active = 1)
         + (SELECT count(*) FROM facility WHERE id = $3 AND id <> $1)
)sql"};

constexpr db::Query kInsert{"team.insert", R"sql(
    INSERT INTO team_member (facility_id, patient_id, role, user_id, partner_id, doctor_id, person,
                             relation, phone, since, note)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    RETURNING id
)sql"};

constexpr db::Query kSave{"team.save", R"sql(
    UPDATE team_member
       SET role = $4, doctor_id = $5, person = $6, relation = $7, phone = $8, since = $9,
           until = $10, note = $11, version = version + 1
     WHERE facility_id = $1 AND id = $2 AND version = $3
)sql"};

// The tables of patient/patient_seal.cpp, which stands above.
constexpr db::Query kOpenedOnly{"team.opened_only", R"sql(
    SELECT count(*) FROM sealed_patient_reader
     WHERE patient_id = $1 AND user_id = $2 AND until IS NOT NULL
)sql"};

constexpr db::Query kStopReading{"team.stop_reading", R"sql(
    DELETE FROM sealed_patient_reader
     WHERE patient_id = $1 AND user_id = $2 AND until IS NULL
)sql"};

ListedMember member_from(const db::Row& row) {
    ListedMember listed;
    auto& member = listed.member;
    member.id = row.id<TeamMemberId>(0);
    member.patient = row.id<PatientId>(1);
    member.role = parse_team_role(row.text(2)).value_or(TeamRole::Other);
    member.user = row.id<UserId>(3);
    member.partner = row.id<FacilityId>(4);
    member.doctor = row.id<DoctorId>(5);
    member.person = row.string(6);
    member.relation = row.string(7);
    member.phone = row.string(8);
    member.since = *row.date(9);
    member.until = row.date(10);
    member.note = row.string(11);
    member.version = static_cast<int>(row.integer(12));
    listed.name = row.string(13);
    listed.profession = row.string(14);
    listed.partner = row.string(15);
    listed.partner_phone = row.string(16);
    listed.kept_out = row.yes(17);
    return listed;
}

void tell(db::Transaction& tx, const Viewer& viewer, Instant now, const TeamMember& member,
          std::string_view what) {
    record_event(tx, viewer, now, case_of(member.patient), member.patient, what,
                 json::object({{"role", std::string{to_text(member.role)}}}));
}

Result<void> save(db::Transaction& tx, const Viewer& viewer, const TeamMember& member) {
    const auto rows = tx.execute(kSave, viewer.facility, member.id, member.version, member.role,
                                 member.doctor, member.person, member.relation, member.phone,
                                 member.since, member.until, member.note);
    if (rows == 0) return fail(ErrorKind::Conflict, "team.changed_meanwhile");
    return {};
}

std::vector<std::string> current_roles(db::Transaction& tx, const Viewer& viewer,
                                       const TeamMember& member) {
    return tx.all(
        kCurrentRoles, [](const db::Row& row) { return row.string(0); }, viewer.facility,
        member.patient, member.user);
}

}  // namespace

Result<TeamPatient> find_team_patient(db::Transaction& tx, const Viewer& viewer, PatientId id) {
    auto found = tx.first(
        kPatient,
        [](const db::Row& row) {
            return TeamPatient{row.id<PatientId>(0), row.string(1), row.string(2), row.date(3),
                               row.yes(4)};
        },
        viewer.facility, viewer.user, id);
    if (!found) return fail(ErrorKind::NotFound, "patient.not_found");
    viewer.sees(found->id);
    return *std::move(found);
}

std::vector<ListedMember> team_of(db::Transaction& tx, const Viewer& viewer, PatientId patient) {
    return tx.all(kTeam, member_from, viewer.facility, viewer.user, patient);
}

Result<ListedMember> find_member(db::Transaction& tx, const Viewer& viewer, PatientId patient,
                                 TeamMemberId id) {
    auto found = tx.first(kMember, member_from, viewer.facility, viewer.user, patient, id);
    if (!found) return fail(ErrorKind::NotFound, "team.not_found");
    viewer.sees(patient);
    return *std::move(found);
}

Result<TeamMemberId> add_member(db::Transaction& tx, const Viewer& viewer, Instant now,
                                TeamMember member) {
    TRY_DO(find_team_patient(tx, viewer, member.patient));
    TRY(member, member.checked());
    if ((member.user || member.partner) &&
        tx.number(kKnown, viewer.facility, member.user, member.partner) == 0)
        return fail(ErrorKind::Invalid, "choice.gone", member.user ? "colleague" : "partner");
    for (const auto& role : current_roles(tx, viewer, member))
        if (role == to_text(member.role)) return fail(ErrorKind::Conflict, "team.there_already");
    member.id = TeamMemberId{tx.number(kInsert, viewer.facility, member.patient, member.role,
                                       member.user, member.partner, member.doctor, member.person,
                                       member.relation, member.phone, member.since, member.note)};
    tell(tx, viewer, now, member, "team.joined");
    return member.id;
}

Result<void> correct_member(db::Transaction& tx, const Viewer& viewer, Instant now,
                            const TeamMember& member) {
    TRY(const auto checked, member.checked());
    TRY_DO(save(tx, viewer, checked));
    tell(tx, viewer, now, checked, "team.corrected");
    return {};
}

Result<void> end_member(db::Transaction& tx, const Viewer& viewer, Instant now,
                        const TeamMember& ended) {
    if (ended.user && tx.number(kOpenedOnly, ended.patient, viewer.user) > 0)
        return fail(ErrorKind::Refused, "seal.opened_only");
    TRY_DO(save(tx, viewer, ended));
    tell(tx, viewer, now, ended, "team.left");
    if (!ended.user || !current_roles(tx, viewer, ended).empty()) return {};
    if (tx.execute(kStopReading, ended.patient, ended.user) > 0)
        record_event(tx, viewer, now, case_of(ended.patient), ended.patient,
                     "patient.seal_readers");
    return {};
}

}  // namespace kakehashi::team
