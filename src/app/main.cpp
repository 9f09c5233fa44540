#include <cstdio>
#include <exception>

#include "app/commands.hpp"
#include "base/failure_text.hpp"
#include "platform/db/damage.hpp"
#include "platform/scan/child.hpp"

using namespace kakehashi;
using namespace kakehashi::app;

namespace {

constexpr Command kCommands[] = {
    {"serve", "serve [--listen HOST:PORT] [--data DIR]", "runs the office in the browser", 0,
     run_serve},
    {"demo", "demo [--scale small|hospital|region] [--seed N] [--data DIR]",
     "fills an empty data folder with an invented town", 0, run_demo},
    {"import", "import FILE... [--data DIR]",
     "takes in referral letters (FHIR, PDF, TIFF, PNG, JPEG, CSV); one JSON line a file", kAnyWords,
     run_import},
    {"export", "export --document ID [--out FILE] [--emergency WHY] [--data DIR]",
     "gives a document back byte for byte; ID is a document's id or a referral's number", 0,
     run_export},
    {"user",
     "user add|password|role --login NAME [--name NAME] [--profession WORD] [--role ROLE]"
     " [--office NAME]; user disable|enable|no-second-factor NAME; user directory --login NAME"
     " --directory-name NAME; user no-directory NAME; user list",
     "adds a colleague, sets a password or a role, takes somebody out of use or back, takes the "
     "second factor"
     " of who lost it away, says who comes in by the hospital's own account, lists who may sign in",
     2, run_user},
    {"setting", "setting list; setting set KEY VALUE (an empty VALUE brings the default back)",
     "shows what this hospital has decided, and changes it", 3, run_setting},
    {"audit",
     "audit verify [--roots DIR] [--data DIR]; audit export --to DIR; audit list --patient ID",
     "checks that the audit trail is whole, carries its roots away, shows who looked at a patient",
     1, run_audit},
    {"backup",
     "backup key|create|list|verify [NAME]|restore NAME --backup-folder DIR --backup-key FILE"
     " [--data DIR]",
     "makes a key, makes, lists, checks and restores sealed copies of the office", 2, run_backup},
    {"retention",
     "retention list; retention plan RULE --login NAME; retention approve NUMBER --login NAME;"
     " retention run",
     "shows what is past its time, prepares a deletion, approves one that somebody else prepared,"
     " runs the approved ones",
     2, run_retention},
    {"outbox", "outbox list; outbox resend NUMBER",
     "shows what could not be delivered, and sends it again", 2, run_outbox},
    {"migrate", "migrate [--data DIR]; migrate --from sqlite:FILE|postgres://… --to …",
     "brings the database to this version; moves a whole office to another database", 0,
     run_migrate},
    {"doctor", "doctor [--data DIR]", "checks database, documents and invariants", 0, run_doctor},
};

void print_help(std::FILE* out) {
    std::fputs("架け橋 kakehashi: the work of a hospital's regional liaison office\n\n", out);
    for (const auto& command : kCommands)
        std::fprintf(out, "  kakehashi %.*s\n      %.*s\n", static_cast<int>(command.usage.size()),
                     command.usage.data(), static_cast<int>(command.help.size()),
                     command.help.data());
    std::fputs(
        "\nOptions (flag, then environment KAKEHASHI_<NAME>, then the configuration file):\n", out);
    for (const auto& option : all_options()) {
        const auto flag = "--" + std::string{option.name} +
                          (option.value_name.empty() ? "" : " " + std::string{option.value_name});
        std::fprintf(out, "  %-34s %.*s", flag.c_str(), static_cast<int>(option.help.size()),
                     option.help.data());
        if (!option.default_value.empty())
            std::fprintf(out, " [%.*s]", static_cast<int>(option.default_value.size()),
                         option.default_value.data());
        std::fputc('\n', out);
    }
}

int run(const std::vector<std::string>& arguments) {
    const auto configuration = Configuration::read(arguments);
    if (!configuration) {
        explain(configuration.error());
        return 2;
    }
    if (configuration->command().empty() || configuration->command() == "help") {
        print_help(configuration->yes("help") || !arguments.empty() ? stdout : stderr);
        return configuration->yes("help") || !arguments.empty() ? 0 : 2;
    }
    for (const auto& command : kCommands) {
        if (command.name != configuration->command()) continue;
        if (configuration->words().size() > command.words_max)
            return explain({ErrorKind::Invalid,
                            "config.surplus_word",
                            {},
                            configuration->words()[command.words_max]});
        if (!configuration->yes("help")) return command.run(*configuration);
        std::printf("kakehashi %.*s\n  %.*s\n", static_cast<int>(command.usage.size()),
                    command.usage.data(), static_cast<int>(command.help.size()),
                    command.help.data());
        return 0;
    }
    std::fprintf(stderr, "「%s」という命令はありません。kakehashi --help で一覧が見られます。\n",
                 configuration->command().c_str());
    return 2;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 1 && std::string_view{argv[1]} == scan::kChildCommand)
        return scan::render_page_main(argc, argv);
    try {
        return run({argv + 1, argv + argc});
    } catch (const db::DatabaseDamaged& failure) {
        return explain({ErrorKind::Unavailable, "database.damaged", {}, failure.what()});
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "続けられません: %s\n", failure_text(failure).c_str());
        return 3;
    }
}
