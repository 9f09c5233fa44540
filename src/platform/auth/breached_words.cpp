#include "platform/auth/breached_words.hpp"

namespace kakehashi {
namespace {

constexpr std::string_view kWords[] = {
#include "breached_words.inc"
};

}  // namespace

std::span<const std::string_view> breached_words() {
    return kWords;
}

}  // namespace kakehashi
