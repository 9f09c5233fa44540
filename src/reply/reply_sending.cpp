#include "reply/reply_sending.hpp"

#include <algorithm>

#include "booking/booking_slips.hpp"
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

/// Bytes first, then the row that names them: a row never points at nothing.
Result<CaseDocument> keep(const Office& office, db::Transaction& tx, const Viewer& viewer,
                          Instant now, const PaperFacts& facts, std::string_view kind,
                          std::string title, const form::DocumentHead& head,
                          const std::string& bytes, int pages) {
    CaseDocument document;
    document.about = case_of(facts.referral.id);
    document.patient = facts.referral.patient;
    TRY(document.hash, office.documents.put(bytes));
    document.size = static_cast<std::int64_t>(bytes.size());
    document.media_type = "application/pdf";
    document.kind = kind;
    document.title = std::move(title);
    document.pages = pages;
    document.number = head.document_number;
    document.created_at = now;
    document.id = add_document(tx, viewer, document);
    return document;
}

form::DocumentHead head_of(db::Transaction& tx, const Viewer& viewer, Instant now,
                           const PaperFacts& facts) {
    return {.document_number = next_document_number(tx, viewer, date_in_japan(now)),
            .issued_at = now,
            .issued_by = facts.issued_by};
}

}  // namespace

Result<ReplyCheck> check_reply(db::Transaction& tx, const Viewer& viewer, ReplyObligationId id,
                               std::string_view means) {
    TRY(const auto reply, find_obligation(tx, viewer, id));
    ReplyCheck check;
    auto& ready = check.ready;
    TRY(ready.facts, paper_facts(tx, viewer, reply));
    auto current = current_text(tx, viewer, reply);
    ready.text = std::move(current.text);
    ready.draft_version = current.draft_version;
    ready.means = means.empty() ? ready.facts.names.referrer_reply_means : std::string{means};
    ready.address = address_for(ready.facts.names, ready.means);
    if (!reply.open())
        check.missing.push_back({ErrorKind::Refused, "reply.closed"});
    else
        check.missing = missing_in(ready);
    return check;
}

Result<SentReply> send_reply(const Office& office, db::Transaction& tx, const Viewer& viewer,
                             Instant now, ReplyObligationId id, int seen_draft,
                             std::string_view means) {
    TRY(const auto check, check_reply(tx, viewer, id, means));
    if (!check.missing.empty()) return fail(check.missing.front());
    const auto& ready = check.ready;
    const auto& facts = ready.facts;
    if (ready.draft_version != seen_draft)
        return fail(ErrorKind::Conflict, "reply.changed_meanwhile");

    const auto head = head_of(tx, viewer, now, facts);
    TRY(const auto bytes, draw_paper(facts, ready.text, head));
    TRY(const auto looked_at, scan::inspect(bytes, "reply.pdf"));
    SentReply sent;
    TRY(sent.paper, keep(office, tx, viewer, now, facts, document_kind_of(facts.reply.stage),
                         paper_title(facts.reply), head, bytes, looked_at.pages));
    if (ready.means == "fax") {
        const auto cover_head = head_of(tx, viewer, now, facts);
        TRY(const auto cover, draw_cover(facts, looked_at.pages, now, cover_head));
        TRY(sent.cover, keep(office, tx, viewer, now, facts, kCoverDocument, "FAX送付状",
                             cover_head, cover, 1));
    }
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

}  // namespace kakehashi
