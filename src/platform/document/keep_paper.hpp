#pragma once

#include <optional>
#include <string_view>

#include "platform/document/document_store.hpp"

namespace kakehashi {

/// The version after `before`: its number with the next suffix, and what it replaces. The first one
/// when there is none; its number is still to be given.
CaseDocument next_version_of(const std::optional<CaseDocument>& before);

/// Keeps a paper of our own, a PDF: the bytes first, then the row that names them, so that a row
/// never points at nothing. `document` says everything but hash, size, media type and id. Errors of
/// DocumentFiles::put().
Result<CaseDocument> keep_paper(const DocumentFiles& files, db::Transaction& tx,
                                const Viewer& viewer, CaseDocument document,
                                std::string_view bytes);

}  // namespace kakehashi
