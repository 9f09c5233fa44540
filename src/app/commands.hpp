#pragma once

#include "app/configuration.hpp"

namespace kakehashi::app {

/// One command of the program. `run` returns the exit code: 0 done, 1 refused (the reason is on
/// standard error or in the output), 2 called wrongly, 3 the machine failed.
struct Command {
    std::string_view name;
    std::string_view usage;
    std::string_view help;
    std::size_t words_max;  // how many plain words may follow it
    int (*run)(const Configuration& configuration);
};

int run_serve(const Configuration& configuration);
int run_demo(const Configuration& configuration);
int run_import(const Configuration& configuration);
int run_audit(const Configuration& configuration);
int run_backup(const Configuration& configuration);
int run_export(const Configuration& configuration);
int run_user(const Configuration& configuration);
int run_setting(const Configuration& configuration);
int run_retention(const Configuration& configuration);
int run_outbox(const Configuration& configuration);
int run_migrate(const Configuration& configuration);
int run_doctor(const Configuration& configuration);

/// Prints the error's sentence on standard error and gives the exit code for its kind.
int explain(const Error& error);

/// How many words `import` takes: as many as the shell hands over.
inline constexpr std::size_t kAnyWords = static_cast<std::size_t>(-1);

}  // namespace kakehashi::app
