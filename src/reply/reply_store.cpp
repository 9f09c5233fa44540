#include "reply/reply_store.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "booking/booking_duties.hpp"
#include "booking/booking_store.hpp"
#include "facility/facility_store.hpp"
#include "office/office.hpp"
#include "platform/duty/duty.hpp"
#include "platform/event/contact.hpp"
#include "reply/reply_rows.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kFind{"reply.find", kObligationRows, R"sql(
      FROM reply_obligation o
     WHERE o.facility_id = $1 AND o.id = $2
       AND {shown o.patient_id to $3}
)sql"};

constexpr db::Query kOfReferral{"reply.of_referral", kObligationRows, R"sql(
      FROM reply_obligation o
     WHERE o.facility_id = $1 AND o.referral_id = $2
     ORDER BY CASE o.stage WHEN 'arrival_notice' THEN 0 WHEN 'first' THEN 1
                           WHEN 'interim' THEN 2 ELSE 3 END, o.id
)sql"};

constexpr db::Query kInsert{"reply.insert", R"sql(
    INSERT INTO reply_obligation (facility_id, referral_id, patient_id, referrer_id, stage, state,
                                  counted_from, due_on, department_id, doctor_id, opened_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    RETURNING id
)sql"};

constexpr db::Query kSave{"reply.save", R"sql(
    UPDATE reply_obligation
       SET state = $4, counted_from = $5, due_on = $6, department_id = $7, doctor_id = $8,
           chased_doctor_at = $9, chased_head_at = $10, chasers = $11, not_needed_reason = $12,
           document_id = $13, closed_at = $14, referrer_id = $15, version = version + 1
     WHERE facility_id = $1 AND id = $2 AND version = $3
)sql"};

constexpr db::Query kDrafts{"reply.drafts", R"sql(
    SELECT d.draft_version, d.body, d.written_at, coalesce(u.name, '')
      FROM reply_draft d
      JOIN reply_obligation o ON o.id = d.obligation_id
      LEFT JOIN user_account u ON u.id = d.written_by
     WHERE o.facility_id = $1 AND d.obligation_id = $2
     ORDER BY d.draft_version DESC
)sql"};

constexpr db::Query kNewestDraft{"reply.newest_draft", R"sql(
    SELECT d.draft_version, d.body
      FROM reply_draft d JOIN reply_obligation o ON o.id = d.obligation_id
     WHERE o.facility_id = $1 AND d.obligation_id = $2
     ORDER BY d.draft_version DESC
     LIMIT 1
)sql"};

constexpr db::Query kAddDraft{"reply.add_draft", R"sql(
    INSERT INTO reply_draft (obligation_id, draft_version, body, written_at, written_by)
    VALUES ($1, $2, $3, $4, $5)
)sql"};

constexpr db::Query kHead{"reply.department_head", R"sql(
    SELECT name FROM doctor
     WHERE facility_id = $1 AND department_id = $2 AND is_head = 1 AND active = 1
     ORDER BY id
     LIMIT 1
)sql"};

std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

std::string family_name(const std::string& name) {
    return name.substr(0, std::min(name.find(' '), name.find("\u3000")));
}

/// 循環器内科 木村医師: where the reply is being written.
std::string place_of(const ReferralNames& names) {
    auto place = names.department_name;
    if (!names.doctor_name.empty())
        place += (place.empty() ? "" : " ") + family_name(names.doctor_name) + "医師";
    return place;
}

// The names between "reply." and "reply/": all settings of this feature at once.
constexpr db::Query kTerms{"reply.terms", R"sql(
    SELECT name, value FROM setting
     WHERE facility_id = $1 AND name >= 'reply.' AND name < 'reply/'
)sql"};

/// Leaves `number` as it is for what is no count of days or months.
void take_number(int& number, std::string_view text) {
    constexpr int kYear = 366;
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc{} && end == text.data() + text.size() && value > 0 && value <= kYear)
        number = value;
}

void record(db::Transaction& tx, const Viewer& viewer, Instant now,
            const ReplyObligation& obligation, std::string_view kind, json::Value data = {}) {
    data.set("stage", std::string{to_text(obligation.stage)});
    data.set("obligation", obligation.id.value);
    record_event(tx, viewer, now, case_of(obligation.referral), obligation.patient, kind, data);
}

}  // namespace

