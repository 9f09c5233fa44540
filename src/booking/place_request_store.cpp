#include "booking/place_request_store.hpp"

#include <algorithm>

#include "base/era.hpp"
#include "booking/booking_store.hpp"
#include "office/change.hpp"
#include "platform/db/sight.hpp"
#include "platform/duty/duty.hpp"
#include "referral/portal_letter.hpp"

namespace kakehashi {
namespace {

constexpr std::string_view kPlaceRequestColumns = R"sql(
    SELECT request.id, request.referral_id, request.booking_id, request.sender_id, request.wish,
           request.wished_on, request.words, request.asked_at, request.asked_by_name,
           request.outcome, request.answer, request.closed_at, request.closed_by_name,
           request.version, coalesce(referral.patient_id, 0)
      FROM place_request request
      JOIN referral ON referral.id = request.referral_id
)sql";

constexpr db::Query kOfSender{"booking.place_requests_of_sender", kPlaceRequestColumns, R"sql(
     WHERE request.facility_id = $1 AND request.sender_id = $2 AND request.referral_id = $3
     ORDER BY request.id DESC
)sql"};

constexpr db::Query kFind{"booking.find_place_request", kPlaceRequestColumns, R"sql(
     WHERE request.facility_id = $1 AND request.id = $2
       AND {shown referral.patient_id to $3}
)sql"};

constexpr db::Query kOpenOf{"booking.open_place_request", kPlaceRequestColumns, R"sql(
     WHERE request.facility_id = $1 AND request.booking_id = $2 AND request.outcome = ''
)sql"};

constexpr db::Query kInsert{"booking.insert_place_request", R"sql(
    INSERT INTO place_request (facility_id, referral_id, booking_id, sender_id, wish, wished_on,
                               words, asked_at, asked_by, asked_by_name)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id
)sql"};

constexpr db::Query kEnd{"booking.end_place_request", R"sql(
    UPDATE place_request
       SET outcome = $4, answer = $5, closed_at = $6, closed_by_name = $7, version = version + 1
     WHERE facility_id = $1 AND id = $2 AND version = $3 AND outcome = ''
)sql"};

struct Found {
    PlaceRequest request;
    PatientId patient;
};
Found found_from(const db::Row& row) {
    Found found;
    auto& one = found.request;
    one.id = row.id<PlaceRequestId>(0);
    one.referral = row.id<ReferralId>(1);
    one.booking = row.id<BookingId>(2);
    one.sender = row.id<FacilityId>(3);
    one.wish = parse_place_wish(row.text(4)).value();
    one.wished_on = days_in(row.text(5));
    one.words = row.string(6);
    one.asked_at = *row.instant(7);
    one.asked_by = row.string(8);
    one.outcome = parse_place_outcome(row.text(9));
    one.answer = row.string(10);
    one.closed_at = row.instant(11);
    one.closed_by = row.string(12);
    one.version = static_cast<int>(row.integer(13));
    found.patient = row.id<PatientId>(14);
    return found;
}

void tell(db::Transaction& tx, const Viewer& viewer, Instant now, const PlaceRequest& request,
          PatientId patient) {
    record_event(tx, viewer, now, case_of(request.referral), patient, "booking.asked",
                 json::object({{"wish", std::string{to_text(request.wish)}},
                               {"outcome", std::string{to_text(request.outcome)}}}));
}

Result<PlaceRequest> end(db::Transaction& tx, const Viewer& viewer, Instant now,
                         const Found& before, PlaceOutcome how, const std::string& sentence) {
    const auto& [request, patient] = before;
    TRY(const auto ended, request.ended(how, sentence, now, viewer.name));
    if (tx.execute(kEnd, viewer.facility, request.id, request.version, to_text(ended.outcome),
                   ended.answer, now, ended.closed_by) == 0)
        return fail(ErrorKind::Conflict, "place_request.changed_meanwhile");
    close_duty(tx, viewer, now, case_of(request.referral), kDutyAsked, request.id.text(),
               how == PlaceOutcome::TakenBack ? "withdrawn" : "done");
    tell(tx, viewer, now, ended, patient);
    return ended;
}

void owe_an_answer(db::Transaction& tx, const Viewer& desk, Instant now, const Holidays& holidays,
                   const Referral& referral, const Booking& booking, const PlaceRequest& request) {
    const auto today = date_in_japan(now);
    NewDuty duty;
    duty.about = case_of(referral.id);
    duty.patient = referral.patient;
    duty.partner = referral.referrer;
    duty.kind = kDutyAsked;
    duty.topic = request.id.text();
    duty.due_at = answer_due(now, booking.at(), holidays);
    duty.note = std::string{japanese(request.wish)} + "のお願い";
    if (!request.wished_on.empty()) duty.note += " " + wished_text(request.wished_on, today);
    duty.place = short_date(booking.on_date, today) + " " + clock_text(booking.starts_at);
    duty.assignee = referral.assignee;
    open_duty(tx, desk, now, duty);
}

}  // namespace

