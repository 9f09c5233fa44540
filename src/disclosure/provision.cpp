#include "disclosure/provision.hpp"

namespace kakehashi::disclosure {
namespace {

constexpr std::chrono::years kKept{3};

}  // namespace

bool needs_paper_number(Basis basis) {
    return basis == Basis::Police || basis == Basis::Court || basis == Basis::Bar;
}

Date kept_until(Date recorded_on) {
    const auto day = std::chrono::year_month_day{recorded_on} + kKept;
    return day.ok() ? Date{day} : Date{day.year() / day.month() / std::chrono::last};
}

Result<Provision> record(Provision provision, Instant now) {
    const auto today = date_in_japan(now);
    if (provision.provided_on > today)
        return fail(ErrorKind::Invalid, "date.in_future", "provided_on");
    if (needs_paper_number(provision.basis) && provision.paper_number.empty())
        return fail(ErrorKind::Invalid, "provision.paper_number_needed", "paper_number");
    if (provision.corrects && provision.note.empty())
        return fail(ErrorKind::Invalid, "text.required", "correction");
    provision.recorded_at = now;
    provision.kept_until = kept_until(today);
    return provision;
}

}  // namespace kakehashi::disclosure
