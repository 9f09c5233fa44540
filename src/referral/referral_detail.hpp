#pragma once

#include <span>

#include "referral/referral_store.hpp"
#include "referral/referral_views.hpp"

namespace kakehashi::referral_pages {

/// One text of the letter as the form has it.
struct LetterField {
    std::string_view name;  // of the input, and of referral_source
    std::string_view label;
    std::string LetterText::*text;
    std::size_t max_chars;
    int rows;  // 1: one line
    bool full;
};
std::span<const LetterField> letter_fields();

/// 項目と原本の場所, in thousandths of the page.
struct SourceMark {
    std::string field;
    CaseDocumentId document;
    int page = 1, left = 0, top = 0, width = 0, height = 0;
};
std::vector<SourceMark> source_marks(db::Transaction& tx, ReferralId referral);
void save_source_mark(db::Transaction& tx, ReferralId referral, const SourceMark& mark);
void forget_source_mark(db::Transaction& tx, ReferralId referral, std::string_view field);
/// 紹介元 → the label of a field; empty for names no form has.
std::string_view label_of_field(std::string_view name);

/// The original with its tools, pages and marks, as the address asks for.
void fill_original(DetailView& view, db::Transaction& tx, const Viewer& viewer,
                   const http::Request& request, const Referral& referral,
                   const std::vector<SourceMark>& marks, Instant now);
/// Steps, timeline, the referrer's figures, papers.
void fill_side(DetailView& view, Office& office, db::Transaction& tx, const Viewer& viewer,
               const Referral& referral, const ReferralNames& names, Instant now);

/// The partner of a form. `typed` is a name, `pick` an id or "new" from the offered choices.
/// Creates the partner for "new". Invalid `referral.referrer_required` (field referring_facility)
/// comes with picks filled.
Result<FacilityId> choose_referrer(db::Transaction& tx, const Viewer& viewer, Instant now,
                                   std::string_view typed, std::string_view pick,
                                   std::vector<Pick>& picks);

}  // namespace kakehashi::referral_pages
