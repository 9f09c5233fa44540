#include "consent/consent_store.hpp"

#include "base/text.hpp"
#include "consent/partners_told.hpp"
#include "consent/purpose_notice.hpp"
#include "facility/facility_store.hpp"
#include "platform/event/event.hpp"

namespace kakehashi {
namespace {

constexpr std::string_view kStatementColumns = R"sql(
    SELECT statement.id, statement.kind, statement.receiver, statement.partner_id,
           coalesce(partner.name, ''), coalesce(partner.kind, statement.partner_kind),
           statement.person, statement.items,
           statement.scope, statement.valid_until, statement.said_by, statement.said_name,
           statement.said_relation, statement.said_how, statement.said_on,
           statement.notice_version, statement.recorded_at, statement.recorded_by_name,
           statement.withdrawn_by, statement.withdrawn_name, statement.withdrawn_relation,
           statement.withdrawn_how, statement.withdrawn_on, statement.withdrawn_recorded_by_name,
           statement.version, statement.network_id, coalesce(statement.scope_version, 0),
           coalesce((SELECT scope.name FROM network_scope scope
                      WHERE scope.network_id = statement.network_id
                        AND scope.scope_version = statement.scope_version), ''))sql";

constexpr db::Query kOfPatient{"consent.of_patient", kStatementColumns, R"sql(
      FROM consent_statement statement
      LEFT JOIN facility partner ON partner.id = statement.partner_id
     WHERE statement.facility_id = $1 AND statement.patient_id = $2
       AND {shown statement.patient_id to $3}
     ORDER BY statement.id DESC
)sql"};

// A record that was merged away answers with the one it was merged into.
constexpr db::Query kWhose{"consent.whose", R"sql(
    SELECT kept.id, kept.name
      FROM patient asked
      JOIN patient kept ON kept.id = coalesce(asked.merged_into_id, asked.id)
     WHERE asked.facility_id = $1 AND asked.id = $2
       AND {shown kept to $3}
)sql"};

// Also for who does not see the patient: an objection counts whoever sends. With each comes the
// kind of the partner who would get the paper.
constexpr db::Query kAgainst{"consent.against", kStatementColumns, R"sql(
           , coalesce(receiver.kind, '')
      FROM consent_statement statement
      LEFT JOIN facility partner ON partner.id = statement.partner_id
      LEFT JOIN facility receiver ON receiver.id = $3
     WHERE statement.facility_id = $1 AND statement.patient_id = $2
       AND statement.kind = 'objection' AND statement.withdrawn_at IS NULL
     ORDER BY statement.id
)sql"};

constexpr db::Query kInsert{"consent.insert", R"sql(
    INSERT INTO consent_statement (facility_id, patient_id, kind, receiver, partner_id,
        partner_kind, person, items, scope, valid_until, said_by, said_name, said_relation,
        said_how, said_on, notice_version, recorded_at, recorded_by, recorded_by_name, network_id,
        scope_version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
            $20, $21)
    RETURNING id
)sql"};

constexpr db::Query kWithdraw{"consent.withdraw", R"sql(
    UPDATE consent_statement
       SET withdrawn_by = $4, withdrawn_name = $5, withdrawn_relation = $6, withdrawn_how = $7,
           withdrawn_on = $8, withdrawn_at = $9, withdrawn_recorded_by_name = $10,
           version = version + 1
     WHERE facility_id = $1 AND id = $2 AND version = $3 AND withdrawn_at IS NULL
)sql"};

Said said_from(const db::Row& row, int first) {
    return {parse_said_by(row.text(first)).value_or(SaidBy::Self), row.string(first + 1),
            row.string(first + 2), parse_said_how(row.text(first + 3)).value_or(SaidHow::Spoken),
            *row.date(first + 4)};
}

ConsentStatement statement_from(const db::Row& row) {
    ConsentStatement out;
    out.id = row.id<ConsentStatementId>(0);
    out.kind = parse_statement_kind(row.text(1)).value_or(StatementKind::Objection);
    out.whom = parse_objected_to(row.text(2)).value_or(ObjectedTo::Everyone);
    out.partner = row.id<FacilityId>(3);
    out.partner_name = row.string(4);
    out.partner_kind = parse_facility_kind(row.text(5)).value_or(FacilityKind::Other);
    out.person = row.string(6);
    // A word that a later version of the program wrote: rather too much is kept back.
    out.items = ItemSet::parse(row.text(7)).value_or(ItemSet::all());
    out.scope = row.string(8);
    out.until = row.date(9);
    out.said = said_from(row, 10);
    out.notice_version = static_cast<int>(row.integer(15));
    out.recorded_at = *row.instant(16);
    out.recorded_by = row.string(17);
    if (!row.is_null(22)) out.withdrawn = said_from(row, 18);
    out.withdrawn_recorded_by = row.string(23);
    out.version = static_cast<int>(row.integer(24));
    out.network = row.id<NetworkId>(25);
    out.scope_version = static_cast<int>(row.integer(26));
    out.network_name = row.string(27);
    return out;
}

json::Value told(const ConsentStatement& statement) {
    return json::object({{"statement", statement.id.value},
                         {"kind", std::string{to_text(statement.kind)}},
                         {"receiver", statement.receiver_text()},
                         {"items", statement.items.japanese()},
                         {"said_by", std::string{japanese(statement.said.by)}}});
}

GivingDecision decide(db::Transaction& tx, const Viewer& viewer, PatientId patient, Receiver to,
                      std::span<const PaperPart> paper, Date at) {
    if (!patient) return {};
    const auto objections = tx.all(
        kAgainst,
        [&](const db::Row& row) {
            to.partner_kind = parse_facility_kind(row.text(28)).value_or(FacilityKind::Other);
            return statement_from(row);
        },
        viewer.facility, patient, to.partner);
    return may_give(to, paper, at, objections);
}

/// The 共同利用の範囲 that a consent was given under; none for other statements, and in a house
/// that has posted no network.
struct ScopeOfConsent {
    NetworkId network;
    std::optional<std::int64_t> version;
};
Result<ScopeOfConsent> scope_of_consent(db::Transaction& tx, const Viewer& viewer,
                                        const ConsentStatement& statement) {
    if (statement.kind != StatementKind::Network) return ScopeOfConsent{};
    const auto scopes = network_scopes(tx, viewer);
    if (!statement.network && scopes.empty()) return ScopeOfConsent{};
    const auto* scope = scope_on(scopes, statement.network, statement.said.on);
    if (scope == nullptr) return fail(ErrorKind::Invalid, "consent.network_required", "network");
    return ScopeOfConsent{scope->network, scope->version};
}

}  // namespace

