#pragma once

#include <string>

#include "base/date.hpp"
#include "base/id.hpp"
#include "disclosure/disclosure_words.hpp"

namespace kakehashi::disclosure {

using ProvisionId = Id<struct ProvisionTag>;

/// 第三者提供の記録: what of a patient left the house outside ordinary care. A line is never
/// changed; a mistake is put right by another line, which names the one it corrects.
struct Provision {
    ProvisionId id;
    PatientId patient;
    Date provided_on;
    std::string recipient;
    std::string items;
    Basis basis = Basis::Consent;
    std::string paper_number;  // 照会書の番号
    std::string note;          // of a correction: what was wrong
    ProvisionId corrects;
    Date kept_until;
    Instant recorded_at{};
    std::string recorded_by;
};

/// An inquiry of the police, a court or a bar association is a numbered paper.
bool needs_paper_number(Basis basis);

/// Rule:    disclosure/provision-kept. The record of a provision is kept 3 years.
/// Source:  個人情報保護法 第29条第2項, 施行規則 第21条第3号.
/// Since:   2017-05-30.
/// Reading: from the day the line was made; the 29th of February counts as the 28th.
Date kept_until(Date recorded_on);

/// A line ready to be kept. Invalid `date.in_future` (`provided_on`),
/// `provision.paper_number_needed` (`paper_number`); `text.required` (`correction`) for a
/// correction that does not say what was wrong.
Result<Provision> record(Provision provision, Instant now);

}  // namespace kakehashi::disclosure
