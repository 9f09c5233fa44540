#pragma once

#include <string>
#include <vector>

#include "base/viewer.hpp"
#include "platform/db/database.hpp"
#include "platform/event/case_ref.hpp"

namespace kakehashi {

enum class ContactMeans { Phone, Fax, Mail, Visit };
enum class ContactDirection { In, Out };
/// つながった・不在・折り返しまち・伝言.
enum class ContactOutcome { Reached, Absent, CallBack, Message };

std::string_view to_text(ContactMeans means);
std::string_view to_text(ContactDirection direction);
std::string_view to_text(ContactOutcome outcome);
/// Invalid `contact.unknown_choice` naming the field, for words no form of ours sends.
Result<ContactMeans> parse_contact_means(std::string_view text);
Result<ContactDirection> parse_contact_direction(std::string_view text);
Result<ContactOutcome> parse_contact_outcome(std::string_view text);
/// 電話, 不在 …
std::string_view japanese(ContactMeans means);
std::string_view japanese(ContactOutcome outcome);

/// 連絡の記録: one call, FAX, mail or visit, as it happened.
struct Contact {
    std::int64_t id = 0;
    CaseRef about;
    PatientId patient;
    FacilityId partner;
    ContactMeans means = ContactMeans::Phone;
    ContactDirection direction = ContactDirection::Out;
    std::string person;
    ContactOutcome outcome = ContactOutcome::Reached;
    std::string note;
    Instant at;
    std::string by;  // filled when read
};

/// Saves the contact and the event `contact.logged` beside it.
std::int64_t log_contact(db::Transaction& tx, const Viewer& viewer, const Contact& contact);
/// Newest first.
std::vector<Contact> contacts_of_partner(db::Transaction& tx, const Viewer& viewer,
                                         FacilityId partner, int limit = 20);

}  // namespace kakehashi
