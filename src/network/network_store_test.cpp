// What is written for a network, and what the house keeps of it.
#include <doctest/doctest.h>

#include "exchange/fhir/document.hpp"
#include "network/network_test_house.hpp"
#include "patient/patient_seal.hpp"

using namespace kakehashi;
using namespace kakehashi::network;
using testing::kTenTwelve;
using testing::NetworkHouse;

namespace {

bool has(const std::string& bytes, std::string_view words) {
    return bytes.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("consent to 処方 and 検査 alone: these are in the file, and no 病名") {
    NetworkHouse house;
    house.agreed(SharedItem::Medication | SharedItem::Tests);
    const auto file = house.written(house.prepared({"reply.findings"}).value());
    REQUIRE(file.has_value());
    const auto bytes = house.bytes_of(*file);
    CHECK(has(bytes, "ランソプラゾール"));
    CHECK(has(bytes, "Hb 9.2"));
    CHECK_FALSE(has(bytes, "胃潰瘍"));
    CHECK_FALSE(has(bytes, "黒色便"));
    CHECK_FALSE(has(bytes, "から紹介"));
    CHECK(fhir::Document::parse(bytes, fhir::kSummaryDocument).has_value());
}

TEST_CASE("a file leaves its event, its document and its line of the provisions") {
    NetworkHouse house;
    house.agreed(ItemSet::all());
    const auto file = house.written(house.prepared().value()).value();
    auto tx = house.database->read();
    const auto kept = find_document(tx, house.saeki, file).value();
    CHECK(kept.about.id == 1);
    CHECK(kept.media_type == "application/fhir+json");
    CHECK(kept.kind == kFileKind);
    const auto files = files_of(tx, house.saeki, house.kReferral);
    REQUIRE(files.size() == 1);
    CHECK(files[0].network == "みなとネット");
    CHECK(files[0].items == "visit clinical tests medication");
    CHECK(files[0].left_out.empty());
    const auto lines = disclosure::provisions_of_year(tx, house.saeki, 2026);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].provision.recipient == "みなとネット(みなと内科クリニック、青葉町クリニック)");
    CHECK(lines[0].provision.items == "R-2026-11-0001 の受診・予約、病名・経過、検査・画像、薬");
    CHECK(lines[0].provision.basis == disclosure::Basis::Consent);
}

TEST_CASE("a member's objection narrows the file of all, and the house remembers what stayed") {
    NetworkHouse house;
    house.agreed(ItemSet::all());
    ConsentStatement objection;
    objection.whom = ObjectedTo::Partner;
    objection.partner = NetworkHouse::kAobaClinic;
    objection.items = SharedItem::Medication;
    house.said(objection);
    const auto file = house.written(house.prepared().value()).value();
    CHECK_FALSE(has(house.bytes_of(file), "ランソプラゾール"));
    CHECK(has(house.bytes_of(file), "胃潰瘍"));
    auto tx = house.database->read();
    CHECK(has(files_of(tx, house.saeki, house.kReferral)[0].left_out,
              "現在の処方、返書の処方(留保の申し出があります)"));
}

TEST_CASE("a consent that was withdrawn stops the next file, and the one that was written") {
    NetworkHouse house;
    const auto consent = house.agreed(ItemSet::all());
    const auto file = house.written(house.prepared().value()).value();
    CHECK(house.handed(file).has_value());
    house.withdraw(consent);
    CHECK(house.prepared()->decision.refusal->code == "network.consent_withdrawn");
    CHECK(house.written(house.prepared().value()).error().code == "network.consent_withdrawn");
    CHECK(house.handed(file).error().code == "network.consent_withdrawn");
    house.agreed(SharedItem::Medication);
    CHECK(house.handed(file).error().code == "network.narrowed");
    house.agreed(ItemSet::all());
    CHECK(house.handed(file).has_value());
}

TEST_CASE("of a sealed patient nothing leaves, whatever was agreed") {
    NetworkHouse house;
    house.agreed(ItemSet::all());
    auto tx = house.database->write();
    REQUIRE(seal_patient(tx, house.saeki, kTenTwelve, house.kPatient, SealKind::Abuse, "理由",
                         {house.saeki.user})
                .has_value());
    tx.commit();
    CHECK(house.prepared()->decision.refusal->code == "network.sealed");
}

TEST_CASE("a consent names a posted network, and keeps the version of its day") {
    NetworkHouse house;
    CHECK(house.agreed(ItemSet::all()).scope_version == 1);
    CHECK(house.agreed(ItemSet::all()).agreed_text() == "みなとネットでの共有");
    ConsentStatement nowhere;
    nowhere.kind = StatementKind::Network;
    nowhere.scope = "どこかの網";
    nowhere.items = ItemSet::all();
    nowhere.said.on = house.clock.today();
    auto tx = house.database->write();
    CHECK(record_statement(tx, house.saeki, kTenTwelve, house.kPatient, nowhere).error().code ==
          "consent.network_required");
}

TEST_CASE("a scope has versions that nobody changes") {
    NetworkHouse house;
    auto next = house.scope;
    next.items = SharedItem::Tests;
    CHECK(house.posted(next, 0).error().code == "network.scope_changed");
    next.posted_on = house.clock.today() - days{1};
    CHECK(house.posted(next, 1).error().code == "network.posted_in_past");
    next.posted_on = house.clock.today() + days{7};
    CHECK(house.posted(next, 1)->version == 2);
    {
        auto tx = house.database->read();
        const auto scopes = network_scopes(tx, house.saeki);
        CHECK(scope_on(scopes, next.network, house.clock.today())->version == 1);
        CHECK(scope_on(scopes, next.network, house.clock.today() + days{7})->version == 2);
    }
    next.members.clear();
    CHECK(house.posted(next, 2).error().code == "network.members_required");
    static constexpr db::Query kRewrite{"network_test.rewrite",
                                        "UPDATE network_scope SET items = 'all'"};
    static constexpr db::Query kJoin{"network_test.leave", "DELETE FROM network_member"};
    static constexpr db::Query kBind{"network_test.bind",
                                     "UPDATE consent_statement SET network_id = NULL"};
    house.agreed(ItemSet::all());
    for (const auto* query : {&kRewrite, &kJoin, &kBind}) {
        CAPTURE(query->name);
        auto tx = house.database->write();
        CHECK_THROWS_AS(tx.execute(*query), db::StatementError);
    }
}
