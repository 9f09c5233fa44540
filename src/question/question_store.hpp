#pragma once

#include <string>
#include <vector>

#include "base/viewer.hpp"
#include "platform/db/database.hpp"
#include "platform/event/case_ref.hpp"
#include "question/question.hpp"

namespace kakehashi::question {

CaseRef case_of(QuestionId id);

/// A question with what it is read by.
struct ListedQuestion {
    Question question;
    std::string patient_name;
    std::string ward;      // which asked or was asked: 東3病棟
    std::string ward_now;  // that sees the patient now; empty: none
};
/// NotFound `question.not_found`, also for who may not see the patient.
Result<ListedQuestion> find_question(db::Transaction& tx, const Viewer& viewer, QuestionId id);
/// The open ones about patients in the viewer's wards, the one due first on top.
std::vector<ListedQuestion> questions_in_own_wards(db::Transaction& tx, const Viewer& viewer);
/// Of one patient, the newest first, closed ones too.
std::vector<ListedQuestion> questions_about(db::Transaction& tx, const Viewer& viewer,
                                            PatientId patient, int limit = 20);

struct NewQuestion {
    PatientId patient;
    Side asked_of = Side::Office;
    std::string text;
    Instant due_at{};
};
/// NotFound `patient.not_found`; Refused `question.not_in_ward` when no ward sees the patient.
/// Event `question.asked`.
Result<QuestionId> ask(db::Transaction& tx, const Viewer& viewer, Instant now,
                       const NewQuestion& question);
/// What answered() or ended() made of it, with its event and the office's duty. Conflict
/// `question.changed_meanwhile`.
Result<void> save_step(db::Transaction& tx, const Viewer& viewer, Instant now,
                       const Question& question);

}  // namespace kakehashi::question
