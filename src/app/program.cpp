#include "app/program.hpp"

#include "base/japanese.hpp"
#include "platform/scan/child.hpp"

namespace kakehashi::app {
namespace {

// Our hospital is where users and cases belong; the first facility of a fresh database is ours.
constexpr db::Query kOurFacility{"app.our_facility", R"sql(
    SELECT coalesce((SELECT min(facility_id) FROM user_account), (SELECT min(id) FROM facility), 0)
)sql"};

constexpr db::Query kFoundOffice{"app.found_office", R"sql(
    INSERT INTO facility (kind, name, name_key) VALUES ('hospital', $1, $2) RETURNING id
)sql"};

}  // namespace

std::filesystem::path program_file() {
    return std::filesystem::read_symlink("/proc/self/exe");
}

Result<std::unique_ptr<Program>> Program::open(const Configuration& configuration, bool durable) {
    std::error_code failed;
    std::filesystem::create_directories(configuration.data(), failed);
    if (failed)
        return fail(ErrorKind::Unavailable, "data.cannot_create", "data",
                    configuration.data().string() + ": " + failed.message());
    std::filesystem::permissions(configuration.data(), std::filesystem::perms::owner_all, failed);
    TRY(auto database,
        db::Database::open((configuration.data() / "office.db").string(), {.durable = durable}));
    TRY_DO(database->migrate());
    std::unique_ptr<Clock> clock = std::make_unique<SystemClock>();
    if (const auto at = configuration.text("at"); !at.empty()) {
        TRY(const auto start, parse_iso_moment(at));
        clock = std::make_unique<ShiftedClock>(start);
    }
    return std::unique_ptr<Program>(
        new Program(configuration, std::move(database), std::move(clock)));
}

Program::Program(const Configuration& configuration, std::unique_ptr<db::Database> database,
                 std::unique_ptr<Clock> clock)
    : database_(std::move(database)),
      clock_(std::move(clock)),
      documents_(configuration.data() / "documents"),
      pages_(configuration.data() / "cache" / "pages",
             [this](const PageKey& key) -> Result<std::string> {
                 // A hostile file may harm the child that reads it, never the office.
                 TRY(const auto rotation, scan::rotation_of(key.rotation_degrees));
                 TRY(auto image,
                     scan::render_in_child(program_file(), documents_.path_of(key.document),
                                           key.page, key.width_px, rotation));
                 return std::move(image.png);
             }),
      office_{*database_, *clock_, documents_, pages_, live_} {
    office_.features = all_features();
    office_.data_folder = configuration.data();
    office_.inspect = [](std::string_view bytes, std::string_view file_name) {
        return scan::inspect_in_child(program_file(), bytes, file_name);
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
