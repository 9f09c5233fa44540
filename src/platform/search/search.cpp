#include "platform/search/search.hpp"

#include "base/japanese.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kEntry{"search.entry", R"sql(
    INSERT INTO search_entry (facility_id, case_kind, case_id) VALUES ($1, $2, $3)
    ON CONFLICT (facility_id, case_kind, case_id) DO NOTHING
)sql"};

constexpr db::Query kForget{"search.forget", R"sql(
    DELETE FROM search_text
     WHERE rowid = (SELECT id FROM search_entry
                     WHERE facility_id = $1 AND case_kind = $2 AND case_id = $3)
)sql"};

constexpr db::Query kIndex{"search.index", R"sql(
    INSERT INTO search_text (rowid, bigrams)
    VALUES ((SELECT id FROM search_entry
              WHERE facility_id = $1 AND case_kind = $2 AND case_id = $3), $4)
)sql"};

constexpr db::Query kSearch{"search.find", R"sql(
    SELECT search_entry.case_kind, search_entry.case_id
      FROM search_text JOIN search_entry ON search_entry.id = search_text.rowid
     WHERE search_text.bigrams {match} $1 AND search_entry.facility_id = $2
       AND ($4 = '' OR search_entry.case_kind = $4)
     ORDER BY search_text.rowid DESC
     LIMIT $3
)sql"};

/// Calls `use` with each space-divided word of `text`; the ideographic space divides too.
template <typename Use>
void each_word(std::string_view text, Use&& use) {
    std::string plain{text};
    for (auto at = plain.find("　"); at != std::string::npos; at = plain.find("　", at))
        plain.replace(at, std::string_view{"　"}.size(), " ");
    for (auto& c : plain)
        if (c == '\n' || c == '\t') c = ' ';
    for (std::size_t start = 0; start < plain.size();) {
        auto end = plain.find(' ', start);
        if (end == std::string::npos) end = plain.size();
        if (end > start) use(std::string_view{plain}.substr(start, end - start));
        start = end + 1;
    }
}

}  // namespace

std::string search_pairs(std::string_view text) {
    std::string pairs;
    each_word(text, [&](std::string_view word) {
        const auto key = search_key(word);
        if (key.empty()) return;
        if (!pairs.empty()) pairs += ' ';
        pairs += bigrams(key);
    });
    return pairs;
}

void index_for_search(db::Transaction& tx, const Viewer& viewer, const CaseRef& about,
                      std::string_view text) {
    index_pairs_for_search(tx, viewer, about, search_pairs(text));
}

void index_pairs_for_search(db::Transaction& tx, const Viewer& viewer, const CaseRef& about,
                            std::string_view pairs) {
    tx.send(kEntry, viewer.facility, about.kind, about.id);
    tx.send(kForget, viewer.facility, about.kind, about.id);
    tx.send(kIndex, viewer.facility, about.kind, about.id, db::IndexedWords{pairs});
}

std::vector<CaseRef> search_cases(db::Transaction& tx, const Viewer& viewer, std::string_view query,
                                  int limit, std::string_view kind) {
    db::Match match;
    each_word(query, [&](std::string_view word) {
        // A phrase of bigrams is the word itself.
        if (const auto key = search_key(word); !key.empty()) match.all.push_back({{bigrams(key)}});
    });
    if (match.all.empty()) return {};
    return tx.all(
        kSearch,
        [](const db::Row& row) {
            return CaseRef{row.string(0), row.integer(1)};
        },
        match, viewer.facility, limit, kind);
}

}  // namespace kakehashi
