#include "consent/partners_told.hpp"

#include "office/change.hpp"
#include "platform/db/sight.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kPartnersOf{"consent.partners_of_patient", R"sql(
    SELECT referrer_id FROM referral
     WHERE facility_id = $1 AND patient_id = $2 AND referrer_id IS NOT NULL
    UNION
    SELECT sending.to_facility_id
      FROM case_document
      JOIN sending ON sending.document_id = case_document.id
     WHERE case_document.facility_id = $1 AND case_document.patient_id = $2
       AND sending.to_facility_id IS NOT NULL
)sql"};

}  // namespace

void tell_partners_of(db::Transaction& tx, const Viewer& viewer, Instant now, PatientId patient) {
    const db::Unveiled whoever_sealed{tx};
    for (const auto partner : tx.all(
             kPartnersOf, [](const db::Row& row) { return row.id<FacilityId>(0); }, viewer.facility,
             patient))
        office::tell_live_lists(tx, partner, now);
}

}  // namespace kakehashi
