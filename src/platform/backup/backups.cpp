#include "platform/backup/backups.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>
#include <set>

#include "base/json/json.hpp"

namespace kakehashi {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDocuments = "documents";
constexpr std::string_view kDatabase = "office.db";
constexpr std::string_view kManifest = "manifest";
constexpr std::string_view kUnfinished = ".part";

constexpr db::Query kHashes{"backup.document_hashes", R"sql(
    SELECT DISTINCT hash FROM case_document ORDER BY hash
)sql"};

auto damaged(std::string what) {
    return fail(ErrorKind::Unavailable, "backup.damaged", {}, std::move(what));
}

/// 20261124-020000: names sort by time.
std::string name_of(Instant at) {
    std::string out;
    for (const char c : iso_date(date_in_japan(at)))
        if (c != '-') out += c;
    const std::chrono::hh_mm_ss time{time_of_day_in_japan(at)};
    std::array<char, 8> clock{};
    std::snprintf(clock.data(), clock.size(), "%02d%02d%02d",
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return out + '-' + clock.data();
}

bool is_name(std::string_view name) {
    return name.size() == 15 && name[8] == '-' &&
           std::ranges::all_of(name, [](char c) { return c == '-' || (c >= '0' && c <= '9'); });
}

bool make_durable(const fs::path& folder) {
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool good = fd >= 0 && ::fsync(fd) == 0;
    if (fd >= 0) ::close(fd);
    return good;
}

/// BLAKE2b-256 of a file of any size.
std::string hash_of_file(const fs::path& file) {
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, sizeof(DocumentHash::bytes));
    std::ifstream in(file, std::ios::binary);
    std::vector<char> buffer(1 << 20);
    while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), in.gcount() > 0)
        crypto_generichash_update(&state, reinterpret_cast<unsigned char*>(buffer.data()),
                                  static_cast<unsigned long long>(in.gcount()));
    DocumentHash hash;
    crypto_generichash_final(&state, hash.bytes.data(), hash.bytes.size());
    return hash.text();
}

/// Of a database that was opened for this alone: the text is made here, once a connection.
std::map<std::string, std::int64_t> rows_of(db::Database& database) {
    std::string text;
    for (const auto& table : database.tables()) {
        text += text.empty() ? "SELECT '" : " UNION ALL SELECT '";
        text.append(table).append("', count(*) FROM \"").append(table) += '"';
    }
    std::map<std::string, std::int64_t> rows;
    database.read().each(db::Query{"backup.rows", std::string_view{text}},
                         [&](const db::Row& row) { rows[row.string(0)] = row.integer(1); });
    return rows;
}

/// A folder that goes with its contents, whatever happens.
struct Scratch {
    fs::path folder;
    explicit Scratch(fs::path where) : folder(std::move(where)) {
        fs::remove_all(folder);  // what a killed one left
        fs::create_directories(folder);
        fs::permissions(folder, fs::perms::owner_all);
    }
    Scratch(const Scratch&) = delete;
    ~Scratch() {
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }
};

}  // namespace

struct Backups::Manifest {
    Generation generation;
    std::string database_hash;
    std::map<std::string, std::int64_t> rows;
    std::vector<std::string> documents;
    std::optional<AuditEvidence> audit;  // none in those made before it was kept

    /// Structure, references and rows of a database that came out of a backup; then whether the
    /// audit trail's proofs fit it.
    Result<void> check_database(const fs::path& file) {
        TRY(const auto database, db::Database::open(file.string(), {.readers = 1}));
        if (!database->faults().empty()) return damaged("office.db");
        for (const auto& [table, count] : rows_of(*database)) {
            const auto known = rows.find(table);
            if (known == rows.end() || known->second != count) return damaged(table);
        }
        if (audit) generation.audit_findings = contradictions(*database, *audit);
        return {};
    }

    std::string text() const {
        json::Value tables = json::object({});
        for (const auto& [table, count] : rows) tables.set(table, count);
        json::Array hashes;
        for (const auto& hash : documents) hashes.emplace_back(hash);
        return json::write(json::object(
            {{"made_at", generation.made_at.time_since_epoch().count()},
             {"database", json::object({{"hash", database_hash}, {"bytes", generation.bytes}})},
             {"rows", tables},
             {"documents", std::move(hashes)},
             {"audit", audit ? audit->to_json() : json::Value{}}}));
    }
};

