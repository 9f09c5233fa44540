#pragma once

#include <string_view>

namespace kakehashi::csv {

/// The Japanese sentence for a `csv.*` code; empty for a code not known here.
std::string_view sentence_for(std::string_view code);

}  // namespace kakehashi::csv
