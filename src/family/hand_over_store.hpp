#pragma once

#include <vector>

#include "family/family_papers.hpp"
#include "form/press.hpp"
#include "office/office.hpp"

namespace kakehashi::family {

/// The kind of the case document お渡しの記録.
inline constexpr std::string_view kReceiptDocument = "family_receipt";

/// Who receives: of the team, as the team knows them, or as typed. NotFound `team.not_found`;
/// Invalid `family.not_of_family` (`receiver`) for a member who is none or left, `text.required`
/// (`receiver_name`, `relation`).
Result<FamilyMember> receiver_of(db::Transaction& tx, const Viewer& viewer,
                                 const HandOverWish& wish);

/// お渡し: keeps the receipt and the record, tells the patient's timeline (`family.handed`), and
/// answers with it. What the patient objected to stays as leave_with() says; for 生命・身体の保護
/// all of it goes, with a line in 第三者提供の記録. Refused `family.some_left_out` when the page
/// did not say what stays here; Invalid `family.papers_required` (`handed_paper`), `choice.gone`
/// for a paper that is not on offer, `text.required` (`handed_purpose`); errors of receiver_of(),
/// find_patient(), the receipt and DocumentFiles::put().
Result<HandOver> hand_over(const Office& office, db::Transaction& tx, const Viewer& viewer,
                           Instant now, form::Press& press, const HandOverWish& wish);
/// Draws the receipt before the write transaction begins; hand_over() says why nothing may go.
void draw_ahead(db::Transaction& tx, const Viewer& viewer, form::Press& press,
                const HandOverWish& wish);

/// Newest first; nothing for who does not see the patient. Two statements.
std::vector<HandOver> hand_overs_of(db::Transaction& tx, const Viewer& viewer, PatientId patient);
/// NotFound `family.not_found`, also for another patient's.
Result<HandOver> find_hand_over(db::Transaction& tx, const Viewer& viewer, PatientId patient,
                                HandOverId id);
/// 取り消し of a line that was written by mistake; nothing comes back by it. Event
/// `family.cancelled`. Conflict `family.cancelled_already`; Invalid `text.required`
/// (`cancel_reason`).
Result<void> cancel_hand_over(db::Transaction& tx, const Viewer& viewer, Instant now,
                              PatientId patient, HandOverId id, std::string_view reason);

}  // namespace kakehashi::family