Backups::Backups(fs::path folder, BackupKey key)
    : folder_(std::move(folder)), key_(std::move(key)) {}

fs::path Backups::sealed_document(const std::string& hash) const {
    return folder_ / kDocuments / hash.substr(0, 2) / hash.substr(2, 2) / hash;
}

Result<Backups::Manifest> Backups::manifest_of(const std::string& name) const {
    if (!is_name(name) || !fs::is_directory(folder_ / name))
        return fail(ErrorKind::NotFound, "backup.not_found", {}, name);
    if (!fs::exists(folder_ / name / kManifest)) return damaged(name);
    TRY(const auto text, open_sealed_text(folder_ / name / kManifest, key_));
    TRY(const auto value, json::parse(text));
    Manifest manifest;
    auto& generation = manifest.generation;
    generation.name = name;
    generation.key_id = key_.id();
    generation.made_at = Instant{std::chrono::seconds{value.at("made_at").integer().value_or(0)}};
    generation.bytes = value.at("database", "bytes").integer().value_or(0);
    manifest.database_hash = value.at("database", "hash").string();
    for (const auto& [table, count] : value.at("rows").members()) {
        manifest.rows[table] = count.integer().value_or(-1);
        generation.rows += manifest.rows[table];
    }
    for (const auto& hash : value.at("documents").array())
        manifest.documents.emplace_back(hash.string());
    generation.documents = static_cast<std::int64_t>(manifest.documents.size());
    if (const auto& audit = value.at("audit"); !audit.is_null()) {
        manifest.audit = AuditEvidence::from_json(audit);
        generation.audit_keys = static_cast<std::int64_t>(manifest.audit->public_keys.size());
        generation.audit_roots = static_cast<std::int64_t>(manifest.audit->roots.size());
    }
    return manifest;
}

Result<void> Backups::keep_documents(const Manifest& manifest, const DocumentFiles& documents) {
    for (const auto& text : manifest.documents) {
        const auto target = sealed_document(text);
        if (fs::exists(target)) continue;
        TRY(const auto hash, DocumentHash::parse(text));
        if (!documents.verify(hash))
            return fail(ErrorKind::Unavailable, "document.damaged", {}, text);
        fs::create_directories(target.parent_path());
        const fs::path unfinished = target.string() + std::string{kUnfinished};
        fs::remove(unfinished);
        TRY_DO(seal_file(documents.path_of(hash), unfinished, key_));
        fs::rename(unfinished, target);
        if (!make_durable(target.parent_path()))
            return fail(ErrorKind::Unavailable, "file.cannot_write", "out", target.string());
    }
    return {};
}

Result<Generation> Backups::create(db::Database& database, const DocumentFiles& documents,
                                   const AuditPlaces& audit, Instant now, int keep) {
    if (!fs::is_directory(folder_))
        return fail(ErrorKind::Unavailable, "backup.no_folder", "backup-folder", folder_.string());
    const auto name = name_of(now);
    if (fs::exists(folder_ / name))
        return fail(ErrorKind::Refused, "backup.there_already", {}, name);
    const Scratch scratch{folder_ / (name + std::string{kUnfinished})};
    const auto plain = scratch.folder / "plain.db";
    Manifest manifest;
    std::vector<std::string> unreadable;
    manifest.audit = read_audit_evidence(audit, unreadable);
    database.copy_to(plain.string());

    manifest.generation.made_at = now;
    {
        TRY(const auto copy, db::Database::open(plain.string(), {.readers = 1}));
        manifest.rows = rows_of(*copy);
        manifest.documents =
            copy->read().all(kHashes, [](const db::Row& row) { return row.string(0); });
    }
    manifest.generation.bytes = static_cast<std::int64_t>(fs::file_size(plain));
    manifest.database_hash = hash_of_file(plain);
    TRY_DO(seal_file(plain, scratch.folder / kDatabase, key_));
    TRY_DO(keep_documents(manifest, documents));
    TRY_DO(seal_text(manifest.text(), scratch.folder / kManifest, key_));
    for (const char* part : {"plain.db", "plain.db-wal", "plain.db-shm"})
        fs::remove(scratch.folder / part);
    if (!make_durable(scratch.folder))
        return fail(ErrorKind::Unavailable, "file.cannot_write", "out", folder_.string());
    fs::rename(scratch.folder, folder_ / name);
    if (!make_durable(folder_))
        return fail(ErrorKind::Unavailable, "file.cannot_write", "out", folder_.string());
    TRY_DO(prune(std::max(keep, kGenerationsMin), name));
    TRY(auto kept, manifest_of(name));
    kept.generation.audit_findings = std::move(unreadable);
    return std::move(kept.generation);
}

