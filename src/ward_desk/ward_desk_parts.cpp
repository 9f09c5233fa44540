#include "ward_desk/ward_desk_parts.hpp"

#include "base/era.hpp"

namespace kakehashi::ward_desk {
namespace {

std::string_view look_of(ReferralState state) {
    switch (state) {
        case ReferralState::AwaitingVisit:
            return "k-tag info";
        case ReferralState::Visited:
        case ReferralState::Replied:
            return "k-tag ok";
        case ReferralState::NoShow:
            return "k-tag due";
        case ReferralState::Declined:
        case ReferralState::Forwarded:
        case ReferralState::Withdrawn:
        case ReferralState::NotReferral:
            return "k-tag plain";
        default:
            return "k-tag wait";
    }
}

}  // namespace

html::Url url_of(PatientId patient) {
    return html::Url::path("/ward/patients").segment(patient.value);
}

StatusLine line_of(const LiaisonStatus& status, Date today) {
    StatusLine line;
    if (!status.referral) return line;
    line.state = japanese(status.state);
    line.look = look_of(status.state);
    line.referral = short_date(date_in_japan(*status.received_at), today);
    if (!status.referrer.empty()) line.referral += " " + status.referrer;
    if (!status.department.empty()) line.referral += " → " + status.department;
    if (status.booked_on)
        line.booking = short_date(*status.booked_on, today) + " " + status.booked_at + " " +
                       status.booked_what;
    if (status.reply && status.reply_due_on) {
        line.reply_late = *status.reply_due_on < today;
        line.reply = std::string{japanese(*status.reply)} + " " +
                     short_date(*status.reply_due_on, today) + " まで";
    }
    return line;
}

}  // namespace kakehashi::ward_desk
