#include "referral/referral_versions.hpp"

#include "base/japanese.hpp"
#include "platform/db/sight.hpp"

namespace kakehashi {
namespace {

// The referrer's own come first: others may use the same number for each of their letters.
constexpr db::Query kNumbered{"referral.documents_numbered", R"sql(
    SELECT d.id, d.case_id, d.document_version, r.number, r.closed_at, r.referrer_id, r.patient_id,
           coalesce(p.number, ''), coalesce(p.name, ''), p.born_on
      FROM case_document d
      JOIN referral r ON r.id = d.case_id
      LEFT JOIN patient p ON p.id = r.patient_id
     WHERE d.facility_id = $1 AND d.number = $2 AND d.number <> '' AND d.case_kind = 'referral'
       AND d.kind = 'fhir'
     ORDER BY CASE WHEN r.referrer_id = $3 THEN 0 ELSE 1 END, d.id DESC
     LIMIT 100
)sql"};

struct Numbered {
    EarlierDocument document;
    FacilityId referrer;
    PatientId patient;
    PatientCandidate who;
};

Numbered numbered_from(const db::Row& row) {
    Numbered out;
    out.document = {row.id<CaseDocumentId>(0), row.id<ReferralId>(1), row.string(3),
                    static_cast<int>(row.integer(2)), row.instant(4).has_value()};
    out.referrer = row.id<FacilityId>(5);
    out.patient = row.id<PatientId>(6);
    out.who.number = row.string(7);
    out.who.name = row.string(8);
    out.who.born_on = row.date(9);
    return out;
}

bool is_same_person(const PatientCandidate& one, const PatientCandidate& other) {
    const bool name = !one.name.empty() && search_key(one.name) == search_key(other.name);
    const bool born = one.born_on == other.born_on;
    const bool number = !one.number.empty() && one.number == other.number;
    return (name && born) || (number && (name || (born && one.born_on)));
}

}  // namespace

EarlierDocuments earlier_documents(db::Transaction& tx, const Viewer& viewer, std::string_view key,
                                   FacilityId referrer, const PatientCandidate& patient) {
    EarlierDocuments earlier;
    if (key.empty()) return earlier;
    const db::Unveiled of_all_patients{tx};  // the same paper twice, whoever it is about
    for (auto& one : tx.all(kNumbered, numbered_from, viewer.facility, key, referrer)) {
        bool same = one.referrer == referrer && is_same_person(patient, one.who);
        // Not registered, or registered as somebody whom the letter spells otherwise.
        if (!same && one.referrer == referrer)
            if (const auto read = read_patient_of(tx, viewer, one.document.referral))
                same = is_same_person(patient, read->who);
        auto& place = same ? earlier.same : earlier.other;
        if (!place) place = std::move(one.document);
        if (same) break;
    }
    return earlier;
}

}  // namespace kakehashi
