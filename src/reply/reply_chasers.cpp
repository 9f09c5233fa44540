// Every minute: who is to be chased, stages that nobody is owed any more, and letters that were
// corrected after the visit.
#include "base/era.hpp"
#include "base/holidays.hpp"
#include "office/change.hpp"
#include "office/offices.hpp"
#include "platform/duty/duty.hpp"
#include "reply/reply_aging.hpp"
#include "reply/reply_rows.hpp"
#include "reply/reply_store.hpp"

namespace kakehashi {
namespace {

// The stage's own duty shows that the case is alive. With it: who writes, who is the head, and the
// chaser that is open already.
constexpr db::Query kToChase{"reply.to_chase", kObligationRows, R"sql(,
           coalesce(d.name, ''), coalesce(m.name, ''),
           coalesce((SELECT h.name FROM doctor h
                      WHERE h.facility_id = o.facility_id AND h.department_id = o.department_id
                        AND h.is_head = 1 AND h.active = 1
                      ORDER BY h.id LIMIT 1), ''),
           r.assignee_id, c.id, c.note, c.place
      FROM reply_obligation o
      JOIN referral r ON r.id = o.referral_id
      LEFT JOIN department d ON d.id = o.department_id
      LEFT JOIN doctor m ON m.id = o.doctor_id
      LEFT JOIN duty c ON c.facility_id = o.facility_id AND c.case_kind = 'referral'
                      AND c.case_id = o.referral_id AND c.kind = 'reply.chase'
                      AND c.topic = o.stage AND c.closed_at IS NULL
     WHERE o.facility_id = $1 AND o.closed_at IS NULL AND o.counted_from < $2
       AND o.stage <> 'arrival_notice' AND o.due_on <= $3
     ORDER BY o.counted_from, o.id
)sql"};

constexpr db::Query kOrphans{"reply.of_closed_referrals", R"sql(
    SELECT o.id FROM reply_obligation o JOIN referral r ON r.id = o.referral_id
     WHERE o.facility_id = $1 AND o.closed_at IS NULL AND r.closed_at IS NOT NULL
)sql"};

// Open stages whose letter says something else now, with what it says. The doctor chosen with a
// text stays, unless the letter's department or doctor was corrected after that text.
constexpr db::Query kAstray{"reply.astray", kObligationRows, R"sql(,
           r.referrer_id, r.department_id, r.doctor_id,
           CASE WHEN EXISTS (SELECT 1 FROM reply_draft t
                              WHERE t.obligation_id = o.id
                                AND t.written_at >=
                                    coalesce((SELECT max(e.at) FROM event e
                                               WHERE e.facility_id = o.facility_id
                                                 AND e.case_kind = 'referral'
                                                 AND e.case_id = o.referral_id
                                                 AND e.kind = 'referral.edited'
                                                 AND (e.data LIKE '%"field":"department"%'
                                                      OR e.data LIKE '%"field":"doctor"%')), 0))
                THEN 1 ELSE 0 END
      FROM reply_obligation o JOIN referral r ON r.id = o.referral_id
     WHERE o.facility_id = $1 AND o.closed_at IS NULL AND r.closed_at IS NULL
       AND (coalesce(o.referrer_id, 0) <> coalesce(r.referrer_id, 0)
            OR coalesce(o.department_id, 0) <> coalesce(r.department_id, 0)
            OR coalesce(o.doctor_id, 0) <> coalesce(r.doctor_id, 0))
     ORDER BY o.id
)sql"};

constexpr int kFirstChaserAfterDays = 7;

/// One reply to be chased, with what its chaser says.
struct ToChase {
    ReplyObligation reply;
    std::string note, place;  // 一次返書 11/14(土)から, 循環器内科 木村 亮 医師
    UserId assignee;
    DutyId open;  // the chaser that is open, 0 when there is none
    std::string open_note, open_place;

