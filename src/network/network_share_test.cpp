// What goes to a network: the posted scope, the patient's last word, and the objections.
#include "network/network_share.hpp"

#include <doctest/doctest.h>

using namespace kakehashi;
using namespace kakehashi::network;

namespace {

using enum SharedItem;

const Date kToday = *make_date(2026, 11, 24);
const NetworkId kNet{1};
const FacilityId kClinic{2}, kOther{3}, kPharmacy{4};

NetworkScope scope(ItemSet items, int version = 1, Date posted_on = kToday - days{100}) {
    NetworkScope one;
    one.network = kNet;
    one.version = version;
    one.name = "みなとネット";
    one.members = {{kClinic, FacilityKind::Clinic, "みなと内科クリニック"},
                   {kOther, FacilityKind::Clinic, "青葉町クリニック"}};
    one.items = items;
    one.purpose = "参加する機関での診療";
    one.manager = "みなと市立総合病院";
    one.posted_on = posted_on;
    return one;
}

ConsentStatement consent(ItemSet items, std::int64_t id = 1) {
    ConsentStatement one;
    one.id = ConsentStatementId{id};
    one.kind = StatementKind::Network;
    one.network = kNet;
    one.scope_version = 1;
    one.items = items;
    one.said.on = kToday - days{10};
    return one;
}

ConsentStatement objection(FacilityId partner, ItemSet items) {
    ConsentStatement one;
    one.id = ConsentStatementId{90};
    one.whom = ObjectedTo::Partner;
    one.partner = partner;
    one.partner_name = "青葉町クリニック";
    one.items = items;
    one.said.on = kToday - days{5};
    return one;
}

/// 処方, 検査, 病名 and a course that speaks of tests, perhaps of more.
std::vector<SharePart> parts() {
    return {{{"letter.diagnoses", Clinical, {}, true}, "傷病名", "胃潰瘍"},
            {{"letter.medication", Medication, {}, true}, "現在の処方", "ランソプラゾール"},
            {{"reply.findings", Tests, Clinical, true}, "所見・検査", "Hb 9.8"}};
}

ShareDecision decide(const std::vector<NetworkScope>& scopes,
                     const std::vector<ConsentStatement>& statements,
                     const std::vector<std::string>& read = {}) {
    return may_share(scopes, kNet, statements, parts(), read, kToday);
}

std::string refusal(const ShareDecision& decision) {
    return decision.refusal ? decision.refusal->code : "";
}

}  // namespace

