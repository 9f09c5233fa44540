#pragma once

#include <string>
#include <vector>

#include "platform/db/database.hpp"
#include "platform/event/legal_hold.hpp"
#include "platform/html/writer.hpp"

namespace kakehashi::office {

/// 削除の差し止め as the pages of a case and of a patient show it.
struct HoldNote {
    struct Line {
        std::string what;  // この紹介, 患者のすべての記録
        std::string when, who, reason;
    };
    std::vector<Line> lines;
    bool own = false;  // one of them is on this very case
};
/// `what` names the case itself. For a patient, `about` is the patient.
HoldNote hold_note(db::Transaction& tx, const Viewer& viewer, const CaseRef& about,
                   PatientId patient, std::string_view what, Date today);
/// {{> kakehashi::office::hold_note v.hold}}: a callout for each; nothing when there is none.
void render_hold_note(html::Writer& out, const HoldNote& v);

}  // namespace kakehashi::office
