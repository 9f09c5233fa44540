#pragma once

#include <set>

#include "base/json/json.hpp"
#include "platform/event/event.hpp"
#include "platform/http/form.hpp"
#include "referral/read_patient.hpp"
#include "referral/referral.hpp"

namespace kakehashi::referral_pages {

/// One input of 紹介内容 as the form shows it.
struct FormValue {
    std::string name;
    std::string label;
    std::string value;
    bool words = true;  // a text; else an id or a code that nobody reads
};
/// `read`: the patient as the letter names them, while nobody is registered.
std::vector<FormValue> form_values(const Referral& referral, std::string_view referrer_name,
                                   const std::optional<ReadPatient>& read);

/// What an event keeps of one save: `version` it was made on, each changed input with what it held
/// before and after, so that nothing written over is lost.
json::Value edit_of(int version, const std::vector<FormValue>& before,
                    const std::vector<FormValue>& after);
/// 紹介内容を変更(紹介目的「手術の相談」→「精査加療」、受診科); long texts are cut.
std::string edit_text(const Event& event);

/// Inputs that `form`, rendered at `version`, sends back as they were while others changed them
/// since: there the others' values stand, also when the sender keeps the own words elsewhere.
std::set<std::string, std::less<>> untouched_inputs(const std::vector<Event>& newest_first,
                                                    int version, const http::Form& form);

}  // namespace kakehashi::referral_pages
