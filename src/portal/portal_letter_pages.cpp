// One letter that was sent to the facility: its pages as pictures, which leave with the page when
// it may not be seen any more; and the file itself.
#include "portal/portal_parts.hpp"

namespace kakehashi::portal {
namespace {

Result<Letter> letter_in(db::Transaction& tx, const http::Request& request) {
    if (!sees(request, Item::Letters)) return fail(ErrorKind::NotFound, "document.not_found");
    TRY(const auto id, request.path_id<CaseDocumentId>("id"));
    return find_letter(tx, office::viewer_of(request), id);
}

Result<Letter> letter_now(Office& office, const http::Request& request) {
    auto tx = office.db.read();
    return letter_in(tx, request);
}

/// 開封: the first time that anybody looks.
void note_first(Office& office, const http::Request& request, const Letter& letter) {
    if (letter.opened_at || request.method != "GET" || !office.db.takes_writes()) return;
    auto tx = office.db.write();
    note_opening(tx, office::viewer_of(request), letter.id, office.clock.now());
    tx.commit();
}

Result<http::Response> show_letter(Office& office, const http::Request& request) {
    TRY(const auto letter, letter_now(office, request));
    note_first(office, request, letter);
    auto tx = office.db.read();
    LetterView view{frame_of(office, tx, request, letter.title)};
    view.title = letter.title;
    view.patient = letter.patient_name;
    view.about = line_of(letter, office.clock.today()).about;
    view.here = html::Url::path("/portal/letters").segment(letter.id.value);
    view.file = html::Url::path("/portal/documents").segment(letter.id.value);
    view.gone = gone_url();
    if (letter.media_type == "application/pdf")
        for (int page = 1; page <= letter.pages; ++page)
            view.pages.push_back(
                html::Url{view.here}.segment("pages").segment(std::to_string(page) + ".png"));
    return office::page(render_letter, view);
}

Result<http::Response> send_page(Office& office, const http::Request& request) {
    TRY(const auto letter, letter_now(office, request));
    auto text = request.path_text("page");
    if (text.ends_with(".png")) text.remove_suffix(4);
    const auto page = CaseDocumentId::parse(text);  // a positive number, as an id is
    if (!page || page->value > letter.pages) return fail(ErrorKind::NotFound, "scan.no_such_page");
    TRY(auto png, office.pages.get_or_render(
                      {letter.hash, static_cast<int>(page->value), scan::kPageWidthPx, 0}));
    return http::Response::bytes(std::move(png), "image/png");
}

Result<http::Response> send_file(Office& office, const http::Request& request) {
    TRY(const auto letter, letter_now(office, request));
    TRY(auto bytes, office.documents.get(letter.hash));
    note_first(office, request, letter);
    return http::Response::bytes(
               std::move(bytes), letter.media_type,
               letter.title + (letter.media_type == "application/pdf" ? ".pdf" : ""))
        .with("Content-Security-Policy",
              "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'");
}

}  // namespace

void add_letter_routes(http::Router& router, Office& office) {
    router.add("GET", "/portal/letters/{id}",
               [&office](http::Request& request) { return show_letter(office, request); });
    router.add("GET", "/portal/letters/{id}/pages/{page}",
               [&office](http::Request& request) { return send_page(office, request); });
    router.add("GET", "/portal/documents/{id}",
               [&office](http::Request& request) { return send_file(office, request); });
}

}  // namespace kakehashi::portal
