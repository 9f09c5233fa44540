#include "disclosure/provision_store.hpp"

#include "patient/patient_store.hpp"
#include "platform/event/event.hpp"

namespace kakehashi::disclosure {
namespace {

/// What provision_from() reads.
constexpr std::string_view kProvisionColumns = R"sql(
    SELECT provision.id, provision.patient_id, provision.provided_on, provision.recipient,
           provision.items, provision.basis, provision.paper_number, provision.note,
           provision.corrects_id, provision.kept_until, provision.recorded_at,
           provision.recorded_by_name, later.id, patient.name, patient.number
      FROM provision JOIN patient ON patient.id = provision.patient_id
      LEFT JOIN provision later ON later.corrects_id = provision.id
)sql";

/// $2 is who looks.
constexpr std::string_view kProvisionSeen = R"sql(
       AND {shown provision.patient_id to $2}
)sql";

constexpr db::Query kFind{"provision.find", kProvisionColumns, R"sql(
     WHERE provision.facility_id = $1 AND provision.id = $3
)sql",
                          kProvisionSeen};

constexpr db::Query kOfYear{"provision.of_year", kProvisionColumns, R"sql(
     WHERE provision.facility_id = $1 AND provision.provided_on >= $3
       AND provision.provided_on < $4
)sql",
                            kProvisionSeen, R"sql(
     ORDER BY provision.provided_on DESC, provision.id DESC
)sql"};

constexpr db::Query kInsert{"provision.insert", R"sql(
    INSERT INTO provision (facility_id, patient_id, provided_on, recipient, items, basis,
                           paper_number, note, corrects_id, kept_until, recorded_at,
                           recorded_by_name)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    RETURNING id
)sql"};

ListedProvision provision_from(const db::Row& row) {
    ListedProvision listed;
    auto& line = listed.provision;
    line.id = row.id<ProvisionId>(0);
    line.patient = row.id<PatientId>(1);
    line.provided_on = *row.date(2);
    line.recipient = row.string(3);
    line.items = row.string(4);
    line.basis = value_of(bases(), row.text(5), "provision.unknown_basis").value();
    line.paper_number = row.string(6);
    line.note = row.string(7);
    line.corrects = row.id<ProvisionId>(8);
    line.kept_until = *row.date(9);
    line.recorded_at = *row.instant(10);
    line.recorded_by = row.string(11);
    listed.corrected_by = row.id<ProvisionId>(12);
    listed.patient_name = row.string(13);
    listed.patient_number = row.string(14);
    return listed;
}

}  // namespace

Result<ListedProvision> find_provision(db::Transaction& tx, const Viewer& viewer, ProvisionId id) {
    auto found = tx.first(kFind, provision_from, viewer.facility, viewer.user, id);
    if (!found) return fail(ErrorKind::NotFound, "provision.not_found");
    viewer.sees(found->provision.patient);
    return *std::move(found);
}

std::vector<ListedProvision> provisions_of_year(db::Transaction& tx, const Viewer& viewer,
                                                int year) {
    auto rows = tx.all(kOfYear, provision_from, viewer.facility, viewer.user,
                       *make_date(year, 1, 1), *make_date(year + 1, 1, 1));
    for (const auto& row : rows) viewer.sees(row.provision.patient);
    return rows;
}

Result<ProvisionId> insert_provision(db::Transaction& tx, const Viewer& viewer, Provision line) {
    TRY(const auto patient, find_patient(tx, viewer, line.patient));
    ProvisionId id;
    const bool kept = tx.attempt([&] {
        id.value = tx.number(kInsert, viewer.facility, patient.id, line.provided_on, line.recipient,
                             line.items, line.basis, line.paper_number, line.note, line.corrects,
                             line.kept_until, line.recorded_at, viewer.name);
    });
    if (!kept) return fail(ErrorKind::Conflict, "provision.corrected_already");
    record_event(tx, viewer, line.recorded_at, case_of(patient.id), patient.id,
                 line.corrects ? "provision.corrected" : "provision.recorded",
                 json::object({{"line", id.value}}));
    return id;
}

}  // namespace kakehashi::disclosure
