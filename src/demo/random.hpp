#pragma once

#include <cstdint>
#include <span>

namespace kakehashi::demo {

/// SplitMix64: the same seed gives the same town on every machine and every compiler.
class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31);
    }
    /// least … most, both included.
    int between(int least, int most) {
        return least + static_cast<int>(next() % static_cast<std::uint64_t>(most - least + 1));
    }
    /// True `percent` times in a hundred.
    bool chance(int percent) { return between(1, 100) <= percent; }
    template <typename T, std::size_t N>
    const T& of(std::span<const T, N> choices) {
        return choices[next() % choices.size()];
    }
    template <typename Range>
    const auto& of(const Range& choices) {
        return choices[next() % std::size(choices)];
    }

  private:
    std::uint64_t state_;
};

}  // namespace kakehashi::demo
