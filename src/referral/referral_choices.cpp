#include "referral/referral_choices.hpp"

#include <algorithm>

#include "facility/facility_store.hpp"
#include "platform/auth/session.hpp"

namespace kakehashi::referral_pages {
namespace {

Result<void> gone_unless(bool known, const char* field) {
    if (known) return {};
    return fail(ErrorKind::Invalid, "choice.gone", field);
}

}  // namespace

Result<void> check_choice(db::Transaction& tx, const Viewer& viewer, DepartmentId department) {
    if (!department) return {};
    const auto offered = departments_of(tx, viewer.facility);
    return gone_unless(std::ranges::find(offered, department, &Department::id) != offered.end(),
                       "department");
}

Result<void> check_choice(db::Transaction& tx, const Viewer& viewer, DoctorId doctor) {
    if (!doctor) return {};
    const auto offered = doctors_of(tx, viewer.facility);
    return gone_unless(std::ranges::find(offered, doctor, &Doctor::id) != offered.end(), "doctor");
}

Result<void> check_choice(db::Transaction& tx, const Viewer& viewer, UserId assignee) {
    if (!assignee) return {};
    const auto users = users_of(tx, viewer.facility);
    return gone_unless(
        std::ranges::any_of(users,
                            [&](const auto& user) { return user.id == assignee && user.active; }),
        "assignee");
}

}  // namespace kakehashi::referral_pages
