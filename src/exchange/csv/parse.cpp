#include "exchange/csv/csv.hpp"
#include "exchange/csv/encoding.hpp"
#include "exchange/csv/formula.hpp"

namespace kakehashi::csv {
namespace {

bool is_line_end(char c) {
    return c == '\r' || c == '\n';
}

class Parser {
  public:
    explicit Parser(std::string_view text) : text_(text) {}

    Result<std::vector<Row>> rows() {
        std::vector<Row> rows;
        for (int number = 1; at_ < text_.size(); ++number) {
            if (number > kRowsMax) return fail(ErrorKind::Invalid, "csv.too_many_rows");
            row_ = Row{number, {}};
            TRY_DO(row());
            const auto empty = [](const std::string& cell) { return cell.empty(); };
            if (!std::all_of(row_.cells.begin(), row_.cells.end(), empty))
                rows.push_back(std::move(row_));
        }
        if (rows.empty()) return fail(ErrorKind::Invalid, "csv.empty");
        return rows;
    }

  private:
    Result<void> row() {
        while (true) {
            if (row_.cells.size() == kColumnsMax) return bad("csv.too_many_columns");
            cell_.clear();
            const bool quoted = at_ < text_.size() && text_[at_] == '"';
            if (quoted)
                TRY_DO(quoted_cell());
            else
                plain_cell();
            TRY_DO(check_length());
            if (is_guarded(cell_)) cell_.erase(0, 1);
            row_.cells.push_back(cell_);
            if (at_ == text_.size()) return {};
            if (text_[at_] == ',') {
                ++at_;
                continue;
            }
            end_line();
            return {};
        }
    }

    void plain_cell() {
        const std::size_t start = at_;
        while (at_ < text_.size() && text_[at_] != ',' && !is_line_end(text_[at_])) ++at_;
        cell_ = text_.substr(start, at_ - start);
    }

    Result<void> quoted_cell() {
        ++at_;
        while (true) {
            const std::size_t quote = text_.find('"', at_);
            if (quote == std::string_view::npos) return bad("csv.quote_not_closed");
            cell_.append(text_.substr(at_, quote - at_));
            at_ = quote + 1;
            if (at_ == text_.size() || text_[at_] == ',' || is_line_end(text_[at_])) return {};
            if (text_[at_] != '"') return bad("csv.text_after_quote");
            cell_ += '"';
            ++at_;
        }
    }

    void end_line() {
        if (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
        ++at_;
    }

    Result<void> check_length() const {
        const auto continues = [](char c) {
            return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
        };
        const auto characters = cell_.size() - static_cast<std::size_t>(std::count_if(
                                                   cell_.begin(), cell_.end(), continues));
        if (characters > kCellCharactersMax) return bad("csv.cell_too_long");
        return {};
    }

    tl::unexpected<Error> bad(std::string_view code) const {
        const std::string row = std::to_string(row_.number);
        return fail(ErrorKind::Invalid, std::string(code), "row-" + row,
                    row + "行目 " + std::to_string(row_.cells.size() + 1) + "列目");
    }

    std::string_view text_;
    std::size_t at_ = 0;
    Row row_;
    std::string cell_;
};

}  // namespace

Result<Table> parse(std::string_view bytes) {
    if (bytes.empty()) return fail(ErrorKind::Invalid, "csv.empty");
    if (bytes.size() > kBytesMax) return fail(ErrorKind::Invalid, "csv.too_large");
    TRY(const Decoded decoded, decode(bytes));
    Table table;
    table.encoding = decoded.encoding;
    TRY(table.rows, Parser(decoded.text).rows());
    return table;
}

}  // namespace kakehashi::csv
