#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/json/json.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

/// Where an office keeps what proves its audit trail.
struct AuditPlaces {
    std::filesystem::path public_keys;  // DATA/keys/audit.pub
    std::filesystem::path roots;        // DATA/audit/roots
};

/// What a generation holds beside the database to prove its audit trail: the public keys and the
/// files of the daily roots, as they lay there. Never the secret key.
struct AuditEvidence {
    std::vector<std::string> public_keys;
    std::map<std::string, std::string> roots;  // 2026-11-24.json → its text

    json::Value to_json() const;
    static AuditEvidence from_json(const json::Value& value);
};

/// Files that are no roots are left out, and named in `unreadable`. Read it before the database is
/// copied: each file then has its root there.
AuditEvidence read_audit_evidence(const AuditPlaces& places, std::vector<std::string>& unreadable);

/// Where the evidence and the ends of the database's trail (head, roots) contradict each other:
/// sentences; none when they agree.
std::vector<std::string> contradictions(db::Database& database, const AuditEvidence& evidence);

/// Adds what is not there. A file that is there and says something else stays, and is named in
/// `kept`. Unavailable `file.cannot_write`.
Result<void> put_back(const AuditEvidence& evidence, const AuditPlaces& places,
                      std::vector<std::string>& kept);

}  // namespace kakehashi
