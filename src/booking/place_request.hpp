#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "base/words.hpp"
#include "booking/booking.hpp"

namespace kakehashi {

using PlaceRequestId = Id<struct PlaceRequestTag>;

/// お願い: another day, or none at all.
enum class PlaceWish { Move, Cancel };
std::string_view to_text(PlaceWish wish);
std::string_view japanese(PlaceWish wish);  // 日時の変更
/// Invalid `choice.required`, field `wish`.
Result<PlaceWish> parse_place_wish(std::string_view text);

/// What became of it.
enum class PlaceOutcome {
    Open,
    Moved,      // the office moved the booking
    Cancelled,  // the office cancelled it
    Answered,   // the office answered with a sentence
    TakenBack,  // who asked needs it no more
    Over,       // the booking ended meanwhile: the patient came, or did not
};
std::string_view to_text(PlaceOutcome outcome);
PlaceOutcome parse_place_outcome(std::string_view text);

/// 予約の変更のお願い: what a partner's people asked for on the portal about a booked place. A
/// proposal: the office moves or cancels the booking, or answers.
struct PlaceRequest {
    PlaceRequestId id;
    ReferralId referral;
    BookingId booking;  // as it was booked then
    FacilityId sender;
    PlaceWish wish = PlaceWish::Move;
    std::vector<Date> wished_on;
    std::string words;  // of a cancellation: why
    Instant asked_at{};
    std::string asked_by;
    PlaceOutcome outcome = PlaceOutcome::Open;
    std::string answer;
    std::optional<Instant> closed_at;
    std::string closed_by;
    int version = 1;

    bool is_open() const { return outcome == PlaceOutcome::Open; }
    /// Refused `place_request.closed`; Invalid `text.required`, field `answer`, for an answer
    /// without a sentence.
    Result<PlaceRequest> ended(PlaceOutcome how, std::string sentence, Instant now,
                               std::string by) const;
};

/// Days of one request.
inline constexpr std::size_t kPlaceDaysMax = 3;

/// What is wrong with a new one: Invalid `place_request.wish_required` (a move without day and
/// word), `place_request.reason_required` (a cancellation without a reason), both field `words`;
/// `portal.day_over`, field `wished_1`, for a day before today.
std::vector<Error> faults_of(const PlaceRequest& request, Date today);

/// What became of it, as both sides read it.
std::string outcome_text(const PlaceRequest& request, Date today);

/// By when the office answers: 17:00 of the next business day, and before the place itself.
Instant answer_due(Instant now, Instant booked_at, const Holidays& holidays);

}  // namespace kakehashi
