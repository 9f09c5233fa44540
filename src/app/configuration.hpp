#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace kakehashi::app {

/// One thing that can be configured, by flag, environment or file; the earlier wins.
struct Option {
    std::string_view name;        // listen: `listen = …`, KAKEHASHI_LISTEN, --listen
    std::string_view value_name;  // HOST:PORT; empty: a yes/no flag
    std::string_view default_value;
    std::string_view help;
};

/// Every option of every command; `kakehashi --help` prints them, docs/configuration.md lists those
/// of the program as a whole.
std::span<const Option> all_options();

/// What the user asked for: the command, its plain words, and the options.
class Configuration {
  public:
    /// Reads flags (`--data DIR`, `--data=DIR`), then fills in from KAKEHASHI_* and from the file
    /// (--config, else <data>/kakehashi.conf when it exists). Invalid `config.unknown_flag`,
    /// `config.missing_value`, `config.no_file`, `config.bad_line`, `config.not_yes_or_no`,
    /// `config.not_in_file`.
    static Result<Configuration> read(std::span<const std::string> arguments);

    const std::string& command() const { return command_; }
    const std::vector<std::string>& words() const { return words_; }
    std::string text(std::string_view option) const;
    bool has(std::string_view option) const { return values_.contains(std::string{option}); }
    bool yes(std::string_view option) const;
    std::filesystem::path data() const { return text("data"); }

  private:
    std::string command_;
    std::vector<std::string> words_;
    std::map<std::string, std::string> values_;
};

}  // namespace kakehashi::app
