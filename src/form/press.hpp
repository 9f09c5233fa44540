#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "form/booking_slip.hpp"
#include "form/fax_cover.hpp"
#include "form/hand_over_receipt.hpp"
#include "form/patient_guide.hpp"
#include "form/reply_letter.hpp"
#include "form/visit_report.hpp"

namespace kakehashi::form {

/// A sheet that leaves the house.
using Paper =
    std::variant<BookingSlip, PatientGuide, VisitReport, ReplyLetter, FaxCover, HandOverReceipt>;

/// 先に刷る: drawing takes about 15 ms a sheet, too long to keep the one writer waiting. A command
/// draws what it expects to need before its transaction; inside, a paper that says exactly the
/// same costs nothing, and one that has changed meanwhile is drawn anew. Belongs to one command.
class Press {
  public:
    explicit Press(Instant issued_at) : issued_at_(issued_at) {}

    /// The moment that all papers of this command bear.
    Instant issued_at() const { return issued_at_; }

    /// PDF bytes; the first call for a paper draws it. Errors of draw_booking_slip() and its
    /// sisters.
    Result<std::string> draw(const Paper& paper);

    int drawn() const { return static_cast<int>(done_.size()); }

  private:
    Instant issued_at_;
    std::vector<std::pair<Paper, std::string>> done_;
};

}  // namespace kakehashi::form