    bool is_told() const { return open && note == open_note && place == open_place; }
};

struct Work {
    std::vector<ToChase> to_chase;
    std::vector<ReplyObligationId> orphans;
    std::vector<ReplyObligation> corrected;  // as the letter says now
    bool empty() const { return to_chase.empty() && orphans.empty() && corrected.empty(); }
};

ToChase to_chase_from(const db::Row& row, Date today) {
    ToChase one;
    int column = kObligationColumns;
    one.reply = obligation_from(row);
    const auto department = row.string(column++);
    const auto doctor = row.string(column++);
    const auto head = row.string(column++);
    one.assignee = row.id<UserId>(column++);
    one.open = row.id<DutyId>(column++);
    one.open_note = row.string(column++);
    one.open_place = row.string(column++);
    const auto whom = chaser_due(one.reply, today) == Chaser::Head
                          ? (head.empty() ? "科長" : head + " 科長")
                          : (doctor.empty() ? "担当医" : doctor + " 医師");
    one.note = std::string{japanese(one.reply.stage)} + " " +
               short_date(one.reply.counted_from, today) + "から";
    one.place = (department.empty() ? "" : department + " ") + whom;
    return one;
}

Work work_of(db::Transaction& tx, const Viewer& nobody, Date today) {
    Work work;
    work.to_chase = tx.all(
        kToChase, [&](const db::Row& row) { return to_chase_from(row, today); }, nobody.facility,
        today - days{kFirstChaserAfterDays}, today + kChasedBeforeDue);
    std::erase_if(work.to_chase, [&](const ToChase& one) {
        return one.is_told() || chaser_due(one.reply, today) == Chaser::None;
    });
    work.orphans = tx.all(
        kOrphans, [](const db::Row& row) { return row.id<ReplyObligationId>(0); }, nobody.facility);
    tx.each(
        kAstray,
        [&](const db::Row& row) {
            int column = kObligationColumns;
            const auto was = obligation_from(row);
            auto next = was;
            next.referrer = row.id<FacilityId>(column++);
            const auto department = row.id<DepartmentId>(column++);
            const auto doctor = row.id<DoctorId>(column++);
            if (!row.yes(column++)) {
                next.department = department;
                next.doctor = doctor;
            }
            if (next.referrer != was.referrer || next.department != was.department ||
                next.doctor != was.doctor)
                work.corrected.push_back(std::move(next));
        },
        nobody.facility);
    return work;
}

/// The letter was corrected after the visit: the reply goes to whom it names now.
void follow_letter(db::Transaction& tx, const Viewer& nobody, Instant now,
                   ReplyObligation corrected) {
    const auto referral = find_referral(tx, nobody, corrected.referral);
    const auto saved = save_obligation(tx, nobody, std::move(corrected));
    if (!referral || !saved) return;
    renew_reply_duty(tx, nobody, now, *saved, *referral, names_of(tx, nobody, referral->id),
                     reply_terms(tx, nobody.facility));
}

/// A chaser that goes to somebody else now is another one: nobody has put it off yet.
void open_chaser(db::Transaction& tx, const Viewer& nobody, Instant now, const ToChase& one) {
    const auto& reply = one.reply;
    const auto about = case_of(reply.referral);
    if (one.open && one.place != one.open_place)
        close_duty(tx, nobody, now, about, kDutyChase, to_text(reply.stage), "not_needed");
    const auto terms = reply_terms(tx, nobody.facility);
    open_duty(tx, nobody, now,
              {.about = about,
               .patient = reply.patient,
               .partner = reply.referrer,
               .kind = std::string{kDutyChase},
               .topic = std::string{to_text(reply.stage)},
               .due_at = instant_in_japan(Holidays{}.business_day_from(date_in_japan(now)),
                                          terms.notice_until),
               .note = one.note,
               .place = one.place,
               .assignee = one.assignee});
}

}  // namespace

int open_chaser_duties(db::Database& database, Instant now) {
    const auto today = date_in_japan(now);
    std::vector<FacilityId> busy;
    {
        auto tx = database.read();
        for (const auto house : office::offices(tx))
            if (!work_of(tx, Viewer{{}, house, {}}, today).empty()) busy.push_back(house);
    }
    int touched = 0;
    for (const auto house : busy) {
        const Viewer nobody{{}, house, {}};
        auto tx = database.write();
        for (auto& corrected : work_of(tx, nobody, today).corrected) {
            follow_letter(tx, nobody, now, std::move(corrected));
            ++touched;
        }
        const auto work = work_of(tx, nobody, today);
        for (const auto& one : work.to_chase) open_chaser(tx, nobody, now, one);
        for (const auto id : work.orphans)
            if (set_not_needed(tx, nobody, now, id, "紹介が取り下げられたため")) ++touched;
        touched += static_cast<int>(work.to_chase.size());
        office::tell_live_lists(tx, house, now);
        tx.commit();
    }
    return touched;
}

}  // namespace kakehashi
