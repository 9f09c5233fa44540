#include "platform/auth/paper_code.hpp"

#include <sodium.h>

#include <cctype>
#include <cstdint>

namespace kakehashi {
namespace {

constexpr std::string_view kLetters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";  // 5 bits each
static_assert(kLetters.size() == 32);
constexpr int kGroupLetters = 4;

}  // namespace

std::string new_paper_code(int groups) {
    std::string code;
    for (int group = 0; group < groups; ++group) {
        if (group > 0) code += '-';
        for (int i = 0; i < kGroupLetters; ++i)
            code += kLetters[randombytes_uniform(static_cast<std::uint32_t>(kLetters.size()))];
    }
    return code;
}

std::string letters_of_code(std::string_view typed) {
    std::string letters;
    for (const char c : typed)
        if (std::isalnum(static_cast<unsigned char>(c)) != 0)
            letters += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return letters;
}

}  // namespace kakehashi
