#include "app/directory.hpp"

#include <charconv>
#include <fstream>
#include <sstream>

namespace kakehashi::app {
namespace {

auto incomplete(std::string option) {
    return fail(ErrorKind::Invalid, "directory.incomplete", {}, std::move(option));
}

std::vector<std::string> listed(const std::string& text) {
    std::vector<std::string> out;
    std::stringstream parts(text);
    for (std::string part; std::getline(parts, part, ',');)
        if (!part.empty()) out.push_back(part);
    return out;
}

/// The first line of the file.
Result<std::string> secret_in(const std::string& option, const std::string& file) {
    std::ifstream in(file);
    std::string line;
    if (!std::getline(in, line) || line.empty()) return incomplete(option + ": " + file);
    return line;
}

Result<OpenIdSettings> open_id_settings(const Configuration& configuration) {
    OpenIdSettings settings;
    settings.issuer = configuration.text("oidc-issuer");
    settings.client_id = configuration.text("oidc-client-id");
    if (settings.client_id.empty()) return incomplete("oidc-client-id");
    const auto origin = configuration.text("origin");
    if (origin.empty()) return incomplete("origin");
    settings.redirect_uri = origin + "/sign-in/directory/callback";
    settings.signed_out_uri = origin + "/sign-in";
    if (const auto file = configuration.text("oidc-client-secret-file"); !file.empty()) {
        TRY(settings.client_secret, secret_in("oidc-client-secret-file", file));
    }
    settings.scopes = configuration.text("oidc-scopes");
    settings.name_claim = configuration.text("oidc-name-claim");
    settings.group_claim = configuration.text("oidc-group-claim");
    settings.vouching = listed(configuration.text("oidc-second-factor"));
    if (const auto text = configuration.text("oidc-signed-in-within"); !text.empty()) {
        int minutes = 0;
        const auto end = text.data() + text.size();
        if (std::from_chars(text.data(), end, minutes).ptr != end || minutes <= 0)
            return incomplete("oidc-signed-in-within");
        settings.signed_in_within = std::chrono::minutes{minutes};
    }
    settings.trusted = configuration.text("directory-trusted");
    TRY_DO(settings.check());
    return settings;
}

Result<LdapSettings> ldap_settings(const Configuration& configuration) {
    LdapSettings settings;
    settings.url = configuration.text("ldap-url");
    settings.reader = configuration.text("ldap-reader");
    TRY(settings.reader_password,
        secret_in("ldap-reader-password-file", configuration.text("ldap-reader-password-file")));
    settings.base = configuration.text("ldap-base");
    settings.filter = configuration.text("ldap-filter");
    settings.id_attribute = configuration.text("ldap-id-attribute");
    settings.name_attribute = configuration.text("ldap-name-attribute");
    settings.group_attribute = configuration.text("ldap-group-attribute");
    settings.trusted = configuration.text("directory-trusted");
    TRY_DO(settings.check());
    return settings;
}

}  // namespace

std::string directory_issuer(const Configuration& configuration) {
    auto issuer = configuration.text("oidc-issuer");
    if (!issuer.empty() || configuration.text("ldap-url").empty()) return issuer;
    return LdapSettings{.base = configuration.text("ldap-base")}.issuer();
}

Result<std::shared_ptr<HospitalDirectory>> open_directory(const Configuration& configuration) {
    const auto issuer = directory_issuer(configuration);
    if (issuer.empty()) return nullptr;
    auto directory = std::make_shared<HospitalDirectory>();
    directory->issuer = issuer;
    directory->label = configuration.text("directory-label");
    TRY(directory->rules.roles, GroupRoles::parse(configuration.text("directory-roles")));
    directory->rules.adds_people = configuration.yes("directory-adds-people");
    if (directory->rules.adds_people && directory->rules.roles.empty())
        return incomplete("directory-roles");
    if (configuration.text("ldap-url").empty()) {
        TRY(auto settings, open_id_settings(configuration));
        directory->provider = std::make_unique<OpenIdProvider>(std::move(settings));
    } else {
        if (!configuration.text("oidc-issuer").empty())
            return fail(ErrorKind::Invalid, "directory.one_of_two");
        TRY(auto settings, ldap_settings(configuration));
        directory->ldap = std::make_unique<LdapServer>(std::move(settings));
    }
    return directory;
}

}  // namespace kakehashi::app
