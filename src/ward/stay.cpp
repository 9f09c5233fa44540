#include "ward/stay.hpp"

#include <array>

#include "base/words.hpp"

namespace kakehashi::ward {
namespace {

constexpr std::array kEnds{
    Words<StayEnd>{StayEnd::None, "", "入院中"},
    Words<StayEnd>{StayEnd::Moved, "moved", "転棟"},
    Words<StayEnd>{StayEnd::Discharged, "discharged", "退院"},
    Words<StayEnd>{StayEnd::Mistaken, "mistaken", "まちがい"},
};

}  // namespace

std::string_view to_text(StayEnd end) {
    return words_of(kEnds, end).text;
}
StayEnd parse_stay_end(std::string_view text) {
    return value_of(kEnds, text, "choice.required", "end").value_or(StayEnd::None);
}

Result<Stay> Stay::ended(StayEnd how, Date on, Date today) const {
    if (!is_open()) return fail(ErrorKind::Refused, "stay.ended_already");
    if (on > today) return fail(ErrorKind::Invalid, "date.in_future", "on");
    if (on < since) return fail(ErrorKind::Invalid, "stay.before_since", "on");
    auto next = *this;
    next.until = on;
    next.end = how;
    return next;
}

bool Stay::in_sight(Date today) const {
    if (is_open()) return true;
    return end == StayEnd::Discharged && today <= *until + kSightAfterDischarge;
}

}  // namespace kakehashi::ward
