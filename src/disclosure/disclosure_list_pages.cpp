// /disclosures: what waits with its time, what ended in a year, and the year as CSV.
#include "base/era.hpp"
#include "disclosure/disclosure_routes.hpp"
#include "exchange/csv/csv.hpp"

namespace kakehashi::disclosure {
namespace {

RequestLine line_of(const ListedRequest& listed, Date today) {
    const auto& request = listed.request;
    RequestLine line;
    line.url = url_of(request.id);
    line.number = request.number;
    line.patient = listed.patient_name;
    line.patient_number = patient_number_text(listed.patient_number);
    line.requester = requester_text(request);
    line.asked = request.asked;
    line.state = japanese(request.state());
    if (request.state() == State::Answered) line.state = japanese(request.decision->ruling);
    line.state_css = state_css(request.state());
    line.day = short_date(request.received_on, today);
    line.due = short_date(request.due_on, today);
    line.remaining = remaining(request.due_on, instant_in_japan(today, {}));
    line.remaining_css = left_css(request.due_on, today);
    return line;
}

Result<http::Response> show(Office& office, const http::Request& request) {
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    const auto year = office::year_of(request, today);
    auto tx = office.db.read();
    ListView view;
    view.frame = office::make_frame(office, tx, request, "開示請求", "/disclosures");
    view.frame.print_title = "開示請求の一覧";
    for (const auto& listed : open_requests(tx, viewer))
        view.open.push_back(line_of(listed, today));
    view.open_count = std::to_string(view.open.size()) + "件";
    for (const auto& listed : requests_of_year(tx, viewer, year))
        if (!listed.request.is_open()) view.ended.push_back(line_of(listed, today));
    view.years = office::year_bar("/disclosures", year, today);
    view.csv = html::Url::path("/disclosures/export").with("year", year);
    return office::page(render_list, view);
}

std::string day_text(bool there, Date on) {
    return there ? iso_date(on) : std::string{};
}

std::vector<std::string> cells_of(const ListedRequest& listed) {
    const auto& request = listed.request;
    const auto identity = request.identity.value_or(IdentityCheck{});
    const auto decision = request.decision.value_or(Decision{});
    const auto given = request.hand_over.value_or(HandOver{});
    const auto taken_back = request.withdrawal.value_or(Withdrawal{});
    return {request.number,
            patient_number_text(listed.patient_number),
            listed.patient_name,
            std::string{japanese(request.requester)},
            request.requester_name,
            request.relation,
            request.asked,
            std::string{japanese(request.form)},
            iso_date(request.received_on),
            request.received_by.name,
            iso_date(request.due_on),
            std::string{japanese(request.state())},
            day_text(request.identity.has_value(), identity.on),
            std::string{japanese(identity.document)},
            std::string{japanese(identity.authority)},
            identity.by,
            day_text(request.decision.has_value(), decision.on),
            std::string{japanese(decision.ruling)},
            std::string{japanese(decision.ground)},
            decision.reason,
            decision.by.name,
            day_text(request.hand_over.has_value(), given.on),
            std::string{japanese(given.means)},
            request.hand_over ? std::to_string(given.fee_yen) : std::string{},
            given.by,
            day_text(request.withdrawal.has_value(), taken_back.on),
            taken_back.reason};
}

/// GET /disclosures/export: what was received in the year.
Result<http::Response> export_year(Office& office, const http::Request& request) {
    const auto& viewer = office::viewer_of(request);
    const auto year = office::year_of(request, office.clock.today());
    std::vector<std::vector<std::string>> cells{
        {"番号",       "患者ID",      "患者",       "請求者",         "請求者の氏名",
         "続柄",       "範囲",        "受け取り方", "受付日",         "受け付けた人",
         "期限(目安)", "状態",        "本人確認日", "本人確認の書類", "代理人・遺族の書類",
         "確認した人", "判断日",      "判断",       "根拠",           "理由",
         "判断した人", "交付日",      "渡し方",     "手数料(円)",     "渡した人",
         "取下げ日",   "取下げの理由"}};
    auto tx = office.db.read();
    for (const auto& listed : requests_of_year(tx, viewer, year)) cells.push_back(cells_of(listed));
    return http::Response::bytes(
        csv::write(cells, csv::Encoding::Utf8Bom).bytes, "text/csv; charset=utf-8",
        "開示請求_" + std::to_string(year) + "年.csv", http::Disposition::Attachment);
}

}  // namespace

void add_list_routes(http::Router& router, Office& office) {
    router.add("GET", "/disclosures",
               [&office](http::Request& request) { return show(office, request); });
    router.add("GET", "/disclosures/export",
               [&office](http::Request& request) { return export_year(office, request); });
}

}  // namespace kakehashi::disclosure
