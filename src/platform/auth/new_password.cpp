#include "platform/auth/new_password.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include "base/text.hpp"
#include "platform/auth/breached_words.hpp"
#include "platform/auth/common_words.hpp"
#include "platform/auth/known_device.hpp"
#include "platform/auth/own_sessions.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kChange{"auth.change_own_password", R"sql(
    UPDATE user_account SET password_hash = $2, password_is_own = 1 WHERE id = $1
)sql"};

/// So many words make a password nobody tries.
constexpr std::size_t kWordsEnough = 3;
/// So many letters of one's own do, too.
constexpr std::size_t kOwnLettersEnough = 4;
constexpr std::size_t kLoginLettersMin = 3;

/// Small letters; digits and signs, which people hang on, are left out. Other scripts stay.
std::string letters_of(std::string_view password) {
    std::string letters;
    for (const char c : password) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalpha(byte) != 0 || byte >= 0x80)
            letters += static_cast<char>(std::tolower(byte));
    }
    return letters;
}

constexpr std::size_t kWordLettersMax = 40;

/// The longest common word that `text` begins with; empty when there is none.
std::string_view word_at(std::string_view text, std::string_view login) {
    for (auto size = std::min(text.size(), kWordLettersMax); size > 0; --size) {
        const auto start = text.substr(0, size);
        if ((size >= kLoginLettersMin && start == login) ||
            std::ranges::binary_search(common_words(), start) ||
            std::ranges::binary_search(breached_words(), start))
            return start;
    }
    return {};
}

}  // namespace

bool is_well_known(std::string_view password, std::string_view login) {
    const auto letters = letters_of(password);
    const auto name = letters_of(login);
    std::set<std::string_view> words;
    std::set<char> own;  // aaaaaaaaaaaaa is one letter
    std::string_view rest{letters};
    while (!rest.empty()) {
        const auto word = word_at(rest, name);
        if (word.empty())
            own.insert(rest.front());
        else
            words.insert(word);
        rest.remove_prefix(std::max<std::size_t>(word.size(), 1));
    }
    return words.size() < kWordsEnough && own.size() < kOwnLettersEnough;
}

Result<void> check_new_password(std::string_view field, std::string_view password,
                                std::string_view login, bool has_factor) {
    const auto wrong = [&](std::string_view code) {
        return fail(ErrorKind::Invalid, std::string{code}, std::string{field});
    };
    if (password.size() > kPasswordBytesMax) return wrong("password.too_long");
    if (!is_valid_utf8(password)) return wrong("text.bad_encoding");
    const auto characters = character_count(password);
    if (has_factor && characters < kPasswordCharsMinBesideFactor)
        return wrong("password.too_short_beside_factor");
    if (!has_factor && characters < kPasswordCharsMin) return wrong("password.too_short");
    if (is_well_known(password, login)) return wrong("password.well_known");
    return {};
}

void change_own_password(db::Transaction& tx, UserId user, std::string_view hash,
                         std::string_view this_session, std::string_view this_device) {
    tx.execute(kChange, user, hash);
    end_other_sessions(tx, user, this_session);
    forget_devices(tx, user, this_device);
}

}  // namespace kakehashi
