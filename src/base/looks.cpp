#include "base/looks.hpp"

#include <algorithm>

namespace kakehashi {
namespace {

template <typename IdType>
void append(std::string& out, char kind, std::vector<IdType> ids) {
    std::ranges::sort(ids);
    // Not std::ranges: clang 14 does not read libstdc++'s subrange.
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    for (const auto id : ids) {
        if (!out.empty()) out += ',';
        out += kind;
        out += id.text();
    }
}

}  // namespace

void Looks::note(PatientId patient) {
    if (patient && (patients_.empty() || patients_.back() != patient)) patients_.push_back(patient);
}

void Looks::note_letter(ReferralId letter) {
    if (letter && (letters_.empty() || letters_.back() != letter)) letters_.push_back(letter);
}

std::string Looks::text() const {
    std::string out;
    append(out, 'p', patients_);
    append(out, 'r', letters_);
    return out;
}

}  // namespace kakehashi
