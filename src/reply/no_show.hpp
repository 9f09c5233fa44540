#pragma once

#include "booking/booking_store.hpp"
#include "consent/consent_store.hpp"
#include "form/press.hpp"
#include "office/office.hpp"
#include "platform/document/document_store.hpp"
#include "platform/event/contact.hpp"
#include "referral/referral_store.hpp"

namespace kakehashi {

/// 未来院の連絡: how the patient was reached and how the referrer is told.
///
/// Rule:    3.2/did-not-come. Whoever did not come is called first, then the referrer is told.
/// Source:  domain rules 3.2 (status machine); form 3 (受診報告書, 来院されませんでした).
struct NoShowTelling {
    int version = 1;  // of the referral, as the form showed it
    ContactOutcome reached = ContactOutcome::Reached;
    std::string note;   // what was said; stays in the house
    std::string means;  // to the referrer; by phone nothing is printed
    bool ends = false;  // この紹介を終える; else a new day is looked for
    Leave leave = {};   // 留保があっても知らせる理由
};

/// The booking that was missed last; nothing for somebody who was expected without one.
std::optional<Booking> missed_booking(db::Transaction& tx, const Viewer& viewer, ReferralId id);

/// Draws what tell_no_show() will print, before its transaction begins. What cannot be drawn is
/// passed over: tell_no_show() says why.
void draw_no_show_ahead(db::Transaction& tx, const Viewer& viewer, form::Press& press,
                        ReferralId id, const NoShowTelling& telling);

/// Whether the referrer may be told, by whatever means.
GivingDecision decide_telling(db::Transaction& tx, const Viewer& viewer, const Referral& referral,
                              Date today);

/// Records the call to the patient, prints and keeps the report to the referrer with the record of
/// its sending, and ends the duty 未受診: the referral goes back to 予約調整, or is withdrawn. In
/// one write transaction. Refused `reply.not_missed`; Conflict `referral.changed_meanwhile`;
/// Invalid `reply.bad_means`, `reply.no_address`, field `means`; Refused
/// `reply.birth_date_missing`; the patient's objection as leave_with(); errors of the forms and of
/// DocumentFiles::put().
Result<Referral> tell_no_show(const Office& office, db::Transaction& tx, const Viewer& viewer,
                              Instant now, form::Press& press, ReferralId id,
                              const NoShowTelling& telling);

}  // namespace kakehashi
