#include "platform/directory/directory.hpp"

#include <algorithm>

namespace kakehashi {
namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

Result<GroupRoles> GroupRoles::parse(std::string_view text) {
    GroupRoles out;
    while (!text.empty()) {
        const auto end = text.find(';');
        const auto line = trimmed(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        if (line.empty()) continue;
        const auto equals = line.rfind('=');
        if (equals == std::string_view::npos || trimmed(line.substr(0, equals)).empty())
            return fail(ErrorKind::Invalid, "directory.bad_roles", {}, std::string{line});
        TRY(const auto role, parse_role(trimmed(line.substr(equals + 1))));
        if (!fits(role, Party::House)) return fail(ErrorKind::Invalid, "user.unknown_role", "role");
        out.roles_.emplace_back(trimmed(line.substr(0, equals)), role);
    }
    return out;
}

Role GroupRoles::role_for(const std::vector<std::string>& groups) const {
    for (const auto& [group, role] : roles_)
        if (std::ranges::find(groups, group) != groups.end()) return role;
    return Role::None;
}

std::string directory_name(std::string_view name) {
    std::string out{trimmed(name)};
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

}  // namespace kakehashi
