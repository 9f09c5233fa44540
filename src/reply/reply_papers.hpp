#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "form/press.hpp"
#include "reply/reply_store.hpp"

namespace kakehashi {

/// The kinds of case documents of this feature.
inline constexpr std::string_view kNoticeDocument = "arrival_notice";  // 受診報告書
inline constexpr std::string_view kReplyDocument = "reply";            // 返書
inline constexpr std::string_view kCoverDocument = "fax_cover";        // FAX送付状

/// What stands on the paper besides the text itself.
struct PaperFacts {
    ReplyObligation reply;
    Referral referral;
    ReferralNames names;
    std::string department, doctor;  // of this stage
    form::Sender from;
    std::string issued_by;  // family name
    Instant visited_at;
    bool visit_time_known = false;
    std::optional<Date> first_reply_due;
};
/// NotFound as find_referral().
Result<PaperFacts> paper_facts(db::Transaction& tx, const Viewer& viewer,
                               const ReplyObligation& reply);

/// 受診報告書, 診療経過報告書(一次返書), 診療結果報告書.
std::string paper_title(const ReplyObligation& reply);
std::string_view document_kind_of(ReplyStage stage);

/// Form 3, 4a or 4b. Refused `reply.birth_date_missing`.
Result<form::Paper> paper_of(const PaperFacts& facts, const ReplyText& text,
                             form::DocumentHead head);
/// Form 3 for somebody who did not come: `course` says which day and whether the patient was
/// reached; `ends`: no other day is looked for. Refused `reply.birth_date_missing`.
Result<form::Paper> no_show_paper(const PaperFacts& facts, const std::string& course, bool ends,
                                  form::DocumentHead head);
/// FAX送付状 before a paper of `pages` pages; sent when it was issued. Errors as paper_of().
Result<form::Paper> cover_of(const PaperFacts& facts, int pages, form::DocumentHead head);

/// What the receiver reads, as the page shows it before it leaves.
struct LetterLine {
    std::string label;  // 診断名; empty: a sentence
    std::string text;
};
std::vector<LetterLine> letter_lines(const PaperFacts& facts, const ReplyText& text);

/// Words for the choices of the form: continues → 当院で診療を続けます.
struct Word {
    std::string_view value, text;
};
const std::vector<Word>& outcome_words();       // 受診の結果
const std::vector<Word>& further_care_words();  // 今後の方針

}  // namespace kakehashi
