// The bytes: originals, their pages, our own papers; and which field stands where on a page. None
// of them gets an ETag: on a shared computer they would stay in the browser's files.
#include <array>

#include "base/text.hpp"
#include "platform/document/document_store.hpp"
#include "referral/referral_answer.hpp"
#include "referral/referral_detail.hpp"
#include "referral/referral_routes.hpp"

namespace kakehashi::referral_pages {
namespace {

using office::Done;

/// What was written for a network is handed over by network/ alone, while the consent lasts.
constexpr std::string_view kForNetwork = "network_file";

/// What a browser may show in place; anything else is handed over as a file.
bool is_shown_in_place(std::string_view media_type) {
    constexpr std::array<std::string_view, 4> kTypes{"application/pdf", "image/png", "image/jpeg",
                                                     "text/plain"};
    for (const auto type : kTypes)
        if (media_type.starts_with(type)) return true;
    return false;
}

std::string_view extension_of(std::string_view media_type) {
    if (media_type == "application/pdf") return ".pdf";
    if (media_type == "application/fhir+json") return ".json";
    if (media_type == "image/tiff") return ".tif";
    if (media_type == "image/png") return ".png";
    if (media_type == "image/jpeg") return ".jpg";
    return ".txt";
}

Result<CaseDocument> document_in(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<CaseDocumentId>("id"));
    auto tx = office.db.read();
    return find_document(tx, office::viewer_of(request), id);
}

Result<http::Response> send_document(Office& office, const http::Request& request) {
    TRY(const auto document, document_in(office, request));
    if (document.kind == kForNetwork)
        return http::Response::redirect(html::Url::path("/patients")
                                            .segment(document.patient.value)
                                            .segment("network")
                                            .segment(document.id.value)
                                            .text());
    TRY(auto bytes, office.documents.get(document.hash));
    const auto name = document.file_name.empty()
                          ? document.title +
                                (document.number.empty() ? "" : " " + document.number) +
                                std::string{extension_of(document.media_type)}
                          : document.file_name;
    return http::Response::bytes(std::move(bytes), document.media_type, name,
                                 is_shown_in_place(document.media_type)
                                     ? http::Disposition::Inline
                                     : http::Disposition::Attachment)
        .with("Content-Security-Policy",
              "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'");
}

Result<http::Response> send_page(Office& office, const http::Request& request) {
    TRY(const auto document, document_in(office, request));
    auto text = request.path_text("page");
    if (text.ends_with(".png")) text.remove_suffix(4);
    int page = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), page);
    if (error != std::errc{} || end != text.data() + text.size() || page < 1 ||
        page > document.pages)
        return fail(ErrorKind::NotFound, "scan.no_such_page");
    int rotation = 0;
    if (const auto rot = request.query("rot"); rot == "90" || rot == "180" || rot == "270")
        rotation = rot == "90" ? 90 : rot == "180" ? 180 : 270;
    TRY(auto png, office.pages.get_or_render({document.hash, page, scan::kPageWidthPx, rotation}));
    return http::Response::bytes(std::move(png), "image/png");
}

