#include "platform/duty/duty.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kOpenDuty{"duty.open", R"sql(
    INSERT INTO duty (facility_id, case_kind, case_id, patient_id, partner_id, kind, topic, basis,
                      urgent, due_at, note, place, assignee_id, opened_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
    ON CONFLICT (facility_id, case_kind, case_id, kind, topic) WHERE closed_at IS NULL
    DO UPDATE SET patient_id = excluded.patient_id, partner_id = excluded.partner_id,
                  basis = excluded.basis, urgent = excluded.urgent, due_at = excluded.due_at,
                  note = excluded.note, place = excluded.place,
                  snoozed_until = CASE WHEN excluded.urgent > duty.urgent
                                         OR excluded.due_at < duty.due_at
                                       THEN NULL ELSE duty.snoozed_until END,
                  snooze_reason = CASE WHEN excluded.urgent > duty.urgent
                                         OR excluded.due_at < duty.due_at
                                       THEN '' ELSE duty.snooze_reason END,
                  version = duty.version + 1
)sql"};

constexpr db::Query kCloseDuty{"duty.close", R"sql(
    UPDATE duty SET closed_at = $6, closed_how = $7, closed_by = $8, version = version + 1
     WHERE facility_id = $1 AND case_kind = $2 AND case_id = $3 AND kind = $4 AND topic = $5
       AND closed_at IS NULL
)sql"};

constexpr db::Query kCloseAll{"duty.close_all", R"sql(
    UPDATE duty SET closed_at = $4, closed_how = $5, closed_by = $6, version = version + 1
     WHERE facility_id = $1 AND case_kind = $2 AND case_id = $3 AND closed_at IS NULL
)sql"};

constexpr db::Query kAssign{"duty.assign", R"sql(
    UPDATE duty SET assignee_id = $4, version = version + 1
     WHERE facility_id = $1 AND id = $2 AND version = $3 AND closed_at IS NULL
)sql"};

constexpr db::Query kSnooze{"duty.snooze", R"sql(
    UPDATE duty SET snoozed_until = $4, snooze_reason = $5, version = version + 1
     WHERE facility_id = $1 AND id = $2 AND version = $3 AND closed_at IS NULL
)sql"};

constexpr db::Query kFinish{"duty.finish", R"sql(
    UPDATE duty SET closed_at = $4, closed_how = 'done', closed_by = $5, version = version + 1
     WHERE facility_id = $1 AND id = $2 AND version = $3 AND closed_at IS NULL
)sql"};

constexpr db::Query kReopen{"duty.reopen", R"sql(
    UPDATE duty SET closed_at = NULL, closed_how = '', closed_by = NULL, version = version + 1
     WHERE facility_id = $1 AND id = $2 AND kind = $3 AND closed_how = 'done'
)sql"};

constexpr std::string_view kDutyRows = R"sql(
    SELECT id, case_kind, case_id, patient_id, patient_name, patient_sex, born_on, partner_id,
           partner_name, kind, topic, basis, urgent, due_at, note, place, assignee_id,
           assignee_name, snoozed_until, snooze_reason, opened_at, version
      FROM open_duty)sql";

constexpr db::Query kOpenDuties{"duty.list_open", kDutyRows, R"sql(
     WHERE facility_id = $1 AND substr(kind, 1, length($2)) = $2 AND ($3 = 0 OR basis = 'law')
       AND ($4 <> 'mine' OR assignee_id = $5
            OR assignee_id IN (SELECT absent_user FROM standing_in
                                WHERE deputy_user = $5 AND $8 BETWEEN from_on AND until_on))
       AND ($4 <> 'unassigned' OR assignee_id IS NULL)
       AND CASE $4 WHEN 'snoozed' THEN snoozed_until > $6
                   ELSE snoozed_until IS NULL OR snoozed_until <= $6 END
       AND {shown open_duty.patient_id to $5}
     ORDER BY urgent DESC, due_at, id
     LIMIT $7
)sql"};

constexpr db::Query kOpenOfCase{"duty.open_of_case", kDutyRows, R"sql(
     WHERE facility_id = $1 AND case_kind = $2 AND case_id = $3
     ORDER BY due_at, id
)sql"};

constexpr db::Query kOpenOfPatient{"duty.open_of_patient", kDutyRows, R"sql(
     WHERE facility_id = $1 AND patient_id = $2
     ORDER BY urgent DESC, due_at, id
     LIMIT $3
)sql"};

constexpr db::Query kFindDuty{"duty.find", kDutyRows, R"sql(
     WHERE facility_id = $1 AND id = $2
       AND {shown open_duty.patient_id to $3}
)sql"};

constexpr db::Query kCounts{"duty.counts", R"sql(
    SELECT kind, basis, urgent, due_at, snoozed_until,
           CASE WHEN assignee_id = $2
                  OR assignee_id IN (SELECT absent_user FROM standing_in
                                      WHERE deputy_user = $2 AND $3 BETWEEN from_on AND until_on)
                THEN 1 ELSE 0 END,
           CASE WHEN assignee_id IN (SELECT id FROM user_account
                                      WHERE facility_id = $1 AND active = 1) THEN 1 ELSE 0 END
      FROM duty
     WHERE facility_id = $1 AND closed_at IS NULL
       AND {shown duty.patient_id to $2}
)sql"};

DutyBasis basis_from(std::string_view text) {
    if (text == "law") return DutyBasis::Law;
    return text == "promise" ? DutyBasis::Promise : DutyBasis::Target;
}

