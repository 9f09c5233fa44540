#include "reply/reply_sending.hpp"

#include <algorithm>
#include <functional>

#include "booking/booking_slips.hpp"
#include "platform/document/keep_paper.hpp"
#include "platform/scan/scan.hpp"

namespace kakehashi {
namespace {

std::string_view address_word(std::string_view means) {
    if (means == "fax") return "FAX番号";
    if (means == "post") return "住所";
    if (means == "mail") return "メールアドレス";
    return means == "phone" ? "電話番号" : "";
}

std::vector<Error> missing_in(const ReadyReply& ready) {
    std::vector<Error> missing;
    const auto lacks = [&](std::string code, std::string field, std::string detail = {}) {
        missing.push_back(
            {ErrorKind::Invalid, std::move(code), std::move(field), std::move(detail)});
    };
    for (auto error : missing_for_sending(ready.facts.reply.stage, ready.text)) {
        error.field = "reply." + error.field;
        missing.push_back(std::move(error));
    }
    const auto& facts = ready.facts;
    const bool signed_by_doctor = facts.reply.stage != ReplyStage::ArrivalNotice;
    if (facts.department.empty() || (signed_by_doctor && facts.doctor.empty()))
        lacks("reply.doctor_required", "reply.doctor");
    if (facts.names.referrer_name.empty()) lacks("referral.referrer_required", "referrer");
    if (!facts.names.patient_born_on) lacks("reply.birth_date_missing", "");
    if (facts.from.phone.empty()) lacks("reply.sender_incomplete", "", "電話番号");
    if (ready.means == "fax" && facts.from.fax.empty())
        lacks("reply.sender_incomplete", "", "FAX番号");
    const auto known = means_for(facts.names);
    const auto word = address_word(ready.means);
    if (std::ranges::find(known, ready.means) == known.end())
        lacks("reply.bad_means", "means");
    else if (!word.empty() && ready.address.empty())
        lacks("reply.no_address", "means", std::string{word});
    return missing;
}

/// A reply as it leaves, still without a row: its PDF and, for a FAX, the cover's.
struct Printed {
    std::string number, bytes;
    int pages = 1;
    std::string cover_number, cover_bytes;  // empty unless by FAX
};

/// `number()` gives the next document number.
Result<Printed> print(const ReadyReply& ready, form::Press& press,
                      const std::function<std::string()>& number) {
    const auto& facts = ready.facts;
    const auto head = [&](const std::string& document_number) {
        return form::DocumentHead{.document_number = document_number,
                                  .issued_at = press.issued_at(),
                                  .issued_by = facts.issued_by};
    };
    Printed out;
    out.number = number();
    TRY(const auto paper, paper_of(facts, ready.text, head(out.number)));
    TRY(out.bytes, press.draw(paper));
    TRY(const auto looked_at, scan::inspect(out.bytes, "reply.pdf"));
    out.pages = looked_at.pages;
    if (ready.means == "fax") {
        out.cover_number = number();
        TRY(const auto cover, cover_of(facts, out.pages, head(out.cover_number)));
        TRY(out.cover_bytes, press.draw(cover));
    }
    return out;
}

}  // namespace

Result<ReplyCheck> check_reply(db::Transaction& tx, const Viewer& viewer, Date today,
                               ReplyObligationId id, std::string_view means, const Leave& leave) {
    TRY(const auto reply, find_obligation(tx, viewer, id));
    ReplyCheck check;
    auto& ready = check.ready;
    TRY(ready.facts, paper_facts(tx, viewer, reply));
    auto current = current_text(tx, viewer, reply);
    ready.decision = decide_reply(tx, viewer, ready.facts, current.text, today);
    ready.text = leave.ground == Ground::Emergency
                     ? std::move(current.text)
                     : as_it_leaves(std::move(current.text), ready.decision);
    ready.draft_version = current.draft_version;
    ready.means = means.empty() ? ready.facts.names.referrer_reply_means : std::string{means};
    ready.address = address_for(ready.facts.names, ready.means);
    if (!reply.open()) {
        check.missing.push_back({ErrorKind::Refused, "reply.closed"});
        return check;
    }
    if (auto stopped = stopped_by(ready.decision, leave))
        check.missing.push_back(*std::move(stopped));
    for (auto& error : missing_in(ready)) check.missing.push_back(std::move(error));
    return check;
}

Result<SentReply> send_reply(const Office& office, db::Transaction& tx, const Viewer& viewer,
                             Instant now, form::Press& press, ReplyObligationId id, int seen_draft,
                             std::string_view means, const Leave& leave) {
    TRY(const auto check, check_reply(tx, viewer, date_in_japan(now), id, means, leave));
    if (!check.missing.empty()) return fail(check.missing.front());
    const auto& ready = check.ready;
    const auto& facts = ready.facts;
    if (ready.draft_version != seen_draft)
        return fail(ErrorKind::Conflict, "reply.changed_meanwhile");

    TRY(const auto printed, print(ready, press, [&] {
            return next_document_number(tx, viewer, date_in_japan(press.issued_at()));
        }));
    SentReply sent;
    TRY(sent.paper, keep_paper(office.documents, tx, viewer,
                               {.about = case_of(facts.referral.id),
                                .patient = facts.referral.patient,
                                .kind = std::string{document_kind_of(facts.reply.stage)},
                                .title = paper_title(facts.reply),
                                .pages = printed.pages,
                                .number = printed.number,
                                .created_at = now},
                               printed.bytes));
    if (!printed.cover_bytes.empty()) {
        TRY(sent.cover, keep_paper(office.documents, tx, viewer,
                                   {.about = case_of(facts.referral.id),
                                    .patient = facts.referral.patient,
                                    .kind = std::string{kCoverDocument},
                                    .title = "FAX送付状",
                                    .number = printed.cover_number,
                                    .created_at = now},
                                   printed.cover_bytes));
    }
    TRY_DO(leave_with(tx, viewer, now, ready.decision, leave, case_of(facts.referral.id),
                      facts.referral.patient));
    record_sending(tx, viewer,
                   {.document = sent.paper.id,
                    .to = facts.referral.referrer,
                    .means = ready.means,
                    .address = ready.address,
                    .sent_at = now});
    TRY(auto next, facts.reply.send(sent.paper.id, now));
    TRY(sent.reply, save_obligation(tx, viewer, std::move(next)));
    record_event(tx, viewer, now, case_of(sent.reply.referral), sent.reply.patient, "reply.sent",
                 json::object({{"stage", std::string{to_text(sent.reply.stage)}},
                               {"obligation", sent.reply.id.value},
                               {"means", ready.means},
                               {"number", sent.paper.number},
                               {"document", sent.paper.id.value}}));
    TRY_DO(settle_closed_stage(tx, viewer, now, sent.reply));
    return sent;
}

void draw_ahead(db::Transaction& tx, const Viewer& viewer, form::Press& press,
                const std::vector<ToSend>& replies) {
    int numbers = 0;
    for (const auto& one : replies) {
        const auto check =
            check_reply(tx, viewer, date_in_japan(press.issued_at()), one.id, one.means, one.leave);
        if (!check || !check->missing.empty()) continue;
        [[maybe_unused]] const auto printed = print(check->ready, press, [&] {
            return expected_document_number(tx, viewer, date_in_japan(press.issued_at()),
                                            numbers++);
        });
    }
}

}  // namespace kakehashi
