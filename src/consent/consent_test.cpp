// 渡してよいか: the one decision, as a table.
#include "consent/consent.hpp"

#include <doctest/doctest.h>

using namespace kakehashi;

namespace {

using Answer = GivingDecision::Answer;

constexpr FacilityId kMinato{2}, kAoba{3}, kPharmacy{4};

Date day(int of_november) {
    return *make_date(2026, 11, static_cast<unsigned>(of_november));
}

ConsentStatement objection(ObjectedTo whom, ItemSet items) {
    ConsentStatement out;
    out.whom = whom;
    out.items = items;
    out.said.on = day(20);
    return out;
}
ConsentStatement against(FacilityId partner, ItemSet items) {
    auto out = objection(ObjectedTo::Partner, items);
    out.partner = partner;
    out.partner_name = "青葉町クリニック";
    return out;
}
ConsentStatement against(FacilityKind kind, ItemSet items) {
    auto out = objection(ObjectedTo::PartnerKind, items);
    out.partner_kind = kind;
    return out;
}
ConsentStatement against_family(std::string person, ItemSet items) {
    auto out = objection(ObjectedTo::Family, items);
    out.person = std::move(person);
    return out;
}
ConsentStatement against_everyone(ItemSet items) {
    return objection(ObjectedTo::Everyone, items);
}
ConsentStatement withdrawn(ConsentStatement statement, Date on) {
    statement.withdrawn = Said{};
    statement.withdrawn->on = on;
    return statement;
}

Receiver clinic(FacilityId id) {
    return {Receiver::Kind::Partner, id, FacilityKind::Clinic, {}};
}
Receiver pharmacy(FacilityId id) {
    return {Receiver::Kind::Partner, id, FacilityKind::Pharmacy, {}};
}
Receiver family(std::string person) {
    return {Receiver::Kind::Family, {}, FacilityKind::Other, std::move(person)};
}

const ItemSet kAll = ItemSet::all();
const ItemSet kMedicine{SharedItem::Medication};
const ItemSet kLife{SharedItem::Life};
const ItemSet kTests{SharedItem::Tests};

// A reply: its sentences, and two fields that can be left out.
const std::vector<PaperPart> kReply{
    {"", SharedItem::Visit | SharedItem::Clinical, SharedItem::Life | SharedItem::Cost, false},
    {"findings", SharedItem::Tests, {}, true},
    {"prescription", SharedItem::Medication, {}, true}};
const std::vector<PaperPart> kSlip{{"", SharedItem::Visit, {}, false}};

struct Row {
    const char* what;
    Receiver to;
    const std::vector<PaperPart>* paper;
    std::vector<ConsentStatement> said;
    Answer answer;
    std::vector<std::string_view> left_out = {};
};

const std::vector<Row> kTable{
    {"nobody objected: consent is implied", clinic(kAoba), &kReply, {}, Answer::Give},
    {"everything, to this partner",
     clinic(kAoba),
     &kReply,
     {against(kAoba, kAll)},
     Answer::Refuse,
     {"findings", "prescription"}},
    {"everything, to another partner",
     clinic(kMinato),
     &kReply,
     {against(kAoba, kAll)},
     Answer::Give},
    {"medicines alone: the field is left out",
     clinic(kAoba),
     &kReply,
     {against(kAoba, kMedicine)},
     Answer::LeaveOut,
     {"prescription"}},
    {"medicines and tests, said on two days",
     clinic(kAoba),
     &kReply,
     {against(kAoba, kMedicine), against(kAoba, kTests)},
     Answer::LeaveOut,
     {"findings", "prescription"}},
    {"what only a reader can find in the sentences",
     clinic(kAoba),
     &kReply,
     {against(kAoba, kLife)},
     Answer::ReadFirst},
    {"that, and medicines: read, and the field is left out",
     clinic(kAoba),
     &kReply,
     {against(kAoba, kLife | kMedicine)},
     Answer::ReadFirst,
     {"prescription"}},
    {"the illness itself: nothing is left of a reply",
     clinic(kAoba),
     &kReply,
     {against(kAoba, SharedItem::Clinical)},
     Answer::Refuse},
    {"the illness: the slip of a booking does not name it",
     clinic(kAoba),
     &kSlip,
     {against(kAoba, SharedItem::Clinical)},
     Answer::Give},
    {"that they come at all: no slip",
     clinic(kAoba),
     &kSlip,
     {against(kAoba, SharedItem::Visit)},
     Answer::Refuse},
    {"a kind of partner",
     pharmacy(kPharmacy),
     &kReply,
     {against(FacilityKind::Pharmacy, kAll)},
     Answer::Refuse,
     {"findings", "prescription"}},
    {"another kind of partner",
     clinic(kAoba),
     &kReply,
     {against(FacilityKind::Pharmacy, kAll)},
     Answer::Give},
    {"everybody: a partner", clinic(kAoba), &kSlip, {against_everyone(kAll)}, Answer::Refuse},
    {"everybody: the family", family("長女"), &kSlip, {against_everyone(kAll)}, Answer::Refuse},
    {"everybody: a file, nobody knows for whom",
     {},
     &kSlip,
     {against_everyone(kAll)},
     Answer::Refuse},
    {"one partner: a file, nobody knows for whom",
     {},
     &kSlip,
     {against(kAoba, kAll)},
     Answer::Give},
    {"all of the family", family("長男 大介"), &kSlip, {against_family("", kAll)}, Answer::Refuse},
    {"one of the family, however it is spaced",
     family("長男大介"),
     &kSlip,
     {against_family("長男 大介", kAll)},
     Answer::Refuse},
    {"another of the family",
     family("長女 由紀"),
     &kSlip,
     {against_family("長男 大介", kAll)},
     Answer::Give},
    {"nobody says who of the family: rather not",
     family(""),
     &kSlip,
     {against_family("長男 大介", kAll)},
     Answer::Refuse},
    {"the family is no partner", clinic(kAoba), &kSlip, {against_family("", kAll)}, Answer::Give},
    {"withdrawn yesterday",
     clinic(kAoba),
     &kSlip,
     {withdrawn(against(kAoba, kAll), day(23))},
     Answer::Give},
    {"withdrawn today: from today on",
     clinic(kAoba),
     &kSlip,
     {withdrawn(against(kAoba, kAll), day(24))},
     Answer::Give},
    {"one of two was withdrawn",
     clinic(kAoba),
     &kSlip,
     {withdrawn(against(kAoba, kAll), day(23)), against_everyone(SharedItem::Visit)},
     Answer::Refuse},
};

}  // namespace

