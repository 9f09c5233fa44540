#include "exchange/fhir/document.hpp"

#include <doctest/doctest.h>

using namespace kakehashi;
using fhir::Document;

namespace {
constexpr std::string_view kComposition = R"({"resourceType":"Composition",
    "type":{"coding":[{"code":"57133-1"}]},"subject":{"reference":"urn:uuid:A1"},
    "section":[{"title":"紹介目的","code":{"coding":[
        {"system":"http://jpfhir.jp/fhir/clins/CodeSystem/document-section","code":"950"}]},
        "text":{"div":"<div>精査</div>"},"entry":[REFERENCES]}]})";

std::string with(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

/// A document with a patient whose fullUrl is urn:uuid:a1, the given references in its one section,
/// and further entries.
std::string document(std::string_view references = "", std::string_view entries = "") {
    return R"({"resourceType":"Bundle","type":"document","entry":[{"fullUrl":"urn:uuid:c1","resource":)" +
           with(std::string(kComposition), "REFERENCES", references) +
           R"(},{"fullUrl":"urn:uuid:a1","resource":{"resourceType":"Patient","id":"p"}})" +
           std::string(entries.empty() ? "" : ",") + std::string(entries) + "]}";
}

Result<Document> parse(std::string_view text) {
    return Document::parse(text, fhir::kReferralDocument);
}

std::string code_of(std::string_view text) {
    const auto document = parse(text);
    return document ? "" : document.error().code;
}

bool warns(const Document& document, std::string_view words) {
    for (const auto& warning : document.warnings())
        if (warning.find(words) != std::string::npos) return true;
    return false;
}

std::string found(std::string_view reference, std::string_view entries) {
    const auto read = parse(document(reference, entries)).value();
    const auto& resources = read.sections().front().entries;
    return resources.empty() ? "" : std::string(resources.front()->at("id").string());
}
}  // namespace

