#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/id.hpp"
#include "base/looks.hpp"

namespace kakehashi {

/// Who is looking or acting: an argument of every store function that names a patient.
/// Queries are limited to the viewer's facility.
struct Viewer {
    UserId user;
    FacilityId facility;
    std::string name;                   // 佐伯 真理: shown in timelines and on printed sheets
    std::string address = {};           // from where: an IP address; empty: at the machine itself
    std::shared_ptr<Looks> looks = {};  // whom this answer shows; none: nobody looks (minute work)
    FacilityId host = {};               // a partner's person: the office that let them in
    std::string partner = {};           // and the partner's name: みなと内科クリニック

    /// Whose records are seen, and whose audit trail holds each look.
    FacilityId house() const { return host ? host : facility; }

    /// Every store function that hands out something of a patient says so.
    void sees(PatientId patient) const {
        if (looks) looks->note(patient);
    }
    /// `return viewer.sees_each(tx.all(…), &Booking::patient);`
    template <typename Row, typename PatientOf>
    std::vector<Row> sees_each(std::vector<Row> rows, PatientOf&& patient_of) const {
        for (const auto& row : rows) sees(std::invoke(patient_of, row));
        return rows;
    }
    /// The patient, or the letter while nobody has said who the patient is.
    void sees(PatientId patient, ReferralId letter) const {
        if (!looks) return;
        if (patient)
            looks->note(patient);
        else
            looks->note_letter(letter);
    }
};

}  // namespace kakehashi
