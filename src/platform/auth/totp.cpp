#include "platform/auth/totp.hpp"

#include <liboath/oath.h>
#include <sodium.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include "platform/auth/password.hpp"
#include "platform/html/values.hpp"

namespace kakehashi {
namespace {

constexpr std::size_t kSecretBytes = 20;
constexpr unsigned kDigits = 6;

using OathText = std::unique_ptr<char, decltype(&std::free)>;

void ready() {
    static const bool works = sodium_init() >= 0 && oath_init() == OATH_OK;
    if (!works) throw std::runtime_error("liboath cannot start");
}

}  // namespace

std::string new_totp_secret() {
    ready();
    std::array<char, kSecretBytes> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    char* text = nullptr;
    std::size_t length = 0;
    if (oath_base32_encode(bytes.data(), bytes.size(), &text, &length) != OATH_OK)
        throw std::runtime_error("no memory for a secret");
    const OathText owned{text, &std::free};
    return {text, length};
}

std::string totp_code(std::string_view secret, std::int64_t step) {
    ready();
    char* bytes = nullptr;
    std::size_t length = 0;
    if (oath_base32_decode(secret.data(), secret.size(), &bytes, &length) != OATH_OK)
        throw std::runtime_error("a stored secret is not base32");
    const OathText owned{bytes, &std::free};
    std::array<char, kDigits + 1> code{};
    if (oath_totp_generate(bytes, length, step * kTotpStep.count(),
                           static_cast<unsigned>(kTotpStep.count()), 0, kDigits,
                           code.data()) != OATH_OK)
        throw std::runtime_error("a code cannot be made");
    return code.data();
}

std::optional<std::int64_t> totp_step_of(std::string_view secret, std::string_view code,
                                         Instant now) {
    const auto current = now.time_since_epoch() / kTotpStep;
    std::optional<std::int64_t> found;
    for (const auto step : {current - 1, current, current + 1})
        if (same_secret(totp_code(secret, step), code)) found = step;
    return found;
}

std::string otpauth_address(std::string_view issuer, std::string_view account,
                            std::string_view secret) {
    std::string address = "otpauth://totp/";
    html::append_percent_encoded(address, issuer);
    address += ':';
    html::append_percent_encoded(address, account);
    address += "?secret=";
    address += secret;
    address += "&issuer=";
    html::append_percent_encoded(address, issuer);
    return address;
}

}  // namespace kakehashi
