#include "retention/retention_files.hpp"

#include <vector>

#include "platform/document/document_removal.hpp"

namespace kakehashi::retention {
namespace {

constexpr db::Query kListed{"retention.listed_files", R"sql(
    SELECT hash FROM retention_file ORDER BY hash
)sql"};

// By any facility's row; through the facilities, because the index begins with them.
constexpr db::Query kIsNamed{"retention.is_file_named", R"sql(
    SELECT count(*) FROM case_document
     WHERE facility_id IN (SELECT id FROM facility) AND hash = $1
)sql"};

constexpr db::Query kForget{"retention.forget_file", R"sql(
    DELETE FROM retention_file WHERE hash = $1
)sql"};

/// The writing place is held meanwhile, so that nobody names the file between the question and the
/// removal.
void settle(Office& office, const DocumentHash& hash, FileReport& report) {
    auto tx = office.db.write();
    if (tx.number(kIsNamed, hash.text()) == 0) {
        if (!remove_file(office.documents, hash)) {
            ++report.waiting;
            return;
        }
        forget_pages(office.data_folder / "cache" / "pages", hash);
        ++report.removed;
    }
    tx.execute(kForget, hash.text());
    tx.commit();
}

}  // namespace

FileReport remove_listed_files(Office& office) {
    const auto listed = office.db.read().all(
        kListed, [](const db::Row& row) { return DocumentHash::parse(row.text(0)).value(); });
    FileReport report;
    for (const auto& hash : listed) settle(office, hash, report);
    return report;
}

}  // namespace kakehashi::retention
