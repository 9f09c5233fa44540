// What the statements over disclosure_request have in common.
#pragma once

#include "disclosure/disclosure_store.hpp"

namespace kakehashi::disclosure {

/// What request_from() reads.
inline constexpr std::string_view kRequestColumns = R"sql(
    SELECT request.id, request.number, request.patient_id, request.requester,
           request.requester_name, request.relation, request.contact, request.asked, request.form,
           request.received_on, request.received_by, request.received_by_name, request.due_on,
           request.id_document, request.authority, request.identified_on,
           request.identified_by_name, request.ruling, request.ground, request.reason,
           request.decided_on, request.decided_by, request.decided_by_name, request.means,
           request.fee_yen, request.handed_on, request.handed_by_name, request.withdrawn_on,
           request.withdrawal_reason, request.withdrawn_by_name, request.version, patient.name,
           patient.number
      FROM disclosure_request request JOIN patient ON patient.id = request.patient_id
)sql";

/// $2 is who looks.
inline constexpr std::string_view kRequestSeen = R"sql(
       AND {shown request.patient_id to $2}
)sql";

ListedRequest request_from(const db::Row& row);

}  // namespace kakehashi::disclosure
