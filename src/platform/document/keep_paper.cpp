#include "platform/document/keep_paper.hpp"

namespace kakehashi {

CaseDocument next_version_of(const std::optional<CaseDocument>& before) {
    CaseDocument document;
    if (!before) return document;
    document.version = before->version + 1;
    document.replaces = before->id;
    document.number = document_number_of_version(before->number, document.version);
    return document;
}

Result<CaseDocument> keep_paper(const DocumentFiles& files, db::Transaction& tx,
                                const Viewer& viewer, CaseDocument document,
                                std::string_view bytes) {
    TRY(document.hash, files.put(bytes));
    document.size = static_cast<std::int64_t>(bytes.size());
    document.media_type = "application/pdf";
    document.id = add_document(tx, viewer, document);
    return document;
}

}  // namespace kakehashi
