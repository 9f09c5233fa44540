#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "platform/auth/webauthn.hpp"
#include "platform/directory/id_token.hpp"
#include "platform/directory/openid_provider.hpp"

/// Whatever a provider sends is read or refused; nobody has signed what was made up here.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace kakehashi;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    static const auto keys = [] {
        WebKey curve{"", kEs256, "", ""};
        curve.first = from_base64url("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU").value();
        curve.second = from_base64url("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0").value();
        return std::vector<WebKey>{curve};
    }();
    const TokenWanted wanted{"https://a", "us", "n", Instant{}, Instant{}};
    if (read_id_token(bytes, keys, wanted)) std::abort();
    // Its claims alone, behind a header that is taken.
    const auto token = to_base64url(R"({"alg":"ES256"})") + "." + to_base64url(bytes) + "." +
                       to_base64url(std::string(64, 'x'));
    if (read_id_token(token, keys, wanted)) std::abort();
    if (const auto set = read_web_keys(bytes))
        for (const auto& key : *set)
            if (!is_usable_key(key.numbers())) std::abort();
    if (const auto document = read_provider_document(bytes, "https://a"))
        if (!is_safe_address(document->token_endpoint)) std::abort();
    return 0;
}
