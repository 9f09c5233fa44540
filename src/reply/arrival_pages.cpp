// 来院・受診報告: who is expected today, who came, and the notices that leave the same day.
#include <algorithm>
#include <set>

#include "base/era.hpp"
#include "booking/booking_store.hpp"
#include "office/change.hpp"
#include "patient/patient.hpp"
#include "platform/duty/duty.hpp"
#include "referral/referral_stop.hpp"
#include "reply/reply_aging.hpp"
#include "reply/reply_routes.hpp"
#include "reply/reply_sending.hpp"
#include "reply/reply_words.hpp"
#include "reply/visit_store.hpp"

namespace kakehashi::reply_pages {
namespace {

using office::Done;

constexpr int kForgottenShown = 50;
constexpr int kUnbookedShown = 100, kUnbookedMost = 5000;
constexpr std::size_t kNumberChars = 40;

constexpr db::Query kUnbooked{"reply.awaited_unbooked", R"sql(
    SELECT r.id, r.number, p.name, p.sex, p.born_on, r.diagnoses, coalesce(f.name, ''),
           coalesce(d.name, ''), r.patient_id
      FROM referral r
      JOIN patient p ON p.id = r.patient_id
      LEFT JOIN facility f ON f.id = r.referrer_id
      LEFT JOIN department d ON d.id = r.department_id
     WHERE r.facility_id = $1 AND r.closed_at IS NULL AND r.state = 'awaiting_visit'
       AND NOT EXISTS (SELECT 1 FROM booking b
                        WHERE b.facility_id = r.facility_id AND b.referral_id = r.id
                          AND b.state IN ('held', 'confirmed'))
       AND {shown r.patient_id to $3}
     ORDER BY r.received_at, r.id
     LIMIT $2
)sql"};

/// How many of 予約なし are shown: つづき asks for more, up to more than any office has.
int unbooked_shown(const http::Request& request) {
    const auto wanted = ReferralId::parse(request.query("unbooked"));
    return wanted ? static_cast<int>(std::clamp<std::int64_t>(wanted->value, kUnbookedShown,
                                                              std::int64_t{kUnbookedMost}))
                  : kUnbookedShown;
}

html::Url arrivals_url(Date day, Date today) {
    auto url = html::Url::path("/arrivals");
    return day == today ? url : url.with("day", iso_date(day));
}

void may_act(VisitRow& row, ReferralId id, Date visited_on, bool come, bool miss) {
    const auto base = html::Url::path("/arrivals").segment(id.value);
    row.can_come = come;
    row.can_miss = miss;
    row.came = base;
    row.missed = base.segment("absence");
    row.visited_on = iso_date(visited_on);
}

VisitRow expected_row(const ExpectedVisit& visit, Date day, Date today) {
    const auto& booking = visit.booking;
    VisitRow row;
    row.id = booking.id.value;
    row.time = clock_text(booking.starts_at);
    row.patient = visit.patient_name;
    row.about = age_and_sex(visit.patient_born_on, visit.patient_sex, today);
    if (!visit.patient_number.empty())
        row.about += "・" + patient_number_text(visit.patient_number);
    row.what = visit.bookable_name;
    row.referrer = visit.referrer_name;
    row.number = visit.referral_number;
    row.url = referral_url(booking.referral);
    const auto state = visit.referral_state;
    const bool awaited = state == ReferralState::AwaitingVisit ||
                         state == ReferralState::AwaitingBooking || state == ReferralState::NoShow;
    // Who has come before may still keep, or miss, a booking of another day.
    const bool booked = booking.state == BookingState::Confirmed;
    may_act(row, booking.referral, day, (awaited || booked) && day <= today,
            booked && day <= today);
    const auto tag = [&](const char* words, const char* css, const char* icon) {
        row.tag = words;
        row.tag_css = css;
        row.tag_icon = icon;
    };
    if (booking.state == BookingState::Kept)
        tag("来院", "k-tag ok", "check");
    else if (booking.state == BookingState::Missed)
        tag("来院せず", "k-tag crit", "x");
    else if (!awaited && day > today)
        tag("受診ずみ", "k-tag plain", "");
    else
        tag("来院まち", "k-tag wait", "clock");
    return row;
}

/// Several bookings of one patient have one pair of buttons: at the first.
void one_pair_each(std::vector<VisitRow>& rows) {
    std::set<std::string> seen;
    for (auto& row : rows)
        if ((row.can_come || row.can_miss) && !seen.insert(row.number).second)
            row.can_come = row.can_miss = false;
}

std::vector<VisitRow> unbooked_rows(db::Transaction& tx, const Viewer& viewer, Date today,
                                    int limit) {
    return tx.all(
        kUnbooked,
        [&](const db::Row& row) {
            VisitRow out;
            const auto id = row.id<ReferralId>(0);
            viewer.sees(row.id<PatientId>(8));
            out.id = id.value;
            out.time = "予約なし";
            out.number = row.string(1);
            out.patient = row.string(2);
            out.about = age_and_sex(row.date(4), row.text(3), today);
            if (const auto main = first_line(row.string(5)); !main.empty())
                out.about += (out.about.empty() ? "" : "・") + main;
            out.referrer = row.string(6);
            out.what = row.string(7);
            out.url = referral_url(id);
            out.tag = "来院まち";
            out.tag_css = "k-tag wait";
            out.tag_icon = "clock";
            may_act(out, id, today, true, true);
            return out;
        },
        viewer.facility, limit, viewer.user);
}

/// Visits of former days that nobody confirmed: their duty fell due before today.
std::vector<VisitRow> forgotten_rows(db::Transaction& tx, const Viewer& viewer, Instant now,
                                     const std::vector<VisitRow>& unbooked) {
    const auto today = date_in_japan(now);
    std::vector<VisitRow> rows;
    for (const auto& duty :
         open_duties(tx, viewer, now, {DutyScope::Office, std::string{kDutyVisit}, false},
                     kForgottenShown)) {
        const auto due_on = date_in_japan(duty.due_at);
        bool is_unbooked = false;
        for (const auto& row : unbooked) is_unbooked = is_unbooked || row.id == duty.about.id;
        if (due_on >= today || is_unbooked) continue;
        const ReferralId id{duty.about.id};
        VisitRow row;
        row.id = duty.id.value;
        row.time = short_date(due_on, today);
        row.patient = duty.patient_name;
        row.about = age_and_sex(duty.patient_born_on, duty.patient_sex, today);
        if (!duty.note.empty()) row.about += (row.about.empty() ? "" : "・") + duty.note;
        row.referrer = duty.partner_name;
        row.url = referral_url(id);
        row.tag = remaining(duty.due_at, now);
        row.tag_css = "k-tag crit";
        row.tag_icon = "alert";
        may_act(row, id, due_on, true, true);
        rows.push_back(std::move(row));
    }
    return rows;
}

/// 来院されなかった方: nobody has told the patient and the referrer yet.
std::vector<NoticeRow> rows_to_tell(db::Transaction& tx, const Viewer& viewer, Instant now) {
    std::vector<NoticeRow> rows;
    for (const auto& duty :
         open_duties(tx, viewer, now, {DutyScope::Office, std::string{kDutyNoShow}, false},
                     kForgottenShown)) {
        NoticeRow row;
        row.id = duty.id.value;
        row.patient = duty.patient_name;
        row.referrer = duty.partner_name;
        row.when = remaining(duty.due_at, now);
        row.url = html::Url::path("/arrivals").segment(duty.about.id).segment("absence");
        rows.push_back(std::move(row));
    }
    return rows;
}

NoticeRow notice_row(const AgingRow& row, Instant now) {
    const auto today = date_in_japan(now);
    NoticeRow out;
    out.id = row.reply.id.value;
    out.patient = row.patient_name;
    out.about = about_line(row, today);
    out.referrer = row.referrer_name;
    out.means = japanese_means(row.referrer_means);
    out.late = row.reply.open() && row.reply.due_on < today;
    out.when = row.reply.open() ? short_date(row.reply.counted_from, today) + " 受診"
                                : moment_text(*row.reply.closed_at, now) + " 送付";
    out.url = reply_url(row.reply.id);
    if (row.reply.document)
        out.documents.push_back(
            {"受診報告書", "", html::Url::path("/documents").segment(row.reply.document.value)});
    return out;
}

http::Response show_arrivals(Office& office, const http::Request& request,
                             std::vector<office::FieldError> errors = {}, std::string typed = {}) {
    const auto& viewer = office::viewer_of(request);
    const auto now = office.clock.now();
    const auto today = date_in_japan(now);
    Date day = today;
    if (const auto wanted = parse_iso_date(request.query("day"))) day = *wanted;
    auto tx = office.db.read();

    ArrivalsView view;
    view.frame = office::make_frame(office, tx, request, "来院・受診報告", "/arrivals");
    view.day = western_date(day);
    view.iso_day = iso_date(day);
    view.is_today = day == today;
    view.return_to = arrivals_url(day, today).text();
    view.previous = arrivals_url(day - days{1}, today);
    view.next = arrivals_url(day + days{1}, today);
    view.today = html::Url::path("/arrivals");
    view.live = arrivals_url(day, today);
    view.send_one = html::Url::path("/arrivals/notices");
    view.walk_in = html::Url::path("/arrivals");
    for (const auto& visit : bookings_of_day(tx, viewer, day)) {
        view.expected.push_back(expected_row(visit, day, today));
        view.came += visit.booking.state == BookingState::Kept;
        view.missed += visit.booking.state == BookingState::Missed;
        view.awaited += visit.booking.state == BookingState::Confirmed;
    }
    one_pair_each(view.expected);
    view.empty_text = office.holidays.is_business_day(day)
                          ? "予約調整で確定した予約がここに並びます"
                          : "休みの日です";
    if (view.is_today) {
        const int shown = unbooked_shown(request);
        view.unbooked = unbooked_rows(tx, viewer, today, shown + 1);
        if (view.unbooked.size() > static_cast<std::size_t>(shown)) {
            view.unbooked.pop_back();
            view.more_unbooked =
                html::Url::path("/arrivals").with("unbooked", shown + kUnbookedShown);
        }
        view.forgotten = forgotten_rows(tx, viewer, now, view.unbooked);
        view.to_tell = rows_to_tell(tx, viewer, now);
        const auto notices = arrival_notices(tx, viewer, now);
        view.send_all = html::Url::path("/replies/sending");
        for (const auto& row : notices.open) {
            view.notices.push_back(notice_row(row, now));
            view.send_all = view.send_all.with("id", row.reply.id.value);
        }
        for (const auto& row : notices.sent_today) view.sent.push_back(notice_row(row, now));
    }
    view.typed = std::move(typed);
    view.errors = std::move(errors);
    constexpr int kInvalid = 422;
    return office::page(render_arrivals, view, view.errors.empty() ? 200 : kInvalid);
}

/// Where the form came from: the list of a day, or the day's work.
html::Url return_to(const http::Request& request) {
    const auto wanted = html::Url::local(request.form().text("return_to"));
    return wanted ? *wanted : html::Url::path("/arrivals");
}

/// What was recorded, with the way back: a visit, or only the end of a booking.
Done recorded(const html::Url& where, const Referral& before, const Referral& after,
              const char* visit, const char* place, const html::Url& undo_visit) {
    if (before.version != after.version) return {where, visit, undo_visit};
    return {
        where, place,
        html::Url::path("/arrivals").segment(before.id.value).segment("places").segment("undo")};
}

Done recorded_arrival(const html::Url& where, const Referral& before, const Referral& after) {
    return recorded(where, before, after, "来院を記録しました。受診報告を送れます",
                    "予約の来院を記録しました",
                    html::Url::path("/arrivals").segment(before.id.value).segment("undo"));
}

Result<http::Response> came(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<ReferralId>("id"));
    Date visited_on = office.clock.today();
    if (const auto day = request.form().text("visited_on"); !day.empty()) {
        TRY(visited_on, parse_iso_date(day));
    }
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            TRY(const auto before, find_referral(tx, viewer, id));
            TRY(const auto after, record_arrival(tx, viewer, now, id, visited_on));
            return recorded_arrival(return_to(request), before, after);
        });
}

