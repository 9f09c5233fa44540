#include "platform/scan/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return kakehashi::scan::fuzz(kakehashi::scan::Kind::Jpeg, data, size);
}