ReplyObligation obligation_from(const db::Row& row) {
    ReplyObligation one;
    one.id = row.id<ReplyObligationId>(0);
    one.referral = row.id<ReferralId>(1);
    one.patient = row.id<PatientId>(2);
    one.referrer = row.id<FacilityId>(3);
    one.stage = parse_reply_stage(row.text(4)).value();
    one.state = parse_reply_state(row.text(5)).value();
    one.counted_from = *row.date(6);
    one.due_on = *row.date(7);
    one.department = row.id<DepartmentId>(8);
    one.doctor = row.id<DoctorId>(9);
    one.chased_doctor_at = row.instant(10);
    one.chased_head_at = row.instant(11);
    one.chasers = static_cast<int>(row.integer(12));
    one.not_needed_reason = row.string(13);
    one.document = row.id<CaseDocumentId>(14);
    one.opened_at = *row.instant(15);
    one.closed_at = row.instant(16);
    one.version = static_cast<int>(row.integer(17));
    return one;
}

ReplyTerms reply_terms(db::Transaction& tx, FacilityId facility) {
    ReplyTerms terms;
    tx.each(
        kTerms,
        [&](const db::Row& row) {
            const auto name = row.text(0);
            const auto value = row.text(1);
            if (name == "reply.first_days") take_number(terms.first_days, value);
            if (name == "reply.interim_days") take_number(terms.interim_days, value);
            if (name == "reply.final_days_after_discharge")
                take_number(terms.final_days_after_discharge, value);
            if (name == "reply.final_months_after_visit")
                take_number(terms.final_months_after_visit, value);
            if (name == "reply.notice_until")
                if (const auto until = parse_time_of_day(value)) terms.notice_until = *until;
        },
        facility);
    return terms;
}

Result<ReplyObligation> find_obligation(db::Transaction& tx, const Viewer& viewer,
                                        ReplyObligationId id) {
    auto obligation = tx.first(kFind, obligation_from, viewer.facility, id, viewer.user);
    if (!obligation) return fail(ErrorKind::NotFound, "reply.not_found");
    viewer.sees(obligation->patient);
    return *std::move(obligation);
}

std::vector<ReplyObligation> obligations_of(db::Transaction& tx, const Viewer& viewer,
                                            ReferralId referral) {
    return viewer.sees_each(tx.all(kOfReferral, obligation_from, viewer.facility, referral),
                            &ReplyObligation::patient);
}

std::vector<ReplyDraft> drafts_of(db::Transaction& tx, const Viewer& viewer, ReplyObligationId id) {
    return tx.all(
        kDrafts,
        [](const db::Row& row) {
            return ReplyDraft{static_cast<int>(row.integer(0)),
                              reply_text_from(json::parse(row.text(1)).value_or(json::Value{})),
                              *row.instant(2), row.string(3)};
        },
        viewer.facility, id);
}

KnownFacts known_facts(db::Transaction& tx, const Viewer& viewer,
                       const ReplyObligation& obligation) {
    KnownFacts facts;
    const auto referral = find_referral(tx, viewer, obligation.referral);
    if (!referral) return facts;
    const auto names = names_of(tx, viewer, obligation.referral);
    facts.diagnoses = referral->letter.diagnoses;
    facts.department = names.department_name;
    facts.doctor = names.doctor_name;
    facts.visited_on = referral->visited_on.value_or(obligation.counted_from);
    facts.admitted_on = referral->admitted_on;
    facts.discharged_on = referral->discharged_on;
    for (const auto& booking : bookings_of_referral(tx, viewer, obligation.referral))
        if (booking.state == BookingState::Confirmed && booking.on_date > facts.visited_on &&
            !facts.next_visit_on)
            facts.next_visit_on = booking.on_date;
    for (const auto& stage : obligations_of(tx, viewer, obligation.referral))
        if (stage.stage > obligation.stage && stage.open() && !facts.next_due_on)
            facts.next_due_on = stage.due_on;
    return facts;
}

CurrentText current_text(db::Transaction& tx, const Viewer& viewer,
                         const ReplyObligation& obligation) {
    auto draft = tx.first(
        kNewestDraft,
        [](const db::Row& row) {
            return CurrentText{reply_text_from(json::parse(row.text(1)).value_or(json::Value{})),
                               static_cast<int>(row.integer(0))};
        },
        viewer.facility, obligation.id);
    if (draft) return *std::move(draft);
    return {draft_from(obligation.stage, known_facts(tx, viewer, obligation)), 0};
}

