#pragma once

#include <string_view>

#include "platform/html/values.hpp"

namespace kakehashi::office {

/// A QR code as a picture in the page itself, with its quiet zone, black on white whatever the
/// page's colours are. `meaning` is what a reader of the page hears instead.
html::Safe qr_svg(std::string_view payload, std::string_view meaning);

}  // namespace kakehashi::office
