#pragma once

// The clinics of TestOffice and referrals that wait for a place, for the tests of this folder.

#include "booking/booking_store.hpp"
#include "support/test_office.hpp"

namespace kakehashi::testing {

inline Date day(std::string_view text) {
    return parse_iso_date(text).value();
}
inline TimeOfDay at(std::string_view text) {
    return parse_time_of_day(text).value();
}
inline Wish wish(std::int64_t bookable, std::string_view on, std::string_view time) {
    return {BookableId{bookable}, day(on), at(time)};
}

inline constexpr BookableId kGastro{1}, kCardio{2}, kEndoscopy{3};

/// 消化器内科 9:30 (2) 10:30 (1) and 循環器内科 9:00 (1) on weekdays, 上部内視鏡 9:00 (1) 11:30
/// (1).
inline constexpr const char* kClinics = R"sql(
    INSERT INTO bookable (id, facility_id, kind, name, detail, department_id, instructions, position)
    VALUES (1, 1, 'department', '消化器内科', '小野・平田', 2, '', 1),
           (2, 1, 'department', '循環器内科', '木村・早川', 1, '', 2),
           (3, 1, 'equipment', '上部内視鏡', '前処置 30分', NULL, '前日 21時から絶食', 3);
    INSERT INTO weekly_template (bookable_id, weekday, starts_at, minutes, places, valid_from)
    SELECT column1, w.n, column2, 30, column3, '2026-01-01'
      FROM (VALUES (1, '09:30', 2), (1, '10:30', 1), (2, '09:00', 1), (3, '09:00', 1),
                   (3, '11:30', 1)) AS v,
           (SELECT 1 AS n UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5) AS w;
)sql";

inline constexpr db::Query kInsertPatient{"booking_test.patient", R"sql(
    INSERT INTO patient (facility_id, number, name, kana, name_key, sex, born_on)
    VALUES (1, $1, $2, $3, $2, 'female', '1975-03-02')
    RETURNING id
)sql"};

/// A referral that was accepted and waits for its place.
inline Referral an_accepted_referral(db::Transaction& tx, const Viewer& viewer, Instant now,
                                     Instant answer_due, std::string_view name = "中川 由美") {
    static int count = 0;
    const auto number = "0047-" + std::to_string(++count);
    const PatientId patient{tx.number(kInsertPatient, number, name, "ナカガワ ユミ")};
    Referral referral;
    referral.received_at = now;
    referral.referrer = TestOffice::kAobaClinic;
    referral.department = TestOffice::kGastroenterology;
    referral.letter.diagnoses = "胃の精査";
    referral.letter.referring_doctor = "内田 修";
    referral = insert_referral(tx, viewer, now, std::move(referral));
    referral =
        save_referral(tx, viewer, now, referral.register_for(patient, now, answer_due).value(),
                      "referral.registered")
            .value();
    return save_referral(tx, viewer, now, referral.accept(now).value(), "referral.accepted")
        .value();
}

}  // namespace kakehashi::testing