Result<ReplyObligation> save_obligation(db::Transaction& tx, const Viewer& viewer,
                                        ReplyObligation obligation) {
    const auto saved =
        tx.execute(kSave, viewer.facility, obligation.id, obligation.version, obligation.state,
                   obligation.counted_from, obligation.due_on, obligation.department,
                   obligation.doctor, obligation.chased_doctor_at, obligation.chased_head_at,
                   obligation.chasers, obligation.not_needed_reason, obligation.document,
                   obligation.closed_at, obligation.referrer);
    if (saved == 0) return fail(ErrorKind::Conflict, "reply.changed_meanwhile");
    ++obligation.version;
    return obligation;
}

ReplyObligation open_obligation(db::Transaction& tx, const Viewer& viewer, Instant now,
                                const Referral& referral, const ReferralNames& names,
                                ReplyStage stage, const ReplyDue& due, const ReplyTerms& terms) {
    ReplyObligation one;
    one.referral = referral.id;
    one.patient = referral.patient;
    one.referrer = referral.referrer;
    one.stage = stage;
    one.counted_from = due.counted_from;
    one.due_on = due.due_on;
    one.department = referral.department;
    one.doctor = referral.doctor;
    one.opened_at = now;
    one.id = ReplyObligationId{tx.number(kInsert, viewer.facility, one.referral, one.patient,
                                         one.referrer, one.stage, one.state, one.counted_from,
                                         one.due_on, one.department, one.doctor, one.opened_at)};
    renew_reply_duty(tx, viewer, now, one, referral, names, terms);
    return one;
}

void renew_reply_duty(db::Transaction& tx, const Viewer& viewer, Instant now,
                      const ReplyObligation& obligation, const Referral& referral,
                      const ReferralNames& names, const ReplyTerms& terms) {
    open_duty(tx, viewer, now,
              {.about = case_of(obligation.referral),
               .patient = obligation.patient,
               .partner = obligation.referrer,
               .kind = duty_kind_of(obligation.stage),
               .due_at = instant_in_japan(obligation.due_on, terms.notice_until),
               .note = first_line(referral.letter.diagnoses),
               .place = place_of(names),
               .assignee = referral.assignee});
}

Result<void> settle_closed_stage(db::Transaction& tx, const Viewer& viewer, Instant now,
                                 const ReplyObligation& closed) {
    const auto about = case_of(closed.referral);
    const auto* how = closed.state == ReplyState::Sent ? "done" : "not_needed";
    close_duty(tx, viewer, now, about, duty_kind_of(closed.stage), {}, how);
    close_duty(tx, viewer, now, about, kDutyChase, to_text(closed.stage), how);
    for (const auto& stage : obligations_of(tx, viewer, closed.referral))
        if (stage.open()) return {};
    TRY(const auto referral, find_referral(tx, viewer, closed.referral));
    if (referral.state != ReferralState::Visited) return {};  // withdrawn meanwhile
    TRY(auto concluded, referral.conclude(now));
    TRY_DO(save_referral(tx, viewer, now, std::move(concluded), "referral.concluded"));
    return {};
}

Result<ReplyObligation> save_draft(db::Transaction& tx, const Viewer& viewer, Instant now,
                                   ReplyObligationId id, int seen_draft, const ReplyText& text,
                                   DoctorId doctor) {
    TRY(const auto obligation, find_obligation(tx, viewer, id));
    TRY(auto next, obligation.draft());
    const int newest =
        tx.first(
              kNewestDraft, [](const db::Row& row) { return static_cast<int>(row.integer(0)); },
              viewer.facility, id)
            .value_or(0);
    if (newest != seen_draft) return fail(ErrorKind::Conflict, "reply.changed_meanwhile");
    if (doctor && doctor != next.doctor) {
        TRY(const auto known, find_doctor(tx, doctor));
        if (known.facility != viewer.facility)
            return fail(ErrorKind::NotFound, "doctor.not_found", "doctor");
        next.doctor = doctor;
        if (known.department) next.department = known.department;
    }
    TRY(auto saved, save_obligation(tx, viewer, std::move(next)));
    tx.execute(kAddDraft, id, newest + 1, json::write(to_json(text)), now, viewer.user);
    record(tx, viewer, now, saved, "reply.drafted", json::object({{"version", newest + 1}}));
    return saved;
}