TEST_CASE("a reference is found however it was written") {
    const std::string by_url = R"({"fullUrl":"https://emr.example.jp/fhir/Condition/x1",
        "resource":{"resourceType":"Condition","id":"x1"}})";
    const std::string by_uuid = R"({"fullUrl":"urn:uuid:00C0FFEE-0000-4000-8000-000000000001",
        "resource":{"resourceType":"Condition","id":"x1","identifier":[{"system":"s","value":"7"}]}})";
    const std::string without = R"({"resource":{"resourceType":"Condition","id":"x1"}})";
    CHECK(found(R"({"reference":"urn:uuid:00c0ffee-0000-4000-8000-000000000001"})", by_uuid) ==
          "x1");
    CHECK(found(R"({"reference":"Condition/x1"})", by_uuid) == "x1");
    CHECK(found(R"({"reference":"Condition/x1"})", by_url) == "x1");
    CHECK(found(R"({"reference":"Condition/x1/_history/2"})", by_url) == "x1");
    CHECK(found(R"({"reference":"https://other.example.jp/r4/Condition/x1"})", by_url) == "x1");
    CHECK(found(R"({"reference":"Condition/x1"})", without) == "x1");
    CHECK(found(R"({"reference":"x1"})", without) == "x1");
    CHECK(found(R"({"type":"Condition","identifier":{"system":"s","value":"7"}})", by_uuid) ==
          "x1");
    CHECK(found(R"({"reference":"Observation/x1"})", by_url) == "");
    CHECK(found(R"({"reference":"file:///etc/passwd"})", by_url) == "");
}

TEST_CASE("a contained resource is found from its container and from its neighbours") {
    const auto read = parse(document(R"({"reference":"Observation/o"})",
                                     R"({"resource":{"resourceType":"Observation","id":"o",
        "performer":[{"reference":"#d"}],"contained":[{"resourceType":"Practitioner","id":"d"},
        {"resourceType":"PractitionerRole","id":"r","practitioner":{"reference":"#d"}}]}})"))
                          .value();
    const auto& observation = *read.sections().front().entries.front();
    const auto* doctor = read.resolve(observation.at("performer", 0), observation);
    REQUIRE(doctor);
    CHECK(doctor->at("id").string() == "d");
    const auto& role = observation.at("contained", 1);
    CHECK(read.resolve(role.at("practitioner"), role) == doctor);
    CHECK(read.resolve(observation.at("performer", 0), read.patient()) == nullptr);
}

TEST_CASE("a reference that leads nowhere is a warning that names the section") {
    const auto read =
        parse(document(R"({"reference":"urn:uuid:dead","type":"Condition"})")).value();
    CHECK(read.sections().front().missing.size() == 1);
    CHECK(warns(read, "「紹介目的」が指す病名が文書の中に見つかりません"));
}

TEST_CASE("what is not a referral document is refused by name") {
    CHECK(code_of("[]") == "fhir.not_a_bundle");
    CHECK(code_of(R"({"resourceType":"Patient"})") == "fhir.not_a_bundle");
    CHECK(code_of(R"({"resourceType":"Bundle"})") == "fhir.not_a_document");
    CHECK(code_of(R"({"resourceType":"Bundle","type":"collection"})") == "fhir.not_a_document");
    CHECK(code_of(R"({"resourceType":"Bundle","type":"document"})") == "fhir.no_composition");
    CHECK(code_of(
              R"({"resourceType":"Bundle","type":"document","entry":[null,{},{"resource":1}]})") ==
          "fhir.no_composition");
    const auto patient = R"("resourceType":"Patient")";
    CHECK(code_of(with(document(), patient, R"("resourceType":"Person")")) == "fhir.no_patient");
    const auto summary = parse(with(document(), "57133-1", "18842-5"));
    REQUIRE_FALSE(summary);
    CHECK(summary.error().code == "fhir.wrong_document");
    CHECK(summary.error().detail == "退院時サマリー（18842-5）");
    CHECK(code_of("{") == "json.malformed");
}

TEST_CASE("a document its sender took back as entered in error is refused, a draft is read") {
    const auto type = R"("type":{"coding":[{"code":"57133-1"}]})";
    const auto of_status = [&](std::string_view status) {
        return with(document(), type,
                    std::string(type) + R"(,"status":")" + std::string(status) + "\"");
    };
    CHECK(code_of(of_status("entered-in-error")) == "fhir.entered_in_error");
    CHECK(warns(parse(of_status("preliminary")).value(), "下書き"));
    CHECK(code_of(of_status("amended")) == "");
}

TEST_CASE("the patient is the subject, or the only one, and never a guess") {
    const std::string second = R"({"resource":{"resourceType":"Patient","id":"p2"}})";
    CHECK(parse(document("", second)).value().patient().at("id").string() == "p");
    const auto lost = with(document(), "urn:uuid:A1", "urn:uuid:zz");
    CHECK(warns(parse(lost).value(), "ただ一人の患者"));
    CHECK(code_of(with(document("", second), "urn:uuid:A1", "urn:uuid:zz")) == "fhir.no_patient");
}

TEST_CASE("the generation is told from the profile, newer versions are read with a warning") {
    const auto claiming = [](std::string_view profile) {
        return parse(with(document(), R"("type":"document")",
                          R"("type":"document","meta":{"profile":[")" + std::string(profile) +
                              R"("]})"))
            .value();
    };
    const std::string clins = "http://jpfhir.jp/fhir/clins/StructureDefinition/JP_Bundle_eReferral";
    for (const auto* known : {"|1", "|1.5.2", "|1.11.0", "|1.12.0", ""}) {
        const auto read = claiming(clins + known);
        CHECK(read.generation().name == "JP-CLINS");
        CHECK_MESSAGE(read.warnings().empty(), known);
    }
    CHECK(warns(claiming(clins + "|1.13.0-preR1"), "版 1.13.0-preR1"));
    CHECK(warns(claiming(clins + "|2"), "知らない版"));
    CHECK(warns(claiming(clins + "|latest"), "知らない版"));
    const auto old =
        claiming("http://jpfhir.jp/fhir/eReferral/StructureDefinition/JP_Bundle_eReferral");
    CHECK(old.generation().name == "2023");
    CHECK(old.warnings().empty());
    CHECK(warns(claiming("http://example.jp/Bundle"), "知らないプロファイル"));
}

TEST_CASE("sections keep their nesting, their code and their words") {
    const auto nested = with(document(), R"("section":[{)",
                             R"("section":[{"title":"構造情報","section":[{"title":"家族歴",
        "code":{"coding":[{"system":"http://local","code":"F"},
        {"system":"http://jpfhir.jp/fhir/eReferral/CodeSystem/document-section","code":"550"}]}}]},{)");
    const auto read = parse(nested).value();
    REQUIRE(read.sections().size() == 2);
    CHECK(read.sections()[0].sections.at(0).code == "550");
    CHECK(read.sections()[1].text == "精査");
    CHECK(read.sections()[1].code == "950");
}
