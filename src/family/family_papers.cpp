#include "family/family_papers.hpp"

#include <algorithm>

namespace kakehashi::family {
namespace {

// The kinds are those of booking/booking_slips.hpp, reply/reply_papers.hpp and referral_intake.cpp;
// contents_of() knows what each holds.
constexpr db::Query kPapers{"family.papers", R"sql(
    SELECT paper.id, paper.kind, paper.title, paper.number, paper.pages, paper.created_at,
           coalesce(referrer.name, ''), referral.number
      FROM referral
      JOIN case_document paper ON paper.facility_id = referral.facility_id
                              AND paper.case_kind = 'referral' AND paper.case_id = referral.id
      LEFT JOIN facility referrer ON referrer.id = referral.referrer_id
     WHERE referral.facility_id = $1 AND referral.patient_id = $2
       AND paper.kind IN ('original', 'reply', 'arrival_notice', 'booking_slip', 'visit_guide')
       AND NOT EXISTS (SELECT 1 FROM case_document later
                        WHERE later.facility_id = paper.facility_id
                          AND later.case_kind = 'referral' AND later.case_id = paper.case_id
                          AND later.replaces_id = paper.id)
       AND {shown referral.patient_id to $3}
     ORDER BY paper.id DESC
)sql"};

PaperPart contents_of(const FamilyPaper& paper, bool can_be_left_out) {
    using enum SharedItem;
    const auto unsaid = Life | Cost;
    PaperPart part{paper.key, {}, {}, can_be_left_out};
    if (paper.kind == "booking_slip" || paper.kind == "visit_guide") {
        part.holds = Visit;
        part.perhaps = ItemSet{Life};  // 配慮
    } else if (paper.kind == "arrival_notice") {
        part.holds = Visit;
        part.perhaps = Clinical | Tests | Medication | unsaid;
    } else if (paper.kind == "reply") {
        part.holds = Visit | Clinical | Medication;  // 処方 always stands there
        part.perhaps = unsaid | Tests;
    } else {  // the letter somebody else wrote
        part.holds = Clinical;
        part.perhaps = Visit | Tests | Medication | unsaid;
    }
    return part;
}

GivingDecision decide(const FamilyMember& to, std::span<const FamilyPaper> papers, Date at,
                      std::span<const ConsentStatement> objections, bool can_be_left_out) {
    std::vector<PaperPart> parts;
    for (const auto& paper : papers) parts.push_back(contents_of(paper, can_be_left_out));
    return may_give({.kind = Receiver::Kind::Family, .person = to.text()}, parts, at, objections);
}

}  // namespace

std::vector<FamilyPaper> papers_for_family(db::Transaction& tx, const Viewer& viewer,
                                           PatientId patient) {
    auto papers = tx.all(
        kPapers,
        [](const db::Row& row) {
            FamilyPaper paper;
            paper.id = row.id<CaseDocumentId>(0);
            paper.key = paper.id.text();
            paper.kind = row.string(1);
            paper.title = row.string(2);
            paper.number = row.string(3);
            paper.pages = static_cast<int>(row.integer(4));
            paper.created_at = *row.instant(5);
            paper.about = row.string(6) + (row.text(6).empty() ? "" : " ") + row.string(7);
            return paper;
        },
        viewer.facility, patient, viewer.user);
    if (!papers.empty()) viewer.sees(patient);
    return papers;
}

GivingDecision may_hand_over(const FamilyMember& to, std::span<const FamilyPaper> papers, Date at,
                             std::span<const ConsentStatement> objections) {
    auto decision = decide(to, papers, at, objections, true);
    if (!papers.empty() && decision.left_out.size() == papers.size())
        decision = decide(to, papers, at, objections, false);
    return decision;
}

std::vector<FamilyPaper> papers_going(std::span<const FamilyPaper> papers,
                                      const GivingDecision& decision, Ground ground) {
    std::vector<FamilyPaper> going;
    for (const auto& paper : papers)
        if (ground == Ground::Emergency ||
            std::ranges::find(decision.left_out, paper.key) == decision.left_out.end())
            going.push_back(paper);
    return going;
}

std::string titles_of(std::span<const FamilyPaper> papers) {
    std::string out;
    for (const auto& paper : papers) out += (out.empty() ? "" : "、") + paper.title;
    return out;
}

}  // namespace kakehashi::family
