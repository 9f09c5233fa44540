#pragma once

#include <memory>
#include <optional>
#include <string>

#include "platform/auth/entrance.hpp"
#include "platform/auth/office_key.hpp"
#include "platform/auth/webauthn.hpp"
#include "platform/http/request.hpp"
#include "platform/http/response.hpp"

namespace kakehashi {
struct HospitalDirectory;
}

namespace kakehashi::office {

/// What the pages around signing in need beside the office.
struct Doors {
    OfficeKey key;
    /// Where passkeys work; none: they are not offered.
    std::optional<RelyingParty> party = std::nullopt;
    /// 病院のアカウント; none: everybody comes in by a password of this program.
    std::shared_ptr<HospitalDirectory> directory = {};
};

/// Lives as long as the request.
inline Caller caller_of(const http::Request& request) {
    return {request.peer, request.cookie(kDeviceCookie), request.header("User-Agent")};
}

/// The cookies of who came in, on the way to `where`.
http::Response let_in(const Entered& in, std::string_view where);

}  // namespace kakehashi::office