Result<http::Response> undo_came(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<ReferralId>("id"));
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            TRY_DO(undo_arrival(tx, viewer, now, id));
            return Done{html::Url::path("/arrivals"), "来院の記録を元にもどしました"};
        });
}

Result<http::Response> did_not_come(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<ReferralId>("id"));
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            TRY(const auto before, find_referral(tx, viewer, id));
            TRY(const auto after, record_missed(tx, viewer, now, id));
            const auto here = html::Url::path("/arrivals").segment(id.value);
            return recorded(return_to(request), before, after,
                            "来院せずと記録しました。患者と紹介元に連絡します",
                            "予約に来院せずと記録しました。ほかの予約があります",
                            here.segment("absence").segment("undo"));
        });
}

Result<http::Response> undo_did_not_come(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<ReferralId>("id"));
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            TRY_DO(undo_missed(tx, viewer, now, id));
            return Done{html::Url::path("/arrivals"), "来院せずの記録を元にもどしました"};
        });
}

Result<http::Response> undo_ended_places(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<ReferralId>("id"));
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            TRY_DO(undo_places(tx, viewer, now, id));
            return Done{html::Url::path("/arrivals"), "予約の記録を元にもどしました"};
        });
}

/// 予約なしの来院, by referral or patient number.
Result<http::Response> walk_in(Office& office, const http::Request& request) {
    const auto today = office.clock.today();
    office::FormReader reader{request.form(), today};
    const auto number = reader.line("number", kNumberChars, Required::Yes);
    if (!reader.ok())
        return show_arrivals(office, request, reader.errors(), reader.typed("number"));
    auto done = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            TRY(const auto id, find_awaited(tx, viewer, number, today));
            TRY(const auto before, find_referral(tx, viewer, id));
            TRY(const auto after, record_arrival(tx, viewer, now, id, today));
            return recorded_arrival(html::Url::path("/arrivals"), before, after);
        });
    if (done || done.error().kind == ErrorKind::Conflict) return done;
    auto error = done.error();
    error.field = "number";
    reader.wrong(std::move(error));
    return show_arrivals(office, request, reader.errors(), reader.typed("number"));
}

