#pragma once

#include <optional>
#include <vector>

#include "base/viewer.hpp"
#include "booking/place_request.hpp"
#include "platform/db/database.hpp"
#include "referral/referral_store.hpp"

namespace kakehashi {

/// The office's duty while a request is open; its topic is the request's id.
inline constexpr std::string_view kDutyAsked = "booking.asked";  // 予約変更のお願いに答える

/// The confirmed place that may be asked about: the next one to come.
std::optional<Booking> place_to_ask_about(db::Transaction& tx, const Viewer& viewer, ReferralId id,
                                          Instant now);

/// お願い by a person of the facility that referred the case; `request` says wish, days and words.
/// Opens the office's duty. The first of faults_of(); NotFound `referral.not_found` for a case of
/// others; Refused `place_request.no_place`; Conflict `place_request.asked_already` while one is
/// open.
Result<PlaceRequestId> ask_for_place(db::Transaction& tx, const Viewer& partner, Instant now,
                                     const Holidays& holidays, ReferralId referral,
                                     PlaceRequest request);
/// 取り下げ by anybody of that facility, while it is open. NotFound `place_request.not_found`;
/// Refused `place_request.closed`.
Result<void> take_back_place_request(db::Transaction& tx, const Viewer& partner, Instant now,
                                     ReferralId referral, PlaceRequestId id);

/// What this facility asked about a case of the house, newest first.
std::vector<PlaceRequest> place_requests_of(db::Transaction& tx, FacilityId house,
                                            FacilityId sender, ReferralId referral);

/// For the office. NotFound `place_request.not_found`, also when the patient is hidden from the
/// viewer.
Result<PlaceRequest> find_place_request(db::Transaction& tx, const Viewer& viewer,
                                        PlaceRequestId id);
/// 予約を変えずに返事をする. Errors of PlaceRequest::ended(); Conflict
/// `place_request.changed_meanwhile`.
Result<PlaceRequest> answer_place_request(db::Transaction& tx, const Viewer& viewer, Instant now,
                                          PlaceRequestId id, int seen_version,
                                          const std::string& sentence);
/// The booking was moved, cancelled, kept or missed: an open request about it ends with it.
void settle_place_request(db::Transaction& tx, const Viewer& viewer, Instant now,
                          const Booking& booking, PlaceOutcome how);

inline constexpr std::size_t kPlaceWordsMax = 300;

}  // namespace kakehashi
