#include "ward/stay_note.hpp"

#include "base/era.hpp"

namespace kakehashi::ward {

std::string stay_words(const ListedStay& listed, Date today) {
    const auto& stay = listed.stay;
    if (stay.is_open()) return listed.ward + "に入院中(" + short_date(stay.since, today) + "〜)";
    return listed.ward + "から" + short_date(*stay.until, today) + "に退院";
}

StayNote stay_note(const std::optional<ListedStay>& last, PatientId patient, Date today) {
    StayNote note;
    note.page = html::Url::path("/patients").segment(patient.value).segment("stay");
    if (!last || !last->stay.in_sight(today)) return note;
    note.words = stay_words(*last, today);
    note.there = last->stay.is_open();
    return note;
}

}  // namespace kakehashi::ward
