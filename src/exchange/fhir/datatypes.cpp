#include "exchange/fhir/datatypes.hpp"

#include <algorithm>
#include <charconv>

#include "exchange/fhir/tables.hpp"
#include "exchange/fhir/text.hpp"

namespace kakehashi::fhir {

namespace {
const json::Value kNull;

int number_at(std::string_view text, std::size_t at, std::size_t length) {
    int number = -1;
    if (at + length > text.size()) return -1;
    const auto* last = text.data() + at + length;
    const auto [end, error] = std::from_chars(text.data() + at, last, number);
    return error == std::errc{} && end == last ? number : -1;
}

/// Both `[{…}]` and a lone `{…}`, as some senders write.
const json::Array& elements(const json::Value& value, json::Array& lone) {
    if (!value.is_object()) return value.array();
    lone.push_back(value);
    return lone;
}

std::string name_text(const json::Value& name) {
    if (auto text = line(name.at("text")); !text.empty()) return text;
    std::string joined = line(name.at("family"));
    for (const auto& given : name.at("given").array())
        if (const auto part = line(given); !part.empty())
            joined += (joined.empty() ? "" : " ") + part;
    return joined;
}

std::string representation_of(const json::Value& name) {
    const auto& found = extension(name, "iso21090-EN-representation");
    if (!found.is_null()) return line(found.at("valueCode"));
    return line(extension(name.at("_family"), "iso21090-EN-representation").at("valueCode"));
}
}  // namespace

std::string line(const json::Value& value) {
    return tidy_line(value.string());
}

Coding coding_of(const json::Value& concept_value,
                 std::initializer_list<std::string_view> preferred) {
    Coding best;
    auto best_rank = preferred.size() + 1;
    for (const auto& coding : concept_value.at("coding").array()) {
        Coding candidate{canonical_system(coding.at("system").string()), line(coding.at("code")),
                         line(coding.at("display"))};
        if (candidate.code.empty()) continue;
        const auto rank = static_cast<std::size_t>(
            std::find(preferred.begin(), preferred.end(), candidate.system) - preferred.begin());
        if (rank < best_rank) {
            best_rank = rank;
            best = std::move(candidate);
        }
    }
    return best;
}

std::string concept_text(const json::Value& concept_value) {
    if (concept_value.is_string()) return line(concept_value);
    if (auto text = tidy(concept_value.at("text").string()); !text.empty()) return text;
    for (const auto& coding : concept_value.at("coding").array())
        if (auto display = line(coding.at("display"));
            !display.empty() && coding.at("code").string() != "NOCODED")
            return display;
    const auto code = coding_of(concept_value).code;
    return code.empty() ? "" : "（コード " + code + "）";
}

std::string concepts_text(const json::Value& concepts) {
    std::string joined;
    json::Array lone;
    for (const auto& element : elements(concepts, lone))
        if (const auto text = concept_text(element); !text.empty())
            joined += (joined.empty() ? "" : "、") + text;
    return joined;
}

bool has_code(const json::Value& concepts, std::string_view code) {
    json::Array lone;
    for (const auto& element : elements(concepts, lone))
        for (const auto& coding : element.at("coding").array())
            if (coding.at("code").string() == code) return true;
    return false;
}

std::string quantity_text(const json::Value& quantity) {
    auto value = std::string(quantity.at("value").number_text());
    if (value.empty()) value = line(quantity.at("value"));
    if (value.empty()) return "";
    if (const auto comparator = line(quantity.at("comparator")); !comparator.empty())
        value = comparator + " " + value;
    auto unit = line(quantity.at("unit"));
    if (unit.empty()) unit = unit_name(line(quantity.at("code")));
    if (unit.empty()) return value;
    const bool ascii = static_cast<unsigned char>(unit.front()) < 0x80 && unit != "%";
    return value + (ascii ? " " : "") + unit;
}

std::string range_text(const json::Value& range) {
    const auto low = std::string(range.at("low", "value").number_text());
    const auto high = quantity_text(range.at("high"));
    if (high.empty()) {
        const auto from = quantity_text(range.at("low"));
        return from.empty() ? "" : from + "以上";
    }
    return low.empty() ? high + "以下" : low + "-" + high;
}

std::optional<Date> date_of(std::string_view text) {
    const auto day = parse_iso_date(text.substr(0, std::min<std::size_t>(text.size(), 10)));
    if (!day) return std::nullopt;
    if (text.size() == 10) return *day;
    if (text[10] != 'T') return std::nullopt;
    const int hour = number_at(text, 11, 2);
    const int minute = number_at(text, 14, 2);
    const auto zone = text.find_first_of("Z+-", 11);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || zone == std::string_view::npos)
        return *day;
    std::chrono::minutes offset{0};
    if (text[zone] != 'Z') {
        const int hours = number_at(text, zone + 1, 2);
        const int minutes = number_at(text, zone + 4, 2);
        if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59) return *day;
        offset = std::chrono::minutes{hours * 60 + minutes} * (text[zone] == '-' ? -1 : 1);
    }
    const Instant at{day->time_since_epoch() + std::chrono::hours{hour} +
                     std::chrono::minutes{minute} - offset};
    return date_in_japan(at);
}

