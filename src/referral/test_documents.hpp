#pragma once

#include <doctest/doctest.h>

#include <functional>

#include "base/json/json.hpp"
#include "referral/referral_fhir.hpp"

namespace kakehashi::testing {

/// Why the document is refused; empty when it is read.
inline std::string code_of(std::string_view text) {
    const auto read = read_referral_document(text);
    return read ? "" : read.error().code;
}

inline bool warns(const ReferralLetter& letter, std::string_view words) {
    for (const auto& warning : letter.warnings)
        if (warning.find(words) != std::string::npos) return true;
    return false;
}

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
    std::size_t at = text.find(from);
    REQUIRE_MESSAGE(at != std::string::npos, from);
    for (; at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

/// The document rebuilt with every object passed through `change`, the inner ones first.
inline json::Value changed(const json::Value& value,
                           const std::function<json::Value(json::Value)>& change) {
    if (value.is_array()) {
        json::Array elements;
        for (const auto& element : value.array()) elements.push_back(changed(element, change));
        return elements;
    }
    if (!value.is_object()) return value;
    json::Object members;
    for (const auto& [key, member] : value.members())
        members.push_back({key, changed(member, change)});
    return change(std::move(members));
}

}  // namespace kakehashi::testing
