#include <cstdlib>

#include "base/json/json_mutator.hpp"
#include "referral/referral_fhir.hpp"

/// Whatever is accepted has a patient, a referrer and only well-formed text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace kakehashi;
    const auto letter = read_referral_document({reinterpret_cast<const char*>(data), size});
    if (!letter) return 0;
    if (letter->patient.name.empty()) std::abort();
    for (const auto& text : {letter->patient.name, letter->purpose, letter->joined_diagnoses(),
                             letter->joined_allergies(), letter->joined_medication(),
                             letter->joined_history(), letter->joined_course_and_results(),
                             letter->joined_treatment(), letter->joined_remarks()})
        if (json::first_bad_utf8(text) != std::string::npos) std::abort();
    return 0;
}
