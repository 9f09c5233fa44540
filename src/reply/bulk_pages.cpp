// One reply or many at once: a page that shows what will happen, then the act.
#include <algorithm>
#include <set>

#include "base/messages.hpp"
#include "booking/booking_slips.hpp"
#include "office/change.hpp"
#include "referral/referral_stop.hpp"
#include "reply/reply_aging.hpp"
#include "reply/reply_routes.hpp"
#include "reply/reply_sending.hpp"
#include "reply/reply_words.hpp"

namespace kakehashi::reply_pages {
namespace {

using office::Done;

/// More are sent in several goes: the letters are drawn while the office waits.
constexpr std::size_t kAtOnce = 50;

std::vector<ReplyObligationId> ids_from(const std::vector<std::string_view>& texts) {
    std::vector<ReplyObligationId> ids;
    std::set<std::int64_t> seen;
    for (const auto text : texts)
        if (const auto id = ReplyObligationId::parse(text);
            id && ids.size() < kAtOnce && seen.insert(id->value).second)
            ids.push_back(*id);
    return ids;
}

html::Url with_ids(html::Url url, const std::vector<ReplyObligationId>& ids) {
    for (const auto id : ids) url = url.with("id", id.value);
    return url;
}

/// Where the list or the reply is that the page came from.
html::Url back_of(const std::vector<ReplyObligationId>& ids) {
    return ids.size() == 1 ? reply_url(ids.front()) : html::Url::path("/replies");
}

BulkRow bulk_row(const AgingRow& row, Date today) {
    BulkRow out;
    out.id = row.reply.id.value;
    out.patient = row.patient_name;
    out.stage = japanese(row.reply.stage);
    out.receiver = row.referrer_name;
    out.doctor = row.doctor_name.empty() ? "担当医なし" : row.doctor_name;
    out.detail = std::to_string(row.reply.waiting_days(today)) + "日待ち・" + row.department_name;
    out.url = reply_url(row.reply.id);
    out.preview = out.url.segment("preview.pdf");
    return out;
}

BulkView bulk_view(Office& office, db::Transaction& tx, const http::Request& request,
                   std::string title, const char* path, const std::vector<ReplyObligationId>& ids) {
    BulkView view;
    view.frame = office::make_frame(office, tx, request, title, "/replies", ids.size() == 1);
    view.heading = std::move(title);
    view.action = html::Url::path(path);
    view.back = back_of(ids);
    return view;
}

std::vector<Choice> means_choices(const ReadyReply& ready) {
    std::vector<Choice> choices;
    for (const auto& means : means_for(ready.facts.names)) {
        auto label = std::string{japanese_means(means)};
        const auto address = address_for(ready.facts.names, means);
        if (!address.empty()) label += " " + address;
        choices.push_back({means, label, means == ready.means});
    }
    return choices;
}

/// `.12`: the fields of one reply among several.
std::string field_of(ReplyObligationId id) {
    return "." + id.text();
}

/// With a `problem`: the page again, after nothing could be sent.
http::Response show_sending(Office& office, const http::Request& request,
                            const std::vector<ReplyObligationId>& ids, std::string problem = {}) {
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    auto view = bulk_view(office, tx, request, "返書を確かめて送る", "/replies/sending", ids);
    view.problem = std::move(problem);
    for (const auto& row : replies_with_ids(tx, viewer, ids)) {
        auto line = bulk_row(row, today);
        const auto check = check_reply(tx, viewer, today, row.reply.id, "");
        if (!check) continue;
        line.seen = check->ready.draft_version;
        line.means = means_choices(check->ready);
        bool only_objection = row.reply.open(), only_address = true;
        for (const auto& error : check->missing) {
            line.problems.push_back(sentence(error));
            only_objection = only_objection && is_objection(error);
            // Another means may have the address this one lacks: the choice is the user's.
            only_address =
                only_address && (error.code == "reply.no_address" || error.field == "means");
        }
        line.against = against_reply(check->ready.decision, check->ready.facts);
        consent_parts::keep_typed(line.against, request.form(), field_of(row.reply.id));
        line.against.stops = line.against.stops && only_objection;
        if (ids.size() == 1)
            for (auto& part : letter_lines(check->ready.facts, check->ready.text))
                line.letter.push_back({std::move(part.label), std::move(part.text)});
        (only_address ? view.rows : view.refused).push_back(std::move(line));
    }
    view.button = std::to_string(view.rows.size()) + "件を送った記録を残す";
    return office::page(render_sending, view, view.problem.empty() ? 200 : 422);
}

/// What one form sent: the replies that left, and why the others did not.
struct Outcome {
    std::vector<ReplyObligationId> sent;
    std::vector<ReferralId> stopped;  // by the patients' objections
    std::optional<Error> why_not;
};

Result<Outcome> send_each(const Office& office, db::Transaction& tx, const Viewer& viewer,
                          Instant now, form::Press& press, const http::Form& form,
                          const std::vector<ToSend>& chosen) {
    Outcome out;
    for (const auto& [id, means, leave] : chosen) {
        TRY(const auto check, check_reply(tx, viewer, date_in_japan(now), id, means, leave));
        const bool as_seen =
            form.text("seen" + field_of(id)) == std::to_string(check.ready.draft_version);
        if (!check.missing.empty() || !as_seen) {
            out.why_not = check.missing.empty()
                              ? Error{ErrorKind::Conflict, "reply.changed_meanwhile"}
                              : check.missing.front();
            if (is_objection(*out.why_not)) out.stopped.push_back(check.ready.facts.referral.id);
            continue;
        }
        TRY_DO(send_reply(office, tx, viewer, now, press, id, check.ready.draft_version, means,
                          leave));
        out.sent.push_back(id);
    }
    return out;
}

std::string words_of(const Outcome& outcome, std::size_t chosen) {
    const auto changed = chosen - outcome.sent.size() - outcome.stopped.size();
    auto words = std::to_string(outcome.sent.size()) + "件を送った記録を残しました";
    if (!outcome.stopped.empty())
        words += "。" + std::to_string(outcome.stopped.size()) +
                 "件は患者さんの留保のため送っていません";
    if (changed > 0)
        words += "。" + std::to_string(changed) + "件は先に変わっていたため送っていません";
    return words;
}

Result<http::Response> send_chosen(Office& office, http::Request& request) {
    const auto& form = request.form();
    const auto ids = ids_from(form.all("id"));
    std::vector<ToSend> chosen;
    for (const auto id : ids)
        chosen.push_back({id, std::string{form.text("means" + field_of(id))},
                          consent_parts::leave_in(form, field_of(id))});
    form::Press press{office.clock.now()};
    {
        auto tx = office.db.read();
        draw_ahead(tx, office::viewer_of(request), press, chosen);
    }
    std::vector<ReferralId> stopped;
    auto done = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            if (chosen.empty()) return fail(ErrorKind::Invalid, "reply.none_chosen");
            TRY(auto outcome, send_each(office, tx, viewer, now, press, form, chosen));
            stopped = outcome.stopped;
            if (outcome.sent.empty()) return fail(*outcome.why_not);
            return Done{with_ids(html::Url::path("/replies/sent"), outcome.sent),
                        words_of(outcome, chosen.size())};
        });
    trace_stops(office, request, stopped);
    if (!done && is_objection(done.error()))
        return show_sending(office, request, ids, sentence(done.error()));
    return done;
}

