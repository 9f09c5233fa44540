#include "referral/referral_store.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdio>

#include "base/japanese.hpp"
#include "office/change.hpp"
#include "office/office.hpp"
#include "platform/event/idempotency.hpp"
#include "platform/search/search.hpp"

namespace kakehashi {
namespace {

constexpr std::array kManagedKinds{kDutyRegister, kDutyDecide, kDutyAskDoctor, kDutyAnswer,
                                   kDutyBook,     kDutyVisit,  kDutyNoShow};

struct OpenDuty {
    std::string kind;
    Instant due_at;
    bool urgent;
    std::string basis, note, place;
    PatientId patient;
    FacilityId partner;
};

constexpr db::Query kDutiesOfCase{"referral.open_duties", R"sql(
    SELECT kind, due_at, urgent, basis, note, place, patient_id, partner_id
      FROM duty
     WHERE facility_id = $1 AND case_kind = 'referral' AND case_id = $2 AND closed_at IS NULL
)sql"};

std::vector<OpenDuty> open_duties_now(db::Transaction& tx, const Referral& referral) {
    return tx.all(
        kDutiesOfCase,
        [](const db::Row& row) {
            return OpenDuty{row.string(0),        *row.instant(1),      row.yes(2),
                            row.string(3),        row.string(4),        row.string(5),
                            row.id<PatientId>(6), row.id<FacilityId>(7)};
        },
        referral.facility, referral.id);
}

bool is_managed(std::string_view kind) {
    for (const auto managed : kManagedKinds)
        if (managed == kind) return true;
    return false;
}

/// The line of the list: the main diagnosis, before registration what the machine saw.
std::string note_of(const Referral& referral) {
    auto note =
        referral.letter.diagnoses.empty() ? referral.sender_note : referral.letter.diagnoses;
    return note.substr(0, note.find('\n'));
}

NewDuty new_duty(const Referral& referral, const OwedDuty& owed, const std::string& department) {
    NewDuty duty;
    duty.about = case_of(referral.id);
    duty.patient = referral.patient;
    duty.partner = referral.referrer;
    duty.kind = owed.kind;
    duty.basis = owed.promise ? DutyBasis::Promise : DutyBasis::Target;
    duty.urgent = owed.urgent;
    duty.due_at = owed.due_at;
    duty.note = note_of(referral);
    duty.place = department.empty() ? std::string{} : "→ " + department;
    duty.assignee = referral.assignee;
    return duty;
}

bool is_up_to_date(const OpenDuty& open, const NewDuty& wanted) {
    return open.due_at == wanted.due_at && open.urgent == wanted.urgent &&
           open.basis == to_text(wanted.basis) && open.note == wanted.note &&
           open.place == wanted.place && open.patient == wanted.patient &&
           open.partner == wanted.partner;
}

/// Opens, mends and closes the duties of this feature; answers how many the case has afterwards.
std::size_t settle_duties(db::Transaction& tx, const Viewer& viewer, Instant now,
                          const Referral& referral, const std::string& department) {
    const auto open = open_duties_now(tx, referral);
    if (referral.closed_at) {
        if (!open.empty())
            close_all_duties(tx, viewer, now, case_of(referral.id),
                             referral.state == ReferralState::Withdrawn ? "withdrawn" : "done");
        return 0;
    }
    const auto owed = duties_owed(referral, now);
    auto count = open.size();
    for (const auto& duty : open) {
        if (!is_managed(duty.kind)) continue;
        const bool still = std::any_of(owed.begin(), owed.end(),
                                       [&](const auto& o) { return o.kind == duty.kind; });
        if (still) continue;
        close_duty(tx, viewer, now, case_of(referral.id), duty.kind);
        --count;
    }
    for (const auto& one : owed) {
        auto wanted = new_duty(referral, one, department);
        const auto same = std::find_if(open.begin(), open.end(),
                                       [&](const auto& duty) { return duty.kind == one.kind; });
        if (same == open.end()) {
            ++count;
        } else {
            if (one.keeps_due) wanted.due_at = same->due_at;
            if (is_up_to_date(*same, wanted)) continue;
        }
        open_duty(tx, viewer, now, wanted);
    }
    return count;
}

/// What the referral is found by. Names stand whole and without their blanks.
std::string search_text(const Referral& referral, const ReferralNames& names) {
    std::string out = referral.number;
    for (const auto& part : {names.patient_name,
                             search_key(names.patient_name),
                             names.patient_kana,
                             search_key(names.patient_kana),
                             kana_key(names.patient_kana),
                             names.patient_number,
                             names.referrer_name,
                             search_key(names.referrer_name),
                             referral.letter.referring_doctor,
                             search_key(referral.letter.referring_doctor),
                             names.department_name,
                             names.doctor_name,
                             search_key(names.doctor_name),
                             referral.letter.diagnoses,
                             referral.letter.purpose,
                             referral.letter.history,
                             referral.letter.allergies,
                             referral.letter.course,
                             referral.letter.treatment,
                             referral.letter.medication,
                             referral.letter.remarks,
                             referral.sender_note})
        if (!part.empty()) out += '\n' + part;
    return out;
}

std::string referral_number(db::Transaction& tx, const Referral& referral) {
    const auto month = iso_date(date_in_japan(referral.received_at)).substr(0, 7);
    const auto next = next_in_series(tx, referral.facility, "referral:" + month);
    char digits[24];
    std::snprintf(digits, sizeof digits, "%04lld", static_cast<long long>(next));
    return "R-" + month + "-" + digits;
}

constexpr db::Query kInsert{"referral.insert", R"sql(
    INSERT INTO referral (
        facility_id, number, state, door, urgency, patient_id, referrer_id, referring_doctor,
        referring_department, department_id, doctor_id, sender_note, diagnoses, purpose, history,
        allergies, course, treatment, medication, remarks, letter_dated_on, received_at,
        registered_at, answer_due_at, decided_at, decision_note, decision_reason, answered_at,
        visited_on, admitted_on, discharged_on, closed_at, waiting_reason, assignee_id, original_id,
        updated_at, updated_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
            $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36,
            $37)
    RETURNING id
)sql"};

constexpr db::Query kSave{"referral.save", R"sql(
    UPDATE referral
       SET state = $4, door = $5, urgency = $6, patient_id = $7, referrer_id = $8,
           referring_doctor = $9, referring_department = $10, department_id = $11, doctor_id = $12,
           sender_note = $13, diagnoses = $14, purpose = $15, history = $16, allergies = $17,
           course = $18, treatment = $19, medication = $20, remarks = $21, letter_dated_on = $22,
           registered_at = $23, answer_due_at = $24, decided_at = $25, decision_note = $26,
           decision_reason = $27, answered_at = $28, visited_on = $29, admitted_on = $30,
           discharged_on = $31, closed_at = $32, waiting_reason = $33, assignee_id = $34,
           original_id = $35, updated_at = $36, updated_by = $37, version = version + 1
     WHERE facility_id = $1 AND id = $2 AND version = $3
)sql"};

/// The pages that the referrer's people have open on the portal.
void tell_referrer(db::Transaction& tx, const Referral& referral, Instant now) {
    if (referral.referrer) office::tell_live_lists(tx, referral.referrer, now);
}

}  // namespace

Referral insert_referral(db::Transaction& tx, const Viewer& viewer, Instant now,
                         Referral referral) {
    referral.facility = viewer.facility;
    referral.version = 1;
    referral.number = referral_number(tx, referral);
    const auto& letter = referral.letter;
    referral.id = ReferralId{tx.number(
        kInsert, referral.facility, referral.number, referral.state, referral.door,
        referral.urgency, referral.patient, referral.referrer, letter.referring_doctor,
        letter.referring_department, referral.department, referral.doctor, referral.sender_note,
        letter.diagnoses, letter.purpose, letter.history, letter.allergies, letter.course,
        letter.treatment, letter.medication, letter.remarks, letter.letter_dated_on,
        referral.received_at, referral.registered_at, referral.answer_due_at, referral.decided_at,
        referral.decision_note, referral.decision_reason, referral.answered_at, referral.visited_on,
        referral.admitted_on, referral.discharged_on, referral.closed_at, referral.waiting_reason,
        referral.assignee, referral.original, now, viewer.user)};
    const auto names = names_of(tx, viewer, referral.id);
    for (const auto& one : duties_owed(referral, now))
        open_duty(tx, viewer, now, new_duty(referral, one, names.department_name));
    index_referral(tx, viewer, referral, names);
    record_event(tx, viewer, referral.received_at, case_of(referral.id), referral.patient,
                 "referral.received",
                 json::object({{"door", std::string{to_text(referral.door)}},
                               {"sender", referral.sender_note}}));
    if (referral.registered_at)
        record_event(tx, viewer, *referral.registered_at, case_of(referral.id), referral.patient,
                     "referral.registered");
    tell_referrer(tx, referral, now);
    return referral;
}

Result<Referral> save_referral(db::Transaction& tx, const Viewer& viewer, Instant now,
                               Referral referral, std::string_view event_kind,
                               const json::Value& event_data, bool more_duties_follow) {
    const auto& letter = referral.letter;
    const auto saved = tx.execute(
        kSave, viewer.facility, referral.id, referral.version, referral.state, referral.door,
        referral.urgency, referral.patient, referral.referrer, letter.referring_doctor,
        letter.referring_department, referral.department, referral.doctor, referral.sender_note,
        letter.diagnoses, letter.purpose, letter.history, letter.allergies, letter.course,
        letter.treatment, letter.medication, letter.remarks, letter.letter_dated_on,
        referral.registered_at, referral.answer_due_at, referral.decided_at, referral.decision_note,
        referral.decision_reason, referral.answered_at, referral.visited_on, referral.admitted_on,
        referral.discharged_on, referral.closed_at, referral.waiting_reason, referral.assignee,
        referral.original, now, viewer.user);
    if (saved == 0) return fail(ErrorKind::Conflict, "referral.changed_meanwhile");
    ++referral.version;
    const auto names = names_of(tx, viewer, referral.id);
    const auto duties = settle_duties(tx, viewer, now, referral, names.department_name);
    assert((referral.closed_at || duties > 0 || more_duties_follow ||
            !referral.waiting_reason.empty()) &&
           "an open referral owes something or says why not");
    index_referral(tx, viewer, referral, names);
    record_event(tx, viewer, now, case_of(referral.id), referral.patient, event_kind, event_data);
    tell_referrer(tx, referral, now);
    return referral;
}

void index_referral(db::Transaction& tx, const Viewer& viewer, const Referral& referral,
                    const ReferralNames& names) {
    index_for_search(tx, viewer, case_of(referral.id), search_text(referral, names));
}

AnswerTerms answer_terms(db::Transaction& tx, FacilityId facility) {
    AnswerTerms terms;
    terms.emergency_minutes =
        setting_number(tx, facility, "referral.answer_minutes_emergency", terms.emergency_minutes);
    terms.routine_business_days =
        setting_number(tx, facility, "referral.answer_days_routine", terms.routine_business_days);
    return terms;
}

}  // namespace kakehashi
