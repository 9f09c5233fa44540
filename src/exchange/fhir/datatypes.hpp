#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/date.hpp"
#include "base/json/json.hpp"

namespace kakehashi::fhir {

/// All readers are tolerant: what is absent or of another shape reads as empty.

/// The string of an element, tidied to one line.
std::string line(const json::Value& value);

struct Coding {
    std::string system;  // canonical URL
    std::string code;
    std::string display;
};
/// The coding whose system comes first in `preferred`, else the first one with a code.
Coding coding_of(const json::Value& codeable_concept,
                 std::initializer_list<std::string_view> preferred = {});

/// CodeableConcept as people read it: its text, else a display, else `（コード 20065011）`.
std::string concept_text(const json::Value& codeable_concept);
/// The same for an array of CodeableConcepts, joined by 、.
std::string concepts_text(const json::Value& codeable_concepts);
/// Whether any coding of the concept (or of the array of them) carries this code.
bool has_code(const json::Value& codeable_concept, std::string_view code);

/// Quantity `< 4.10 mmol/L`, `1錠`: the number in the words of its source.
std::string quantity_text(const json::Value& quantity);
/// Range `3.6-4.8 mmol/L`.
std::string range_text(const json::Value& range);

/// The day of a FHIR date or dateTime in Japan; nothing when it is less than a day or no day.
std::optional<Date> date_of(std::string_view text);
/// `2021-07-05`, `2022-05`, `2018`: the date part of a date or dateTime, as written.
std::string date_text(const json::Value& value);
/// The element of a choice type as text, `onset` + DateTime, Age, Period, Range or String.
std::string when_text(const json::Value& resource, std::string_view element);

/// 氏名 by iso21090-EN-representation: IDE is the name, SYL the reading. Names without a
/// representation are told apart by their script. One half-width space at most.
struct PersonName {
    std::string name;
    std::string kana;
};
PersonName person_name(const json::Value& names);

/// The first contact point of that system (`phone`, `fax`).
std::string telecom(const json::Value& telecoms, std::string_view system);

struct PostalAddress {
    std::string postal_code;
    std::string text;
};
PostalAddress postal_address(const json::Value& addresses);

/// The extension whose URL ends in `/name`; JSON null when there is none.
const json::Value& extension(const json::Value& element, std::string_view name);

/// Joined texts of an array of Annotations.
std::string notes_text(const json::Value& annotations);

}  // namespace kakehashi::fhir
