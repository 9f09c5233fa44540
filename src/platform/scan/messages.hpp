#pragma once

#include <string_view>

namespace kakehashi::scan {

/// The Japanese sentence for a `scan.*` code (errors and warnings); empty for a code not known
/// here.
std::string_view sentence_for(std::string_view code);

}  // namespace kakehashi::scan
