#include <cstdio>
#include <cstdlib>

#include "app/audit.hpp"
#include "app/backup.hpp"
#include "app/commands.hpp"
#include "app/data_lock.hpp"
#include "app/nightly_backup.hpp"
#include "app/program.hpp"
#include "base/messages.hpp"

namespace kakehashi::app {
namespace {

constexpr db::Query kHospital{"backup.hospital", R"sql(
    SELECT coalesce((SELECT name FROM facility WHERE id =
                        (SELECT min(facility_id) FROM user_account)), '')
)sql"};

std::string word(const Configuration& configuration, std::size_t at) {
    return configuration.words().size() > at ? configuration.words()[at] : std::string{};
}

void print(const Generation& one) {
    if (one.problem) {
        std::printf("%s  %s\n", one.name.c_str(), sentence(*one.problem).c_str());
        return;
    }
    std::printf(
        "%s  記録 %lld件・文書 %lld件・データベース %lldKB・かぎ %s・監査の公開かぎ %lld本と締め "
        "%lld件\n",
        one.name.c_str(), static_cast<long long>(one.rows), static_cast<long long>(one.documents),
        static_cast<long long>(one.bytes / 1024), one.key_id.c_str(),
        static_cast<long long>(one.audit_keys), static_cast<long long>(one.audit_roots));
    for (const auto& found : one.audit_findings) std::printf("要確認  %s\n", found.c_str());
}

Result<void> make_key(const Configuration& configuration) {
    const auto file = configuration.text("backup-key");
    if (file.empty()) return fail(ErrorKind::Invalid, "text.required", "backup-key");
    TRY(const auto key, BackupKey::create(file));
    std::printf("かぎ %s を作りました。写しを病院の金庫などに置きます。なくすと控えは開けません\n",
                key.id().c_str());
    return {};
}

Result<void> create(const Configuration& configuration, Backups& backups) {
    TRY(const auto program, Program::open(configuration, Opening::Use));
    auto& office = program->office();
    TRY(const auto keep, generations_to_keep(configuration));
    TRY(const auto made, backups.create(office.db, office.documents, audit_places(configuration),
                                        office.clock.now(), keep));
    print(made);
    return {};
}

Result<void> list(const Backups& backups) {
    TRY(const auto all, backups.list());
    for (const auto& one : all) print(one);
    if (all.empty()) std::puts("控えはまだありません");
    return {};
}

/// The named generation, or the newest.
Result<std::string> chosen(const Configuration& configuration, const Backups& backups) {
    if (const auto name = word(configuration, 1); !name.empty()) return name;
    TRY(const auto all, backups.list());
    if (all.empty()) return fail(ErrorKind::NotFound, "backup.not_found");
    return all.front().name;
}

Result<void> verify(const Configuration& configuration, const Backups& backups) {
    TRY(const auto name, chosen(configuration, backups));
    const auto verified = backups.verify(name, scratch_room(configuration, name));
    const bool has_office = configuration.has("database") ||
                            std::filesystem::exists(configuration.data() / "office.db");
    if (has_office) {
        TRY(const auto program, Program::open(configuration, Opening::Use));
        record_backup(*program, verified);
    }
    if (!verified) return fail(verified.error());
    print(*verified);
    std::puts("復元して確かめました。作ったときと同じです");
    if (!verified->audit_findings.empty()) return fail(ErrorKind::Refused, "backup.audit_differs");
    return {};
}

/// The office that is there steps aside, whole, under a name that says until when it was used.
/// Twice told: --replace, and the hospital's name.
Result<void> put_aside(const Configuration& configuration, const std::string& generation) {
    std::string hospital;
    {
        TRY(const auto program, Program::open(configuration, Opening::Upgrade));
        program->office().db.read().each(kHospital,
                                         [&](const db::Row& row) { hospital = row.string(0); });
    }
    if (hospital.empty() || configuration.text("confirm") != hospital)
        return fail(ErrorKind::Refused, "backup.replace_unconfirmed");
    const auto data = configuration.data();
    std::error_code failed;
    std::filesystem::rename(data, data.string() + ".before-" + generation, failed);
    if (failed) return fail(ErrorKind::Unavailable, "file.cannot_write", "data", failed.message());
    return {};
}

Result<void> restore(const Configuration& configuration, const Backups& backups) {
    const auto name = word(configuration, 1);
    if (name.empty()) return fail(ErrorKind::Invalid, "text.required", "backup restore NAME");
    const bool there = std::filesystem::exists(configuration.data() / "office.db");
    if (there && configuration.yes("replace")) {
        // Looked at before anything is moved: a backup that does not open replaces nothing.
        TRY(const auto good, backups.verify(name, scratch_room(configuration, name)));
        TRY(const auto lock, DataLock::take(configuration.data()));
        TRY_DO(put_aside(configuration, good.name));
    }
    TRY(const auto restored,
        backups.restore(name, configuration.data(), audit_places(configuration)));
    print(restored);
    std::puts("もどしました");
    return {};
}

Result<void> run(const Configuration& configuration) {
    const auto what = word(configuration, 0);
    if (what == "key") return make_key(configuration);
    TRY(auto backups, open_backups(configuration));
    if (what == "create") return create(configuration, backups);
    if (what == "list") return list(backups);
    if (what == "verify") return verify(configuration, backups);
    if (what == "restore") return restore(configuration, backups);
    return fail(ErrorKind::Invalid, "backup.which", {}, what);
}

}  // namespace

Result<int> generations_to_keep(const Configuration& configuration) {
    const auto text = configuration.text("backup-keep");
    const int keep = std::atoi(text.c_str());
    if (keep < kGenerationsMin)
        return fail(ErrorKind::Invalid, "backup.keep_more", "backup-keep", text);
    return keep;
}

Result<Backups> open_backups(const Configuration& configuration) {
    for (const char* needed : {"backup-folder", "backup-key"})
        if (configuration.text(needed).empty())
            return fail(ErrorKind::Invalid, "text.required", needed);
    TRY(auto key, BackupKey::load(configuration.text("backup-key")));
    return Backups{configuration.text("backup-folder"), std::move(key)};
}

std::filesystem::path scratch_room(const Configuration& configuration, const std::string& name) {
    return configuration.data() / ("verify-" + name);
}

int run_backup(const Configuration& configuration) {
    const auto done = run(configuration);
    return done ? 0 : explain(done.error());
}

}  // namespace kakehashi::app