Duty duty_from(const db::Row& row) {
    Duty duty;
    duty.id = row.id<DutyId>(0);
    duty.about = {row.string(1), row.integer(2)};
    duty.patient = row.id<PatientId>(3);
    duty.patient_name = row.string(4);
    duty.patient_sex = row.string(5);
    duty.patient_born_on = row.date(6);
    duty.partner = row.id<FacilityId>(7);
    duty.partner_name = row.string(8);
    duty.kind = row.string(9);
    duty.topic = row.string(10);
    duty.basis = basis_from(row.text(11));
    duty.urgent = row.yes(12);
    duty.due_at = *row.instant(13);
    duty.note = row.string(14);
    duty.place = row.string(15);
    duty.assignee = row.id<UserId>(16);
    duty.assignee_name = row.string(17);
    duty.snoozed_until = row.instant(18);
    duty.snooze_reason = row.string(19);
    duty.opened_at = *row.instant(20);
    duty.version = static_cast<int>(row.integer(21));
    return duty;
}

std::string_view scope_word(DutyScope scope) {
    switch (scope) {
        case DutyScope::Mine:
            return "mine";
        case DutyScope::Unassigned:
            return "unassigned";
        case DutyScope::Snoozed:
            return "snoozed";
        case DutyScope::Office:
            break;
    }
    return "office";
}

Result<void> changed_one(std::int64_t rows) {
    if (rows == 0) return fail(ErrorKind::Conflict, "duty.changed_meanwhile");
    return {};
}

}  // namespace

std::string_view to_text(DutyBasis basis) {
    switch (basis) {
        case DutyBasis::Law:
            return "law";
        case DutyBasis::Promise:
            return "promise";
        case DutyBasis::Target:
            break;
    }
    return "target";
}

void open_duty(db::Transaction& tx, const Viewer& viewer, Instant now, const NewDuty& duty) {
    tx.send(kOpenDuty, viewer.facility, duty.about.kind, duty.about.id, duty.patient, duty.partner,
            duty.kind, duty.topic, duty.basis, duty.urgent, duty.due_at, duty.note, duty.place,
            duty.assignee, now);
}

void close_duty(db::Transaction& tx, const Viewer& viewer, Instant now, const CaseRef& about,
                std::string_view kind, std::string_view topic, std::string_view how) {
    tx.send(kCloseDuty, viewer.facility, about.kind, about.id, kind, topic, now, how, viewer.user);
}

void close_all_duties(db::Transaction& tx, const Viewer& viewer, Instant now, const CaseRef& about,
                      std::string_view how) {
    tx.send(kCloseAll, viewer.facility, about.kind, about.id, now, how, viewer.user);
}

Result<void> assign_duty(db::Transaction& tx, const Viewer& viewer, DutyId id, int version,
                         UserId assignee) {
    return changed_one(tx.execute(kAssign, viewer.facility, id, version, assignee));
}

Result<void> snooze_duty(db::Transaction& tx, const Viewer& viewer, DutyId id, int version,
                         std::optional<Instant> until, std::string_view reason) {
    return changed_one(tx.execute(kSnooze, viewer.facility, id, version, until, reason));
}

Result<void> finish_duty(db::Transaction& tx, const Viewer& viewer, Instant now, DutyId id,
                         int version) {
    return changed_one(tx.execute(kFinish, viewer.facility, id, version, now, viewer.user));
}

Result<void> reopen_duty(db::Transaction& tx, const Viewer& viewer, DutyId id,
                         std::string_view kind) {
    std::int64_t reopened = 0;
    const bool alone =
        tx.attempt([&] { reopened = tx.execute(kReopen, viewer.facility, id, kind); });
    if (!alone) return fail(ErrorKind::Refused, "duty.open_again");
    return changed_one(reopened);
}

std::vector<Duty> open_duties(db::Transaction& tx, const Viewer& viewer, Instant now,
                              const DutyFilter& filter, int limit) {
    return note_each_seen(
        viewer, tx.all(kOpenDuties, duty_from, viewer.facility, filter.kind_prefix, filter.law_only,
                       scope_word(filter.scope), viewer.user, now, limit, date_in_japan(now)));
}

std::vector<Duty> open_duties_of(db::Transaction& tx, const Viewer& viewer, const CaseRef& about) {
    return note_each_seen(viewer,
                          tx.all(kOpenOfCase, duty_from, viewer.facility, about.kind, about.id));
}

std::vector<Duty> open_duties_of_patient(db::Transaction& tx, const Viewer& viewer,
                                         PatientId patient, int limit) {
    return note_each_seen(viewer,
                          tx.all(kOpenOfPatient, duty_from, viewer.facility, patient, limit));
}

Result<Duty> find_duty(db::Transaction& tx, const Viewer& viewer, DutyId id) {
    auto duty = tx.first(kFindDuty, duty_from, viewer.facility, id, viewer.user);
    if (!duty) return fail(ErrorKind::NotFound, "duty.not_found");
    note_seen(viewer, duty->about, duty->patient);
    return *std::move(duty);
}

DutyCounts count_duties(db::Transaction& tx, const Viewer& viewer, Instant now) {
    DutyCounts counts;
    const auto tonight = instant_in_japan(date_in_japan(now) + days{1}, std::chrono::seconds{0});
    tx.each(
        kCounts,
        [&](const db::Row& row) {
            const auto snoozed_until = row.instant(4);
            if (snoozed_until && *snoozed_until > now) {
                ++counts.snoozed;
                return;
            }
            const bool pressing = row.yes(2) || *row.instant(3) < tonight;
            auto& kind = counts.by_kind[row.string(0)];
            for (auto* count : {&kind, &counts.all}) {
                ++count->open;
                if (pressing) ++count->pressing;
            }
            if (row.text(1) == "law") ++counts.law;
            if (row.yes(5)) ++counts.mine;
            if (!row.yes(6)) ++counts.unassigned;
        },
        viewer.facility, viewer.user, date_in_japan(now));
    return counts;
}

}  // namespace kakehashi