Result<Done> link_source(const http::Request& request, db::Transaction& tx, const Viewer& viewer,
                         Instant now) {
    TRY(const auto id, request.path_id<ReferralId>("id"));
    TRY(const auto referral, find_referral(tx, viewer, id));
    const auto& form = request.form();
    const std::string field{form.text("field")};
    const auto field_label = label_of_field(field);
    if (field_label.empty()) return fail(ErrorKind::Invalid, "choice.required", "field");
    if (form.text("forget") == "1") {
        forget_source_mark(tx, id, field);
        return Done{url_of(id).at("original"), "結びを消しました"};
    }
    TRY(const auto document_id, CaseDocumentId::parse(form.text("document")));
    TRY(const auto document, find_document(tx, viewer, document_id));
    if (document.about.kind != "referral" || document.about.id != id.value)
        return fail(ErrorKind::NotFound, "document.not_found");
    office::FormReader reader{form, date_in_japan(now)};
    SourceMark mark{field, document.id};
    mark.page = reader.number("page", 1, document.pages, 1);
    mark.left = reader.number("left", 0, 999, 0);
    mark.top = reader.number("top", 0, 999, 0);
    mark.width = std::min(reader.number("width", 1, 1000, 100), 1000 - mark.left);
    mark.height = std::min(reader.number("height", 1, 1000, 40), 1000 - mark.top);
    if (!reader.ok()) return fail(ErrorKind::Invalid, "number.out_of_range", "left");
    save_source_mark(tx, id, mark);
    record_event(tx, viewer, now, case_of(id), referral.patient, "referral.source_linked",
                 json::object({{"field", std::string{field_label}}, {"page", mark.page}}));
    return Done{url_of(id)
                    .with("doc", mark.document.value)
                    .with("page", mark.page)
                    .with("mark", field)
                    .at("original"),
                "原本の場所に結びました"};
}

Result<http::Response> store_reception_sheet(Office& office, const http::Request& request) {
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            TRY(const auto id, request.path_id<ReferralId>("id"));
            TRY(const auto referral, find_referral(tx, viewer, id));
            const NewPaper paper{"reception_sheet", "紹介患者受付票",
                                 [&](const std::string& number, int version) {
                                     return reception_sheet(office, tx, viewer, now, referral,
                                                            number, version, false);
                                 }};
            TRY(const auto document, add_paper(office, tx, viewer, now, referral, paper));
            record_event(tx, viewer, now, case_of(id), referral.patient, "referral.reception_sheet",
                         json::object({{"document", document.value}}));
            return Done{Url::path("/documents").segment(document.value)};
        });
}

/// A look at a paper that is not stored: marked 下書き, with the number it may get.
Result<http::Response> show_reception_sheet(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<ReferralId>("id"));
    auto tx = office.db.read();
    const auto& viewer = office::viewer_of(request);
    TRY(const auto referral, find_referral(tx, viewer, id));
    TRY(auto pdf, reception_sheet(office, tx, viewer, office.clock.now(), referral, "0000-00000-00",
                                  1, true));
    return http::Response::bytes(std::move(pdf), "application/pdf", "紹介患者受付票.pdf");
}

Result<http::Response> show_fax_cover(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<ReferralId>("id"));
    auto tx = office.db.read();
    const auto& viewer = office::viewer_of(request);
    TRY(const auto referral, find_referral(tx, viewer, id));
    std::vector<CaseDocument> enclosed;
    for (auto& document : documents_of_case(tx, viewer, case_of(id)))
        if (document.kind == "booking_slip" || document.kind == "visit_guide")
            enclosed.push_back(std::move(document));
    TRY(auto pdf, fax_cover(tx, viewer, office.clock.now(), referral, "0000-00000-00", enclosed));
    return http::Response::bytes(std::move(pdf), "application/pdf", "FAX送付状.pdf");
}

}  // namespace

void add_document_routes(http::Router& router, Office& office) {
    const auto get = [&](std::string_view pattern,
                         Result<http::Response> (*answer)(Office&, const http::Request&)) {
        router.add("GET", pattern,
                   [&office, answer](http::Request& request) { return answer(office, request); });
    };
    get("/documents/{id}", send_document);
    get("/documents/{id}/pages/{page}", send_page);
    get("/referrals/{id}/reception-sheet.pdf", show_reception_sheet);
    get("/referrals/{id}/fax-cover.pdf", show_fax_cover);
    router.add("POST", "/referrals/{id}/reception-sheet.pdf", [&office](http::Request& request) {
        return store_reception_sheet(office, request);
    });
    router.add("POST", "/referrals/{id}/sources", [&office](http::Request& request) {
        return office::change_once(office, request,
                                   [&](db::Transaction& tx, const Viewer& viewer, Instant now) {
                                       return link_source(request, tx, viewer, now);
                                   });
    });
}

}  // namespace kakehashi::referral_pages
