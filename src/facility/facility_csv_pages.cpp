#include "base/messages.hpp"
#include "facility/facility_csv.hpp"
#include "facility/facility_detail.hpp"
#include "office/change.hpp"

namespace kakehashi::facility_pages {
namespace {

constexpr std::size_t kFormBytes = 64 * 1024;  // what surrounds the file in the body

http::Response import_page(const http::Request& request, Office& office, ImportView view,
                           int status = 200) {
    auto tx = office.db.read();
    view.frame = office::make_frame(office, tx, request, "連携先の CSV", "/facilities");
    return office::page(render_import, view, status);
}

/// POST /facilities/import. The report is the answer itself; the same form sent again does nothing
/// more and leads to the list.
Result<http::Response> take_import(const http::Request& request, Office& office) {
    const auto* file = request.form().file("file");
    ImportView view;
    if (!file) {
        view.error = "ファイルが選ばれていません。CSV ファイルを選んでください";
        return import_page(request, office, std::move(view), 422);
    }
    auto answer = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY(const auto report, import_facilities(tx, viewer, now, file->bytes));
            view.done = true;
            view.created = report.created;
            view.changed = report.changed;
            view.unchanged = report.unchanged;
            for (const auto& line : report.refused)
                view.refused.push_back({line.row, line.name, line.reason});
            return office::Done{html::Url::path("/facilities")};
        });
    if (!answer && answer.error().kind == ErrorKind::Invalid) {
        view.error = sentence(answer.error());
        return import_page(request, office, std::move(view), 422);
    }
    if (!answer || !view.done) return answer;
    return import_page(request, office, std::move(view));
}

Result<http::Response> export_list(const http::Request& request, Office& office) {
    const bool shift_jis = request.query("encoding") == "cp932";
    const auto today = office.clock.today();
    auto tx = office.db.read();
    auto written =
        export_facilities(tx, office::viewer_of(request),
                          shift_jis ? csv::Encoding::Cp932 : csv::Encoding::Utf8Bom, today);
    return http::Response::bytes(
        std::move(written.bytes),
        shift_jis ? "text/csv; charset=Shift_JIS" : "text/csv; charset=utf-8",
        "連携先_" + iso_date(today) + ".csv", http::Disposition::Attachment);
}

}  // namespace

void add_csv_routes(http::Router& router, Office& office) {
    router.add("GET", "/facilities/import", [&office](http::Request& request) {
        return Result<http::Response>{import_page(request, office, {})};
    });
    router.add("POST", "/facilities/import",
               [&office](http::Request& request) { return take_import(request, office); },
               {.body_bytes_max = csv::kBytesMax + kFormBytes});
    router.add("GET", "/facilities/export",
               [&office](http::Request& request) { return export_list(request, office); });
}

}  // namespace kakehashi::facility_pages
