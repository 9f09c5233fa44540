#include "exchange/csv/formula.hpp"

namespace kakehashi::csv {

bool needs_guard(std::string_view cell) {
    const std::size_t first = cell.find_first_not_of('\'');
    if (first == std::string_view::npos) return false;
    cell.remove_prefix(first);
    for (const std::string_view start : {"=", "@", "\t", "\r", "\n", "＝", "＠"})
        if (cell.starts_with(start)) return true;
    if (cell.front() == '+' || cell.front() == '-')
        return cell.find_first_not_of("0123456789 .,()-", 1) != std::string_view::npos;
    return cell.starts_with("＋") || cell.starts_with("－");
}

bool is_guarded(std::string_view cell) {
    return cell.starts_with('\'') && needs_guard(cell.substr(1));
}

}  // namespace kakehashi::csv
