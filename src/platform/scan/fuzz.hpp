#pragma once

#include <cstdint>
#include <string_view>

#include "platform/scan/scan.hpp"

namespace kakehashi::scan {

/// One run of a fuzz target: bytes of the given kind are inspected and, when accepted, their first
/// and last page shown; other bytes are only sniffed.
inline int fuzz(Kind kind, const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(static_cast<const char*>(static_cast<const void*>(data)), size);
    if (sniff(bytes) != kind) return 0;
    const auto inspection = inspect(bytes, "fuzz");
    static_cast<void>(render_page(bytes, 1, 100, Rotation::Right));
    if (inspection && inspection->pages > 1)
        static_cast<void>(render_page(bytes, inspection->pages, 100));
    return 0;
}

}  // namespace kakehashi::scan
