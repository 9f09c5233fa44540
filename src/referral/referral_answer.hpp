#pragma once

#include "consent/consent_store.hpp"
#include "office/office.hpp"
#include "platform/document/document_store.hpp"
#include "referral/referral_store.hpp"

namespace kakehashi::referral_pages {

/// How an answer left the house, as the form says it.
struct AnswerForm {
    std::string means;    // fax post mail portal hand phone; empty: not sent yet
    std::string address;  // the number or address used
    std::vector<CaseDocumentId> documents;
    Leave leave = {};  // 留保があっても送る理由
};

/// Whether the referrer may be told what was decided: that the patient was referred here, and what
/// the note to the referrer says.
GivingDecision decide_answer(db::Transaction& tx, const Viewer& viewer, const Referral& referral,
                             Date today);

/// FAX送付状 as it would leave now: what was decided, in the words for the referrer. `number` is
/// its document number. Errors of form::draw_fax_cover.
Result<std::string> fax_cover(db::Transaction& tx, const Viewer& viewer, Instant now,
                              const Referral& referral, const std::string& number,
                              const std::vector<CaseDocument>& enclosed);
/// 紹介患者受付票. `draft` prints 下書き. Errors of form::draw_intake_card.
Result<std::string> reception_sheet(Office& office, db::Transaction& tx, const Viewer& viewer,
                                    Instant now, const Referral& referral,
                                    const std::string& number, int version, bool draft);

/// Stores a PDF of ours with the referral: a new document, or the next version of the newest one of
/// its kind.
struct NewPaper {
    std::string kind, title;
    std::function<Result<std::string>(const std::string& number, int version)> draw;
};
Result<CaseDocumentId> add_paper(Office& office, db::Transaction& tx, const Viewer& viewer,
                                 Instant now, const Referral& referral, const NewPaper& paper);

/// Records that the answer left: the sending of each document (a FAX送付状 is made when none is
/// named), a phone call in the contact log, and answer_sent on the referral. The patient's
/// objection as leave_with().
Result<Referral> send_answer(Office& office, db::Transaction& tx, const Viewer& viewer, Instant now,
                             const Referral& referral, const AnswerForm& answer);

}  // namespace kakehashi::referral_pages
