// The file for a network: read again by the tree's own FHIR reader.
#include "network/network_bundle.hpp"

#include <doctest/doctest.h>

#include "exchange/fhir/document.hpp"

using namespace kakehashi;
using namespace kakehashi::network;

namespace {

struct Case {
    ShareCase what;
    ShareDecision decision;
    BundleHead head;

    Case() {
        what.patient.name = "中川 由美";
        what.patient.kana = "ナカガワ ユミ";
        what.patient.number = "00471";
        what.patient.sex = Sex::Female;
        what.patient.born_on = make_date(1975, 3, 2);
        what.parts = {{{"letter.diagnoses", SharedItem::Clinical, {}, true}, "傷病名", "胃潰瘍"},
                      {{"letter.medication", SharedItem::Medication, {}, true},
                       "現在の処方",
                       "ランソプラゾール 15mg <1錠> & 朝\n粉薬"}};
        decision.parts = {{Why::NoConsent, SharedItem::Clinical}, {Why::Shared, {}}};
        head.number = "2611-00001-01";
        head.at = instant_in_japan(*make_date(2026, 11, 24),
                                   std::chrono::hours{9} + std::chrono::minutes{5});
        head.house.name = "みなと市立総合病院";
        head.house.code = "1311234567";
        head.network = "みなとネット";
        head.uuids = {"11111111-1111-4111-8111-111111111111",
                      "22222222-2222-4222-8222-222222222222",
                      "33333333-3333-4333-8333-333333333333"};
    }
};

}  // namespace

TEST_CASE("the file is a FHIR document that our own reader takes without a warning") {
    const Case one;
    const auto bytes = write_bundle(one.head, one.what, one.decision);
    const auto document = fhir::Document::parse(bytes, fhir::kSummaryDocument);
    REQUIRE(document.has_value());
    CHECK(document->warnings().empty());
    CHECK(document->resources().size() == 3);
    CHECK(document->patient().at("name", 0, "text").string() == "中川 由美");
    CHECK(document->patient().at("birthDate").string() == "1975-03-02");
    CHECK(document->patient().at("identifier", 0, "system").string() ==
          "urn:oid:1.2.392.100495.20.3.51.11311234567");
    const auto& composition = document->composition();
    CHECK(composition.at("date").string() == "2026-11-24T09:05:00+09:00");
    for (const auto* role : {"custodian", "author"}) {
        const auto& reference =
            composition.at(role).is_array() ? composition.at(role, 0) : composition.at(role);
        REQUIRE(document->resolve(reference, composition) != nullptr);
        CHECK(document->resolve(reference, composition)->at("name").string() ==
              "みなと市立総合病院");
    }
    CHECK(document->bundle().at("identifier", "value").string() == "1311234567^2026^2611-00001-01");
}

TEST_CASE("what may leave stands in its section, and of the rest not a word") {
    const Case one;
    const auto bytes = write_bundle(one.head, one.what, one.decision);
    CHECK(bytes.find("胃潰瘍") == std::string::npos);
    const auto document = fhir::Document::parse(bytes, fhir::kSummaryDocument);
    REQUIRE(document.has_value());
    REQUIRE(document->sections().size() == 2);
    const auto& withheld = document->sections()[0];
    CHECK(withheld.code == "11450-4");
    CHECK(withheld.text == "(共有の対象ではないため、記載していません)");
    CHECK(document->composition().at("section", 0, "emptyReason", "coding", 0, "code").string() ==
          "withheld");
    const auto& medicines = document->sections()[1];
    CHECK(medicines.code == "10160-0");
    CHECK(medicines.text == "ランソプラゾール 15mg <1錠> & 朝\n粉薬");
    CHECK(document->composition().at("section", 1, "emptyReason").is_null());
}
