#pragma once

#include <string_view>

namespace kakehashi::csv {

/// Whether a spreadsheet would run the cell as a formula: = @ tab or line end first, full-width
/// forms too, or + and - before anything but a number or telephone number. A cell that starts with
/// apostrophes and then such text counts as well, so that guarding can be undone exactly.
bool needs_guard(std::string_view cell);

/// Whether the cell's first apostrophe was put there as a guard.
bool is_guarded(std::string_view cell);

}  // namespace kakehashi::csv
