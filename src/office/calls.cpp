#include "office/calls.hpp"

#include "base/text.hpp"
#include "office/form_reader.hpp"
#include "platform/duty/duty.hpp"

namespace kakehashi::office {
namespace {

constexpr std::size_t kPersonChars = 60;
constexpr std::size_t kNoteChars = 400;
/// A promised call is looked at again after this long unless somebody says when.
constexpr std::chrono::hours kCallBackWithin{2};

}  // namespace

Result<Call> read_call(const http::Form& form) {
    const auto chosen = [&](std::string_view field, std::string_view otherwise) {
        const auto typed = form.text(field);
        return typed.empty() ? otherwise : typed;
    };
    Call call;
    auto& contact = call.contact;
    TRY(contact.means, parse_contact_means(chosen("means", to_text(ContactMeans::Phone))));
    TRY(contact.direction,
        parse_contact_direction(chosen("direction", to_text(ContactDirection::Out))));
    TRY(contact.outcome, parse_contact_outcome(form.text("outcome")));
    TRY(contact.person, clean_line("person", form.text("person"), kPersonChars));
    TRY(contact.note, clean_text("note", form.text("note"), kNoteChars));
    FormReader reader(form, Date{});
    call.call_back_at = reader.time("call_back_at");
    if (!reader.ok()) return fail(ErrorKind::Invalid, "time.malformed", "call_back_at");
    return call;
}

void log_call(db::Transaction& tx, const Viewer& viewer, Instant now, Call call,
              std::string place) {
    auto& contact = call.contact;
    contact.at = now;
    const auto id = log_contact(tx, viewer, contact);
    if (contact.outcome != ContactOutcome::CallBack && !call.call_back_at) return;
    open_duty(
        tx, viewer, now,
        {.about = contact.about,
         .patient = contact.patient,
         .partner = contact.partner,
         .kind = std::string{kDutyCallBack},
         .topic = std::to_string(id),
         .due_at = call.call_back_at ? instant_in_japan(date_in_japan(now), *call.call_back_at)
                                     : now + kCallBackWithin,
         .note = contact.person.empty() ? contact.note : contact.person,
         .place = std::move(place),
         .assignee = viewer.user});
}

}  // namespace kakehashi::office
