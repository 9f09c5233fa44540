#include "office/searching.hpp"

#include <cassert>

#include "base/text.hpp"
#include "platform/auth/sealed_text.hpp"
#include "platform/auth/session.hpp"

namespace kakehashi::office {
namespace {

constexpr std::size_t kWordsMax = 100;

/// Known to this session's pages alone, and gone with it.
std::string secret_of(const http::Request& request) {
    const auto* who = request.attached<SignedIn>();
    assert(who && "only routes behind the sign-in have a session");
    return "words searched for: " + who->csrf;
}

Result<http::Response> lead_to_list(const http::Request& request) {
    TRY(const auto words, clean_line("q", request.form().text("q"), kWordsMax));
    auto to = html::Url::local(request.form().text("to"));
    const auto list = to ? *to : html::Url::path("/search");
    if (words.empty()) return http::Response::redirect(list.text());
    const auto token = seal_text(words, secret_of(request));
    return http::Response::redirect(list.with("s", token).text());
}

}  // namespace

void add_searching_routes(http::Router& router) {
    router.add("POST", "/search", [](http::Request& request) { return lead_to_list(request); });
}

std::string searched_words(const http::Request& request) {
    const auto token = request.query("s");
    if (token.empty()) return {};
    return unseal_text(token, secret_of(request)).value_or(std::string{});
}

}  // namespace kakehashi::office
