#pragma once

#include <map>

#include "booking/booking_store.hpp"
#include "consent/consent_store.hpp"
#include "form/booking_slip.hpp"
#include "form/patient_guide.hpp"
#include "office/office.hpp"
#include "platform/document/document_store.hpp"

namespace kakehashi {

/// The case documents of this feature: 予約票 (to the referrer) and 受診のご案内 (to the patient).
inline constexpr std::string_view kSlipDocument = "booking_slip";
inline constexpr std::string_view kGuideDocument = "visit_guide";

/// Everything the two forms say of one referral's places.
struct SlipFacts {
    Referral referral;
    ReferralNames names;
    std::vector<Booking> places;                // held or confirmed, the earliest first
    std::vector<Bookable> bookables;            // of the house
    std::map<BookableId, std::string> doctors;  // whose own places these are
    form::Sender from;
    std::string desk;   // 受付場所, setting booking.desk
    std::string bring;  // 当日の持ち物, setting booking.bring
    std::string issued_by;
    std::string note;  // a sentence of our own to the referrer

    const Bookable* bookable(BookableId id) const;
    /// The place the patient comes for: the first of a department or doctor, else the first.
    const Booking* visit() const;
    /// 木村 亮 医師: whose place is booked, else the doctor the letter asks for; empty when another
    /// department is booked.
    std::string doctor_text() const;
    /// 上部内視鏡 11:30(前日 21時から絶食); the day too when it differs from the visit's.
    std::vector<std::string> tests() const;
};

/// NotFound as find_referral(). Five statements. `states` of the places that count.
Result<SlipFacts> slip_facts(db::Transaction& tx, const Viewer& viewer, ReferralId referral,
                             std::string note = {});

/// Refused `booking.no_place` without a place, `booking.birth_date_missing` (both forms name it).
Result<form::BookingSlip> make_booking_slip(const SlipFacts& facts, form::DocumentHead head);
Result<form::PatientGuide> make_patient_guide(const SlipFacts& facts, form::DocumentHead head);

/// The text the referrer reads, as the page shows it before it leaves: lines, "" draws a rule.
std::vector<std::string> letter_lines(const SlipFacts& facts);

/// The newest documents of one referral; empty until the first confirmation.
struct SlipDocuments {
    std::optional<CaseDocument> slip, guide;
};
SlipDocuments slip_documents(db::Transaction& tx, const Viewer& viewer, ReferralId referral);

/// Draws both forms for the confirmed places and keeps them as documents of the case: the first
/// version, or the next one of what was issued before. Errors of make_booking_slip(), of the forms
/// and of DocumentFiles::put().
Result<SlipDocuments> issue_slips(const Office& office, db::Transaction& tx, const Viewer& viewer,
                                  Instant now, ReferralId referral, std::string note = {});

/// The address of a means at the referrer: FAX number, mail, postal address; may be empty.
std::string address_for(const ReferralNames& names, std::string_view means);
/// Means a booking can be answered by, the partner's own first.
std::vector<std::string> means_for(const ReferralNames& names);

/// Whether the referrer may be told of the booking: the slip says that the patient comes, and what
/// they need besides (配慮).
GivingDecision decide_slip(db::Transaction& tx, const Viewer& viewer, const Referral& referral,
                           const ReferralNames& names, Date today);

/// 送った: both documents left by `means`; the answer to the referrer is given. Invalid
/// `booking.bad_means`; Refused `booking.no_slip`, `referral.nothing_to_answer`; the patient's
/// objection as leave_with().
Result<Referral> record_slip_sent(db::Transaction& tx, const Viewer& viewer, Instant now,
                                  ReferralId referral, std::string_view means,
                                  const Leave& leave = {});

}  // namespace kakehashi
