#include <cstdlib>

#include "base/json/json.hpp"

/// Whatever is read can be written, read again and written to the same bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace kakehashi;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto value = json::parse(text);
    if (!value) return 0;
    const auto written = json::write(*value);
    const auto again = json::parse(written);
    if (!again || *again != *value || json::write(*again) != written) std::abort();
    return 0;
}