http::Response show_sent(Office& office, const http::Request& request) {
    const auto& viewer = office::viewer_of(request);
    const auto ids = ids_from(request.query_all("id"));
    auto tx = office.db.read();
    SentView view;
    view.frame = office::make_frame(office, tx, request, "送った返書", "/replies");
    view.back = html::Url::path("/replies");
    for (const auto& row : replies_with_ids(tx, viewer, ids)) {
        if (row.reply.state != ReplyState::Sent) continue;
        SentRow line;
        line.patient = row.patient_name;
        line.stage = japanese(row.reply.stage);
        line.url = reply_url(row.reply.id);
        const auto about = case_of(row.reply.referral);
        for (const auto& sending : sendings_of_case(tx, viewer, about))
            if (sending.document == row.reply.document)
                line.how = row.referrer_name + " " + std::string{japanese_means(sending.means)} +
                           " " + sending.address;
        for (const auto& document : documents_of_case(tx, viewer, about))
            if (document.id == row.reply.document ||
                (document.kind == kCoverDocument && row.reply.closed_at &&
                 document.created_at == *row.reply.closed_at))
                line.documents.push_back(
                    {document.title, document.number,
                     html::Url::path("/documents").segment(document.id.value)});
        view.rows.push_back(std::move(line));
    }
    return office::page(render_sent, view);
}