std::string date_text(const json::Value& value) {
    auto text = tidy_line(value.string());
    if (const auto day = date_of(text)) return iso_date(*day);
    return text;
}

std::string when_text(const json::Value& resource, std::string_view element) {
    const auto part = [&](std::string_view type) -> const json::Value& {
        return resource.at(std::string_view(std::string(element).append(type)));
    };
    if (const auto& value = part("DateTime"); !value.is_null()) return date_text(value);
    if (const auto& value = part("Date"); !value.is_null()) return date_text(value);
    if (const auto& value = part("String"); !value.is_null()) return line(value);
    if (const auto& value = part("Age"); !value.is_null())
        return std::string(value.at("value").number_text()) + "歳";
    if (const auto& value = part("Range"); !value.is_null()) return range_text(value);
    if (const auto& value = part("Period"); !value.is_null()) {
        const auto start = date_text(value.at("start"));
        const auto end = date_text(value.at("end"));
        return end.empty() || end == start ? start : start + "〜" + end;
    }
    return "";
}

PersonName person_name(const json::Value& names) {
    PersonName found;
    std::string roman;
    json::Array lone;
    // Former names and nicknames only count where there is nothing else.
    for (const bool wanted_former : {false, true}) {
        for (const auto& name : elements(names, lone)) {
            const auto use = name.at("use").string();
            const bool former = use == "old" || use == "maiden" || use == "nickname";
            if (former != wanted_former) continue;
            const auto text = name_text(name);
            if (text.empty()) continue;
            const auto representation = representation_of(name);
            const bool kana = representation == "SYL" || (representation.empty() && is_kana(text));
            auto& place = representation == "ABC" ? roman : kana ? found.kana : found.name;
            if (place.empty()) place = text;
        }
    }
    // A foreign resident may have nothing but Roman letters, or nothing but kana.
    if (found.name.empty()) found.name = !roman.empty() ? roman : found.kana;
    return found;
}

std::string telecom(const json::Value& telecoms, std::string_view system) {
    json::Array lone;
    for (const auto& point : elements(telecoms, lone)) {
        const auto named = point.at("system").string();
        if (named != system && !(named.empty() && system == "phone")) continue;
        auto value = line(point.at("value"));
        if (value.starts_with("tel:")) value.erase(0, 4);
        if (!value.empty() && point.at("use").string() != "old") return value;
    }
    return "";
}

PostalAddress postal_address(const json::Value& addresses) {
    json::Array lone;
    for (const auto& address : elements(addresses, lone)) {
        if (address.at("use").string() == "old") continue;
        PostalAddress found{line(address.at("postalCode")), line(address.at("text"))};
        if (found.text.empty()) {
            for (const auto* part : {"state", "city", "district"})
                found.text += line(address.at(part));
            for (const auto& part : address.at("line").array()) found.text += line(part);
        }
        if (!found.text.empty() || !found.postal_code.empty()) return found;
    }
    return {};
}

const json::Value& extension(const json::Value& element, std::string_view name) {
    for (const auto& candidate : element.at("extension").array()) {
        const auto url = candidate.at("url").string();
        if (url == name || (url.size() > name.size() && url.ends_with(name) &&
                            url[url.size() - name.size() - 1] == '/'))
            return candidate;
    }
    return kNull;
}

std::string notes_text(const json::Value& annotations) {
    std::string joined;
    json::Array lone;
    for (const auto& note : elements(annotations, lone)) {
        const auto text = tidy(note.is_string() ? note.string() : note.at("text").string());
        if (!text.empty()) joined += (joined.empty() ? "" : "\n") + text;
    }
    return joined;
}

}  // namespace kakehashi::fhir
