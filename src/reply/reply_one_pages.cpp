// /replies/{id}: the text of one reply beside what is known, and what can be done with it.
#include <charconv>

#include "office/change.hpp"
#include "reply/reply_routes.hpp"
#include "reply/reply_sending.hpp"
#include "reply/reply_view_of.hpp"
#include "reply/reply_words.hpp"
#include "reply/visit_store.hpp"

namespace kakehashi::reply_pages {
namespace {

using office::Done;

constexpr std::size_t kLineChars = 200;
constexpr std::size_t kTextChars = 4000;
/// A number of the right shape that no document has: a preview is not a document.
constexpr std::string_view kPreviewNumber = "0000-00000-00";

Result<http::Response> show_reply(Office& office, const http::Request& request,
                                  const Typed* typed = nullptr, int status = 200) {
    TRY(const auto id, request.path_id<ReplyObligationId>("id"));
    auto tx = office.db.read();
    TRY(const auto view, reply_view_of(office, tx, request, id, typed));
    return office::page(render_reply, view, status);
}

std::string known_word(const std::vector<Word>& words, std::string_view value) {
    for (const auto& word : words)
        if (word.value == value) return std::string{value};
    return {};
}

Typed read_form(const http::Request& request, Date today) {
    const auto& form = request.form();
    office::FormReader reader{form, today};
    Typed typed;
    auto& text = typed.text;
    text.diagnosis = reader.text("reply.diagnosis", kTextChars);
    text.findings = reader.text("reply.findings", kTextChars);
    text.course = reader.text("reply.course", kTextChars);
    text.prescription = reader.text("reply.prescription", kTextChars);
    text.requests = reader.text("reply.requests", kTextChars);
    text.refer_again = reader.text("reply.refer_again", kTextChars);
    text.next_report = reader.line("reply.next_report", kLineChars);
    text.next_report_on = reader.date("reply.next_report_on");
    text.next_visit = reader.line("reply.next_visit", kLineChars);
    text.outcome_note = reader.line("reply.outcome_note", kLineChars);
    text.outcome = known_word(outcome_words(), form.text("reply.outcome"));
    text.further_care = known_word(further_care_words(), form.text("reply.further_care"));
    typed.doctor = reader.id<DoctorId>("reply.doctor");
    typed.next_report_on = reader.typed("reply.next_report_on");
    const auto seen = form.text("seen");
    std::from_chars(seen.data(), seen.data() + seen.size(), typed.seen);
    typed.errors = reader.errors();
    if (typed.errors.empty()) return typed;
    // A field that could not be read keeps what was typed.
    const auto keep = [&](std::string& field, const char* name) {
        if (!office::error_of(typed.errors, name).empty()) field = reader.typed(name);
    };
    keep(text.diagnosis, "reply.diagnosis");
    keep(text.findings, "reply.findings");
    keep(text.course, "reply.course");
    keep(text.prescription, "reply.prescription");
    keep(text.requests, "reply.requests");
    keep(text.refer_again, "reply.refer_again");
    keep(text.next_report, "reply.next_report");
    keep(text.next_visit, "reply.next_visit");
    keep(text.outcome_note, "reply.outcome_note");
    return typed;
}

Result<http::Response> save(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<ReplyObligationId>("id"));
    auto typed = read_form(request, office.clock.today());
    constexpr int kInvalid = 422, kConflict = 409;
    if (!typed.errors.empty()) return show_reply(office, request, &typed, kInvalid);
    const auto then = request.form().text("then");
    auto saved = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            TRY_DO(save_draft(tx, viewer, now, id, typed.seen, typed.text, typed.doctor));
            if (then == "ask") {
                TRY_DO(ask_doctor_for_reply(tx, viewer, now, id));
                return Done{reply_url(id), "下書きを保存し、医師の確認まちにしました"};
            }
            if (then == "send")
                return Done{html::Url::path("/replies/sending").with("id", id.value)};
            return Done{reply_url(id), "下書きを保存しました"};
        });
    if (!saved && saved.error().kind == ErrorKind::Conflict) {
        typed.conflict = true;
        return show_reply(office, request, &typed, kConflict);
    }
    return saved;
}

Result<http::Response> preview(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<ReplyObligationId>("id"));
    const auto& viewer = office::viewer_of(request);
    auto tx = office.db.read();
    TRY(const auto reply, find_obligation(tx, viewer, id));
    TRY(const auto facts, paper_facts(tx, viewer, reply));
    auto written = current_text(tx, viewer, reply).text;
    const auto decision = decide_reply(tx, viewer, facts, written, office.clock.today());
    const auto text = as_it_leaves(std::move(written), decision);
    form::Press press{office.clock.now()};
    TRY(const auto paper, paper_of(facts, text,
                                   {.document_number = std::string{kPreviewNumber},
                                    .issued_at = press.issued_at(),
                                    .issued_by = facts.issued_by,
                                    .draft = true}));
    TRY(auto bytes, press.draw(paper));
    return http::Response::bytes(std::move(bytes), "application/pdf", "下書き.pdf");
}

Result<http::Response> reopen(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<ReplyObligationId>("id"));
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            TRY_DO(reopen_obligation(tx, viewer, now, id));
            return Done{reply_url(id), "返書不要を元にもどしました"};
        });
}

/// 入院日・退院日. The same page says what is wrong with the day.
Result<http::Response> record_stay(Office& office, const http::Request& request, bool discharge) {
    TRY(const auto id, request.path_id<ReplyObligationId>("id"));
    office::FormReader reader{request.form(), office.clock.today()};
    const auto on = reader.date("on", Required::Yes);
    if (reader.ok()) {
        auto done = office::change_once(
            office, request,
            [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
                TRY(const auto reply, find_obligation(tx, viewer, id));
                TRY_DO(discharge ? record_discharge(tx, viewer, now, reply.referral, *on)
                                 : record_admission(tx, viewer, now, reply.referral, *on));
                return Done{reply_url(id), discharge ? "退院を記録し、最終返書の目安を変えました"
                                                     : "入院を記録し、経過報告を加えました"};
            });
        if (done || done.error().kind != ErrorKind::Invalid) return done;
        reader.wrong(done.error());
    }
    auto tx = office.db.read();
    TRY(auto view, reply_view_of(office, tx, request, id));
    view.errors = reader.errors();
    view.today = reader.typed("on");
    constexpr int kInvalid = 422;
    return office::page(render_reply, view, kInvalid);
}

}  // namespace

void add_reply_routes(http::Router& router, Office& office) {
    router.add("GET", "/replies/{id}",
               [&office](http::Request& request) { return show_reply(office, request); });
    router.add("POST", "/replies/{id}/draft",
               [&office](http::Request& request) { return save(office, request); });
    router.add("GET", "/replies/{id}/preview.pdf",
               [&office](http::Request& request) { return preview(office, request); });
    router.add("POST", "/replies/{id}/reopening",
               [&office](http::Request& request) { return reopen(office, request); });
    router.add("POST", "/replies/{id}/admission",
               [&office](http::Request& request) { return record_stay(office, request, false); });
    router.add("POST", "/replies/{id}/discharge",
               [&office](http::Request& request) { return record_stay(office, request, true); });
}

}  // namespace kakehashi::reply_pages