http::Response show_chaser(Office& office, const http::Request& request) {
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    const auto ids = ids_from(request.query_all("id"));
    auto tx = office.db.read();
    auto view = bulk_view(office, tx, request, "返書を催促する", "/replies/chaser", ids);
    for (const auto& row : replies_with_ids(tx, viewer, ids)) {
        auto line = bulk_row(row, today);
        if (!row.reply.open()) {
            line.problems.emplace_back("送付ずみか返書不要です");
            view.refused.push_back(std::move(line));
            continue;
        }
        const bool to_head = chaser_due(row.reply, today) == Chaser::Head;
        const auto head = head_of_department(tx, viewer, row.reply.department);
        line.means = {{"doctor", "担当医 " + line.doctor, !to_head},
                      {"head", "科長" + (head.empty() ? "" : " " + head), to_head}};
        if (row.reply.chasers > 0)
            line.detail += "・催促 " + std::to_string(row.reply.chasers) + "回";
        view.rows.push_back(std::move(line));
    }
    view.button = std::to_string(view.rows.size()) + "件の催促を記録する";
    return office::page(render_chaser, view);
}

Result<http::Response> chase_chosen(Office& office, const http::Request& request) {
    const auto& form = request.form();
    const auto ids = ids_from(form.all("id"));
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            if (ids.empty()) return fail(ErrorKind::Invalid, "reply.none_chosen");
            for (const auto id : ids)
                TRY_DO(chase(tx, viewer, now, id, form.text("whom." + id.text()) == "head",
                             form.text("note")));
            return Done{back_of(ids), std::to_string(ids.size()) + "件の催促を記録しました"};
        });
}

http::Response not_needed_page(Office& office, const http::Request& request,
                               const std::vector<ReplyObligationId>& ids, std::string reason,
                               std::vector<office::FieldError> errors) {
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    auto view = bulk_view(office, tx, request, "返書不要にする", "/replies/not-needed", ids);
    for (const auto& row : replies_with_ids(tx, viewer, ids)) {
        auto line = bulk_row(row, today);
        if (!row.reply.open()) line.problems.emplace_back("送付ずみか返書不要です");
        (row.reply.open() ? view.rows : view.refused).push_back(std::move(line));
    }
    view.reason = std::move(reason);
    view.errors = std::move(errors);
    view.reasons = {"電話で報告ずみ", "紹介元が返書を希望されない", "転院先から報告",
                    "紹介元が閉院",   "患者が亡くなられた",         "患者の留保により報告しない"};
    view.button = std::to_string(view.rows.size()) + "件を返書不要にする";
    return office::page(render_not_needed, view, view.errors.empty() ? 200 : 422);
}

Result<http::Response> set_chosen_not_needed(Office& office, const http::Request& request) {
    const auto& form = request.form();
    const auto ids = ids_from(form.all("id"));
    constexpr std::size_t kReasonChars = 200;
    office::FormReader reader{form, office.clock.today()};
    const auto reason = reader.line("reason", kReasonChars);
    if (reader.ok() && reason.empty())
        reader.wrong({ErrorKind::Invalid, "reply.reason_required", "reason"});
    if (!reader.ok())
        return not_needed_page(office, request, ids, reader.typed("reason"), reader.errors());
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            if (ids.empty()) return fail(ErrorKind::Invalid, "reply.none_chosen");
            for (const auto id : ids) TRY_DO(set_not_needed(tx, viewer, now, id, reason));
            const auto undo =
                ids.size() == 1 ? reply_url(ids.front()).segment("reopening") : html::Url{};
            return Done{html::Url::path("/replies"),
                        std::to_string(ids.size()) + "件を返書不要にしました", undo};
        });
}

}  // namespace

void add_bulk_routes(http::Router& router, Office& office) {
    router.add("GET", "/replies/sending", [&office](http::Request& request) {
        return show_sending(office, request, ids_from(request.query_all("id")));
    });
    router.add("POST", "/replies/sending",
               [&office](http::Request& request) { return send_chosen(office, request); });
    router.add("GET", "/replies/sent",
               [&office](http::Request& request) { return show_sent(office, request); });
    router.add("GET", "/replies/chaser",
               [&office](http::Request& request) { return show_chaser(office, request); });
    router.add("POST", "/replies/chaser",
               [&office](http::Request& request) { return chase_chosen(office, request); });
    router.add("GET", "/replies/not-needed", [&office](http::Request& request) {
        return not_needed_page(office, request, ids_from(request.query_all("id")), "", {});
    });
    router.add("POST", "/replies/not-needed", [&office](http::Request& request) {
        return set_chosen_not_needed(office, request);
    });
}

}  // namespace kakehashi::reply_pages
