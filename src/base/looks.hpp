#pragma once

#include <string>
#include <vector>

#include "base/id.hpp"

namespace kakehashi {

/// Whom one answer shows: store functions that name a patient note the patient here, and the page's
/// line in the audit journal says so. One request, one thread.
class Looks {
  public:
    void note(PatientId patient);
    /// A letter whose patient nobody has named yet: the letter stands for the person.
    void note_letter(ReferralId letter);
    bool empty() const { return patients_.empty() && letters_.empty(); }
    /// `p12,p55,r412`: patients, then letters, each once.
    std::string text() const;

  private:
    std::vector<PatientId> patients_;
    std::vector<ReferralId> letters_;
};

}  // namespace kakehashi
