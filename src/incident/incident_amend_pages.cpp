// /incidents/{id}/account: what became known since. The versions before it stay in the record.
#include "incident/incident_routes.hpp"
#include "office/change.hpp"

namespace kakehashi::incident {
namespace {

constexpr std::size_t kTextChars = 1000;

struct FoundOut {
    const char *name, *label, *hint;
    std::string Account::*text;
};
constexpr FoundOut kFoundOut[] = {
    {"cause", "原因", "例:短縮番号の登録ちがい", &Account::cause},
    {"harm", "二次被害とそのおそれ", "例:先方で破棄され、確認されていない", &Account::harm},
    {"publication", "公表", "例:公表しない(本人全員に知らせたため)", &Account::publication},
    {"incident_remarks", "そのほか参考になること", "", &Account::remarks},
};

Result<http::Response> show(Office& office, const http::Request& request,
                            const std::vector<office::FieldError>& errors = {}) {
    TRY(const auto id, request.path_id<IncidentId>("id"));
    auto tx = office.db.read();
    TRY(const auto incident, find_incident(tx, office::viewer_of(request), id));
    if (!incident.is_open()) return fail(ErrorKind::Refused, "incident.closed");
    const office::Typed typed{request.method == "POST" ? &request.form() : nullptr, errors,
                              office.clock.today()};
    AmendView view;
    view.frame = office::make_frame(office, tx, request, "わかったことを書く", "/incidents");
    view.errors = errors;
    view.number = incident.number;
    view.page = url_of(id);
    view.target = url_of(id).segment("account");
    view.version = incident.version;
    view.account = account_form(incident.account, typed);
    for (const auto& one : kFoundOut) {
        auto& input = view.found_out.emplace_back(
            typed.text(one.name, one.label, incident.account.*one.text));
        input.hint = one.hint;
    }
    return office::page(render_amend, view, errors.empty() ? 200 : 422);
}

Result<http::Response> save(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<IncidentId>("id"));
    const auto today = office.clock.today();
    office::FormReader reader(request.form(), today);
    auto account = read_account(reader, request.form(), {});
    for (const auto& one : kFoundOut) account.*one.text = reader.text(one.name, kTextChars);
    const auto version = reader.number("version", 1, 1'000'000, 1);
    if (!reader.ok()) return show(office, request, reader.errors());
    auto done = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY(const auto incident, find_incident(tx, viewer, id));
            if (account == incident.account)
                return office::Done{url_of(id), "変わったところはありません"};
            TRY(auto next, incident.amend(account, today));
            next.version = version;
            TRY_DO(save_account(tx, viewer, now, next, office.holidays));
            return office::Done{url_of(id), "わかったことを書き加えました"};
        });
    if (done || done.error().field.empty()) return done;
    reader.wrong(done.error());
    return show(office, request, reader.errors());
}

}  // namespace

void add_amend_routes(http::Router& router, Office& office) {
    router.add("GET", "/incidents/{id}/account",
               [&office](http::Request& request) { return show(office, request); });
    router.add("POST", "/incidents/{id}/account",
               [&office](http::Request& request) { return save(office, request); });
}

}  // namespace kakehashi::incident