TEST_CASE("what goes to a network, row by row") {
    const auto all = ItemSet::all();
    struct Row {
        const char* what;
        ItemSet posted, agreed;
        std::vector<ConsentStatement> objections;
        std::array<Why, 3> parts;  // 病名, 処方, 検査 that nobody has read
    };
    const Row rows[] = {
        {"everything", all, all, {}, {Why::Shared, Why::Shared, Why::Shared}},
        {"consent to 処方 and 検査 alone",
         all,
         Medication | Tests,
         {},
         {Why::NoConsent, Why::Shared, Why::Unread}},
        {"the network has no 病名",
         Medication | Tests,
         all,
         {},
         {Why::OutOfScope, Why::Shared, Why::Unread}},
        {"one member must not know the 薬",
         all,
         all,
         {objection(kOther, Medication)},
         {Why::Shared, Why::Objection, Why::Shared}},
        {"who is no member may be objected to",
         all,
         all,
         {objection(kPharmacy, all)},
         {Why::Shared, Why::Shared, Why::Shared}},
        {"out of scope comes before the patient's word",
         Tests,
         Tests,
         {objection(kOther, all)},
         {Why::OutOfScope, Why::OutOfScope, Why::Objection}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        auto statements = row.objections;
        statements.push_back(consent(row.agreed));
        const auto decision = decide({scope(row.posted)}, statements);
        REQUIRE(decision.parts.size() == 3);
        for (std::size_t n = 0; n < 3; ++n) {
            CAPTURE(n);
            CHECK(decision.parts[n].why == row.parts[n]);
        }
    }
}

TEST_CASE("an objection by kind and one to everybody narrow as well, and say so") {
    auto by_kind = objection({}, Medication);
    by_kind.whom = ObjectedTo::PartnerKind;
    by_kind.partner_kind = FacilityKind::Clinic;
    const auto narrowed = decide({scope(ItemSet::all())}, {consent(ItemSet::all()), by_kind});
    CHECK(narrowed.parts[1].why == Why::Objection);
    CHECK(narrowed.objections.find("「薬」を渡さない") != std::string::npos);
    auto to_all = objection({}, ItemSet::all());
    to_all.whom = ObjectedTo::Everyone;
    CHECK(refusal(decide({scope(ItemSet::all())}, {consent(ItemSet::all()), to_all})) ==
          "network.nothing_left");
}

TEST_CASE("sentences that somebody has read go, those nobody has read stay") {
    const std::vector<ConsentStatement> agreed{consent(Medication | Tests)};
    CHECK(decide({scope(ItemSet::all())}, agreed).parts[2].why == Why::Unread);
    const auto read = decide({scope(ItemSet::all())}, agreed, {"reply.findings"});
    CHECK(read.parts[2].why == Why::Shared);
    CHECK(read.parts[2].against == ItemSet{Clinical});
    // Reading opens nothing that stands there for certain.
    CHECK(decide({scope(ItemSet::all())}, agreed, {"letter.diagnoses"}).parts[0].why ==
          Why::NoConsent);
}

TEST_CASE("without a consent that counts today nothing leaves, and the reason is named") {
    const std::vector<NetworkScope> posted{scope(ItemSet::all())};
    CHECK(refusal(decide(posted, {})) == "network.no_consent");

    auto of_another = consent(ItemSet::all());
    of_another.network = NetworkId{2};
    CHECK(refusal(decide(posted, {of_another})) == "network.no_consent");
    auto research = consent(ItemSet::all());
    research.kind = StatementKind::Research;
    CHECK(refusal(decide(posted, {research})) == "network.no_consent");

    auto ended = consent(ItemSet::all());
    ended.until = kToday - days{1};
    CHECK(refusal(decide(posted, {ended})) == "network.consent_ended");
    ended.until = kToday;
    CHECK(refusal(decide(posted, {ended})).empty());

    auto withdrawn = consent(ItemSet::all());
    withdrawn.withdrawn = Said{.on = kToday};
    CHECK(refusal(decide(posted, {withdrawn})) == "network.consent_withdrawn");
}

TEST_CASE("the patient's last word counts, also when an older one was wider") {
    const std::vector<NetworkScope> posted{scope(ItemSet::all())};
    auto newer = consent(Medication, 2);
    newer.said.on = kToday - days{1};
    CHECK(decide(posted, {consent(ItemSet::all()), newer}).shared == ItemSet{Medication});
    newer.withdrawn = Said{.on = kToday};
    CHECK(refusal(decide(posted, {consent(ItemSet::all()), newer})) == "network.consent_withdrawn");
}

TEST_CASE("who joined later, or another purpose, asks for a new consent; fewer members do not") {
    auto next = scope(ItemSet::all(), 2, kToday - days{1});
    next.members.push_back({kPharmacy, FacilityKind::Pharmacy, "みなと薬局"});
    const std::vector<ConsentStatement> agreed{consent(ItemSet::all())};
    CHECK(refusal(decide({next, scope(ItemSet::all())}, agreed)) == "network.consent_older");
    next.members.resize(1);
    CHECK(refusal(decide({next, scope(ItemSet::all())}, agreed)).empty());
    next.purpose = "研究";
    CHECK(refusal(decide({next, scope(ItemSet::all())}, agreed)) == "network.consent_older");
    next.posted_on = kToday + days{1};  // not yet
    CHECK(refusal(decide({next, scope(ItemSet::all())}, agreed)).empty());
}

TEST_CASE("nothing leaves before a scope is posted, and nothing after it was emptied") {
    const std::vector<ConsentStatement> agreed{consent(ItemSet::all())};
    CHECK(refusal(decide({}, agreed)) == "network.not_posted");
    CHECK(refusal(decide({scope(ItemSet::all(), 1, kToday + days{1})}, agreed)) ==
          "network.not_posted");
    CHECK(refusal(decide({scope({}, 2, kToday), scope(ItemSet::all())}, agreed)) ==
          "network.not_posted");
}

TEST_CASE("the seal of a page changes when what may leave changes, not when a box is ticked") {
    const std::vector<NetworkScope> posted{scope(ItemSet::all())};
    const auto before = decide(posted, {consent(Medication | Tests)}).seal();
    CHECK(decide(posted, {consent(Medication | Tests)}, {"reply.findings"}).seal() == before);
    CHECK(decide(posted, {consent(Medication)}).seal() != before);
    CHECK(decide(posted, {}).seal() != before);
}
