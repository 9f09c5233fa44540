#include "office/hold_note.hpp"

#include "base/era.hpp"

namespace kakehashi::office {

HoldNote hold_note(db::Transaction& tx, const Viewer& viewer, const CaseRef& about,
                   PatientId patient, std::string_view what, Date today) {
    HoldNote note;
    for (const auto& hold : holds_on(tx, viewer, about, patient)) {
        const bool own = hold.about.kind == about.kind && hold.about.id == about.id;
        note.own = note.own || own;
        note.lines.push_back(
            {own ? std::string{what} : "この患者のすべての記録",
             short_date(date_in_japan(hold.placed_at), today) + " " + time_text(hold.placed_at),
             hold.placed_by, hold.reason});
    }
    return note;
}

}  // namespace kakehashi::office
