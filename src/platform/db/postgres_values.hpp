#pragma once

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <string>
#include <vector>

#include "platform/db/database.hpp"
#include "platform/db/dialect.hpp"

// What goes to PostgreSQL and comes back, as libpq has it: all texts.
namespace kakehashi::db {

class PostgresRow final : public Row {
  public:
    PostgresRow(const PGresult* result, int row) : result_(result), row_(row) {}
    bool is_null(int column) const override { return PQgetisnull(result_, row_, column) != 0; }
    std::int64_t integer(int column) const override {
        const auto digits = text(column);
        if (digits == "t") return 1;
        std::int64_t out = 0;  // NULL, false and what is no number are 0, as SQLite has it
        std::from_chars(digits.data(), digits.data() + digits.size(), out);
        return out;
    }
    std::string_view text(int column) const override {
        return {PQgetvalue(result_, row_, column),
                static_cast<std::size_t>(PQgetlength(result_, row_, column))};
    }

  private:
    const PGresult* result_;
    int row_;
};

/// The bound values as libpq takes them: texts that end with a zero byte.
class Parameters {
  public:
    explicit Parameters(std::span<const Value> values) {
        texts_.reserve(values.size());
        for (const auto& value : values) add(value);
        for (std::size_t n = 0; n < values.size(); ++n)
            pointers_.push_back(
                std::holds_alternative<std::monostate>(values[n]) ? nullptr : texts_[n].c_str());
    }
    const char* const* pointers() const { return pointers_.data(); }

  private:
    void add(const Value& value) {
        struct Visitor {
            std::string operator()(std::monostate) const { return {}; }
            std::string operator()(std::int64_t number) const { return std::to_string(number); }
            std::string operator()(double number) const {
                std::array<char, 40> digits{};
                const auto end =
                    std::to_chars(digits.data(), digits.data() + digits.size(), number);
                return {digits.data(), end.ptr};
            }
            std::string operator()(std::string_view text) const {
                std::string out{text};
                // PostgreSQL keeps no zero byte in a text: what stood there stays visible.
                for (auto at = out.find('\0'); at != std::string::npos; at = out.find('\0', at))
                    out.replace(at, 1, "\xEF\xBF\xBD");
                return out;
            }
            std::string operator()(const std::string& text) const {
                return (*this)(std::string_view{text});
            }
            std::string operator()(IndexedWords text) const { return ts_vector(text.words); }
            std::string operator()(const Match* match) const { return ts_query(*match); }
        };
        texts_.push_back(std::visit(Visitor{}, value));
    }

    std::vector<std::string> texts_;
    std::vector<const char*> pointers_;
};

/// The highest n of `$n`.
inline int placeholders_in(std::string_view text) {
    int highest = 0;
    for (auto at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
        int number = 0;
        std::from_chars(text.data() + at + 1, text.data() + text.size(), number);
        highest = std::max(highest, number);
    }
    return highest;
}

}  // namespace kakehashi::db