TEST_CASE("who is given what, row by row") {
    for (const auto& row : kTable) {
        INFO(row.what);
        const auto decision = may_give(row.to, *row.paper, day(24), row.said);
        CHECK(decision.answer == row.answer);
        CHECK(decision.left_out == row.left_out);
        CHECK(decision.because.empty() == (row.answer == Answer::Give));
        CHECK(decision.may_go(Ground::Emergency));  // to protect a life everything may go
        CHECK(decision.may_go(Ground::None) ==
              (row.answer == Answer::Give || row.answer == Answer::LeaveOut));
        CHECK(decision.may_go(Ground::ReadThrough) == (row.answer != Answer::Refuse));
    }
    CHECK(kTable.size() == 24);
}

TEST_CASE("an explicit consent stops nothing; an objection counts also by a clock that is behind") {
    auto consent = against(kAoba, kAll);
    consent.kind = StatementKind::Network;
    CHECK(may_give(clinic(kAoba), kSlip, day(24), std::vector{consent}).answer == Answer::Give);
    CHECK(may_give(clinic(kAoba), kSlip, day(19), std::vector{against(kAoba, kAll)}).answer ==
          Answer::Refuse);
}

TEST_CASE("a consent counts from the day it was given through its last day") {
    ConsentStatement consent;
    consent.kind = StatementKind::Network;
    consent.said.on = day(20);
    consent.until = day(27);
    CHECK_FALSE(consent.in_force(day(19)));
    CHECK(consent.in_force(day(20)));
    CHECK(consent.in_force(day(27)));
    CHECK_FALSE(consent.in_force(day(28)));
    CHECK_FALSE(withdrawn(consent, day(24)).in_force(day(24)));
}

TEST_CASE("a refusal says who objected to what, when and how, without a name of the family's") {
    auto said = against(kAoba, kMedicine | kTests);
    said.said.by = SaidBy::Proxy;
    said.said.name = "山本 花子";
    said.said.relation = "成年後見人";
    said.said.how = SaidHow::Written;
    const auto decision = may_give(clinic(kAoba), kReply, day(24), std::vector{said});
    CHECK(decision.explain() ==
          "青葉町クリニックには「検査・画像、薬」を渡さない(11/20(金) 代理人の申し出・書面)");
    CHECK(decision.error().code == "consent.refused");
}

TEST_CASE("items are stored by name, and all of them as one word") {
    CHECK(kAll.text() == "all");
    CHECK((kTests | kLife).text() == "tests life");
    CHECK((kTests | kLife).japanese() == "検査・画像、生活・家族");
    CHECK(ItemSet::parse("tests life").value() == (kTests | kLife));
    CHECK(ItemSet::parse("all").value() == kAll);
    CHECK(ItemSet::parse("").value().empty());
    CHECK(ItemSet::parse("tests gossip").error().code == "consent.items_required");
}

TEST_CASE("what is wrong with a statement is said field by field") {
    auto statement = objection(ObjectedTo::Partner, {});
    statement.said.by = SaidBy::Family;
    statement.said.on = day(25);
    std::string fields;
    for (const auto& fault : faults_of(statement, day(24))) fields += fault.field + " ";
    CHECK(fields == "partner item said_name said_relation said_on ");
    statement = against(kAoba, kAll);
    CHECK(faults_of(statement, day(24)).empty());
    statement.kind = StatementKind::Research;
    statement.until = day(23);
    fields.clear();
    for (const auto& fault : faults_of(statement, day(24))) fields += fault.field + " ";
    CHECK(fields == "scope valid_until ");
}
