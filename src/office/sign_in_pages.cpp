#include "office/sign_in_pages.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/json/json.hpp"
#include "base/messages.hpp"
#include "office/access.hpp"
#include "office/directory_door.hpp"
#include "office/frame.hpp"
#include "office/passkey_pages.hpp"
#include "office/read_only.hpp"
#include "office/sign_in_code_pages.hpp"
#include "office/sign_in_view.hpp"
#include "office/traces.hpp"
#include "platform/audit/entry.hpp"
#include "platform/auth/session.hpp"
#include "platform/auth/session_ends.hpp"
#include "platform/auth/sign_in.hpp"
#include "platform/auth/spare_session.hpp"
#include "platform/db/damage.hpp"
#include "platform/directory/directory_account.hpp"
#include "platform/directory/hospital_directory.hpp"
#include "platform/http/errors.hpp"

namespace kakehashi::office {
namespace {

constexpr db::Query kAnyUser{"office.first_hospital", R"sql(
    SELECT facility.name FROM user_account JOIN facility ON facility.id = user_account.facility_id
     WHERE user_account.host_id IS NULL
     ORDER BY user_account.id LIMIT 1
)sql"};

/// A wrong password of somebody known is counted, which takes a write to the disk; a name that
/// nobody has is not. Both are answered after the same time, which is longer than either needs.
constexpr std::chrono::milliseconds kRefusedAfter{250};

http::Response take_password(Office& office, const Doors& doors, http::Request& request) {
    const auto& form = request.form();
    const auto begun = std::chrono::steady_clock::now();
    if (auto answer = take_directory_password(office, doors, request)) {
        if (answer->status == 403) std::this_thread::sleep_until(begun + kRefusedAfter);
        return *std::move(answer);
    }
    const auto passed = pass_password(office.db, form.text("login"), form.text("password"),
                                      office.clock.now(), caller_of(request));
    if (!passed) {
        if (passed.error().kind == ErrorKind::Forbidden)
            std::this_thread::sleep_until(begun + kRefusedAfter);
        return show_sign_in(office, doors, form.text("return_to"), form.text("login"),
                            &passed.error());
    }
    if (passed->asks_more)
        return ask_for_code(office, doors, *passed->asks_more, form.text("return_to"));
    note_spare_session(office, request, passed->in.session);
    return let_in(passed->in, place_to_return(form.text("return_to")).text());
}

/// A request is noted within a minute, at most.
constexpr std::chrono::minutes kNotedWithin{1};

/// {"idle": 14340, "last": 39600}: seconds until the session ends, for the notice 20 minutes before
/// (design 7). Asked in the background it prolongs nothing; asked by 続けて使う it does
/// (guard.cpp).
http::Response session_ends(Office& office, const http::Request& request) {
    const auto now = office.clock.now();
    auto tx = office.db.read();
    auto ends = ends_of_session(tx, request.cookie(kSessionCookie));
    if (!ends) return http::Response::no_content();  // it has ended since the guard looked
    if (request.header("X-Background").empty())
        ends->idle = std::max(ends->idle, now + kSessionIdles - kNotedWithin);
    const auto seconds_to = [&](Instant end) { return (end - now).count(); };
    return http::Response::json(json::write(
        json::object({{"idle", seconds_to(ends->idle)}, {"last", seconds_to(ends->last)}})));
}

}  // namespace

http::Response show_sign_in(Office& office, const Doors& doors, std::string_view return_to,
                            std::string_view login, const Error* error) {
    SignInView view;
    view.return_to = std::string{return_to};
    view.login = std::string{login};
    if (error) view.error = sentence(*error);
    auto tx = office.db.read();
    view.hospital = hospital_name(tx);
    view.nobody_yet = view.hospital.empty();
    if (doors.party) view.passkey = {doors.party->origin, view.return_to, false};
    if (doors.directory && doors.directory->provider)
        view.directory = {doors.directory->label,
                          html::Url::path("/sign-in/directory")
                              .with("return_to", place_to_return(return_to).text()),
                          doors.directory->provider->is_away(), error != nullptr};
    view.ldap = doors.directory && doors.directory->ldap;
    return page(render_sign_in, view, error ? http::status_of(error->kind) : 200);
}

http::Response let_in(const Entered& in, std::string_view where) {
    auto response = http::Response::redirect(where).cookie(kSessionCookie, in.session,
                                                           {.lives_for = kSessionLives});
    if (!in.device.empty())
        response.cookie(kDeviceCookie, in.device,
                        {.lives_for = kDeviceKept, .same_site = http::SameSite::Strict});
    return response;
}

std::string hospital_name(db::Transaction& tx) {
    return tx.first(kAnyUser, [](const db::Row& row) { return row.string(0); }).value_or("");
}

html::Url place_to_return(std::string_view return_to) {
    auto url = html::Url::local(return_to);
    return url ? *url : html::Url::path("/");
}

void note_spare_session(Office& office, http::Request& request, std::string_view session) {
    auto tx = office.db.read();
    auto who = find_spare_session(tx, session, office.clock.now());
    if (!who) return;
    who->viewer.address = request.peer;
    request.attach(*std::move(who));
    request.attach(UnsavedSession{});
}

void add_sign_in_routes(http::Router& router, Office& office, const Doors& doors) {
    add_sign_in_code_routes(router, office, doors);
    add_passkey_door(router, office, doors);
    add_directory_door(router, office, doors);
    router.add("GET", "/", [](http::Request& request) {
        return http::Response::redirect(first_page_of(request.attached<SignedIn>()->role));
    });
    router.add("GET", "/sign-in",
               [&office, doors](http::Request& request) {
                   return show_sign_in(office, doors, request.query("return_to"));
               },
               {.open = true});
    router.add(
        "POST", "/sign-in",
        [&office, doors](http::Request& request) { return take_password(office, doors, request); },
        {.body_bytes_max = 64 * 1024, .open = true});
    router.add("GET", "/session/ends",
               [&office](http::Request& request) { return session_ends(office, request); });
    router.add("POST", "/sign-out", [&office, doors](http::Request& request) {
        std::string proof;
        if (office.db.takes_writes()) {  // else the session ends by itself, without its cookie
            auto tx = office.db.write();
            proof = directory_proof(tx, doors.key, request.cookie(kSessionCookie));
            sign_out(tx, request.cookie(kSessionCookie));
            audit::note(tx, audit::entry_of(viewer_of(request), office.clock.now(), audit::kSignOut,
                                            "POST /sign-out"));
            tx.commit();
        } else {
            request.attach(UnsavedSession{});
        }
        auto left = leave_directory(office, doors, proof);
        return (left ? *std::move(left) : http::Response::redirect("/sign-in"))
            .cookie(kSessionCookie, "", {.lives_for = std::chrono::seconds{-1}});
    });
}

void add_message_pages(http::Router& router, Office& office) {
    router.set_not_found([&office](http::Request& request) {
        return message_page(office, request, 404, "見つかりません",
                            "このページはありません。本日の業務から開き直せます。");
    });
    router.set_refused([&office](http::Request& request, const Error& error, int status) {
        const auto heading = status == 404   ? "見つかりません"
                             : status == 409 ? "ほかの人が先に変更しました"
                                             : "受け付けられませんでした";
        return message_page(office, request, status, heading, sentence(error));
    });
    router.set_passes_soon([](const std::exception& failure) {
        return dynamic_cast<const db::DatabaseError*>(&failure) &&
               !dynamic_cast<const db::DatabaseDamaged*>(&failure);
    });
    router.set_failure([&office](http::Request& request, const std::exception& failure) {
        if (const auto* machine = dynamic_cast<const db::DatabaseError*>(&failure))
            return machine_failed(office, request, *machine);
        return message_page(office, request, 500, "保存できませんでした",
                            "プログラムの中で問題が起きました。入力は前の画面に残っています。"
                            "「もどる」で前の画面にもどり、もう一度お試しください。");
    });
}

}  // namespace kakehashi::office
