// How referrals and the names beside them are read.
#include "referral/referral_store.hpp"

namespace kakehashi {
namespace {

constexpr std::string_view kColumns = R"sql(
    SELECT id, facility_id, number, state, door, urgency, patient_id, referrer_id,
           referring_doctor, referring_department, department_id, doctor_id, sender_note,
           diagnoses, purpose, history, allergies, course, treatment, medication, remarks,
           letter_dated_on, received_at, registered_at, answer_due_at, decided_at, decision_note,
           decision_reason, answered_at, visited_on, admitted_on, discharged_on, closed_at,
           waiting_reason, assignee_id, original_id, version
      FROM referral)sql";

/// Of kColumns.
Referral referral_from(const db::Row& row) {
    Referral referral;
    referral.id = row.id<ReferralId>(0);
    referral.facility = row.id<FacilityId>(1);
    referral.number = row.string(2);
    referral.state = parse_referral_state(row.text(3)).value();
    referral.door = parse_door(row.text(4)).value();
    referral.urgency = parse_urgency(row.text(5)).value();
    referral.patient = row.id<PatientId>(6);
    referral.referrer = row.id<FacilityId>(7);
    auto& letter = referral.letter;
    letter.referring_doctor = row.string(8);
    letter.referring_department = row.string(9);
    referral.department = row.id<DepartmentId>(10);
    referral.doctor = row.id<DoctorId>(11);
    referral.sender_note = row.string(12);
    letter.diagnoses = row.string(13);
    letter.purpose = row.string(14);
    letter.history = row.string(15);
    letter.allergies = row.string(16);
    letter.course = row.string(17);
    letter.treatment = row.string(18);
    letter.medication = row.string(19);
    letter.remarks = row.string(20);
    letter.letter_dated_on = row.date(21);
    referral.received_at = *row.instant(22);
    referral.registered_at = row.instant(23);
    referral.answer_due_at = row.instant(24);
    referral.decided_at = row.instant(25);
    referral.decision_note = row.string(26);
    referral.decision_reason = row.string(27);
    referral.answered_at = row.instant(28);
    referral.visited_on = row.date(29);
    referral.admitted_on = row.date(30);
    referral.discharged_on = row.date(31);
    referral.closed_at = row.instant(32);
    referral.waiting_reason = row.string(33);
    referral.assignee = row.id<UserId>(34);
    referral.original = row.id<CaseDocumentId>(35);
    referral.version = static_cast<int>(row.integer(36));
    return referral;
}

constexpr db::Query kFind{"referral.find", kColumns, R"sql(
     WHERE facility_id = $1 AND id = $2
       AND {shown referral.patient_id to $3}
)sql"};

constexpr db::Query kOfPatient{"referral.of_patient", kColumns, R"sql(
     WHERE facility_id = $1 AND patient_id = $2
     ORDER BY id DESC
     LIMIT $3
)sql"};

constexpr db::Query kOpenOfPatient{"referral.open_of_patient", kColumns, R"sql(
     WHERE facility_id = $1 AND patient_id = $2 AND referrer_id = $3 AND closed_at IS NULL
     ORDER BY id DESC
)sql"};

constexpr db::Query kNames{"referral.names", R"sql(
    SELECT patient.name, patient.kana, patient.number, patient.sex, patient.phone, patient.caution,
           patient.contact, patient.needs, patient.last_visit, patient.born_on,
           facility.name, facility.phone, facility.fax, facility.mail, facility.address,
           facility.postal_code, facility.reply_means, facility.registered_number,
           department.name, department.short_name, doctor.name, doctor.extension,
           user_account.name, referral.patient_id
      FROM referral
      LEFT JOIN patient ON patient.id = referral.patient_id
      LEFT JOIN facility ON facility.id = referral.referrer_id
      LEFT JOIN department ON department.id = referral.department_id
      LEFT JOIN doctor ON doctor.id = referral.doctor_id
      LEFT JOIN user_account ON user_account.id = referral.assignee_id
     WHERE referral.facility_id = $1 AND referral.id = $2
)sql"};

ReferralNames names_from(const db::Row& row) {
    ReferralNames names;
    names.patient_name = row.string(0);
    names.patient_kana = row.string(1);
    names.patient_number = row.string(2);
    names.patient_sex = row.string(3);
    names.patient_phone = row.string(4);
    names.patient_caution = row.string(5);
    names.patient_contact = row.string(6);
    names.patient_needs = row.string(7);
    names.patient_last_visit = row.string(8);
    names.patient_born_on = row.date(9);
    names.referrer_name = row.string(10);
    names.referrer_phone = row.string(11);
    names.referrer_fax = row.string(12);
    names.referrer_mail = row.string(13);
    names.referrer_address = row.string(14);
    names.referrer_postal_code = row.string(15);
    names.referrer_reply_means = row.string(16);
    names.referrer_registered_number = row.string(17);
    names.department_name = row.string(18);
    names.department_short_name = row.string(19);
    names.doctor_name = row.string(20);
    names.doctor_extension = row.string(21);
    names.assignee_name = row.string(22);
    return names;
}

}  // namespace

Result<Referral> find_referral(db::Transaction& tx, const Viewer& viewer, ReferralId id) {
    auto referral = tx.first(kFind, referral_from, viewer.facility, id, viewer.user);
    if (!referral) return fail(ErrorKind::NotFound, "referral.not_found");
    viewer.sees(referral->patient, referral->id);
    return *std::move(referral);
}

ReferralNames names_of(db::Transaction& tx, const Viewer& viewer, ReferralId id) {
    return tx
        .first(
            kNames,
            [&](const db::Row& row) {
                viewer.sees(row.id<PatientId>(23), id);
                return names_from(row);
            },
            viewer.facility, id)
        .value_or(ReferralNames{});
}

std::vector<Referral> referrals_of_patient(db::Transaction& tx, const Viewer& viewer,
                                           PatientId patient, int limit) {
    viewer.sees(patient);
    return tx.all(kOfPatient, referral_from, viewer.facility, patient, limit);
}

std::vector<Referral> open_referrals_of(db::Transaction& tx, const Viewer& viewer,
                                        PatientId patient, FacilityId referrer) {
    viewer.sees(patient);
    return tx.all(kOpenOfPatient, referral_from, viewer.facility, patient, referrer);
}

}  // namespace kakehashi
