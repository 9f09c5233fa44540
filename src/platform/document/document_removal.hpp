#pragma once

#include <filesystem>

#include "platform/document/document_files.hpp"

namespace kakehashi {

/// Takes the file away for good: when no row names it any more. False, and the file stays, when
/// somebody has put the same bytes within the last hour: their row may be on its way. A removal
/// that was interrupted is finished by the next.
bool remove_file(const DocumentFiles& files, const DocumentHash& hash);

/// Takes away every picture of this document from a PageCache's folder; the cache, of this program
/// or of others, counts afresh when it prunes.
void forget_pages(const std::filesystem::path& cache_root, const DocumentHash& hash);

}  // namespace kakehashi
