#include "platform/event/contact.hpp"

#include <array>

#include "platform/event/event.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kInsertContact{"contact.insert", R"sql(
    INSERT INTO contact (facility_id, case_kind, case_id, patient_id, partner_id, means, direction,
                         person, outcome, note, at, by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    RETURNING id
)sql"};

constexpr db::Query kContactsOfPartner{"contact.of_partner", R"sql(
    SELECT contact.id, case_kind, case_id, patient_id, partner_id, means, direction, person,
           outcome, note, at, coalesce(user_account.name, '')
      FROM contact LEFT JOIN user_account ON user_account.id = contact.by
     WHERE contact.facility_id = $1 AND partner_id = $2
       AND {shown contact.patient_id to $4}
     ORDER BY contact.id DESC
     LIMIT $3
)sql"};

template <typename E>
struct Word {
    E value;
    std::string_view text;
    std::string_view japanese;
};

constexpr std::array kMeans{Word<ContactMeans>{ContactMeans::Phone, "phone", "電話"},
                            Word<ContactMeans>{ContactMeans::Fax, "fax", "FAX"},
                            Word<ContactMeans>{ContactMeans::Mail, "mail", "メール"},
                            Word<ContactMeans>{ContactMeans::Visit, "visit", "面会"}};
constexpr std::array kDirections{Word<ContactDirection>{ContactDirection::In, "in", "受信"},
                                 Word<ContactDirection>{ContactDirection::Out, "out", "発信"}};
constexpr std::array kOutcomes{
    Word<ContactOutcome>{ContactOutcome::Reached, "reached", "話せた"},
    Word<ContactOutcome>{ContactOutcome::Absent, "absent", "不在"},
    Word<ContactOutcome>{ContactOutcome::CallBack, "call_back", "折り返しまち"},
    Word<ContactOutcome>{ContactOutcome::Message, "message", "伝言を頼んだ"}};

template <typename E, std::size_t N>
const Word<E>& word_of(const std::array<Word<E>, N>& words, E value) {
    return words[static_cast<std::size_t>(value)];
}

template <typename E, std::size_t N>
Result<E> parse_word(const std::array<Word<E>, N>& words, std::string_view text,
                     std::string field) {
    for (const auto& word : words)
        if (word.text == text) return word.value;
    return fail(ErrorKind::Invalid, "contact.unknown_choice", std::move(field));
}

}  // namespace

std::string_view to_text(ContactMeans means) {
    return word_of(kMeans, means).text;
}
std::string_view to_text(ContactDirection direction) {
    return word_of(kDirections, direction).text;
}
std::string_view to_text(ContactOutcome outcome) {
    return word_of(kOutcomes, outcome).text;
}
std::string_view japanese(ContactMeans means) {
    return word_of(kMeans, means).japanese;
}
std::string_view japanese(ContactOutcome outcome) {
    return word_of(kOutcomes, outcome).japanese;
}

Result<ContactMeans> parse_contact_means(std::string_view text) {
    return parse_word(kMeans, text, "contact.means");
}
Result<ContactDirection> parse_contact_direction(std::string_view text) {
    return parse_word(kDirections, text, "contact.direction");
}
Result<ContactOutcome> parse_contact_outcome(std::string_view text) {
    return parse_word(kOutcomes, text, "contact.outcome");
}

std::int64_t log_contact(db::Transaction& tx, const Viewer& viewer, const Contact& contact) {
    const auto id =
        tx.number(kInsertContact, viewer.facility, contact.about.kind, contact.about.id,
                  contact.patient, contact.partner, contact.means, contact.direction,
                  contact.person, contact.outcome, contact.note, contact.at, viewer.user);
    record_event(tx, viewer, contact.at, contact.about, contact.patient, "contact.logged",
                 json::object({{"means", to_text(contact.means)},
                               {"direction", to_text(contact.direction)},
                               {"person", contact.person},
                               {"outcome", to_text(contact.outcome)},
                               {"note", contact.note}}));
    return id;
}

std::vector<Contact> contacts_of_partner(db::Transaction& tx, const Viewer& viewer,
                                         FacilityId partner, int limit) {
    return tx.all(
        kContactsOfPartner,
        [&](const db::Row& row) {
            Contact contact;
            contact.id = row.integer(0);
            contact.about = {row.string(1), row.integer(2)};
            contact.patient = row.id<PatientId>(3);
            contact.partner = row.id<FacilityId>(4);
            contact.means = parse_contact_means(row.text(5)).value();
            contact.direction = parse_contact_direction(row.text(6)).value();
            contact.person = row.string(7);
            contact.outcome = parse_contact_outcome(row.text(8)).value();
            contact.note = row.string(9);
            contact.at = *row.instant(10);
            contact.by = row.string(11);
            note_seen(viewer, contact.about, contact.patient);
            return contact;
        },
        viewer.facility, partner, limit, viewer.user);
}

}  // namespace kakehashi
