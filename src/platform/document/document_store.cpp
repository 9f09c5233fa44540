#include "platform/document/document_store.hpp"

#include <array>
#include <cstdio>

#include "base/era.hpp"
#include "platform/event/idempotency.hpp"
#include "platform/event/outbox.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kAddDocument{"document.add", R"sql(
    INSERT INTO case_document (facility_id, case_kind, case_id, patient_id, hash, size, media_type,
                               kind, title, file_name, pages, number, document_version, replaces_id,
                               created_at, created_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
    RETURNING id
)sql"};

constexpr std::string_view kDocumentRows = R"sql(
    SELECT d.id, d.case_kind, d.case_id, d.patient_id, d.hash, d.size, d.media_type, d.kind,
           d.title, d.file_name, d.pages, d.number, d.document_version, d.replaces_id,
           d.created_at, coalesce(u.name, '')
      FROM case_document d LEFT JOIN user_account u ON u.id = d.created_by)sql";

constexpr db::Query kFindDocument{"document.find", kDocumentRows, R"sql(
     WHERE d.facility_id = $1 AND d.id = $2
       AND {shown d.patient_id to $3}
)sql"};

constexpr db::Query kDocumentsOfCase{"document.of_case", kDocumentRows, R"sql(
     WHERE d.facility_id = $1 AND d.case_kind = $2 AND d.case_id = $3
     ORDER BY d.id DESC
)sql"};

constexpr db::Query kDocumentsWithHash{"document.with_hash", kDocumentRows, R"sql(
     WHERE d.facility_id = $1 AND d.hash = $2
       AND {shown d.patient_id to $3}
     ORDER BY d.id DESC
)sql"};

constexpr db::Query kNamePatient{"document.name_patient", R"sql(
    UPDATE case_document SET patient_id = $4
     WHERE facility_id = $1 AND case_kind = $2 AND case_id = $3
)sql"};

constexpr db::Query kRecordSending{"sending.record", R"sql(
    INSERT INTO sending (facility_id, document_id, to_facility_id, means, address, sent_at, sent_by, note)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
)sql"};

constexpr db::Query kSendingsOfCase{"sending.of_case", R"sql(
    SELECT s.document_id, s.to_facility_id, s.means, s.address, s.sent_at, s.note,
           coalesce(u.name, ''), s.opened_at
      FROM case_document d JOIN sending s ON s.document_id = d.id
      LEFT JOIN user_account u ON u.id = s.sent_by
     WHERE d.facility_id = $1 AND d.case_kind = $2 AND d.case_id = $3
     ORDER BY s.id DESC
)sql"};

CaseDocument document_from(const db::Row& row) {
    CaseDocument document;
    document.id = row.id<CaseDocumentId>(0);
    document.about = {row.string(1), row.integer(2)};
    document.patient = row.id<PatientId>(3);
    document.hash = DocumentHash::parse(row.text(4)).value();
    document.size = row.integer(5);
    document.media_type = row.string(6);
    document.kind = row.string(7);
    document.title = row.string(8);
    document.file_name = row.string(9);
    document.pages = static_cast<int>(row.integer(10));
    document.number = row.string(11);
    document.version = static_cast<int>(row.integer(12));
    document.replaces = row.id<CaseDocumentId>(13);
    document.created_at = *row.instant(14);
    document.created_by = row.string(15);
    return document;
}

/// 2611
std::string month_text(Date day) {
    const std::chrono::year_month_day ymd{day};
    std::array<char, 32> out{};
    std::snprintf(out.data(), out.size(), "%02d%02u", static_cast<int>(ymd.year()) % 100,
                  static_cast<unsigned>(ymd.month()));
    return out.data();
}

std::string number_text(const std::string& month, std::int64_t number) {
    std::array<char, 64> out{};
    std::snprintf(out.data(), out.size(), "%s-%05lld-01", month.c_str(),
                  static_cast<long long>(number));
    return out.data();
}

}  // namespace

