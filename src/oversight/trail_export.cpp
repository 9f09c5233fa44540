#include "base/era.hpp"
#include "exchange/csv/csv.hpp"
#include "office/frame.hpp"
#include "office/traces.hpp"
#include "oversight/oversight_routes.hpp"
#include "oversight/trail_request.hpp"
#include "oversight/trail_words.hpp"
#include "patient/patient.hpp"

namespace kakehashi::oversight {
namespace {

constexpr std::size_t kLinesMax = 50'000;
constexpr int kLinesAtOnce = 1000;

/// 0048-2291;0048-2292: every patient the line names.
std::string numbers_text(const std::vector<PatientId>& patients, const PatientNumbers& numbers) {
    std::string text;
    for (const auto patient : patients) {
        if (!text.empty()) text += ';';
        text += patient_number_text(numbers.of(patient));
    }
    return text;
}

std::vector<std::string> cells_of(const audit::ChainedRow& row,
                                  const std::vector<PatientId>& patients,
                                  const PatientNumbers& numbers) {
    const auto& entry = row.entry;
    return {std::to_string(row.number),
            iso_instant(entry.at),
            actor_text(entry),
            entry.address,
            std::string{word_of_action(entry.action).word},
            entry.what,
            case_text(entry),
            numbers_text(patients, numbers),
            std::string{purpose_word(entry.purpose)},
            entry.result,
            std::to_string(entry.times),
            row.hash};
}

/// GET /audit/export: what the filter leaves, as CSV. Refused when it is too much for one file.
Result<http::Response> export_trail(Office& office, http::Request& request) {
    const auto& viewer = office::viewer_of(request);
    const auto filter = filter_of(request);
    std::vector<std::vector<std::string>> cells{{"番号", "日時", "だれが", "どこから", "したこと",
                                                 "画面・できごと", "案件", "患者ID", "目的", "結果",
                                                 "回数", "鎖の値"}};
    PatientNumbers numbers(viewer.facility);
    for (TrailMark before;;) {
        const auto rows = trail_rows(office.db, viewer.facility, filter, before, kLinesAtOnce);
        if (rows.empty()) break;
        before = TrailMark::of(rows.back());
        auto tx = office.db.read();
        for (const auto& row : rows) {
            const auto patients = patients_of(row.entry);
            numbers.learn(tx, patients);
            for (const auto patient : patients) viewer.sees(patient);
            cells.push_back(cells_of(row, patients, numbers));
        }
        if (cells.size() > kLinesMax + 1)
            return office::message_page(office, request, 422, "一度に書き出せません",
                                        "50,000行をこえます。日にちや職員でしぼって、何回かに分けて"
                                        "書き出してください。");
    }
    request.attach(office::OversightLook{});
    return http::Response::bytes(
        csv::write(cells, csv::Encoding::Utf8Bom).bytes, "text/csv; charset=utf-8",
        "監査ログ_" + iso_date(office.clock.today()) + ".csv", http::Disposition::Attachment);
}

}  // namespace

void add_export_routes(http::Router& router, Office& office) {
    router.add("GET", "/audit/export",
               [&office](http::Request& request) { return export_trail(office, request); });
}

}  // namespace kakehashi::oversight
