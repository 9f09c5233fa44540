#include "attributes.hpp"

namespace htmlc {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

AttributeKind attribute_kind(std::string_view tag, std::string_view name) {
    using namespace std::literals;
    static constexpr std::array kAddresses{
        "href"sv,     "src"sv,        "action"sv,     "formaction"sv,  "poster"sv,
        "cite"sv,     "background"sv, "longdesc"sv,   "manifest"sv,    "ping"sv,
        "data"sv,     "codebase"sv,   "xlink:href"sv, "hx-get"sv,      "hx-post"sv,
        "hx-put"sv,   "hx-patch"sv,   "hx-delete"sv,  "hx-push-url"sv, "hx-replace-url"sv,
        "data-url"sv, "data-href"sv,  "data-src"sv,   "sse-connect"sv, "ws-connect"sv};
    static constexpr std::array kJson{"hx-vals"sv, "hx-headers"sv, "hx-request"sv, "data-json"sv};
    // Scripts, styles, lists of addresses and whole documents: no escaping makes them safe.
    static constexpr std::array kRefused{
        "style"sv,   "srcdoc"sv,     "srcset"sv, "imagesrcset"sv, "http-equiv"sv, "attributename"sv,
        "hx-vars"sv, "hx-trigger"sv, "hx-sse"sv, "hx-ws"sv,       "hx-ext"sv};
    static constexpr std::array kAnimations{"animate"sv, "set"sv, "animatetransform"sv,
                                            "animatemotion"sv};
    static constexpr std::array kAnimated{"from"sv, "to"sv, "by"sv, "values"sv};

    if (name.starts_with("data-hx-")) name.remove_prefix("data-"sv.size());
    if (name.starts_with("on") || name.starts_with("hx-on") || name.starts_with("xmlns"))
        return AttributeKind::Refused;
    if (is_one_of(name, kRefused)) return AttributeKind::Refused;
    if (is_one_of(tag, kAnimations) && is_one_of(name, kAnimated)) return AttributeKind::Refused;
    if (is_one_of(name, kJson) || name.ends_with("-json")) return AttributeKind::Json;
    if (is_one_of(name, kAddresses) || name.ends_with("-url") || name.ends_with("-href"))
        return AttributeKind::Address;
    return AttributeKind::Plain;
}

bool is_safe_beginning(std::string_view prefix) {
    if (prefix.starts_with('?') || prefix.starts_with('#')) return true;
    // Browsers drop tabs and line ends and resolve references: what looks like "/" might be "//".
    const auto path = prefix.substr(0, prefix.find_first_of("?#"));
    if (path.find_first_of(" \t\n\f&\\") != std::string_view::npos) return false;
    if (prefix.starts_with("mailto:") || prefix.starts_with("tel:")) return true;
    for (const std::string_view scheme : {"https://", "http://"})
        if (path.starts_with(scheme))
            return path.find('/', scheme.size()) != std::string_view::npos &&
                   path[scheme.size()] != '/';
    return path.starts_with('/') && path.find("//") == std::string_view::npos;
}

}  // namespace htmlc
