#pragma once

#include "office/doors.hpp"
#include "office/form_reader.hpp"
#include "office/frame.hpp"

namespace kakehashi::office {

struct AccountView {
    Frame frame;
    std::vector<FieldError> errors;
    std::string login;
    bool app = false;  // 認証アプリ is in use
    std::string app_since;
    bool any_factor = false;
    int codes_left = 0;
    bool codes_few = false;
    std::string origin;  // where passkeys work; empty: they are not offered
    std::string new_name;
    struct PasskeyLine {
        std::string id, name, when, error;
    };
    std::vector<PasskeyLine> passkeys;
    bool adding = false;  // the form for a new passkey has errors
    struct SessionLine {
        std::string name, device, words;
        bool is_this = false;
    };
    std::vector<SessionLine> sessions;
    bool others = false;               // there are others than this one
    std::vector<std::string> notices;  // 11/24(火) 8:05 Windows の Edge(10.0.0.9)
};
void render_account(html::Writer& out, const AccountView& v);
/// The overview; with errors of a form on it, and what they answer.
http::Response show_account(Office& office, const Doors& doors, const http::Request& request,
                            std::vector<FieldError> errors = {}, int status = 200);
/// The overview, with one error beside its field.
http::Response account_refused(Office& office, const Doors& doors, const http::Request& request,
                               const Error& error);

/// サインインしている端末: the list, and what is to be answered.
void fill_sessions(db::Transaction& tx, AccountView& view, const http::Request& request,
                   Instant now);
/// Ending sessions, and answers to あなたでしたか.
void add_account_session_routes(http::Router& router, Office& office);

struct AccountAppView {
    Frame frame;
    std::vector<FieldError> errors;
    html::Safe picture;         // of the address below
    std::string secret_groups;  // ABCD EFGH …, for who types it
    std::string sealed_secret;  // the same for the form's next step
    bool replaces = false;      // there is an app already
    bool first = false;         // nothing else opens before one is there
};
void render_account_app(html::Writer& out, const AccountAppView& v);
/// 認証アプリを加える(`/account/app`).
void add_account_app_routes(http::Router& router, Office& office, const Doors& doors);

struct AccountCodesView {
    Frame frame;
    std::vector<std::string> codes;
    std::string made_on;
};
void render_account_codes(html::Writer& out, const AccountCodesView& v);
/// The ten new codes, once. Nobody finds them again.
http::Response show_new_codes(Office& office, const http::Request& request,
                              std::vector<std::string> codes);

struct AccountPasswordView {
    Frame frame;
    std::vector<FieldError> errors;
    int least = 0;       // characters
    bool first = false;  // nothing else opens while it is somebody else's
};
void render_account_password(html::Writer& out, const AccountPasswordView& v);
/// パスワードを替える(`/account/password`).
void add_account_password_routes(http::Router& router, Office& office);
/// After a factor was taken away: without another one recovery codes go, and the password (in the
/// form's `field`) must do alone. Errors of may_do_without_factor().
Result<void> settle_without(db::Transaction& tx, UserId user, std::string_view field,
                            const http::Form& form);
/// Refused `account.password_too_short_alone` for a password that is long enough only beside a
/// second factor; asked before the last one is given up.
Result<void> may_do_without_factor(std::string_view field, std::string_view password);

/// Whether the form's `field` holds the password of who is signed in; else what is wrong with it,
/// to be shown beside the field.
Result<void> read_own_password(Office& office, const http::Request& request,
                               std::string_view field);

}  // namespace kakehashi::office
