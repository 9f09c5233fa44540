#include "platform/directory/provider_document.hpp"

#include <algorithm>

#include "base/json/json.hpp"
#include "platform/directory/fetch.hpp"

namespace kakehashi {
namespace {

constexpr json::Limits kLimits{.bytes_max = kAnswerBytesMax, .depth_max = 8, .values_max = 5'000};

bool names(const json::Value& list, std::string_view word) {
    return std::ranges::any_of(list.array(),
                               [&](const json::Value& one) { return one.string() == word; });
}

}  // namespace

Result<ProviderDocument> read_provider_document(std::string_view json, std::string_view issuer) {
    const auto bad = [](std::string what) {
        return fail(ErrorKind::Unavailable, "directory.bad_document", {}, std::move(what));
    };
    const auto document = json::parse(json, kLimits);
    if (!document || document->at("issuer").string() != issuer) return bad("issuer");
    ProviderDocument out;
    const auto read = [&](std::string_view name, std::string& into) {
        into = document->at(name).string();
        return is_safe_address(into);
    };
    if (!read("authorization_endpoint", out.authorization_endpoint))
        return bad("authorization_endpoint");
    if (!read("token_endpoint", out.token_endpoint)) return bad("token_endpoint");
    if (!read("jwks_uri", out.jwks_uri)) return bad("jwks_uri");
    if (!read("end_session_endpoint", out.end_session_endpoint)) out.end_session_endpoint.clear();
    const auto& methods = document->at("token_endpoint_auth_methods_supported");
    out.takes_basic = !methods.is_array() || names(methods, "client_secret_basic");
    out.names_itself = document->at("authorization_response_iss_parameter_supported").boolean();
    return out;
}

}  // namespace kakehashi
