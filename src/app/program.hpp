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

/// The office of one data folder: database migrated, documents at hand. Every command starts here.
class Program {
  public:
    /// Invalid `date.malformed` for --at; Unavailable `data.cannot_create`, `database.cannot_open`,
    /// `database.newer_than_program`.
    static Result<std::unique_ptr<Program>> open(const Configuration& configuration,
                                                 bool durable = true);

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

/// The folder the program stands in, and the program itself.
std::filesystem::path program_file();

}  // namespace kakehashi::app