Result<std::vector<Generation>> Backups::list() const {
    if (!fs::is_directory(folder_))
        return fail(ErrorKind::Unavailable, "backup.no_folder", "backup-folder", folder_.string());
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_))
        if (const auto name = entry.path().filename().string(); is_name(name))
            names.push_back(name);
    std::ranges::sort(names, std::greater<>{});
    std::vector<Generation> out;
    for (const auto& name : names) {
        const auto manifest = manifest_of(name);
        if (manifest)
            out.push_back(manifest->generation);
        else
            out.push_back({.name = name, .problem = manifest.error()});
    }
    return out;
}

Result<void> Backups::prune(int keep, const std::string& made) {
    TRY(auto all, list());
    if (all.size() <= static_cast<std::size_t>(keep)) return {};
    if (std::ranges::any_of(all, [](const Generation& one) { return one.problem.has_value(); }))
        return {};
    std::stable_partition(all.begin(), all.end(),
                          [&](const Generation& one) { return one.name == made; });
    std::set<std::string> needed;
    for (std::size_t i = 0; i < static_cast<std::size_t>(keep); ++i) {
        TRY(const auto manifest, manifest_of(all[i].name));
        needed.insert(manifest.documents.begin(), manifest.documents.end());
    }
    for (std::size_t i = static_cast<std::size_t>(keep); i < all.size(); ++i)
        fs::remove_all(folder_ / all[i].name);
    if (!fs::exists(folder_ / kDocuments)) return {};
    std::vector<fs::path> unneeded;
    for (const auto& entry : fs::recursive_directory_iterator(folder_ / kDocuments))
        if (entry.is_regular_file() && !needed.contains(entry.path().filename().string()))
            unneeded.push_back(entry.path());
    for (const auto& file : unneeded) fs::remove(file);
    return {};
}

Result<void> Backups::bring_back(const std::string& name, Manifest& manifest, const fs::path& data,
                                 const AuditPlaces& audit) const {
    const auto unfinished = data / "office.db.restored";
    fs::remove(unfinished);
    TRY_DO(open_sealed(folder_ / name / kDatabase, unfinished, key_));
    if (hash_of_file(unfinished) != manifest.database_hash) return damaged("office.db");
    TRY_DO(manifest.check_database(unfinished));
    const DocumentFiles documents{data / kDocuments};
    for (const auto& text : manifest.documents) {
        const auto sealed = sealed_document(text);
        if (!fs::exists(sealed)) return damaged(text);
        TRY(const auto bytes, open_sealed_text(sealed, key_));
        TRY(const auto hash, documents.put(bytes));
        if (hash.text() != text) return damaged(text);
    }
    if (manifest.audit)
        TRY_DO(put_back(*manifest.audit, audit, manifest.generation.audit_findings));
    for (const char* part : {"-wal", "-shm"}) fs::remove(unfinished.string() + part);
    fs::rename(unfinished, data / kDatabase);
    if (!make_durable(data))
        return fail(ErrorKind::Unavailable, "file.cannot_write", "out", data.string());
    return {};
}

Result<Generation> Backups::verify(const std::string& name, const fs::path& scratch) const {
    TRY(auto manifest, manifest_of(name));
    const Scratch room{scratch};
    TRY_DO(bring_back(name, manifest, room.folder,
                      {room.folder / "audit.pub", room.folder / "roots"}));
    return std::move(manifest.generation);
}

Result<Generation> Backups::restore(const std::string& name, const fs::path& data,
                                    const AuditPlaces& audit) const {
    TRY(auto manifest, manifest_of(name));
    if (fs::exists(data / kDatabase))
        return fail(ErrorKind::Refused, "backup.office_there", "data", data.string());
    fs::create_directories(data);
    fs::permissions(data, fs::perms::owner_all);
    TRY_DO(bring_back(name, manifest, data, audit));
    return std::move(manifest.generation);
}

}  // namespace kakehashi
