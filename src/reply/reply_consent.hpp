#pragma once

#include <string>
#include <vector>

#include "consent/consent_parts.hpp"
#include "reply/reply_papers.hpp"

namespace kakehashi {

/// What a reply holds, field by field: the tests and the medicines have fields of their own and can
/// be left out; what stands in the sentences only a reader can tell.
std::vector<PaperPart> paper_parts(ReplyStage stage, const ReplyText& text);
/// The text as it leaves: kLeftOut stands in the fields that the decision leaves out.
ReplyText as_it_leaves(ReplyText text, const GivingDecision& decision);

/// Whether this reply may go to the referrer.
GivingDecision decide_reply(db::Transaction& tx, const Viewer& viewer, const PaperFacts& facts,
                            const ReplyText& text, Date today);
/// The same in words, for the page where it is addressed.
consent_parts::Against against_reply(const GivingDecision& decision, const PaperFacts& facts);

}  // namespace kakehashi
