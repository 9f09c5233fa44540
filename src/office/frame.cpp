#include "office/frame.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <exception>

#include "base/era.hpp"
#include "base/messages.hpp"
#include "office/access.hpp"
#include "office/bare_page.hpp"
#include "office/frame_pages.hpp"
#include "platform/auth/password.hpp"
#include "platform/auth/session.hpp"
#include "platform/http/static_files.hpp"

namespace kakehashi::office {
namespace {

/// The groups of the side, from top to bottom (design 2).
constexpr std::array<std::string_view, 6> kGroups{"しごと", "前方連携",   "後方連携",
                                                  "地域",   "ふりかえり", "管理"};

/// What stands under a narrow screen, as far as it is there; すべて comes last.
struct BottomEntry {
    std::string_view path;
    std::string_view label;
};
constexpr std::array<BottomEntry, 7> kBottom{{{"/today", "本日"},
                                              {"/ward", "病棟"},
                                              {"/portal", "ポータル"},
                                              {"/referrals", "紹介"},
                                              {"/discharge", "退院支援"},
                                              {"/replies", "返書"},
                                              {"/bookings", "予約"}}};
constexpr std::size_t kBottomButtons = 4;
constexpr std::size_t kFormKeyBytes = 12;

html::Url asset(std::string_view name) {
    return html::Url::path(http::asset_url(name));
}

const SignedIn& signed_in(const http::Request& request) {
    const auto* who = request.attached<SignedIn>();
    assert(who && "only routes behind the sign-in have a viewer");
    return *who;
}

DutyCount count_with_prefix(const DutyCounts& counts, std::string_view prefix) {
    if (prefix == "*") return counts.all;
    DutyCount sum;
    if (prefix.empty()) return sum;
    for (auto kind = counts.by_kind.lower_bound(prefix);
         kind != counts.by_kind.end() && kind->first.starts_with(prefix); ++kind) {
        sum.open += kind->second.open;
        sum.pressing += kind->second.pressing;
    }
    return sum;
}

/// What the role may open.
std::vector<NavSection> nav_of(const Office& office, const DutyCounts& counts,
                               std::string_view current_path, Role role) {
    std::vector<NavSection> sections;
    sections.reserve(kGroups.size());
    for (const auto group : kGroups) sections.push_back({std::string{group}, {}});
    for (const auto& feature : office.features)
        for (const auto& entry : feature.nav) {
            if (!may_open(role, entry.path)) continue;
            auto section = std::ranges::find(sections, entry.group, &NavSection::title);
            if (section == sections.end())
                section = sections.insert(sections.end(), NavSection{entry.group, {}});
            const auto count = count_with_prefix(counts, entry.duty_prefix);
            section->links.push_back({entry.label, html::Url::path(entry.path), entry.icon,
                                      entry.key, count.pressing > 0 ? count.pressing : count.open,
                                      count.pressing > 0, entry.path == current_path});
        }
    std::erase_if(sections, [](const NavSection& section) { return section.links.empty(); });
    return sections;
}

/// 二つ目の確認を加える(12/8まで): on top of the side until it is there.
void remind_of_factor(Frame& frame, const SignedIn& who, Date today, std::string_view path) {
    if (!who.factor_wanted_by) return;
    const auto by = short_date(date_in_japan(*who.factor_wanted_by), today);
    NavLink link{"二つ目の確認を加える(" + by + "まで)",
                 html::Url::path("/account/app"),
                 "key",
                 {},
                 0,
                 false,
                 path == "/account/app"};
    frame.nav.insert(frame.nav.begin(), {"サインインの安全", {std::move(link)}});
}

std::vector<NavLink> bottom_nav_of(const std::vector<NavSection>& sections,
                                   std::string_view current_path) {
    std::vector<NavLink> buttons;
    for (const auto& wanted : kBottom)
        for (const auto& section : sections)
            for (const auto& link : section.links)
                if (link.url.text() == wanted.path && buttons.size() + 1 < kBottomButtons) {
                    buttons.push_back(link);
                    buttons.back().label = wanted.label;
                }
    buttons.push_back(
        {"すべて", html::Url::path("/menu"), "dots", {}, 0, false, current_path == "/menu"});
    return buttons;
}

std::string family_name(std::string_view name) {
    auto end = std::min(name.find(' '), name.find("\u3000"));
    return std::string{name.substr(0, end)};
}

/// One of four tints, so that a colleague looks the same on every page.
std::string avatar_class(std::string_view name) {
    constexpr std::array<std::string_view, 4> kTints{"", " b2", " b3", " b4"};
    unsigned sum = 0;
    for (const char c : name) sum = sum * 31 + static_cast<unsigned char>(c);
    return "k-av" + std::string{kTints[sum % kTints.size()]};
}

std::string first_character(std::string_view text) {
    std::size_t broken = 0;
    return std::string{text.substr(0, html::utf8_length(text, 0, broken))};
}

/// 返書を完了にしました and where 元にもどす leads: written by change_once, gone after ten seconds.
void read_toast(const http::Request& request, Frame& frame) {
    const auto fields = http::parse_urlencoded(request.cookie("toast"));
    if (!fields) return;
    for (const auto& [name, value] : *fields) {
        if (name == "t") frame.toast = value;
        if (name == "u" && !value.empty())
            if (auto undo = html::Url::local(value)) frame.undo = *undo;
    }
}

/// 2026/11/24 10:12
std::string print_moment(Instant now) {
    auto day = iso_date(date_in_japan(now));
    std::ranges::replace(day, '-', '/');
    return day + " " + time_text(now);
}

}  // namespace

Frame make_frame(Office& office, db::Transaction& tx, const http::Request& request,
                 std::string title, std::string_view path, bool rail) {
    const auto& who = signed_in(request);
    const auto now = office.clock.now();
    Frame frame;
    frame.title = std::move(title);
    const auto chosen = request.script_cookie("rail");
    frame.rail = chosen.empty() ? rail : chosen == "1";
    frame.large = request.script_cookie("large") == "1";
    frame.new_device = who.new_device;
    frame.read_only = !office.db.takes_writes();
    frame.may = {may(who.role, Need::Cases),        may(who.role, Need::Partners),
                 may(who.role, Need::PartnerFiles), may(who.role, Need::Settings),
                 may(who.role, Need::Retention),    may(who.role, Need::People),
                 may(who.role, Need::Sealing)};
    if (frame.may.cases) frame.counts = count_duties(tx, who.viewer, now);
    frame.nav = nav_of(office, frame.counts, path, who.role);
    remind_of_factor(frame, who, date_in_japan(now), path);
    frame.bottom_nav = bottom_nav_of(frame.nav, path);
    frame.hospital = who.facility_name;
    frame.now_text = western_date(date_in_japan(now)) + " " + time_text(now);
    frame.user_name = who.viewer.name;
    if (!who.profession.empty()) frame.user_name += "(" + who.profession + ")";
    if (who.role != who.own_role) frame.user_name += " " + std::string{japanese(who.role)} + "代行";
    frame.user_initial = first_character(who.viewer.name);
    frame.user_avatar = avatar_class(who.viewer.name);
    frame.csrf = who.csrf;
    frame.form_key = random_token(kFormKeyBytes);
    read_toast(request, frame);
    frame.stylesheet = asset("kakehashi.css");
    frame.script = asset("kakehashi.js");
    frame.icons = asset("icons.svg");
    frame.fonts = asset("fonts.css");
    frame.favicon = asset("favicon.svg");
    frame.live_after = office.live.last_id();
    frame.printed_by = "出力 " + print_moment(now) + " " + family_name(who.viewer.name);
    return frame;
}

void render_form_token(html::Writer& out, const Frame& v) {
    out.raw(R"(<input type="hidden" name="csrf" value=")");
    out.attribute(v.csrf);
    out.raw(R"("><input type="hidden" name="form_key" value=")");
    out.attribute(v.form_key);
    out.raw(R"(">)");
}

void render_icon(html::Writer& out, std::string_view name) {
    out.raw(R"(<svg class="i" aria-hidden="true"><use href=")");
    out.attribute(http::asset_url("icons.svg"));
    out.raw("#i-");
    out.attribute(name);
    out.raw(R"("/></svg>)");
}

void render_avatar(html::Writer& out, const std::string& name) {
    if (name.empty()) {
        out.raw(R"(<span class="k-av none" title="担当未定"><span class="sr">担当未定</span>)"
                R"(<span aria-hidden="true">?</span></span>)");
        return;
    }
    out.raw(R"(<span class=")");
    out.raw(avatar_class(name));
    out.raw(R"(" title="担当 )");
    out.attribute(family_name(name));
    out.raw(R"("><span class="sr">担当 )");
    out.text(family_name(name));
    out.raw(R"(</span><span aria-hidden="true">)");
    out.text(first_character(name));
    out.raw("</span></span>");
}

const Viewer& viewer_of(const http::Request& request) {
    if (const auto* deputy = request.attached<DeputyViewer>()) return deputy->viewer;
    return signed_in(request).viewer;
}

namespace {

/// Fields whose values are chosen, not typed, and secrets.
constexpr std::array<std::string_view, 17> kNotTyped{
    "assignee",    "bookable",     "department",
    "direction",   "doctor",       "kind",
    "means",       "new_password", "new_password_again",
    "outcome",     "password",     "patient",
    "reply_means", "sex",          "target",
    "urgency",     "weekday"};

/// What was typed into a form that was refused: nobody types it twice.
TypedTexts typed_texts(const http::Request& request) {
    TypedTexts typed;
    if (request.method != "POST") return typed;
    for (const auto& [name, value] : request.form().fields()) {
        const auto words = label(name);
        const bool chosen =
            std::ranges::find(kNotTyped, name) != kNotTyped.end() || name.ends_with("_id");
        if (!words.empty() && !value.empty() && !chosen)
            typed.texts.push_back({std::string{words}, value});
    }
    return typed;
}

}  // namespace

http::Response message_page(Office& office, const http::Request& request, int status,
                            std::string_view heading, std::string_view sentence) {
    if (request.attached<SignedIn>()) {
        try {
            auto tx = office.db.read();
            MessageView view{make_frame(office, tx, request, std::string{heading}, ""),
                             std::string{heading}, std::string{sentence}, typed_texts(request)};
            return page(render_message, view, status);
        } catch (const std::exception&) {
            // The machine behind the frame is what failed: say it without the frame.
        }
    }
    BareMessage view{
        make_bare_page(std::string{heading}), std::string{heading}, std::string{sentence}, {}};
    if (status >= 500) view.typed = typed_texts(request);
    return page(render_bare_message, view, status);
}

BarePage make_bare_page(std::string title, std::string hospital) {
    return {std::move(title),   std::move(hospital), asset("kakehashi.css"), asset("kakehashi.js"),
            asset("icons.svg"), asset("fonts.css"),  asset("favicon.svg")};
}

}  // namespace kakehashi::office
