#pragma once

#include <span>
#include <string>
#include <vector>

#include "family/hand_over.hpp"
#include "platform/db/database.hpp"

namespace kakehashi::family {

/// A paper of the patient that a family gets in practice: letters that came, 返書 and 受診報告 that
/// were sent, 予約票 and 受診のご案内 that were issued.
struct FamilyPaper {
    CaseDocumentId id;
    std::string key;   // of `id`: names the paper in a decision
    std::string kind;  // reply
    std::string title, number;
    std::string about;  // みなと内科クリニック R-2026-11-0412
    int pages = 1;
    Instant created_at;
};

/// The newest version of each, newest first; none for who does not see the patient.
std::vector<FamilyPaper> papers_for_family(db::Transaction& tx, const Viewer& viewer,
                                           PatientId patient);

/// 渡してよいか. Of several papers those that hold what was objected to are left out (`left_out`
/// has their keys, which live in `papers`); when none would be left, all is refused. A printed
/// paper is handed over whole: what may stand in it only a reader can tell. Pure.
GivingDecision may_hand_over(const FamilyMember& to, std::span<const FamilyPaper> papers, Date at,
                             std::span<const ConsentStatement> objections);
/// The papers that go by this decision on this ground.
std::vector<FamilyPaper> papers_going(std::span<const FamilyPaper> papers,
                                      const GivingDecision& decision, Ground ground);
/// 返書、予約票
std::string titles_of(std::span<const FamilyPaper> papers);

}  // namespace kakehashi::family
