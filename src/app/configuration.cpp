#include "app/configuration.hpp"

#include <array>
#include <cstdlib>
#include <fstream>
#include <optional>

namespace kakehashi::app {
namespace {

constexpr Option kOptions[] = {
    {"config", "FILE", "", "configuration file (default: kakehashi.conf in the data folder)"},
    {"data", "DIR", "./data", "where the database and the documents are kept"},
    {"database", "URL", "",
     "postgres://USER@HOST/NAME instead of the SQLite file in the data folder"},
    {"read-database", "URL", "",
     "serve: a standby of that database, where pages are read while it is away"},
    {"listen", "HOST:PORT", "127.0.0.1:8080", "serve: address to listen on"},
    {"log-requests", "", "no", "serve: one line a request on standard error, without patient data"},
    {"trusted-proxy", "ADDRESS,...", "",
     "serve: reverse proxies in front, whose X-Forwarded-For and X-Forwarded-Proto are believed"},
    {"tls-certificate", "FILE", "",
     "serve: https by the program itself, with this certificate (PEM, with those between)"},
    {"tls-key", "FILE", "", "serve: the certificate's key (PEM, no pass phrase)"},
    {"secure-cookies", "", "no", "serve: the office is reached over https"},
    {"origin", "URL", "",
     "serve: the address people reach the office at, https://…; passkeys work there"},
    {"oidc-issuer", "URL", "",
     "serve: the hospital's OpenID provider, https://… (docs/operator/directory.md)"},
    {"oidc-client-id", "ID", "", "serve: what the provider knows this program by"},
    {"oidc-client-secret-file", "FILE", "",
     "serve: a file with the client's secret, if it has one"},
    {"oidc-scopes", "WORDS", "openid profile", "serve: what is asked of the provider"},
    {"oidc-name-claim", "NAME", "preferred_username", "serve: where an ID token has the user name"},
    {"oidc-group-claim", "NAME", "groups", "serve: where an ID token has the groups"},
    {"oidc-second-factor", "amr:WORD,acr:WORD,...", "",
     "serve: what an ID token says where a second factor was asked for (default: nothing does)"},
    {"oidc-signed-in-within", "MINUTES", "",
     "serve: whose sign-in at the provider is older signs in there again"},
    {"ldap-url", "URL", "",
     "serve: the hospital's LDAP server or Active Directory, ldaps://… or ldap://… (StartTLS)"},
    {"ldap-reader", "DN", "", "serve: as whom people are searched there"},
    {"ldap-reader-password-file", "FILE", "", "serve: a file with the reader's password"},
    {"ldap-base", "DN", "", "serve: under which entry people are searched"},
    {"ldap-filter", "FILTER", "(uid={name})",
     "serve: how a name is searched; of Active Directory (sAMAccountName={name})"},
    {"ldap-id-attribute", "NAME", "entryUUID",
     "serve: what never changes of an entry; of Active Directory objectGUID"},
    {"ldap-name-attribute", "NAME", "displayName", "serve: where an entry has the person's name"},
    {"ldap-group-attribute", "NAME", "memberOf", "serve: where an entry has the groups"},
    {"directory-label", "TEXT", "病院のアカウントでサインイン", "serve: the words on the button"},
    {"directory-roles", "GROUP=ROLE;...", "",
     "serve: which group of the directory means which role; whoever has none is refused"},
    {"directory-adds-people", "", "no",
     "serve: who has a role by the groups and no account gets one at the first sign-in"},
    {"directory-trusted", "FILE", "",
     "serve: certificates (PEM) of the directory's own authority (default: the system's)"},
    {"at", "MOMENT", "",
     "serve: a clock that starts at 2026-11-24T10:12, for demonstrations and tests"},
    {"static", "DIR", "",
     "serve: folder of the built style sheets and scripts (default: beside the program)"},
    {"scale", "small|hospital|region", "small", "demo: how large a town"},
    {"seed", "N", "1", "demo: the same seed gives the same data"},
    {"referrals", "N", "", "demo: how many referrals, instead of the scale's own number"},
    {"today", "YYYY-MM-DD", "", "demo: the working day it leads up to (default: today)"},
    {"document", "ID", "", "export: a document's id, or a referral's number for its original"},
    {"out", "FILE", "", "export: write here instead of standard output"},
    {"emergency", "WHY", "",
     "export: carries a file out against the patient's objection, to protect a life; the reason is "
     "recorded"},
    {"login", "NAME", "", "user, retention: the name typed at sign-in"},
    {"name", "NAME", "", "user: the person's name, 佐伯 真理"},
    {"profession", "WORD", "", "user: 看護師, 社会福祉士, 事務, 医師"},
    {"role", "ROLE", "",
     "user: desk, nurse, social_worker, clerk, doctor, head, auditor or administrator (default: "
     "head "
     "for the first person of an office, then by profession); of a partner: partner_doctor, "
     "partner_staff, care_manager, visiting_nurse, counsellor, pharmacist, partner_administrator"},
    {"facility", "CODE|NAME", "", "user add: the partner whose person this is (see role)"},
    {"office", "NAME", "", "user: name of our hospital; creates it when there is none yet"},
    {"password", "WORD", "", "user, retention: the password (default: ask on standard input)"},
    {"directory-name", "NAME", "", "user directory: who it is in the hospital's own directory"},
    {"own-password", "", "no",
     "user: whoever types the password is the one who will use it; else it is changed first"},
    {"audit-key", "FILE", "",
     "the key the audit trail is signed with (default: DATA/keys/audit.key)"},
    {"office-key", "FILE", "",
     "serve: the key that seals secrets in the database (default: DATA/keys/office.key)"},
    {"audit-roots", "DIR", "",
     "serve, doctor: a folder elsewhere to which each day's root of the audit trail is carried"},
    {"backup-folder", "DIR", "", "backup, serve: where the sealed generations are kept"},
    {"backup-key", "FILE", "", "backup, serve: the key they are sealed with, kept elsewhere"},
    {"backup-keep", "N", "7", "backup, serve: how many generations stay (at least 3)"},
    {"backup-at", "HH:MM", "", "serve: when the daily backup is made (default: none is made)"},
    {"replace", "", "no", "backup restore: puts the office that is there aside"},
    {"confirm", "NAME", "", "backup restore --replace: the name of the hospital that is there"},
    {"roots", "DIR", "", "audit verify: roots that were carried away"},
    {"patient", "ID", "", "audit list: the patient's id, as in /patients/55"},
    {"from", "ADDRESS", "", "migrate: the office to be moved, sqlite:FILE or postgres://…"},
    {"to", "DIR|ADDRESS", "",
     "audit export: where the roots are carried to; migrate: the empty database to move to"},
    {"help", "", "no", "what the program or the command does"},
};

const Option* find_option(std::string_view name) {
    for (const auto& option : kOptions)
        if (option.name == name) return &option;
    return nullptr;
}

std::string environment_name(std::string_view option) {
    std::string name = "KAKEHASHI_";
    for (const char c : option)
        name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return name;
}

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return std::string{text.substr(first, text.find_last_not_of(" \t\r") - first + 1)};
}

/// yes, no and their kin in any case; nothing for anything else.
std::optional<bool> yes_or_no(std::string_view text) {
    std::string word;
    for (const char c : text)
        word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (word == "yes" || word == "true" || word == "on" || word == "1") return true;
    if (word == "no" || word == "false" || word == "off" || word == "0") return false;
    return std::nullopt;
}

/// What the file cannot say, because it says where the file is.
bool is_before_file(std::string_view option) {
    return option == "data" || option == "config";
}

/// Lines `name = value`; `#` starts a comment line. Values that are set already stay.
Result<void> read_file(const std::filesystem::path& path,
                       std::map<std::string, std::string>& values) {
    std::ifstream file(path);
    if (!file) return fail(ErrorKind::Invalid, "config.no_file", "config", path.string());
    int number = 0;
    for (std::string line; std::getline(file, line);) {
        ++number;
        const auto text = trimmed(line);
        if (text.empty() || text[0] == '#') continue;
        const auto equals = text.find('=');
        const auto name = trimmed(std::string_view{text}.substr(0, equals));
        if (equals == std::string::npos || !find_option(name))
            return fail(ErrorKind::Invalid, "config.bad_line", "config",
                        path.string() + " line " + std::to_string(number) + ": " + text);
        if (is_before_file(name))
            return fail(ErrorKind::Invalid, "config.not_in_file", "config",
                        path.string() + " line " + std::to_string(number) + ": " + text);
        values.try_emplace(name, trimmed(std::string_view{text}.substr(equals + 1)));
    }
    return {};
}

}  // namespace

