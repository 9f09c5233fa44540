#pragma once

#include <string>
#include <string_view>

#include "platform/db/database.hpp"

namespace kakehashi {

/// From where and with what somebody knocks at the door.
struct Caller {
    std::string_view address = {};  // IP address; empty: at the machine itself
    std::string_view device = {};   // what the browser sent as kDeviceCookie
    std::string_view agent = {};    // its User-Agent
};

/// 覚えている端末: a browser somebody has signed in with before. The cookie is no key: it opens
/// nothing, and only tells whose wrong passwords are counted apart from those of strangers. Several
/// colleagues at one computer share the cookie.
inline constexpr std::string_view kDeviceCookie = "kakehashi_device";
/// Browsers keep no cookie longer.
inline constexpr days kDeviceKept{400};

/// Windows の Chrome, iPhone の Safari; わからない端末 for what says nothing.
std::string device_words(std::string_view user_agent);

bool is_known_device(db::Transaction& tx, UserId user, std::string_view token);
/// Whether wrong passwords keep this known device out for a while.
bool device_rests(db::Transaction& tx, UserId user, std::string_view token, Instant now);
/// One wrong password or code on a known device.
void count_device_failure(db::Transaction& tx, UserId user, std::string_view token, Instant now);

struct RememberedDevice {
    std::string token;    // the cookie's value
    std::string hash;     // what is stored of it
    bool is_new = false;  // the person has others, and had not this one
};
/// A sign-in from the caller's device: from now on it is known.
RememberedDevice remember_device(db::Transaction& tx, UserId user, const Caller& caller,
                                 Instant now);
/// The last sign-in from any device.
struct DeviceUse {
    Instant at;
    std::string description;
};
std::optional<DeviceUse> last_used_device(db::Transaction& tx, UserId user);
/// No device of this user is known any more, but the one with this cookie (none: none).
void forget_devices(db::Transaction& tx, UserId user, std::string_view but_token = {});
/// Those that were not used for kDeviceKept.
void forget_unused_devices(db::Transaction& tx, Instant now);

}  // namespace kakehashi
