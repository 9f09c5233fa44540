// 利用目的の掲示: /purposes shows what is posted and what was; /settings/purposes writes the next.
#include <algorithm>
#include <charconv>

#include "base/era.hpp"
#include "base/messages.hpp"
#include "consent/consent_routes.hpp"
#include "consent/purpose_notice.hpp"
#include "office/change.hpp"

namespace kakehashi::consent_pages {
namespace {

using office::Done;

std::string title_of(int version) {
    return "第" + std::to_string(version) + "版";
}

std::string from_text(const PurposeNotice& notice) {
    return notice.valid_from ? western_date(*notice.valid_from) + " から" : "はじめから";
}

int number_in(std::string_view text) {
    int number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

Result<http::Response> show_notice(Office& office, const http::Request& request) {
    const auto& viewer = office::viewer_of(request);
    auto tx = office.db.read();
    const auto notices = notices_of(tx, viewer);
    const auto asked = request.query("version");
    const int version =
        asked.empty() ? notice_on(tx, viewer, office.clock.today()).version : number_in(asked);
    const auto shown = std::ranges::find(notices, version, &PurposeNotice::version);
    if (shown == notices.end()) return fail(ErrorKind::NotFound, "consent.notice_not_found");
    NoticeView view;
    view.frame = office::make_frame(office, tx, request, "個人情報の利用目的", "/settings");
    view.title = title_of(shown->version);
    view.from = from_text(*shown);
    view.body = shown->body;
    for (const auto& notice : notices)
        view.versions.push_back(
            {title_of(notice.version), from_text(notice),
             notice.written_by.empty() ? "架け橋のはじめの文章" : notice.written_by + " が記載",
             html::Url::path("/purposes").with("version", notice.version),
             notice.version == version});
    return office::page(render_notice, view);
}

http::Response edit_page(Office& office, const http::Request& request,
                         const std::vector<office::FieldError>& errors = {},
                         std::string problem = {}) {
    const auto& viewer = office::viewer_of(request);
    const auto& form = request.form();
    auto tx = office.db.read();
    const auto newest = notices_of(tx, viewer).front();
    NoticeView view;
    view.frame = office::make_frame(office, tx, request, "利用目的の掲示", "/settings");
    view.title = title_of(newest.version + 1);
    view.action = html::Url::path("/settings/purposes");
    view.seen = newest.version;
    view.typed = form.has("body") ? std::string{form.text("body")} : newest.body;
    view.valid_from = form.has("valid_from") ? std::string{form.text("valid_from")}
                                             : iso_date(office.clock.today());
    view.errors = errors;
    view.problem = std::move(problem);
    const int status = !view.problem.empty() ? 409 : errors.empty() ? 200 : 422;
    return office::page(render_notice_edit, view, status);
}

Result<http::Response> write(Office& office, const http::Request& request) {
    const auto& form = request.form();
    office::FormReader reader{form, office.clock.today()};
    const auto body = reader.text("body", kNoticeChars, Required::Yes);
    const auto from = reader.date("valid_from", Required::Yes);
    if (!reader.ok()) return edit_page(office, request, reader.errors());
    auto done = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            TRY_DO(write_notice(tx, viewer, now, number_in(form.text("seen")), body, *from));
            return Done{html::Url::path("/purposes"), "掲示の次の版を残しました"};
        });
    if (done) return done;
    if (done.error().kind == ErrorKind::Conflict)
        return edit_page(office, request, {}, sentence(done.error()));
    reader.wrong(done.error());
    return edit_page(office, request, reader.errors());
}

}  // namespace

void add_notice_routes(http::Router& router, Office& office) {
    router.add("GET", "/purposes",
               [&office](http::Request& request) { return show_notice(office, request); });
    router.add("GET", "/settings/purposes", [&office](http::Request& request) {
        return Result<http::Response>{edit_page(office, request)};
    });
    router.add("POST", "/settings/purposes",
               [&office](http::Request& request) { return write(office, request); });
}

}  // namespace kakehashi::consent_pages
