// FHIR's modifier elements: what turns the meaning of a resource around.
#include <doctest/doctest.h>

#include <fstream>
#include <functional>
#include <sstream>

#include "base/json/json.hpp"
#include "referral/referral_fhir.hpp"
#include "referral/test_documents.hpp"

using namespace kakehashi;
using testing::changed;
using testing::code_of;
using testing::warns;

namespace {
const std::string kOwn = KAKEHASHI_SOURCE_DIR "/src/referral/testdata/";

std::string file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

ReferralLetter letter(const std::string& text) {
    auto read = read_referral_document(text);
    REQUIRE_MESSAGE(read, read.error().code);
    return *std::move(read);
}

}  // namespace

TEST_CASE("a word of FHIR that turns a meaning around is written beside what it turns") {
    const auto text = file(kOwn + "clins_1_12_structured.json");
    const auto with = [&](std::string_view type, std::string_view key, const json::Value& value) {
        return letter(json::write(changed(json::parse(text).value(), [&](json::Value one) {
            if (one.at("resourceType").string() == type) one.set(key, value);
            return one;
        })));
    };
    const auto coded = [](std::string_view code) {
        return json::object(
            {{"coding", json::array({json::object({{"code", std::string(code)}})})}});
    };
    CHECK(with("MedicationRequest", "doNotPerform", true)
              .joined_medication()
              .starts_with("【行わない指示】アムロジピン"));
    CHECK(with("MedicationRequest", "status", "stopped")
              .joined_medication()
              .starts_with("【中止】アムロジピン"));
    CHECK(with("MedicationRequest", "status", "completed")
              .joined_medication()
              .starts_with("アムロジピン"));
    CHECK(with("Condition", "clinicalStatus", coded("resolved"))
              .joined_diagnoses()
              .find("高血圧症（治癒）") != std::string::npos);
    CHECK(with("AllergyIntolerance", "verificationStatus", coded("refuted"))
              .joined_allergies()
              .find("（否定された、") != std::string::npos);
    CHECK(with("Observation", "status", "preliminary").exam_results.find("【暫定】カリウム") !=
          std::string::npos);
    const auto marked = with("MedicationRequest", "modifierExtension",
                             json::array({json::object({{"url", "http://example.jp/unknown"}})}));
    CHECK(marked.medication.size() == 2);
    CHECK(warns(marked, "処方に、意味を変えるかもしれない"));
}

TEST_CASE("an injection or an operation that was not done is not read as done") {
    const auto text = file(kOwn + "clins_1_12_structured.json");
    for (const auto* type : {"Immunization", "Procedure"}) {
        auto bundle = json::parse(text).value();
        auto entries = bundle.at("entry").array();
        entries.push_back(json::object(
            {{"fullUrl", "urn:uuid:not-done"},
             {"resource",
              json::object({{"resourceType", type},
                            {"status", "not-done"},
                            {"vaccineCode", json::object({{"text", "肺炎球菌ワクチン"}})},
                            {"code", json::object({{"text", "胃瘻造設術"}})}})}}));
        auto composition = entries[0].at("resource");
        auto sections = composition.at("section").array();
        sections.push_back(json::object(
            {{"title", type == std::string_view("Procedure") ? "手術" : "予防接種歴"},
             {"entry", json::array({json::object({{"reference", "urn:uuid:not-done"}})})}}));
        composition.set("section", std::move(sections));
        entries[0].set("resource", std::move(composition));
        bundle.set("entry", std::move(entries));
        const auto read = letter(json::write(bundle));
        const auto& words =
            type == std::string_view("Procedure") ? read.procedures : read.immunizations;
        CHECK_MESSAGE(words.starts_with("【実施せず】"), words);
    }
}

TEST_CASE("the id of a bundle alone is nobody's document number") {
    auto bundle = json::parse(file(kOwn + "clins_1_12_structured.json")).value();
    bundle.set("id", "123456").set("identifier", nullptr);
    auto entries = bundle.at("entry").array();
    auto composition = entries[0].at("resource");
    composition.set("identifier", nullptr);
    entries[0].set("resource", std::move(composition));
    bundle.set("entry", std::move(entries));
    CHECK(letter(json::write(bundle)).document_id.empty());
}

TEST_CASE("a letter larger than any letter is refused before it is read") {
    std::string text = "{\"resourceType\":\"Bundle\",\"a\":\"";
    text += std::string(std::size_t{16} << 20, 'a') + "\"}";
    CHECK(code_of(text) == "json.too_large");
}