CaseDocumentId add_document(db::Transaction& tx, const Viewer& viewer,
                            const CaseDocument& document) {
    return CaseDocumentId{tx.number(
        kAddDocument, viewer.facility, document.about.kind, document.about.id, document.patient,
        document.hash.text(), document.size, document.media_type, document.kind, document.title,
        document.file_name, document.pages, document.number, document.version, document.replaces,
        document.created_at, viewer.user)};
}

Result<CaseDocument> find_document(db::Transaction& tx, const Viewer& viewer, CaseDocumentId id) {
    auto document = tx.first(kFindDocument, document_from, viewer.facility, id, viewer.user);
    if (!document) return fail(ErrorKind::NotFound, "document.not_found");
    note_seen(viewer, document->about, document->patient);
    return *std::move(document);
}

std::vector<CaseDocument> documents_of_case(db::Transaction& tx, const Viewer& viewer,
                                            const CaseRef& about) {
    return note_each_seen(
        viewer, tx.all(kDocumentsOfCase, document_from, viewer.facility, about.kind, about.id));
}

std::vector<CaseDocument> documents_with_hash(db::Transaction& tx, const Viewer& viewer,
                                              const DocumentHash& hash) {
    return tx.all(kDocumentsWithHash, document_from, viewer.facility, hash.text(), viewer.user);
}

void name_patient_of_documents(db::Transaction& tx, const Viewer& viewer, const CaseRef& about,
                               PatientId patient) {
    tx.send(kNamePatient, viewer.facility, about.kind, about.id, patient);
}

std::string next_document_number(db::Transaction& tx, const Viewer& viewer, Date today) {
    const auto month = month_text(today);
    return number_text(month, next_in_series(tx, viewer.facility, "document:" + month));
}

std::string expected_document_number(db::Transaction& tx, const Viewer& viewer, Date today,
                                     int others) {
    const auto month = month_text(today);
    return number_text(month,
                       last_in_series(tx, viewer.facility, "document:" + month) + 1 + others);
}

std::string document_number_of_version(std::string_view number, int version) {
    std::array<char, 16> suffix{};
    std::snprintf(suffix.data(), suffix.size(), "-%02d", version);
    return std::string{number.substr(0, number.rfind('-'))} + suffix.data();
}

void record_sending(db::Transaction& tx, const Viewer& viewer, const Sending& sending) {
    tx.execute(kRecordSending, viewer.facility, sending.document, sending.to, sending.means,
               sending.address, sending.sent_at, viewer.user, sending.note);
    // The pages that the receiver's people have open on the portal.
    if (sending.to) enqueue(tx, sending.to, sending.sent_at, "page", "duties", sending.to.text());
}

std::vector<Sending> sendings_of_case(db::Transaction& tx, const Viewer& viewer,
                                      const CaseRef& about) {
    return tx.all(
        kSendingsOfCase,
        [](const db::Row& row) {
            return Sending{
                row.id<CaseDocumentId>(0), row.id<FacilityId>(1), row.string(2), row.string(3),
                *row.instant(4),           row.string(5),         row.string(6), row.instant(7)};
        },
        viewer.facility, about.kind, about.id);
}

std::string opening_words(const Sending& sending, Date today) {
    if (!sending.opened_at) return {};
    return "。先方は " + short_date(date_in_japan(*sending.opened_at), today) + " " +
           time_text(*sending.opened_at) + " にポータルで開きました";
}

std::string_view japanese_means(std::string_view means) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kWords{
        {{"fax", "FAX"},
         {"post", "郵送"},
         {"mail", "メール"},
         {"portal", "ポータル"},
         {"hand", "手渡し"},
         {"phone", "電話"}}};
    for (const auto& [word, japanese] : kWords)
        if (word == means) return japanese;
    return means;
}

}  // namespace kakehashi
