#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace kakehashi::scan {

/// Reads whole numbers out of hostile bytes: what lies outside is 0.
class Bytes {
  public:
    explicit Bytes(std::string_view bytes, bool little_endian = false)
        : bytes_(bytes), little_endian_(little_endian) {}

    std::uint32_t u8(std::size_t at) const {
        return at < bytes_.size() ? static_cast<unsigned char>(bytes_[at]) : 0U;
    }
    std::uint32_t u16(std::size_t at) const {
        return little_endian_ ? u8(at) | (u8(at + 1) << 8U) : (u8(at) << 8U) | u8(at + 1);
    }
    std::uint32_t u32(std::size_t at) const {
        return little_endian_ ? u16(at) | (u16(at + 2) << 16U) : (u16(at) << 16U) | u16(at + 2);
    }

  private:
    std::string_view bytes_;
    bool little_endian_;
};

}  // namespace kakehashi::scan
