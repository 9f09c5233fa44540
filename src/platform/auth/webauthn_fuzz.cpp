#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "platform/auth/cbor.hpp"
#include "platform/auth/webauthn.hpp"

/// Whatever a browser sends is read or refused; a key that was taken can be read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace kakehashi;
    static const auto party = RelyingParty::of("https://kakehashi.example.jp").value();
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (const auto key = read_registration(party, bytes)) {
        if (!cbor::read(key->cose_key)) std::abort();
        // Nobody has signed what was made up here.
        if (check_assertion(party, key->cose_key, {"{}", bytes, bytes})) std::abort();
    }
    static_cast<void>(cbor::read_first(bytes));
    static_cast<void>(read_client_data(party, bytes, "webauthn.get"));
    static_cast<void>(RelyingParty::of(bytes));
    return 0;
}