/// 受診報告を送る, one click: by the partner's own means with what is known. What keeps it from
/// leaving is shown on the page that asks.
Result<http::Response> send_notice(Office& office, http::Request& request) {
    TRY(const auto id, ReplyObligationId::parse(request.form().text("id")));
    form::Press press{office.clock.now()};
    {
        auto tx = office.db.read();
        TRY(const auto check,
            check_reply(tx, office::viewer_of(request), office.clock.today(), id, ""));
        if (!check.missing.empty() && is_objection(check.missing.front()))
            trace_stops(office, request, {check.ready.facts.referral.id});
        // A repeated post finds the stage closed: change_once answers it as before.
        if (!check.missing.empty() && check.ready.facts.reply.open())
            return http::Response::redirect(
                html::Url::path("/replies/sending").with("id", id.value).text());
        draw_ahead(tx, office::viewer_of(request), press, {{id}});
    }
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            TRY(const auto check, check_reply(tx, viewer, date_in_japan(now), id, ""));
            TRY_DO(send_reply(office, tx, viewer, now, press, id, check.ready.draft_version, ""));
            // The list of the day shows the paper too; from elsewhere it has to be shown.
            auto where = return_to(request);
            if (!where.text().starts_with("/arrivals"))
                where = html::Url::path("/replies/sent").with("id", id.value);
            return Done{where, "受診報告を送った記録を残しました。文書を開いて印刷できます"};
        });
}

}  // namespace

void add_arrival_routes(http::Router& router, Office& office) {
    using Handle = Result<http::Response> (*)(Office&, const http::Request&);
    const auto post = [&](std::string_view pattern, Handle handle) {
        router.add("POST", pattern,
                   [&office, handle](http::Request& request) { return handle(office, request); });
    };
    router.add("GET", "/arrivals",
               [&office](http::Request& request) { return show_arrivals(office, request); });
    post("/arrivals", walk_in);
    router.add("POST", "/arrivals/notices",
               [&office](http::Request& request) { return send_notice(office, request); });
    post("/arrivals/{id}", came);
    post("/arrivals/{id}/undo", undo_came);
    post("/arrivals/{id}/places/undo", undo_ended_places);
    post("/arrivals/{id}/absence", did_not_come);
    post("/arrivals/{id}/absence/undo", undo_did_not_come);
}

}  // namespace kakehashi::reply_pages
