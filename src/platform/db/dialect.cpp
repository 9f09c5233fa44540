#include "platform/db/dialect.hpp"

#include <algorithm>
#include <stdexcept>

namespace kakehashi::db {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

/// Replaces whole words only, outside of comments and literals that our migrations do not use it
/// in.
void replace_word(std::string& text, std::string_view word, std::string_view with) {
    const auto is_word = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
    };
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at)) {
        const bool starts = at == 0 || !is_word(text[at - 1]);
        const auto end = at + word.size();
        const bool ends = end == text.size() || !is_word(text[end]);
        if (starts && ends) {
            text.replace(at, word.size(), with);
            at += with.size();
        } else {
            at = end;
        }
    }
}

std::string without_comment(std::string_view line) {
    return std::string{line.substr(0, std::min(line.find("--"), line.size()))};
}

/// The lines meant for this engine.
std::string lines_for(EngineKind engine, std::string_view text) {
    const std::string_view ours =
        engine == EngineKind::sqlite ? "-- only sqlite" : "-- only postgresql";
    std::string out;
    bool keep = true;
    for (std::size_t start = 0; start < text.size();) {
        const auto end = std::min(text.find('\n', start), text.size());
        const auto line = text.substr(start, end - start);
        start = end + 1;
        if (line.starts_with("-- only ")) {
            keep = line == ours;
        } else if (line == "-- end") {
            keep = true;
        } else if (keep && !line.starts_with("--")) {
            // SQLite keeps the comments in its schema, where somebody may read them.
            out +=
                (engine == EngineKind::sqlite ? std::string{line} : without_comment(line)) + '\n';
        }
    }
    return out;
}

template <typename Use>
void each_word(std::string_view words, Use&& use) {
    for (std::size_t start = 0; start < words.size();) {
        const auto end = std::min(words.find(' ', start), words.size());
        if (end > start) use(words.substr(start, end - start));
        start = end + 1;
    }
}

/// 'word' for tsquery and tsvector, whatever it holds.
std::string quoted_word(std::string_view word) {
    std::string out = "'";
    for (const char c : word) {
        if (c == '\'' || c == '\\') out += c;
        out += c;
    }
    return out + "'";
}

/// Joins with `between` what `write` makes of each; empty parts are left out.
template <typename List, typename Write>
std::string joined(const List& list, std::string_view between, Write&& write) {
    std::string out;
    for (const auto& one : list) {
        const auto text = write(one);
        if (!text.empty()) out.append(out.empty() ? "" : between).append(text);
    }
    return out;
}

std::string fts5_phrase(const Match::Phrase& phrase) {
    auto words = phrase.words;
    std::erase(words, '"');  // quoted, nothing of it is query syntax
    return "\"" + words + (phrase.is_prefix ? "\" *" : "\"");
}

std::string ts_phrase(const Match::Phrase& phrase) {
    std::string out;
    each_word(phrase.words, [&](std::string_view word) {
        out.append(out.empty() ? "" : " <-> ").append(quoted_word(word));
    });
    return phrase.is_prefix && !out.empty() ? out + ":*" : out;
}

/// What stands for "{shown PATIENT to USER}". An engine looks for the wards' patients once for each
/// statement, and only when somebody of a ward asks.
std::string shown_to(EngineKind engine, const std::string& patient, const std::string& user) {
    const bool is_row = patient.find('.') == std::string::npos;
    const bool is_sqlite = engine == EngineKind::sqlite;
    const auto number = is_row ? patient + ".id" : patient;
    // SQLite looks up a list of numbers in place; PostgreSQL chooses between that and reading it
    // once.
    const auto unsealed =
        is_row ? patient + ".sealed = 0"
        : is_sqlite
            ? number + " NOT IN (SELECT patient_id FROM sealed_patient)"
            : "NOT EXISTS (SELECT 1 FROM sealed_patient s WHERE s.patient_id = " + number + ")";
    // PostgreSQL sets up a view's whole plan with each statement, needed or not; a function's when
    // called.
    const auto sealed_from_user =
        is_sqlite ? "EXISTS (SELECT 1 FROM sealed_from s WHERE s.user_id = " + user +
                        " AND s.patient_id = " + number + ")"
                  : "is_sealed_from(" + user + ", " + number + ")";
    const auto not_sealed = "(" + unsealed + " OR NOT " + sealed_from_user + ")";
    // Asked once for each statement. The program itself has no account: it is nobody's ward nurse.
    const auto in_sight =
        "(NOT EXISTS (SELECT 1 FROM user_account looking WHERE looking.id = " + user +
        " AND looking.role = 'ward_nurse') OR " + number + " IS NULL OR " + number +
        " IN (SELECT patient_id FROM ward_sight WHERE user_id = " + user + "))";
    // OR 0: of two conditions SQLite's planner expects so few rows that it sorts them rather than
    // read them in order; this is one.
    return "(" + not_sealed + " AND " + in_sight + (is_sqlite ? " OR 0)" : ")");
}

void write_who_is_shown(EngineKind engine, std::string& text) {
    static constexpr std::string_view kBegin = "{shown ", kTo = " to ";
    for (auto at = text.find(kBegin); at != std::string::npos; at = text.find(kBegin, at)) {
        const auto end = text.find('}', at), to = text.find(kTo, at);
        if (to >= end || end == std::string::npos)
            throw std::logic_error("a statement says {shown … without whom to");
        const auto patient = text.substr(at + kBegin.size(), to - at - kBegin.size());
        const auto user = text.substr(to + kTo.size(), end - to - kTo.size());
        text.replace(at, end + 1 - at, shown_to(engine, patient, user));
    }
}

}  // namespace

std::string statement_for(EngineKind engine, std::string_view text) {
    std::string out{text};
    replace_all(out, "{match}", engine == EngineKind::sqlite ? "MATCH" : "@@");
    write_who_is_shown(engine, out);
    return out;
}

std::string migration_for(EngineKind engine, std::string_view text) {
    auto out = lines_for(engine, text);
    if (engine == EngineKind::sqlite) {
        replace_all(out, "{identity}", "INTEGER PRIMARY KEY");
        replace_all(out, "{strict}", "STRICT");
        return out;
    }
    replace_word(out, "INTEGER", "BIGINT");
    replace_word(out, "REAL", "DOUBLE PRECISION");
    replace_word(out, "TEXT", "TEXT COLLATE \"C\"");
    replace_all(out, "{identity}", "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY");
    replace_all(out, "{strict}", "");
    return out;
}

std::string fts5_query(const Match& match) {
    return joined(match.all, " AND ", [](const std::vector<Match::Phrase>& any) {
        return "(" + joined(any, " OR ", fts5_phrase) + ")";
    });
}

std::string ts_query(const Match& match) {
    return joined(match.all, " & ", [](const std::vector<Match::Phrase>& any) {
        const auto one_of = joined(
            any, " | ", [](const Match::Phrase& phrase) { return "(" + ts_phrase(phrase) + ")"; });
        return "(" + one_of + ")";
    });
}

std::string ts_vector(std::string_view words) {
    constexpr int kPlaceMax = 16'383;  // PostgreSQL's
    std::string out;
    int place = 0;
    each_word(words, [&](std::string_view word) {
        if (place < kPlaceMax) ++place;
        out.append(out.empty() ? "" : " ").append(quoted_word(word));
        out.append(":").append(std::to_string(place));
    });
    return out;
}

}  // namespace kakehashi::db
