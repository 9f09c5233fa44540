// Which papers somebody of the family may be handed, as a table; and the words of a hand-over.
#include "family/hand_over.hpp"

#include <doctest/doctest.h>

#include <set>

#include "family/family_papers.hpp"

using namespace kakehashi;
using namespace kakehashi::family;

namespace {

using Answer = GivingDecision::Answer;

const Date kDay = *make_date(2026, 11, 24);
const FamilyMember kSon{"吉岡 大介", "長男"}, kDaughter{"吉岡 由紀", "長女"};

FamilyPaper paper(int id, std::string kind) {
    FamilyPaper out;
    out.id = CaseDocumentId{id};
    out.key = out.id.text();
    out.title = kind;
    out.kind = std::move(kind);
    return out;
}
const FamilyPaper kReply = paper(1, "reply"), kSlip = paper(2, "booking_slip"),
                  kLetter = paper(3, "original"), kNotice = paper(4, "arrival_notice"),
                  kGuide = paper(5, "visit_guide");

ConsentStatement objection(ObjectedTo whom, ItemSet items, std::string person = {}) {
    ConsentStatement out;
    out.whom = whom;
    out.items = items;
    out.person = std::move(person);
    out.said.on = kDay;
    return out;
}
const auto kToSon = [](ItemSet items) { return objection(ObjectedTo::Family, items, "長男 大介"); };

struct Row {
    const char* what;
    FamilyMember to;
    std::vector<FamilyPaper> papers;
    std::vector<ConsentStatement> said;
    Answer answer;
    std::string going_without_ground, going_for_life;
};

const ItemSet kAll = ItemSet::all();
const ItemSet kMedicine{SharedItem::Medication}, kLife{SharedItem::Life}, kVisit{SharedItem::Visit},
    kTests{SharedItem::Tests}, kCost{SharedItem::Cost};

const std::vector<Row> kTable{
    {"nobody objected",
     kSon,
     {kReply, kSlip},
     {},
     Answer::Give,
     "reply、booking_slip",
     "reply、booking_slip"},
    {"everything, to the son",
     kSon,
     {kReply, kSlip},
     {kToSon(kAll)},
     Answer::Refuse,
     "reply、booking_slip",
     "reply、booking_slip"},
    {"everything, to the son: the daughter",
     kDaughter,
     {kReply},
     {kToSon(kAll)},
     Answer::Give,
     "reply",
     "reply"},
    {"everything, to all of the family",
     kDaughter,
     {kSlip},
     {objection(ObjectedTo::Family, kAll)},
     Answer::Refuse,
     "booking_slip",
     "booking_slip"},
    {"everything, to everybody",
     kDaughter,
     {kLetter},
     {objection(ObjectedTo::Everyone, kAll)},
     Answer::Refuse,
     "original",
     "original"},
    {"everything, to pharmacies",
     kDaughter,
     {kLetter},
     {objection(ObjectedTo::PartnerKind, kAll)},
     Answer::Give,
     "original",
     "original"},
    {"medicines: the reply stays, the slip goes",
     kSon,
     {kReply, kSlip},
     {kToSon(kMedicine)},
     Answer::LeaveOut,
     "booking_slip",
     "reply、booking_slip"},
    {"medicines: of a reply alone nothing is left",
     kSon,
     {kReply},
     {kToSon(kMedicine)},
     Answer::Refuse,
     "reply",
     "reply"},
    {"medicines: a letter from elsewhere must be read",
     kSon,
     {kLetter},
     {kToSon(kMedicine)},
     Answer::ReadFirst,
     "original",
     "original"},
    {"medicines: the reply stays, the letter must be read",
     kSon,
     {kReply, kLetter},
     {kToSon(kMedicine)},
     Answer::ReadFirst,
     "original",
     "reply、original"},
    {"the family's life: every paper must be read",
     kSon,
     {kReply, kSlip, kGuide},
     {kToSon(kLife)},
     Answer::ReadFirst,
     "reply、booking_slip、visit_guide",
     "reply、booking_slip、visit_guide"},
    {"tests: a notice and a reply must be read",
     kSon,
     {kNotice, kReply},
     {kToSon(kTests)},
     Answer::ReadFirst,
     "arrival_notice、reply",
     "arrival_notice、reply"},
    {"tests: a slip names none",
     kSon,
     {kSlip, kGuide},
     {kToSon(kTests)},
     Answer::Give,
     "booking_slip、visit_guide",
     "booking_slip、visit_guide"},
    {"costs stand in no slip",
     kSon,
     {kSlip},
     {kToSon(kCost)},
     Answer::Give,
     "booking_slip",
     "booking_slip"},
    {"visits: the letter came before them",
     kSon,
     {kSlip, kLetter},
     {kToSon(kVisit)},
     Answer::ReadFirst,
     "original",
     "booking_slip、original"},
    {"no paper, no question", kSon, {}, {kToSon(kAll)}, Answer::Give, "", ""},
};

}  // namespace

TEST_CASE("who of the family is handed which paper, row by row") {
    for (const auto& row : kTable) {
        CAPTURE(row.what);
        const auto decision = may_hand_over(row.to, row.papers, kDay, row.said);
        CHECK(decision.answer == row.answer);
        CHECK(titles_of(papers_going(row.papers, decision, Ground::None)) ==
              row.going_without_ground);
        CHECK(titles_of(papers_going(row.papers, decision, Ground::Emergency)) ==
              row.going_for_life);
        CHECK(decision.may_go(Ground::Emergency));
    }
}

TEST_CASE("each way to recognise somebody has one word in the database and one on the page") {
    std::set<std::string_view> words, pages;
    for (const auto& one : recognitions()) {
        words.insert(one.text);
        pages.insert(one.japanese);
        CHECK(parse_recognised(one.text).value() == one.value);
    }
    for (const auto& one : askers()) {
        words.insert(one.text);
        pages.insert(one.japanese);
        CHECK(parse_asked_by(one.text).value() == one.value);
    }
    CHECK(words.size() == recognitions().size() + askers().size());
    CHECK(pages.size() == words.size());
    CHECK(parse_recognised("").error().field == "recognised");
    CHECK(parse_asked_by("boss").error().field == "asked_by");
}
