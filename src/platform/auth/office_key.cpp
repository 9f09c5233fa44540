#include "platform/auth/office_key.hpp"

#include <fstream>

#include "platform/audit/durable_file.hpp"
#include "platform/auth/password.hpp"
#include "platform/auth/sealed_text.hpp"

namespace kakehashi {
namespace {

constexpr std::string_view kMagic = "kakehashi-office-key ";
constexpr std::size_t kSecretBytes = 32;

bool is_hex(std::string_view text) {
    return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

Result<OfficeKey> OfficeKey::load_or_create(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) {
        TRY_DO(audit::make_private_folder(file.parent_path()));
        TRY_DO(audit::write_durably(file, std::string{kMagic} + random_token(kSecretBytes) + '\n'));
    }
    std::string line;
    std::getline(std::ifstream{file}, line);
    const bool good = line.starts_with(kMagic) && line.size() == kMagic.size() + 2 * kSecretBytes &&
                      is_hex(std::string_view{line}.substr(kMagic.size()));
    if (!good) return fail(ErrorKind::Invalid, "office_key.bad", "office-key", file.string());
    return OfficeKey{line.substr(kMagic.size())};
}

std::string OfficeKey::secret_for(std::string_view purpose) const {
    return std::string{purpose} + '\n' + secret_;
}

std::string OfficeKey::seal(std::string_view purpose, std::string_view text) const {
    return seal_text(text, secret_for(purpose));
}

std::optional<std::string> OfficeKey::unseal(std::string_view purpose,
                                             std::string_view sealed) const {
    return unseal_text(sealed, secret_for(purpose));
}

}  // namespace kakehashi
