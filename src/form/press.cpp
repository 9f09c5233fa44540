#include "form/press.hpp"

#include <algorithm>

namespace kakehashi::form {
namespace {

Result<std::string> draw_one(const BookingSlip& slip) {
    return draw_booking_slip(slip);
}
Result<std::string> draw_one(const PatientGuide& guide) {
    return draw_patient_guide(guide);
}
Result<std::string> draw_one(const VisitReport& report) {
    return draw_visit_report(report);
}
Result<std::string> draw_one(const ReplyLetter& letter) {
    return draw_reply_letter(letter);
}
Result<std::string> draw_one(const FaxCover& cover) {
    return draw_fax_cover(cover);
}
Result<std::string> draw_one(const HandOverReceipt& receipt) {
    return draw_hand_over_receipt(receipt);
}

}  // namespace

Result<std::string> Press::draw(const Paper& paper) {
    const auto known = std::ranges::find(done_, paper, [](const auto& one) { return one.first; });
    if (known != done_.end()) return known->second;
    TRY(auto bytes, std::visit([](const auto& one) { return draw_one(one); }, paper));
    return done_.emplace_back(paper, std::move(bytes)).second;
}

}  // namespace kakehashi::form
