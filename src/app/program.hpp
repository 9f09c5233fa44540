#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "app/configuration.hpp"
#include "office/office.hpp"
#include "platform/event/outbox.hpp"
#include "platform/http/metrics.hpp"
#include "platform/http/server.hpp"
#include "platform/http/static_files.hpp"

namespace kakehashi::app {

/// The features of this program: the one list.
std::vector<Feature> all_features();

/// What a command may do to the data folder. A mistyped --data makes no new office, and a command
/// beside a server of an older version leaves the server its database.
enum class Opening {
    Serve,    // makes folder and database when they are missing, brings them to this version
    Build,    // as Serve, in a database of its own that becomes the office with finish_building
    Begin,    // makes them when they are missing; an older database is refused
    Use,      // what is there, of this version
    Upgrade,  // what is there, brought to this version
};

/// Invalid `data.no_office`; Unavailable `database.newer_than_program`,
/// `database.older_than_program`.
Result<void> require_this_version(db::Database& database);

/// The office of one data folder: database of this version, documents at hand. Every command
/// starts here.
class Program {
  public:
    /// Invalid `date.malformed` for --at, `data.no_office`; Refused `demo.not_empty` (Build);
    /// Unavailable `data.cannot_create`, `database.cannot_open`, `database.newer_than_program`,
    /// `database.older_than_program`.
    static Result<std::unique_ptr<Program>> open(const Configuration& configuration,
                                                 Opening opening);
    /// Closes a database that was opened with Build and puts it where the office is looked for.
    /// Until then an interrupted build leaves no office behind. Unavailable `database.not_written`.
    static Result<void> finish_building(std::unique_ptr<Program> program);

    Office& office() { return office_; }
    /// Who acts when nobody is signed in (import from the command line, the watched folder).
    /// Refused `office.not_set_up` before the first user was added.
    Result<Viewer> system_viewer(std::string name);
    /// Makes our own hospital when there is none yet, so that the first import or user has a place.
    Viewer found_office(const std::string& hospital, std::string viewer_name);

  private:
    Program(const Configuration& configuration, std::unique_ptr<db::Database> database,
            std::unique_ptr<Clock> clock);

    std::unique_ptr<db::Database> database_;
    std::unique_ptr<Clock> clock_;
    DocumentFiles documents_;
    PageCache pages_;
    http::Broadcaster live_;
    Office office_;
};

/// Serves until SIGINT or SIGTERM, then finishes what is running.
Result<void> serve(Program& program, const Configuration& configuration);

/// The folder the program stands in.
std::filesystem::path program_folder();

/// 職員がまだ付けていない名前: what an import founds is called so until somebody names it.
inline constexpr std::string_view kUnnamedOffice = "わたしたちの病院";

}  // namespace kakehashi::app
