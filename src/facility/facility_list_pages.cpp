#include <algorithm>

#include "base/era.hpp"
#include "facility/facility_detail.hpp"
#include "facility/facility_store.hpp"
#include "office/change.hpp"
#include "office/searching.hpp"
#include "platform/event/contact.hpp"

namespace kakehashi::facility_pages {
namespace {

constexpr int kRowsOfPage = 50;
constexpr int kContactsShown = 20;
constexpr int kEventsShown = 100;
const std::string kList = "/facilities";

/// What the address says, so that every link of the page can say it again.
struct Asked {
    std::string words, token;  // what was searched for, and what stands for it in addresses
    std::string kind;
    bool stale = false, registered = false, closed = false;
    FacilityId after;

    html::Url url() const {
        auto url = html::Url::path(kList);
        if (!words.empty()) url = url.with("s", token);
        if (!kind.empty()) url = url.with("kind", kind);
        if (stale) url = url.with("stale", "1");
        if (registered) url = url.with("registered", "1");
        if (closed) url = url.with("closed", "1");
        return url;
    }
    html::Url paged() const { return after ? url().with("after", after.value) : url(); }
};

Asked asked_of(const http::Request& request) {
    Asked asked;
    asked.words = office::searched_words(request);
    asked.token = request.query("s");
    if (const auto kind = parse_facility_kind(request.query("kind"))) asked.kind = to_text(*kind);
    asked.stale = request.query("stale") == "1";
    asked.registered = request.query("registered") == "1";
    asked.closed = request.query("closed") == "1";
    asked.after = FacilityId::parse(request.query("after")).value_or(FacilityId{});
    return asked;
}

Row row_of(const Facility& facility, const Asked& asked, FacilityId chosen, Date today,
           int stale_days) {
    Row row;
    row.url = asked.paged().with("sel", facility.id.value);
    row.opens = url_of(facility.id);
    row.name = facility.name;
    row.kind = std::string{japanese(facility.kind)} +
               (facility.address.empty() ? "" : "・" + facility.address);
    row.numbers = facility.phone.empty() ? "電話は未登録" : facility.phone;
    if (!facility.fax.empty()) row.numbers += "・FAX " + facility.fax;
    row.means = japanese(facility.reply_means);
    row.confirmed = facility.confirmed_on ? short_date(*facility.confirmed_on, today) : "未確認";
    row.stale = is_stale(facility, today, stale_days);
    row.registered = is_registered(facility, today);
    row.chosen = facility.id == chosen;
    row.row_class = std::string{row.chosen ? "sel" : ""} + (row.stale ? " old" : "");
    return row;
}

void fill_chips(ListView& view, const Asked& asked) {
    auto other = asked;
    other.after = {};
    const auto chip = [&](std::vector<Chip>& chips, std::string_view label, bool current) {
        chips.push_back({std::string{label}, other.url(), current});
    };
    other.kind.clear();
    chip(view.kinds, "すべて", asked.kind.empty());
    for (const auto kind : facility_kinds()) {
        other.kind = to_text(kind);
        chip(view.kinds, japanese(kind), asked.kind == to_text(kind));
    }
    other = asked;
    other.after = {};
    other.stale = !asked.stale;
    chip(view.filters, "要確認", asked.stale);
    other.stale = asked.stale;
    other.registered = !asked.registered;
    chip(view.filters, "登録医", asked.registered);
    other.registered = asked.registered;
    other.closed = !asked.closed;
    chip(view.filters, "閉院・休止も", asked.closed);
    other = asked;
    other.after = {};
    other.words.clear();
    view.searched = other.url();
}

void fill_counts(ListView& view, const FacilityCounts& counts) {
    view.all = counts.all;
    view.hospitals = counts.hospitals;
    view.clinics = counts.clinics;
    view.others = counts.others;
    view.registered = counts.registered;
    view.stale = counts.stale;
    view.stale_url = html::Url::path(kList).with("stale", "1");
    view.registered_url = html::Url::path(kList).with("registered", "1");
}

Result<http::Response> show_list(const http::Request& request, Office& office) {
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    const auto asked = asked_of(request);
    ListView view;
    view.frame = office::make_frame(office, tx, request, "連携先", kList);
    view.query = asked.words;
    view.stale_days = stale_days_of(tx, viewer);
    view.own_people = url_of(viewer.facility).segment("people");
    fill_counts(view, count_facilities(tx, viewer, today, view.stale_days));
    fill_chips(view, asked);

    FacilityFilter filter;
    if (!asked.kind.empty()) filter.kind = parse_facility_kind(asked.kind).value();
    filter.only_stale = asked.stale;
    filter.only_registered = asked.registered;
    filter.with_closed = asked.closed;
    filter.today = today;
    filter.stale_days = view.stale_days;
    const auto page = search_facilities(tx, viewer, asked.words, filter, asked.after, kRowsOfPage);
    auto chosen = FacilityId::parse(request.query("sel")).value_or(FacilityId{});
    if (!chosen && !page.rows.empty()) chosen = page.rows.front().id;
    for (const auto& facility : page.rows) {
        view.rows.push_back(row_of(facility, asked, chosen, today, view.stale_days));
        if (facility.id == chosen)
            view.detail = detail_of(tx, viewer, facility, today, view.stale_days);
    }
    if (!view.detail)  // chosen on another page of the list, or not among what is shown
        if (const auto facility = find_facility(tx, viewer, chosen))
            view.detail = detail_of(tx, viewer, *facility, today, view.stale_days);
    if (page.after) {
        auto next = asked;
        next.after = page.after;
        view.more = next.paged();
    }
    if (asked.after) view.first = asked.url();
    view.nothing = asked.words.empty() ? "あてはまる連携先はありません"
                                       : "「" + asked.words + "」に合う連携先はありません";
    return office::page(render_list, view);
}

/// 川端 → 川端様. Who was written down as 林 先生 keeps that.
std::string addressed(const std::string& person) {
    constexpr std::array<std::string_view, 5> kTitles{"様", "先生", "医師", "さん", "殿"};
    const auto has_title = [&](std::string_view title) { return person.ends_with(title); };
    return std::ranges::any_of(kTitles, has_title) ? person : person + "様";
}

LogLine line_of(Instant at, std::string text, std::string by, Date today) {
    return {short_date(date_in_japan(at), today), time_text(at), std::move(text), std::move(by)};
}

Result<http::Response> show_facility(const http::Request& request, Office& office) {
    TRY(const auto id, request.path_id<FacilityId>("id"));
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    TRY(const auto facility, find_facility(tx, viewer, id));
    FacilityView view;
    view.frame = office::make_frame(office, tx, request, facility.name, kList);
    view.is_ours = facility.id == viewer.facility;
    view.detail = detail_of(tx, viewer, facility, today, stale_days_of(tx, viewer));
    view.detail.leading = true;
    view.detail.page = {};
    for (const auto& contact : contacts_of_partner(tx, viewer, id, kContactsShown)) {
        std::string text = std::string{japanese(contact.means)} +
                           (contact.direction == ContactDirection::In ? "を受けた" : "をかけた");
        if (contact.means != ContactMeans::Phone)
            text = std::string{japanese(contact.means)} +
                   (contact.direction == ContactDirection::In ? "(先方から)" : "(当院から)");
        text += "・" + std::string{japanese(contact.outcome)};
        if (!contact.person.empty()) text += "・" + addressed(contact.person);
        if (!contact.note.empty()) text += "・" + contact.note;
        view.contacts.push_back(line_of(contact.at, std::move(text), contact.by, today));
    }
    for (const auto& event : events_of_case(tx, viewer, case_of(id), kEventsShown))
        if (auto text = office.timeline_text(event); !text.text.empty())
            view.log.push_back(line_of(event.at, std::move(text.text), event.actor_name, today));
    return office::page(render_facility, view);
}

/// POST /facilities/{id}/confirmation: somebody looked at the entry and it is right.
Result<http::Response> confirm(const http::Request& request, Office& office) {
    TRY(const auto id, request.path_id<FacilityId>("id"));
    const auto& viewer = office::viewer_of(request);
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer&, Instant now) -> Result<office::Done> {
            TRY(auto facility, find_facility(tx, viewer, id));
            const auto where = html::Url::path(kList).with("sel", id.value);
            if (facility.confirmed_on == date_in_japan(now))
                return office::Done{where, "内容は本日すでに確かめてあります"};
            facility.confirmed_on = date_in_japan(now);
            TRY_DO(update_facility(tx, viewer, now, facility, "facility.confirmed"));
            return office::Done{where, "内容を確かめたことを記録しました",
                                url_of(id).segment("confirmation").segment("undo")};
        });
}