Result<ReplyObligation> ask_doctor_for_reply(db::Transaction& tx, const Viewer& viewer, Instant now,
                                             ReplyObligationId id) {
    TRY(const auto obligation, find_obligation(tx, viewer, id));
    TRY(auto next, obligation.ask_doctor());
    TRY(auto saved, save_obligation(tx, viewer, std::move(next)));
    record(tx, viewer, now, saved, "reply.asked");
    return saved;
}

Result<ReplyObligation> set_not_needed(db::Transaction& tx, const Viewer& viewer, Instant now,
                                       ReplyObligationId id, std::string_view raw_reason) {
    constexpr std::size_t kReasonChars = 200;
    TRY(const auto reason, clean_line("reason", raw_reason, kReasonChars));
    TRY(const auto obligation, find_obligation(tx, viewer, id));
    TRY(auto next, obligation.set_not_needed(reason, now));
    TRY(auto saved, save_obligation(tx, viewer, std::move(next)));
    record(tx, viewer, now, saved, "reply.not_needed", json::object({{"reason", reason}}));
    TRY_DO(settle_closed_stage(tx, viewer, now, saved));
    return saved;
}

Result<ReplyObligation> reopen_obligation(db::Transaction& tx, const Viewer& viewer, Instant now,
                                          ReplyObligationId id) {
    TRY(const auto obligation, find_obligation(tx, viewer, id));
    TRY(auto next, obligation.reopen());
    if (!drafts_of(tx, viewer, id).empty()) next.state = ReplyState::Drafted;
    TRY(auto referral, find_referral(tx, viewer, obligation.referral));
    if (referral.state == ReferralState::Replied) {
        TRY(auto reopened, referral.reopen());
        TRY(referral,
            save_referral(tx, viewer, now, std::move(reopened), "referral.reopened", {}, true));
    } else if (referral.state != ReferralState::Visited) {
        return fail(ErrorKind::Refused, "reply.cannot_reopen");
    }
    TRY(auto saved, save_obligation(tx, viewer, std::move(next)));
    renew_reply_duty(tx, viewer, now, saved, referral, names_of(tx, viewer, referral.id),
                     reply_terms(tx, viewer.facility));
    renew_visit_duty(tx, viewer, now, referral.id);
    record(tx, viewer, now, saved, "reply.reopened");
    return saved;
}

Result<ReplyObligation> chase(db::Transaction& tx, const Viewer& viewer, Instant now,
                              ReplyObligationId id, bool to_head, std::string_view raw_note) {
    constexpr std::size_t kNoteChars = 400;
    TRY(const auto note, clean_line("note", raw_note, kNoteChars));
    TRY(const auto obligation, find_obligation(tx, viewer, id));
    TRY(auto next, obligation.chase(to_head, now));
    TRY(auto saved, save_obligation(tx, viewer, std::move(next)));
    const auto names = names_of(tx, viewer, saved.referral);
    auto whom = to_head ? head_of_department(tx, viewer, saved.department) : names.doctor_name;
    if (!to_head && saved.doctor)
        if (const auto doctor = find_doctor(tx, saved.doctor)) whom = doctor->name;
    whom = whom.empty() ? (to_head ? "科長" : "担当医") : whom + (to_head ? " 科長" : " 医師");
    auto words = std::string{japanese(saved.stage)} + "の催促";
    if (!note.empty()) words += "。" + note;
    log_contact(tx, viewer,
                {.about = case_of(saved.referral),
                 .patient = saved.patient,
                 .direction = ContactDirection::Out,
                 .person = whom,
                 .outcome = ContactOutcome::Message,
                 .note = words,
                 .at = now});
    record(tx, viewer, now, saved, "reply.chased",
           json::object({{"to_head", to_head}, {"whom", whom}, {"times", saved.chasers}}));
    close_duty(tx, viewer, now, case_of(saved.referral), kDutyChase, to_text(saved.stage));
    return saved;
}

std::string head_of_department(db::Transaction& tx, const Viewer& viewer, DepartmentId department) {
    return tx
        .first(
            kHead, [](const db::Row& row) { return row.string(0); }, viewer.facility, department)
        .value_or("");
}

}  // namespace kakehashi
