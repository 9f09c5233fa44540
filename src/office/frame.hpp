#pragma once

#include <functional>
#include <string>
#include <vector>

#include "office/office.hpp"
#include "platform/http/request.hpp"
#include "platform/http/response.hpp"

namespace kakehashi::office {

struct NavLink {
    std::string label;
    html::Url url;
    std::string icon;
    std::string key;
    int count = 0;     // of the pressing ones when hot, else of all that are open
    bool hot = false;  // red: urgent, overdue or due today
    bool current = false;
};
struct NavSection {
    std::string title;
    std::vector<NavLink> links;
};

/// What stands around every page: the top bar, the side, the toast, the tokens of its forms.
/// What stands on a page only for those who may use it (access.hpp).
struct Permits {
    bool cases = false, partners = false, partner_files = false, settings = false,
         retention = false, people = false, sealing = false;
};

struct Frame {
    std::string title;        // 本日の業務: <title> and nothing else
    bool rail = false;        // 案内を帯にする: detail pages
    bool read_only = false;   // nothing can be saved now
    bool new_device = false;  // 新しい端末からのサインイン that nobody has answered
    bool large = false;       // 大きい文字: this device's choice, cookie `large`
    Permits may;              // 連携先を直す, …
    DutyCounts counts;        // read once for the side; lists use the same figures
    std::vector<NavSection> nav;
    std::vector<NavLink> bottom_nav;  // four buttons under 760px
    std::string hospital;
    std::string now_text;   // 2026年11月24日(火) 10:12
    std::string user_name;  // 佐伯 真理(看護師)
    std::string user_initial, user_avatar;
    std::string query;  // what was searched for
    std::string csrf;
    std::string form_key;  // idempotency key of this rendering
    std::string toast;     // 返書を完了にしました
    html::Url undo;        // POST target of 元にもどす; empty: cannot be undone
    html::Url stylesheet, script, icons, fonts, favicon;
    std::string live_after;   // the last live event this page knows of
    std::string printed_by;   // 出力 2026/11/24 10:12 佐伯
    std::string print_title;  // 紹介受付票, at the head of the printed sheet; empty: the title
};

/// `path` is the nav entry that is current: "/referrals". `rail` is the page's own wish; what the
/// user chose with [ wins (cookie `rail`). One statement.
Frame make_frame(Office& office, db::Transaction& tx, const http::Request& request,
                 std::string title, std::string_view path, bool rail = false);

/// {{#layout kakehashi::office::frame v.frame}} … {{/layout}}
void render_frame(html::Writer& out, const Frame& v, const std::function<void()>& content);
/// {{> kakehashi::office::form_token v.frame}} inside every <form method="post">.
void render_form_token(html::Writer& out, const Frame& v);
/// {{> kakehashi::office::icon "reply"}}: the sprite's symbol #i-reply, hidden from readers.
void render_icon(html::Writer& out, std::string_view name);

/// 担当の頭文字: {{> kakehashi::office::avatar row.assignee}}. Empty name: 担当未定.
void render_avatar(html::Writer& out, const std::string& name);

/// Who is signed in. Only for routes behind the sign-in (all that are not open).
const Viewer& viewer_of(const http::Request& request);

/// The page `render` draws, with this frame.
template <typename View>
http::Response page(void (*render)(html::Writer&, const View&), const View& view,
                    int status = 200) {
    html::Writer out;
    render(out, view);
    return http::Response::html(std::move(out).take(), status);
}

/// A page that says one thing: not found, refused, broken. `sentence` is Japanese, ready to show.
http::Response message_page(Office& office, const http::Request& request, int status,
                            std::string_view heading, std::string_view sentence);

}  // namespace kakehashi::office
