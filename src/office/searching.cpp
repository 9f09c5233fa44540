#include "office/searching.hpp"

#include "base/text.hpp"
#include "office/frame.hpp"
#include "platform/auth/password.hpp"

namespace kakehashi::office {
namespace {

constexpr std::size_t kWordsMax = 100;
constexpr std::size_t kTokenBytes = 12;

constexpr db::Query kKeepWords{"searching.keep", R"sql(
    INSERT INTO searched_words (token, user_id, words, at) VALUES ($1, $2, $3, $4)
)sql"};

constexpr db::Query kFindWords{"searching.find", R"sql(
    SELECT words FROM searched_words WHERE token = $1 AND user_id = $2
)sql"};

constexpr db::Query kForgetWords{"searching.forget", R"sql(
    DELETE FROM searched_words WHERE at < $1 OR user_id NOT IN (SELECT user_id FROM session)
)sql"};

constexpr db::Query kForgetWordsOf{"searching.forget_of", R"sql(
    DELETE FROM searched_words WHERE user_id = $1
)sql"};

Result<http::Response> keep_words(Office& office, const http::Request& request) {
    TRY(const auto words, clean_line("q", request.form().text("q"), kWordsMax));
    auto to = html::Url::local(request.form().text("to"));
    const auto list = to ? *to : html::Url::path("/search");
    if (words.empty()) return http::Response::redirect(list.text());
    const auto token = random_token(kTokenBytes);
    auto tx = office.db.write();
    tx.execute(kKeepWords, token, viewer_of(request).user, words, office.clock.now());
    tx.commit();
    return http::Response::redirect(list.with("s", token).text());
}

}  // namespace

void add_searching_routes(http::Router& router, Office& office) {
    router.add("POST", "/search",
               [&office](http::Request& request) { return keep_words(office, request); });
}

std::string searched_words(db::Transaction& tx, const http::Request& request) {
    const auto token = request.query("s");
    if (token.empty()) return {};
    return tx
        .first(
            kFindWords, [](const db::Row& row) { return row.string(0); }, token,
            viewer_of(request).user)
        .value_or(std::string{});
}

void forget_searched_words_of(db::Transaction& tx, UserId user) {
    tx.execute(kForgetWordsOf, user);
}

void forget_searched_words(db::Transaction& tx, Instant before) {
    tx.execute(kForgetWords, before);
}

}  // namespace kakehashi::office
