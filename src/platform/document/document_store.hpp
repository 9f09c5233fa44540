#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/viewer.hpp"
#include "platform/db/database.hpp"
#include "platform/document/document_files.hpp"
#include "platform/event/case_ref.hpp"

namespace kakehashi {

/// 案件に結んだ文書: what one file of DocumentFiles is for. Never changed; a new version is a new
/// row that names the one it replaces.
struct CaseDocument {
    CaseDocumentId id;
    CaseRef about;
    PatientId patient;
    DocumentHash hash;
    std::int64_t size = 0;
    std::string media_type;
    std::string kind;       // original, fhir, booking_slip, visit_guide, arrival_notice, reply …
    std::string title;      // 診療情報提供書, 予約票
    std::string file_name;  // as received; empty for our own
    int pages = 1;
    std::string number;  // 文書番号 2611-04655-01
    int version = 1;
    CaseDocumentId replaces;
    Instant created_at;
    std::string created_by;  // filled when read
};

/// The bytes must be in DocumentFiles before: a row never points at nothing.
CaseDocumentId add_document(db::Transaction& tx, const Viewer& viewer,
                            const CaseDocument& document);
/// NotFound `document.not_found`, also for documents of other offices.
Result<CaseDocument> find_document(db::Transaction& tx, const Viewer& viewer, CaseDocumentId id);
/// Newest first.
std::vector<CaseDocument> documents_of_case(db::Transaction& tx, const Viewer& viewer,
                                            const CaseRef& about);
/// Cases that hold the very same bytes: a letter that was received before.
std::vector<CaseDocument> documents_with_hash(db::Transaction& tx, const Viewer& viewer,
                                              const DocumentHash& hash);
/// Follows a patient's registration: received letters name the patient once known.
void name_patient_of_documents(db::Transaction& tx, const Viewer& viewer, const CaseRef& about,
                               PatientId patient);
/// 文書番号 `YYMM-nnnnn-vv`, see forms 1.9. `version` 1 takes the next running number.
std::string next_document_number(db::Transaction& tx, const Viewer& viewer, Date today);
/// The number that next_document_number() will give after `others` more, unless another command is
/// quicker: for papers drawn before their transaction.
std::string expected_document_number(db::Transaction& tx, const Viewer& viewer, Date today,
                                     int others);
/// The same number with its next version.
std::string document_number_of_version(std::string_view number, int version);

/// 送付の記録.
struct Sending {
    CaseDocumentId document;
    FacilityId to;
    std::string means;    // fax, post, mail, portal, hand, phone
    std::string address;  // the number or address used
    Instant sent_at;
    std::string note;
    std::string sent_by;                    // filled when read
    std::optional<Instant> opened_at = {};  // 開封 on the portal; filled when read
};
void record_sending(db::Transaction& tx, const Viewer& viewer, const Sending& sending);
std::vector<Sending> sendings_of_case(db::Transaction& tx, const Viewer& viewer,
                                      const CaseRef& about);

/// FAX, 郵送 … for the word of a means; the word itself when unknown.
std::string_view japanese_means(std::string_view means);
/// 。先方は 11/24(火) 10:12 にポータルで開きました; empty when nobody has opened it there.
std::string opening_words(const Sending& sending, Date today);

}  // namespace kakehashi
