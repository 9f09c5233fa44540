#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/db/database.hpp"
#include "referral/read_patient.hpp"

namespace kakehashi {

/// A document that came under the same number before, and the referral it belongs to.
struct EarlierDocument {
    CaseDocumentId id;
    ReferralId referral;
    std::string number;  // of the referral: R-2026-11-0412
    int version = 1;
    bool closed = false;  // the referral has ended
};

struct EarlierDocuments {
    std::optional<EarlierDocument> same;  // of this patient, from this referrer: the newest version
    std::optional<EarlierDocument> other;  // of somebody else: senders number by their own count
};

/// What came under the document number `key` before. A number alone proves nothing: in the
/// generation of 2023 it counts within one sender, and some send `123456` with every letter.
EarlierDocuments earlier_documents(db::Transaction& tx, const Viewer& viewer, std::string_view key,
                                   FacilityId referrer, const PatientCandidate& patient);

}  // namespace kakehashi
