// The act itself: what the patient objected to is asked in the transaction that keeps the record.
#include <algorithm>

#include "base/text.hpp"
#include "disclosure/provision_store.hpp"
#include "family/hand_over_store.hpp"
#include "office/letterhead.hpp"
#include "patient/patient_store.hpp"
#include "platform/document/keep_paper.hpp"
#include "platform/event/event.hpp"
#include "platform/scan/scan.hpp"
#include "team/team_store.hpp"

namespace kakehashi::family {
namespace {

constexpr db::Query kInsert{"family.insert", R"sql(
    INSERT INTO family_hand_over (facility_id, patient_id, receiver_name, relation, recognised,
                                  asked_by, purpose, left_out, number, receipt_id, handed_at,
                                  handed_by, handed_by_name)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    RETURNING id
)sql"};

constexpr db::Query kInsertPaper{"family.insert_paper", R"sql(
    INSERT INTO family_hand_over_paper (hand_over_id, document_id, title, number, pages)
    VALUES ($1, $2, $3, $4, $5)
)sql"};

std::string family_name(std::string_view name) {
    return std::string{name.substr(0, name.find(' '))};
}

Result<std::vector<FamilyPaper>> chosen_papers(db::Transaction& tx, const Viewer& viewer,
                                               PatientId patient, const HandOverWish& wish) {
    if (wish.papers.empty())
        return fail(ErrorKind::Invalid, "family.papers_required", "handed_paper");
    auto papers = papers_for_family(tx, viewer, patient);
    std::erase_if(papers, [&](const FamilyPaper& paper) {
        return std::ranges::find(wish.papers, paper.id) == wish.papers.end();
    });
    if (papers.size() != wish.papers.size())
        return fail(ErrorKind::Invalid, "choice.gone", "handed_paper");
    return papers;
}

/// Everything that stands on the receipt but its number.
form::HandOverReceipt receipt_of(const Patient& patient, const FamilyMember& to,
                                 std::span<const FamilyPaper> going, const HandOverWish& wish,
                                 form::Sender from, const Viewer& viewer, Instant at) {
    form::HandOverReceipt receipt;
    receipt.head.issued_at = at;
    receipt.head.issued_by = family_name(viewer.name);
    receipt.from = std::move(from);
    receipt.patient = patient.name;
    receipt.born_on = patient.born_on;
    receipt.patient_id = patient_number_text(patient.number);
    receipt.receiver = to.name;
    receipt.relation = to.relation;
    receipt.recognised = japanese(wish.recognised);
    receipt.purpose = wish.purpose;
    receipt.asked_by = japanese(wish.asked_by);
    receipt.handed_by = viewer.name;
    for (const auto& paper : going)
        receipt.items.push_back({paper.title, paper.number, paper.pages});
    return receipt;
}

Result<CaseDocument> keep_receipt(const Office& office, db::Transaction& tx, const Viewer& viewer,
                                  form::Press& press, form::HandOverReceipt receipt,
                                  PatientId patient) {
    const auto at = press.issued_at();
    receipt.head.document_number = next_document_number(tx, viewer, date_in_japan(at));
    TRY(const auto bytes, press.draw(receipt));
    TRY(const auto looked_at, scan::inspect(bytes, "receipt.pdf"));
    return keep_paper(office.documents, tx, viewer,
                      {.about = case_of(patient),
                       .patient = patient,
                       .kind = std::string{kReceiptDocument},
                       .title = "お渡しの記録",
                       .pages = looked_at.pages,
                       .number = receipt.head.document_number,
                       .created_at = at},
                      bytes);
}

/// Against what the patient said, for life and limb: that is asked for later (docs/rules).
Result<void> note_provision(db::Transaction& tx, const Viewer& viewer, Instant now,
                            PatientId patient, const FamilyMember& to,
                            std::span<const FamilyPaper> going, const std::string& reason) {
    disclosure::Provision line;
    line.patient = patient;
    line.provided_on = date_in_japan(now);
    line.recipient = "ご家族 " + to.text();
    line.items = titles_of(going) + "(留保の申し出あり。わけ:" + reason + ")";
    line.basis = disclosure::Basis::Life;
    TRY(const auto ready, disclosure::record(std::move(line), now));
    TRY_DO(disclosure::insert_provision(tx, viewer, ready));
    return {};
}

Result<HandOverId> insert(db::Transaction& tx, const Viewer& viewer, PatientId patient,
                          const FamilyMember& to, const HandOverWish& wish,
                          const CaseDocument& receipt, std::span<const FamilyPaper> going,
                          const std::string& left_out) {
    const HandOverId id{tx.number(kInsert, viewer.facility, patient, to.name, to.relation,
                                  to_text(wish.recognised), to_text(wish.asked_by), wish.purpose,
                                  left_out, receipt.number, receipt.id, receipt.created_at,
                                  viewer.user, viewer.name)};
    for (const auto& paper : going)
        tx.execute(kInsertPaper, id, paper.id, paper.title, paper.number, paper.pages);
    return id;
}

}  // namespace

Result<FamilyMember> receiver_of(db::Transaction& tx, const Viewer& viewer,
                                 const HandOverWish& wish) {
    auto to = wish.typed;
    if (wish.member) {
        TRY(const auto listed, team::find_member(tx, viewer, wish.patient, wish.member));
        if (listed.member.role != team::TeamRole::Family || !listed.member.is_current())
            return fail(ErrorKind::Invalid, "family.not_of_family", "receiver");
        to = {listed.name, listed.member.relation};
    }
    TRY(to.name, clean_name("receiver_name", to.name, kNameChars, Required::Yes));
    TRY(to.relation, clean_line("relation", to.relation, kRelationChars, Required::Yes));
    return to;
}

Result<HandOver> hand_over(const Office& office, db::Transaction& tx, const Viewer& viewer,
                           Instant now, form::Press& press, const HandOverWish& wish) {
    TRY(const auto patient, find_patient(tx, viewer, wish.patient));
    TRY(const auto to, receiver_of(tx, viewer, wish));
    TRY_DO(clean_line("handed_purpose", wish.purpose, kPurposeChars, Required::Yes));
    TRY(const auto papers, chosen_papers(tx, viewer, patient.id, wish));
    const auto decision =
        may_hand_over(to, papers, date_in_japan(now), standing_objections(tx, viewer, patient.id));
    TRY_DO(leave_with(tx, viewer, now, decision, wish.leave, case_of(patient.id), patient.id));
    const auto going = papers_going(papers, decision, wish.leave.ground);
    std::vector<FamilyPaper> staying;
    for (const auto& paper : papers)
        if (std::ranges::find(going, paper.id, &FamilyPaper::id) == going.end()) {
            if (std::ranges::find(wish.known_left_out, paper.id) == wish.known_left_out.end())
                return fail(ErrorKind::Refused, "family.some_left_out", "handed_paper");
            staying.push_back(paper);
        }
    TRY(const auto receipt, keep_receipt(office, tx, viewer, press,
                                         receipt_of(patient, to, going, wish, sender_of(tx, viewer),
                                                    viewer, press.issued_at()),
                                         patient.id));
    TRY(const auto id,
        insert(tx, viewer, patient.id, to, wish, receipt, going, titles_of(staying)));
    record_event(tx, viewer, now, case_of(patient.id), patient.id, "family.handed",
                 json::object({{"hand_over", id.value},
                               {"relation", to.relation},
                               {"papers", titles_of(going)},
                               {"number", receipt.number}}));
    if (decision.must_answer_for(wish.leave.ground) && wish.leave.ground == Ground::Emergency)
        TRY_DO(note_provision(tx, viewer, now, patient.id, to, going, wish.leave.reason));
    return find_hand_over(tx, viewer, patient.id, id);
}

void draw_ahead(db::Transaction& tx, const Viewer& viewer, form::Press& press,
                const HandOverWish& wish) {
    const auto today = date_in_japan(press.issued_at());
    const auto patient = find_patient(tx, viewer, wish.patient);
    const auto to = receiver_of(tx, viewer, wish);
    if (!patient || !to) return;
    const auto papers = chosen_papers(tx, viewer, patient->id, wish);
    if (!papers) return;
    const auto decision =
        may_hand_over(*to, *papers, today, standing_objections(tx, viewer, patient->id));
    if (stopped_by(decision, wish.leave)) return;
    auto receipt = receipt_of(*patient, *to, papers_going(*papers, decision, wish.leave.ground),
                              wish, sender_of(tx, viewer), viewer, press.issued_at());
    receipt.head.document_number = expected_document_number(tx, viewer, today, 0);
    [[maybe_unused]] const auto drawn = press.draw(receipt);
}

}  // namespace kakehashi::family
