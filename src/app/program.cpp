#include "app/program.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "base/japanese.hpp"
#include "platform/db/migrations.hpp"
#include "platform/scan/child.hpp"

namespace kakehashi::app {
namespace {

// Our hospital is where users and cases belong; the first facility of a fresh database is ours.
constexpr db::Query kOurFacility{"app.our_facility", R"sql(
    SELECT coalesce((SELECT min(facility_id) FROM user_account WHERE host_id IS NULL), (SELECT min(id) FROM facility), 0)
)sql"};

constexpr db::Query kFoundOffice{"app.found_office", R"sql(
    INSERT INTO facility (kind, name, name_key) VALUES ('hospital', $1, $2) RETURNING id
)sql"};

constexpr db::Query kVersion{"app.schema_version", R"sql(
    SELECT coalesce(max(number), 0) FROM schema_migration
)sql"};

constexpr const char* kDatabase = "office.db";
/// The demo's database while it is being built.
constexpr const char* kUnfinished = "office.db.new";

/// The program itself, also after the file it was started from has been replaced.
constexpr const char* kThisProgram = "/proc/self/exe";

/// Private from its first moment; a folder that was there keeps the rights somebody gave it.
Result<void> make_folder(const std::filesystem::path& folder) {
    std::error_code failed;
    const bool made = std::filesystem::create_directories(folder, failed);
    if (!failed && made)
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failed);
    if (failed)
        return fail(ErrorKind::Unavailable, "data.cannot_create", "data",
                    folder.string() + ": " + failed.message());
    return {};
}

bool makes_office(Opening opening) {
    return opening == Opening::Serve || opening == Opening::Begin || opening == Opening::Build;
}

/// The database file that `opening` works on; made ready where `opening` makes a new one.
Result<std::string> database_file(const std::filesystem::path& folder, Opening opening) {
    const bool there = std::filesystem::exists(folder / kDatabase);
    if (opening == Opening::Build) {
        if (there) return fail(ErrorKind::Refused, "demo.not_empty");
        TRY_DO(make_folder(folder));
        for (const char* part : {"", "-wal", "-shm"})  // of a build that was interrupted
            std::filesystem::remove(folder / (std::string{kUnfinished} + part));
        return (folder / kUnfinished).string();
    }
    if (!there && !makes_office(opening))
        return fail(ErrorKind::Invalid, "data.no_office", "data", folder.string());
    if (!there) TRY_DO(make_folder(folder));
    return (folder / kDatabase).string();
}

/// The address of the server that --database names; the data folder holds the documents.
Result<std::string> database_address(const Configuration& configuration, Opening opening) {
    auto address = configuration.text("database");
    if (!db::is_postgres_address(address))
        return fail(ErrorKind::Invalid, "database.not_an_address", "database");
    if (makes_office(opening)) TRY_DO(make_folder(configuration.data()));
    return address;
}

/// Only who serves reads from it: a command rather fails than decides on what may be old.
Result<std::string> standby_address(const Configuration& configuration, Opening opening) {
    auto address = configuration.text("read-database");
    if (address.empty() || opening != Opening::Serve) return std::string{};
    if (!configuration.has("database") || !db::is_postgres_address(address))
        return fail(ErrorKind::Invalid, "database.not_a_standby", "read-database");
    return address;
}

bool is_on_disk(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool safe = file >= 0 && ::fsync(file) == 0;
    if (file >= 0) ::close(file);
    return safe;
}

}  // namespace

Result<void> require_this_version(db::Database& database) {
    if (database.tables().empty()) return fail(ErrorKind::Invalid, "data.no_office", "database");
    const auto version = database.read().number(kVersion);
    const auto ours = db::all_migrations().back().number;
    if (version > ours) return fail(ErrorKind::Unavailable, "database.newer_than_program");
    if (version < ours) return fail(ErrorKind::Unavailable, "database.older_than_program");
    return {};
}

std::filesystem::path program_folder() {
    return std::filesystem::read_symlink(kThisProgram).parent_path();
}

Result<std::unique_ptr<Program>> Program::open(const Configuration& configuration,
                                               Opening opening) {
    TRY(const auto where, configuration.has("database")
                              ? database_address(configuration, opening)
                              : database_file(configuration.data(), opening));
    TRY(const auto standby, standby_address(configuration, opening));
    TRY(auto database,
        db::Database::open(where, {.durable = opening != Opening::Build, .standby = standby}));
    const bool fresh = database->tables().empty();
    if (opening == Opening::Build && !fresh) return fail(ErrorKind::Refused, "demo.not_empty");
    if (opening == Opening::Upgrade && fresh)
        return fail(ErrorKind::Invalid, "data.no_office", "database");
    if (opening == Opening::Use || (opening == Opening::Begin && !fresh)) {
        TRY_DO(require_this_version(*database));
    } else {
        TRY_DO(database->migrate());
    }
    std::unique_ptr<Clock> clock = std::make_unique<SystemClock>();
    if (const auto at = configuration.text("at"); !at.empty()) {
        TRY(const auto start, parse_iso_moment(at));
        clock = std::make_unique<ShiftedClock>(start);
    }
    return std::unique_ptr<Program>(
        new Program(configuration, std::move(database), std::move(clock)));
}

Result<void> Program::finish_building(std::unique_ptr<Program> program) {
    const auto folder = program->office_.data_folder;
    // It was built without waiting for the disk; from here on nothing of it is lost.
    program->office_.db.refresh_statistics();
    program->office_.db.flush();
    const bool has_file = program->office_.db.engine() == db::EngineKind::sqlite;
    program.reset();
    if (!has_file) return {};
    const bool safe =
        is_on_disk(folder / kUnfinished) &&
        std::rename((folder / kUnfinished).c_str(), (folder / kDatabase).c_str()) == 0 &&
        is_on_disk(folder);
    if (!safe) return fail(ErrorKind::Unavailable, "database.not_written", "data", folder.string());
    return {};
}

Program::Program(const Configuration& configuration, std::unique_ptr<db::Database> database,
                 std::unique_ptr<Clock> clock)
    : database_(std::move(database)),
      clock_(std::move(clock)),
      documents_(configuration.data() / "documents"),
      pages_(configuration.data() / "cache" / "pages",
             [this](const PageKey& key) -> Result<std::string> {
                 // A changed or cut file is not shown as if it were whole.
                 TRY_DO(documents_.get(key.document));
                 // A hostile file may harm the child that reads it, never the office.
                 TRY(const auto rotation, scan::rotation_of(key.rotation_degrees));
                 TRY(auto image,
                     scan::render_in_child(kThisProgram, documents_.path_of(key.document), key.page,
                                           key.width_px, rotation));
                 return std::move(image.png);
             }),
      office_{*database_, *clock_, documents_, pages_, live_} {
    office_.features = all_features();
    office_.data_folder = configuration.data();
    office_.inspect = [](std::string_view bytes, std::string_view file_name) {
        return scan::inspect_in_child(kThisProgram, bytes, file_name);
    };
}

Result<Viewer> Program::system_viewer(std::string name) {
    auto tx = database_->read();
    const FacilityId facility{tx.number(kOurFacility)};
    if (!facility) return fail(ErrorKind::Refused, "office.not_set_up");
    return Viewer{UserId{}, facility, std::move(name)};
}

Viewer Program::found_office(const std::string& hospital, std::string viewer_name) {
    auto tx = database_->write();
    const FacilityId facility{tx.number(kFoundOffice, hospital, search_key(hospital))};
    tx.commit();
    return {UserId{}, facility, std::move(viewer_name)};
}

}  // namespace kakehashi::app