Result<WhoSpeaks> find_who_speaks(db::Transaction& tx, const Viewer& viewer, PatientId patient) {
    auto found = tx.first(
        kWhose,
        [](const db::Row& row) {
            return WhoSpeaks{row.id<PatientId>(0), row.string(1)};
        },
        viewer.facility, patient, viewer.user);
    if (!found) return fail(ErrorKind::NotFound, "patient.not_found");
    viewer.sees(found->patient);
    return *std::move(found);
}

std::vector<ConsentStatement> statements_of(db::Transaction& tx, const Viewer& viewer,
                                            PatientId patient) {
    viewer.sees(patient);
    return tx.all(kOfPatient, statement_from, viewer.facility, patient, viewer.user);
}

Result<ConsentStatement> find_statement(db::Transaction& tx, const Viewer& viewer,
                                        PatientId patient, ConsentStatementId id) {
    for (auto& statement : statements_of(tx, viewer, patient))
        if (statement.id == id) return std::move(statement);
    return fail(ErrorKind::NotFound, "consent.not_found");
}

Result<ConsentStatement> record_statement(db::Transaction& tx, const Viewer& viewer, Instant now,
                                          PatientId patient, ConsentStatement statement) {
    const auto today = date_in_japan(now);
    if (auto faults = faults_of(statement, today); !faults.empty())
        return fail(std::move(faults.front()));
    const bool objects = statement.kind == StatementKind::Objection;
    if (objects && statement.whom == ObjectedTo::Partner)
        TRY_DO(find_facility(tx, viewer, statement.partner));
    const auto& said = statement.said;
    TRY(const auto scope, scope_of_consent(tx, viewer, statement));
    ConsentStatementId id;
    tx.each(
        kInsert, [&](const db::Row& row) { id = row.id<ConsentStatementId>(0); }, viewer.facility,
        patient, to_text(statement.kind), objects ? to_text(statement.whom) : "", statement.partner,
        objects && statement.whom == ObjectedTo::PartnerKind ? to_text(statement.partner_kind) : "",
        statement.person, statement.items.text(), statement.scope, statement.until,
        to_text(said.by), said.name, said.relation, to_text(said.how), said.on,
        notice_on(tx, viewer, said.on).version, now, viewer.user, viewer.name, scope.network,
        scope.version);
    TRY(auto saved, find_statement(tx, viewer, patient, id));
    record_event(tx, viewer, now, case_of(patient), patient,
                 objects ? "consent.objected" : "consent.given", told(saved));
    if (objects) tell_partners_of(tx, viewer, now, patient);
    return saved;
}

