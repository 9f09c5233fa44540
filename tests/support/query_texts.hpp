#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <deque>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "platform/db/database.hpp"

namespace kakehashi::testing {

/// Path and content of every source of the program; no tests.
using Sources = std::vector<std::pair<std::filesystem::path, std::string>>;

inline Sources our_sources() {
    Sources out;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(KAKEHASHI_SOURCE_DIR "/src")) {
        const auto& path = entry.path();
        const bool code = path.extension() == ".cpp" || path.extension() == ".hpp";
        if (!code || path.string().ends_with("_test.cpp")) continue;
        std::stringstream content;
        content << std::ifstream(path).rdbuf();
        out.emplace_back(path, content.str());
    }
    return out;
}

/// `constexpr std::string_view kColumns = R"sql(…)sql"`: what several queries have in common.
inline std::map<std::string, std::string> shared_sql(const Sources& sources) {
    const std::regex definition(R"re(string_view (k\w+) =\s+R"sql\(([\s\S]*?)\)sql")re");
    std::map<std::string, std::string> out;
    for (const auto& [path, source] : sources)
        for (auto it = std::sregex_iterator(source.begin(), source.end(), definition);
             it != std::sregex_iterator(); ++it)
            out[(*it)[1]] = (*it)[2];
    return out;
}

/// The literals and names that follow each other from the start of `source` to the closing brace.
inline std::string joined_literals(const std::string& source,
                                   const std::map<std::string, std::string>& shared) {
    const std::regex literal(R"re(\s*(?:R"sql\(([\s\S]*?)\)sql"|"([^"]*)"|(k\w+))\s*,?)re");
    std::string out;
    auto rest = source.cbegin();
    std::smatch found;
    while (std::regex_search(rest, source.cend(), found, literal,
                             std::regex_constants::match_continuous)) {
        out += found[3].matched ? shared.at(found[3]) : found[1].str() + found[2].str();
        rest = found.suffix().first;
    }
    REQUIRE(*std::find_if_not(rest, source.cend(), [](char c) { return std::isspace(c) != 0; }) ==
            '}');
    return out;
}

/// The whole text of every named statement of the program, as it runs it.
inline std::map<std::string, std::string, std::less<>> query_texts() {
    const auto sources = our_sources();
    const auto shared = shared_sql(sources);
    const std::regex definition(R"re(Query\s+k\w+\s*\{\s*"([^"]+)",)re");
    std::map<std::string, std::string, std::less<>> out;
    for (const auto& [path, source] : sources) {
        if (path.extension() != ".cpp") continue;  // headers explain by example
        for (auto it = std::sregex_iterator(source.begin(), source.end(), definition);
             it != std::sregex_iterator(); ++it)
            out[(*it)[1]] = joined_literals(
                source.substr(static_cast<std::size_t>(it->position() + it->length())), shared);
    }
    return out;
}

/// No statement of the program has more.
constexpr int kPlaceholdersMost = 64;

/// How SQLite would run the statement, one step a line: "SEARCH patient USING INDEX …".
inline std::string plan_of(db::Database& database, const std::string& text) {
    // A statement is remembered by where its text lies, so no text may take another's place.
    static std::deque<std::string> asked;
    const auto& sql = asked.emplace_back("EXPLAIN QUERY PLAN " + text);
    auto tx = database.read();
    std::string plan;
    const db::Query query{"test.plan", std::string_view{sql}};
    [&]<int... n>(std::integer_sequence<int, n...>) {
        tx.each(
            query, [&](const db::Row& row) { plan += row.string(3) + "\n"; }, n...);
    }
    (std::make_integer_sequence<int, kPlaceholdersMost>{});
    return plan;
}

}  // namespace kakehashi::testing
