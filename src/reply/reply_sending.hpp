#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "office/office.hpp"
#include "platform/document/document_store.hpp"
#include "reply/reply_consent.hpp"
#include "reply/reply_papers.hpp"

namespace kakehashi {

/// A reply that may leave: everything that must be there is there.
struct ReadyReply {
    PaperFacts facts;
    ReplyText text;           // as it leaves
    GivingDecision decision;  // what the patient objected to
    int draft_version = 0;
    std::string means;    // fax
    std::string address;  // the number or address of the registry
};

/// Everything that keeps this reply from being sent by `means` (empty: the partner's own): errors
/// with their fields. Empty when it may leave. Refused `reply.closed`, `consent.refused`,
/// `consent.read_first` (the patient's objection, unless `leave` answers for it); Invalid
/// `reply.bad_means`, `reply.no_address`, `reply.doctor_required`, `reply.birth_date_missing`,
/// `reply.sender_incomplete`, `referral.referrer_required`, and what the text lacks (fields
/// `reply.diagnosis` …).
struct ReplyCheck {
    ReadyReply ready;
    std::vector<Error> missing;
};
Result<ReplyCheck> check_reply(db::Transaction& tx, const Viewer& viewer, Date today,
                               ReplyObligationId id, std::string_view means,
                               const Leave& leave = {});

struct SentReply {
    ReplyObligation reply;
    CaseDocument paper;
    std::optional<CaseDocument> cover;  // FAX送付状, when it left by FAX
};
/// 送付: prints the paper, stores its bytes, then the document, the sending (made by hand), the end
/// of the stage and of its duties; after the last stage the referral is concluded. Never twice: the
/// second of two gets Refused `reply.closed`. Conflict `reply.changed_meanwhile` when the text is
/// not the one that was looked at (`seen_draft`). Errors of check_reply(), of the forms and
/// DocumentFiles::put().
Result<SentReply> send_reply(const Office& office, db::Transaction& tx, const Viewer& viewer,
                             Instant now, form::Press& press, ReplyObligationId id, int seen_draft,
                             std::string_view means, const Leave& leave = {});

/// One reply of a sending: the partner's own means when `means` is empty.
struct ToSend {
    ReplyObligationId id;
    std::string means = {};
    Leave leave = {};
};
/// Draws what sending these will print, before the write transaction begins. A reply that may not
/// leave is passed over: send_reply() says why.
void draw_ahead(db::Transaction& tx, const Viewer& viewer, form::Press& press,
                const std::vector<ToSend>& replies);

}  // namespace kakehashi