Result<ConsentStatement> withdraw_statement(db::Transaction& tx, const Viewer& viewer, Instant now,
                                            PatientId patient, ConsentStatementId id,
                                            int seen_version, const Said& said) {
    TRY(const auto statement, find_statement(tx, viewer, patient, id));
    if (statement.withdrawn) return fail(ErrorKind::Refused, "consent.withdrawn_already");
    if (auto faults = faults_of(said, date_in_japan(now)); !faults.empty())
        return fail(std::move(faults.front()));
    if (said.on < statement.said.on)
        return fail(ErrorKind::Invalid, "consent.withdrawn_before", "said_on");
    if (tx.execute(kWithdraw, viewer.facility, id, seen_version, to_text(said.by), said.name,
                   said.relation, to_text(said.how), said.on, now, viewer.name) == 0)
        return fail(ErrorKind::Conflict, "consent.changed_meanwhile");
    record_event(tx, viewer, now, case_of(patient), patient, "consent.withdrawn", told(statement));
    if (statement.kind == StatementKind::Objection) tell_partners_of(tx, viewer, now, patient);
    return find_statement(tx, viewer, patient, id);
}

GivingDecision decide_giving(db::Transaction& tx, const Viewer& viewer, PatientId patient,
                             FacilityId to, std::span<const PaperPart> paper, Date at) {
    return decide(tx, viewer, patient, {.kind = Receiver::Kind::Partner, .partner = to}, paper, at);
}

std::vector<ConsentStatement> standing_objections(db::Transaction& tx, const Viewer& viewer,
                                                  PatientId patient) {
    return tx.all(kAgainst, statement_from, viewer.facility, patient, FacilityId{});
}

GivingDecision decide_carrying_out(db::Transaction& tx, const Viewer& viewer, PatientId patient,
                                   std::span<const PaperPart> paper, Date at) {
    return decide(tx, viewer, patient, {}, paper, at);
}

std::optional<Error> stopped_by(const GivingDecision& decision, const Leave& leave) {
    if (!decision.may_go(leave.ground)) return decision.error();
    if (!decision.must_answer_for(leave.ground)) return std::nullopt;
    const auto reason = clean_line("leave_reason", leave.reason, kLeaveReasonChars);
    if (!reason) return reason.error();
    if (reason->empty())
        return Error{ErrorKind::Invalid, "consent.reason_required", "leave_reason"};
    return std::nullopt;
}

Result<void> leave_with(db::Transaction& tx, const Viewer& viewer, Instant now,
                        const GivingDecision& decision, const Leave& leave, const CaseRef& about,
                        PatientId patient) {
    if (auto stopped = stopped_by(decision, leave)) return fail(*std::move(stopped));
    if (!decision.must_answer_for(leave.ground)) return {};
    TRY(const auto reason, clean_line("leave_reason", leave.reason, kLeaveReasonChars));
    record_event(tx, viewer, now, about, patient, "consent.overridden",
                 json::object({{"ground", std::string{to_text(leave.ground)}},
                               {"reason", reason},
                               {"items", decision.items.japanese()},
                               {"against", decision.explain()}}));
    return {};
}

}  // namespace kakehashi
