#pragma once

#include <string>

#include "platform/html/writer.hpp"

namespace kakehashi::office {

/// この端末のパスキーで入る: shown by the script where passkeys work.
struct PasskeyDoorView {
    std::string origin;  // empty: passkeys are not offered
    std::string return_to;
    bool leads = false;  // 主役
};
void render_passkey_door(html::Writer& out, const PasskeyDoorView& v);

/// 病院のアカウントでサインイン: the way to the hospital's own provider.
struct DirectoryDoorView {
    std::string label;  // empty: there is none
    html::Url url;
    bool away = false;  // the last call failed
    bool told = false;  // the page says so already
};
void render_directory_door(html::Writer& out, const DirectoryDoorView& v);

struct SignInView {
    std::string hospital;     // みなと市立総合病院
    std::string login;        // as typed, kept after a wrong password
    std::string error;        // a sentence; empty when none
    std::string return_to;    // where the person wanted to go
    bool nobody_yet = false;  // no user was added yet: the page says how
    PasskeyDoorView passkey;
    DirectoryDoorView directory;
    bool ldap = false;  // the hospital's own name and password are taken, too
};
void render_sign_in(html::Writer& out, const SignInView& v);

struct SignInCodeView {
    std::string hospital;
    std::string name;       // 佐伯 真理
    std::string login;      // saeki
    std::string error;      // a sentence; empty when none
    std::string return_to;  // where the person wanted to go
    bool app = false;       // there is an authenticator app to ask for
    PasskeyDoorView passkey;
    std::string last_time;  // 11/23(月・祝) 17:52 Windows の Chrome; empty when there was none
};
void render_sign_in_code(html::Writer& out, const SignInCodeView& v);

/// 架け橋からサインアウトしました: and on to the provider.
struct SignedOutView {
    std::string hospital;
    html::Url provider;
};
void render_signed_out(html::Writer& out, const SignedOutView& v);

}  // namespace kakehashi::office
