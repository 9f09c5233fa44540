#pragma once

#include "office/frame.hpp"
#include "ward/stay_store.hpp"

namespace kakehashi::ward {

/// 「東3病棟に入院中(11/20(金)〜)」 as the pages about a patient show it.
struct StayNote {
    std::string words;  // empty: never here, or longer ago than a ward still sees
    bool there = false;
    html::Url page;  // where 入院・転棟・退院 are entered
};
StayNote stay_note(const std::optional<ListedStay>& last, PatientId patient, Date today);
/// The words alone.
std::string stay_words(const ListedStay& listed, Date today);
/// {{> kakehashi::ward::stay_note v.stay}}
void render_stay_note(html::Writer& out, const StayNote& v);

}  // namespace kakehashi::ward