std::span<const Option> all_options() {
    return kOptions;
}

Result<Configuration> Configuration::read(std::span<const std::string> arguments) {
    Configuration out;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& argument = arguments[i];
        if (!argument.starts_with("--")) {
            if (out.command_.empty() && out.words_.empty())
                out.command_ = argument;
            else
                out.words_.push_back(argument);
            continue;
        }
        const auto equals = argument.find('=');
        const auto name = argument.substr(2, equals == std::string::npos ? equals : equals - 2);
        const auto* option = find_option(name);
        if (!option) return fail(ErrorKind::Invalid, "config.unknown_flag", {}, "--" + name);
        if (equals != std::string::npos) {
            out.values_[name] = argument.substr(equals + 1);
        } else if (option->value_name.empty()) {
            out.values_[name] = "yes";
        } else if (i + 1 < arguments.size()) {
            out.values_[name] = arguments[++i];
        } else {
            return fail(ErrorKind::Invalid, "config.missing_value", {}, "--" + name);
        }
    }
    for (const auto& option : kOptions)
        if (const char* value = std::getenv(environment_name(option.name).c_str()))
            out.values_.try_emplace(std::string{option.name}, value);
    if (const auto file = out.text("config"); !file.empty()) {
        TRY_DO(read_file(file, out.values_));
    } else if (std::filesystem::exists(out.data() / "kakehashi.conf")) {
        TRY_DO(read_file(out.data() / "kakehashi.conf", out.values_));
    }
    for (const auto& option : kOptions)
        if (option.value_name.empty() && !yes_or_no(out.text(option.name)))
            return fail(ErrorKind::Invalid, "config.not_yes_or_no", {},
                        std::string{option.name} + " = " + out.text(option.name));
    return out;
}

std::string Configuration::text(std::string_view option) const {
    if (const auto found = values_.find(std::string{option}); found != values_.end())
        return found->second;
    const auto* known = find_option(option);
    return known ? std::string{known->default_value} : std::string{};
}

bool Configuration::yes(std::string_view option) const {
    const auto value = text(option);
    return value == "yes" || value == "true" || value == "1" || value == "on";
}

}  // namespace kakehashi::app
