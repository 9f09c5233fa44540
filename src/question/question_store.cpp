#include "question/question_store.hpp"

#include "platform/duty/duty.hpp"
#include "platform/event/event.hpp"
#include "ward/stay_store.hpp"

namespace kakehashi::question {
namespace {

constexpr std::string_view kQuestionColumns = R"sql(
    SELECT question.id, question.patient_id, question.ward_id, question.asked_of, question.text,
           question.asked_at, question.asked_by, question.asked_by_name, question.due_at,
           question.answer, question.answered_at, question.answered_by_name, question.closed_at,
           question.closed_how, question.closed_by_name, question.version, patient.name,
           ward.name, coalesce(ward_now.name, '')
      FROM question
      JOIN patient ON patient.id = question.patient_id
      JOIN ward ON ward.id = question.ward_id
      LEFT JOIN stay ON stay.patient_id = question.patient_id AND stay.in_sight = 1
      LEFT JOIN ward ward_now ON ward_now.id = stay.ward_id
     WHERE question.facility_id = $1
       AND {shown question.patient_id to $2}
)sql";

constexpr db::Query kFind{"question.find", kQuestionColumns, " AND question.id = $3"};

constexpr db::Query kInOwnWards{"question.in_own_wards", kQuestionColumns, R"sql(
       AND question.closed_at IS NULL
       AND question.patient_id IN (SELECT own.patient_id
                                     FROM affiliation CROSS JOIN stay own
                                    WHERE affiliation.user_id = $2 AND affiliation.running = 1
                                      AND own.ward_id = affiliation.ward_id
                                      AND own.in_sight = 1)
     ORDER BY question.due_at, question.id
)sql"};

constexpr db::Query kAbout{"question.about_patient", kQuestionColumns, R"sql(
       AND question.patient_id = $3
     ORDER BY question.id DESC
     LIMIT $4
)sql"};

constexpr db::Query kInsert{"question.insert", R"sql(
    INSERT INTO question (facility_id, patient_id, ward_id, asked_of, text, due_at, asked_at,
                          asked_by, asked_by_name)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id
)sql"};

constexpr db::Query kSave{"question.save", R"sql(
    UPDATE question
       SET answer = $4, answered_at = $5, answered_by_name = $6, closed_at = $7, closed_how = $8,
           closed_by_name = $9, version = version + 1
     WHERE facility_id = $1 AND id = $2 AND version = $3
)sql"};

ListedQuestion question_from(const db::Row& row) {
    ListedQuestion listed;
    auto& one = listed.question;
    one.id = row.id<QuestionId>(0);
    one.patient = row.id<PatientId>(1);
    one.ward = row.id<ward::WardId>(2);
    one.asked_of = parse_side(row.text(3));
    one.asked = {row.string(4), *row.instant(5), row.string(7)};
    one.asker = row.id<UserId>(6);
    one.due_at = *row.instant(8);
    if (const auto at = row.instant(10)) one.answer = Said{row.string(9), *at, row.string(11)};
    one.closing = parse_closing(row.text(13));
    if (const auto at = row.instant(12)) one.closed = {{}, *at, row.string(14)};
    one.version = static_cast<int>(row.integer(15));
    listed.patient_name = row.string(16);
    listed.ward = row.string(17);
    listed.ward_now = row.string(18);
    return listed;
}

std::vector<ListedQuestion> seen(const Viewer& viewer, std::vector<ListedQuestion> rows) {
    for (const auto& row : rows) viewer.sees(row.question.patient);
    return rows;
}

void tell(db::Transaction& tx, const Viewer& viewer, Instant now, const Question& question,
          std::string_view what) {
    record_event(tx, viewer, now, kakehashi::case_of(question.patient), question.patient, what,
                 json::object({{"id", question.id.value},
                               {"asked_of", std::string{to_text(question.asked_of)}}}));
}

/// The answer that waits to be read is the asker's; a question to the office is whoever's is free.
void settle_duties(db::Transaction& tx, const Viewer& viewer, Instant now,
                   const Question& question) {
    const auto owed = duty_owed(question);
    for (const auto kind : {kDutyAnswer, kDutyAwait, kDutyRead})
        if (kind != owed)
            close_duty(tx, viewer, now, case_of(question.id), kind, {},
                       question.closing == Closing::Withdrawn ? "withdrawn" : "done");
    if (owed.empty()) return;
    NewDuty duty;
    duty.about = case_of(question.id);
    duty.patient = question.patient;
    duty.kind = owed;
    duty.due_at = question.due_at;
    duty.note = owed == kDutyRead ? question.answer->text : question.asked.text;
    if (question.asked_of == Side::Ward) duty.assignee = question.asker;
    open_duty(tx, viewer, now, duty);
}

}  // namespace

CaseRef case_of(QuestionId id) {
    return {"question", id.value};
}

Result<ListedQuestion> find_question(db::Transaction& tx, const Viewer& viewer, QuestionId id) {
    auto found = tx.first(kFind, question_from, viewer.facility, viewer.user, id);
    if (!found) return fail(ErrorKind::NotFound, "question.not_found");
    viewer.sees(found->question.patient);
    return *std::move(found);
}

std::vector<ListedQuestion> questions_in_own_wards(db::Transaction& tx, const Viewer& viewer) {
    return seen(viewer, tx.all(kInOwnWards, question_from, viewer.facility, viewer.user));
}

std::vector<ListedQuestion> questions_about(db::Transaction& tx, const Viewer& viewer,
                                            PatientId patient, int limit) {
    return seen(viewer,
                tx.all(kAbout, question_from, viewer.facility, viewer.user, patient, limit));
}

Result<QuestionId> ask(db::Transaction& tx, const Viewer& viewer, Instant now,
                       const NewQuestion& wanted) {
    TRY_DO(ward::find_stay_patient(tx, viewer, wanted.patient));
    const auto stay = ward::last_stay_of(tx, viewer, wanted.patient);
    if (!stay || !stay->in_sight) return fail(ErrorKind::Refused, "question.not_in_ward");
    Question question;
    question.patient = wanted.patient;
    question.ward = stay->stay.ward;
    question.asked_of = wanted.asked_of;
    question.asked = {wanted.text, now, viewer.name};
    question.asker = viewer.user;
    question.due_at = wanted.due_at;
    question.id = QuestionId{tx.number(kInsert, viewer.facility, question.patient, question.ward,
                                       question.asked_of, question.asked.text, question.due_at, now,
                                       viewer.user, viewer.name)};
    tell(tx, viewer, now, question, "question.asked");
    settle_duties(tx, viewer, now, question);
    return question.id;
}

Result<void> save_step(db::Transaction& tx, const Viewer& viewer, Instant now,
                       const Question& question) {
    const auto answer = question.answer.value_or(Said{});
    const auto at = [](bool there, Instant when) {
        return there ? std::optional{when} : std::nullopt;
    };
    const auto rows = tx.execute(kSave, viewer.facility, question.id, question.version, answer.text,
                                 at(question.answer.has_value(), answer.at), answer.by,
                                 at(!question.is_open(), question.closed.at), question.closing,
                                 question.closed.by);
    if (rows == 0) return fail(ErrorKind::Conflict, "question.changed_meanwhile");
    tell(tx, viewer, now, question,
         question.is_open()                       ? "question.answered"
         : question.closing == Closing::Withdrawn ? "question.withdrawn"
                                                  : "question.read");
    settle_duties(tx, viewer, now, question);
    return {};
}

}  // namespace kakehashi::question
