#include "base/json/json_mutator.hpp"
#include "exchange/fhir/document.hpp"
#include "exchange/fhir/text.hpp"

/// The input as a document, and as a narrative: neither may crash nor hang.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace kakehashi;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (json::first_bad_utf8(text) == std::string_view::npos) fhir::plain_text(text);
    fhir::decode_base64(text);
    const auto document = fhir::Document::parse(text, fhir::kReferralDocument);
    if (!document) return 0;
    for (const auto* resource : document->resources())
        for (const auto& member : resource->members()) document->resolve(member.value, *resource);
    return 0;
}