/// POST /facilities/{id}/confirmation/undo: the day of the former confirmation comes back.
Result<http::Response> undo_confirmation(const http::Request& request, Office& office) {
    TRY(const auto id, request.path_id<FacilityId>("id"));
    const auto& viewer = office::viewer_of(request);
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer&, Instant now) -> Result<office::Done> {
            TRY(auto facility, find_facility(tx, viewer, id));
            const auto events = events_of_case(tx, viewer, case_of(id), 1);
            if (events.empty() || events.front().kind != "facility.confirmed")
                return fail(ErrorKind::Conflict, "facility.changed_meanwhile");
            const auto before =
                parse_iso_date(events.front().data.at("changes", 0, "from").string());
            facility.confirmed_on = before ? std::optional{*before} : std::nullopt;
            TRY_DO(update_facility(tx, viewer, now, facility, "facility.confirmation_undone"));
            return office::Done{html::Url::path(kList).with("sel", id.value),
                                "内容の確認を取り消しました"};
        });
}

}  // namespace

void add_list_routes(http::Router& router, Office& office) {
    router.add("GET", "/facilities",
               [&office](http::Request& request) { return show_list(request, office); });
    router.add("GET", "/facilities/{id}",
               [&office](http::Request& request) { return show_facility(request, office); });
    router.add("POST", "/facilities/{id}/confirmation",
               [&office](http::Request& request) { return confirm(request, office); });
    router.add("POST", "/facilities/{id}/confirmation/undo",
               [&office](http::Request& request) { return undo_confirmation(request, office); });
}

}  // namespace kakehashi::facility_pages