std::optional<Booking> place_to_ask_about(db::Transaction& tx, const Viewer& viewer, ReferralId id,
                                          Instant now) {
    for (const auto& booking : bookings_of_referral(tx, viewer, id))
        if (booking.state == BookingState::Confirmed && booking.at() > now) return booking;
    return std::nullopt;
}

Result<PlaceRequestId> ask_for_place(db::Transaction& tx, const Viewer& partner, Instant now,
                                     const Holidays& holidays, ReferralId id,
                                     PlaceRequest request) {
    const auto desk = desk_of(partner);
    TRY(const auto referral, case_of_sender(tx, desk, partner.facility, id));
    if (auto faults = faults_of(request, date_in_japan(now)); !faults.empty())
        return fail(std::move(faults.front()));
    const db::Unveiled into_the_house{tx};
    const auto booking = place_to_ask_about(tx, desk, id, now);
    // A place that the referrer has not been told of is none yet.
    if (!booking || !referral.answered_at)
        return fail(ErrorKind::Refused, "place_request.no_place");
    const bool kept = tx.attempt([&] {
        request.id.value = tx.number(kInsert, desk.facility, id, booking->id, partner.facility,
                                     to_text(request.wish), days_text(request.wished_on),
                                     request.words, now, partner.user, partner.name);
    });
    if (!kept) return fail(ErrorKind::Conflict, "place_request.asked_already");
    request.referral = id;
    owe_an_answer(tx, desk, now, holidays, referral, *booking, request);
    tell(tx, desk, now, request, referral.patient);
    office::tell_live_lists(tx, desk.facility, now);
    return request.id;
}

Result<void> take_back_place_request(db::Transaction& tx, const Viewer& partner, Instant now,
                                     ReferralId referral, PlaceRequestId id) {
    const auto desk = desk_of(partner);
    TRY(const auto kept, case_of_sender(tx, desk, partner.facility, referral));
    const auto asked = place_requests_of(tx, desk.facility, partner.facility, referral);
    const auto found = std::ranges::find(asked, id, &PlaceRequest::id);
    if (found == asked.end()) return fail(ErrorKind::NotFound, "place_request.not_found");
    const db::Unveiled into_the_house{tx};
    TRY_DO(end(tx, desk, now, {*found, kept.patient}, PlaceOutcome::TakenBack, ""));
    office::tell_live_lists(tx, desk.facility, now);
    return {};
}

std::vector<PlaceRequest> place_requests_of(db::Transaction& tx, FacilityId house,
                                            FacilityId sender, ReferralId referral) {
    return tx.all(
        kOfSender, [](const db::Row& row) { return found_from(row).request; }, house, sender,
        referral);
}

Result<PlaceRequest> find_place_request(db::Transaction& tx, const Viewer& viewer,
                                        PlaceRequestId id) {
    const auto found = tx.first(kFind, found_from, viewer.facility, id, viewer.user);
    if (!found) return fail(ErrorKind::NotFound, "place_request.not_found");
    viewer.sees(found->patient, found->request.referral);
    return found->request;
}

Result<PlaceRequest> answer_place_request(db::Transaction& tx, const Viewer& viewer, Instant now,
                                          PlaceRequestId id, int seen_version,
                                          const std::string& sentence) {
    const auto found = tx.first(kFind, found_from, viewer.facility, id, viewer.user);
    if (!found) return fail(ErrorKind::NotFound, "place_request.not_found");
    viewer.sees(found->patient, found->request.referral);
    if (found->request.is_open() && found->request.version != seen_version)
        return fail(ErrorKind::Conflict, "place_request.changed_meanwhile");
    return end(tx, viewer, now, *found, PlaceOutcome::Answered, sentence);
}

void settle_place_request(db::Transaction& tx, const Viewer& viewer, Instant now,
                          const Booking& booking, PlaceOutcome how) {
    const auto open = tx.first(kOpenOf, found_from, viewer.facility, booking.id);
    if (open) static_cast<void>(end(tx, viewer, now, *open, how, ""));
}

}  // namespace kakehashi
