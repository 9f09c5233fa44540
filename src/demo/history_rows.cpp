#include "demo/history_rows.hpp"

namespace kakehashi::demo {
namespace {

constexpr db::Query kReferral{"demo.past_referral", R"sql(
    INSERT INTO referral (
        facility_id, number, state, door, urgency, patient_id, referrer_id, referring_doctor,
        department_id, doctor_id, diagnoses, purpose, history, allergies, course, medication,
        letter_dated_on, received_at, registered_at, answer_due_at, decided_at, decision_note,
        decision_reason, answered_at, visited_on, admitted_on, discharged_on, closed_at, version,
        updated_at, updated_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
            $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $28, $30)
    RETURNING id
)sql"};

constexpr db::Query kEvent{"demo.past_event", R"sql(
    INSERT INTO event (facility_id, case_kind, case_id, patient_id, kind, actor_id, actor_name, at,
                       data)
    VALUES ($1, 'referral', $2, $3, $4, $5, $6, $7, $8)
)sql"};

constexpr db::Query kDuty{"demo.past_duty", R"sql(
    INSERT INTO duty (facility_id, case_kind, case_id, patient_id, partner_id, kind, basis, urgent,
                      due_at, note, place, opened_at, closed_at, closed_how, closed_by, version)
    VALUES ($1, 'referral', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'done', $13, 2)
)sql"};

constexpr db::Query kBooking{"demo.past_booking", R"sql(
    INSERT INTO booking (facility_id, referral_id, patient_id, bookable_id, on_date, starts_at,
                         place, state, created_at, created_by, confirmed_at, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $9, 3)
)sql"};

constexpr db::Query kReply{"demo.past_reply", R"sql(
    INSERT INTO reply_obligation (facility_id, referral_id, patient_id, referrer_id, stage, state,
                                  counted_from, due_on, department_id, doctor_id, opened_at,
                                  closed_at, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 2)
)sql"};

constexpr db::Query kSeries{"demo.past_series", R"sql(
    INSERT INTO series (facility_id, name, last) VALUES ($1, $2, $3)
)sql"};

constexpr int kSavesOfACase = 7;

}  // namespace

ReferralId load_referral(db::Transaction& tx, const Viewer& by, const Referral& r) {
    const auto& letter = r.letter;
    return ReferralId{tx.number(
        kReferral, by.facility, r.number, r.state, r.door, r.urgency, r.patient, r.referrer,
        letter.referring_doctor, r.department, r.doctor, letter.diagnoses, letter.purpose,
        letter.history, letter.allergies, letter.course, letter.medication, letter.letter_dated_on,
        r.received_at, r.registered_at, r.answer_due_at, r.decided_at, r.decision_note,
        r.decision_reason, r.answered_at, r.visited_on, r.admitted_on, r.discharged_on, r.closed_at,
        kSavesOfACase, by.user)};
}

void load_event(db::Transaction& tx, const Viewer& by, const Referral& r, Instant at,
                std::string_view kind, const json::Value& data) {
    const auto text = data.is_null() ? std::string{"{}"} : json::write(data);
    tx.execute(kEvent, by.facility, r.id, r.patient, kind, by.user, by.name, at, text);
}

void load_duty(db::Transaction& tx, const Viewer& by, const Referral& r, std::string_view place,
               const PastDuty& duty) {
    tx.execute(kDuty, by.facility, r.id, r.patient, r.referrer, duty.kind,
               duty.promise ? "promise" : "target", r.urgency == Urgency::Emergency, duty.due_at,
               r.letter.diagnoses, place, duty.opened_at, duty.closed_at, by.user);
}

void load_booking(db::Transaction& tx, const Viewer& by, const Referral& r, const PastVisit& visit,
                  Instant booked_at) {
    tx.execute(kBooking, by.facility, r.id, r.patient, visit.bookable, visit.day, visit.starts_at,
               visit.place, BookingState::Kept, booked_at, by.user);
}

void load_reply(db::Transaction& tx, const Viewer& by, const Referral& r, ReplyStage stage,
                const ReplyDue& due, Instant opened_at, Instant closed_at) {
    tx.execute(kReply, by.facility, r.id, r.patient, r.referrer, stage, ReplyState::Sent,
               due.counted_from, due.due_on, r.department, r.doctor, opened_at, closed_at);
}

void load_series(db::Transaction& tx, FacilityId facility, std::string_view series, int last) {
    tx.execute(kSeries, facility, series, last);
}

}  // namespace kakehashi::demo
