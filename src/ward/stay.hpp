#pragma once

#include "ward/ward.hpp"

namespace kakehashi::ward {

using StayId = Id<struct StayTag>;

/// For how long the last ward still sees a patient who went home: questions from outside and the
/// nursing summary come in the first days, and nobody else of the house has this patient then.
inline constexpr days kSightAfterDischarge{7};

enum class StayEnd {
    None,        // still there
    Moved,       // 転棟: the next stay has begun
    Discharged,  // 退院
    Mistaken,    // 入力のまちがい: it never was
};
std::string_view to_text(StayEnd end);
StayEnd parse_stay_end(std::string_view text);

/// 入院: a patient in one ward.
struct Stay {
    StayId id;
    PatientId patient;
    WardId ward;
    Date since;
    std::optional<Date> until;  // the day of 転棟 or 退院
    StayEnd end = StayEnd::None;
    int version = 1;

    bool is_open() const { return !until; }
    /// Refused `stay.ended_already`; Invalid `date.in_future`, `stay.before_since` (`on`).
    Result<Stay> ended(StayEnd how, Date on, Date today) const;
    /// Whether the nurses of its ward see the patient, if no later stay follows.
    bool in_sight(Date today) const;
};

}  // namespace kakehashi::ward
