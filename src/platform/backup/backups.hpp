#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "platform/backup/audit_evidence.hpp"
#include "platform/backup/sealed_file.hpp"
#include "platform/db/database.hpp"
#include "platform/document/document_files.hpp"

namespace kakehashi {

/// One whole state of the office as it was at one moment.
struct Generation {
    std::string name;  // 20261124-020000, the moment in Japan
    Instant made_at;
    std::string key_id;
    std::int64_t rows = 0;  // in all tables
    std::int64_t documents = 0;
    std::int64_t bytes = 0;  // of the database
    std::int64_t audit_keys = 0, audit_roots = 0;
    /// What is not right with the proofs of the audit trail, and keeps nobody from restoring:
    /// sentences. Filled by create(), verify() and restore().
    std::vector<std::string> audit_findings;
    /// Why it cannot be used: sealed with another key, damaged. Nothing when it opens.
    std::optional<Error> problem;
};

/// 控え: the folder (a detachable disk, a share) where sealed generations lie.
///   FOLDER/20261124-020000/manifest, office.db   one generation; complete or not there
///   FOLDER/documents/ab/cd/<hash>                each document once, whatever generations hold it
/// All of it is sealed with one key. Errors of sealed_file.hpp.
class Backups {
  public:
    Backups(std::filesystem::path folder, BackupKey key);

    /// A new generation of the running office; then all but the newest `keep` (at least
    /// kGenerationsMin) go, and the documents that only they held. While one does not open, nothing
    /// goes. Unavailable `backup.no_folder`
    /// when the folder is not there: a disk that is not attached is never made up for by a folder
    /// of the same name.
    Result<Generation> create(db::Database& database, const DocumentFiles& documents,
                              const AuditPlaces& audit, Instant now, int keep);

    /// The newest first, also those that do not open, with their problem. Generations that were cut
    /// short are not among them.
    Result<std::vector<Generation>> list() const;

    /// Restores the generation into `scratch` (made, and emptied at the end) and compares it with
    /// what was written down when it was made: the database's bytes, its structure, its references,
    /// the rows of every table, and every document. Unavailable `backup.damaged` with what differs.
    /// Then the audit trail's keys and roots with its end in the database.
    Result<Generation> verify(const std::string& name, const std::filesystem::path& scratch) const;

    /// Puts the generation into `data` (which must not hold an office: Refused
    /// `backup.office_there`), checked like verify() before the database gets its name. The audit
    /// trail's keys and roots are added to what lies at `audit`.
    Result<Generation> restore(const std::string& name, const std::filesystem::path& data,
                               const AuditPlaces& audit) const;

  private:
    struct Manifest;
    Result<Manifest> manifest_of(const std::string& name) const;
    std::filesystem::path sealed_document(const std::string& hash) const;
    Result<void> keep_documents(const Manifest& manifest, const DocumentFiles& documents);
    /// Keeps the newest, and `made` even when its clock says that others are newer.
    Result<void> prune(int keep, const std::string& made);
    Result<void> bring_back(const std::string& name, Manifest& manifest,
                            const std::filesystem::path& data, const AuditPlaces& audit) const;

    std::filesystem::path folder_;
    BackupKey key_;
};

inline constexpr int kGenerationsMin = 3;

}  // namespace kakehashi
