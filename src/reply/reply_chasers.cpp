// Every minute: who is to be chased, and stages that nobody is owed any more.
#include "base/holidays.hpp"
#include "office/change.hpp"
#include "platform/duty/duty.hpp"
#include "reply/reply_aging.hpp"
#include "reply/reply_rows.hpp"
#include "reply/reply_store.hpp"

namespace kakehashi {
namespace {

// The stage's own duty shows that the case is alive; a chaser that is open already rests.
constexpr db::Query kToChase{"reply.to_chase", R"sql(
    SELECT o.id, o.referral_id, o.patient_id, o.referrer_id, o.stage, o.state, o.counted_from,
           o.due_on, o.department_id, o.doctor_id, o.chased_doctor_at, o.chased_head_at, o.chasers,
           o.not_needed_reason, o.document_id, o.opened_at, o.closed_at, o.version
      FROM reply_obligation o
     WHERE o.facility_id = $1 AND o.closed_at IS NULL AND o.counted_from < $2
       AND o.stage <> 'arrival_notice' AND o.due_on <= $3
       AND NOT EXISTS (SELECT 1 FROM duty
                        WHERE duty.facility_id = o.facility_id AND duty.case_kind = 'referral'
                          AND duty.case_id = o.referral_id AND duty.kind = 'reply.chase'
                          AND duty.topic = o.stage AND duty.closed_at IS NULL)
     ORDER BY o.counted_from, o.id
)sql"};

constexpr db::Query kOrphans{"reply.of_closed_referrals", R"sql(
    SELECT o.id FROM reply_obligation o JOIN referral r ON r.id = o.referral_id
     WHERE o.facility_id = $1 AND o.closed_at IS NULL AND r.closed_at IS NOT NULL
)sql"};

constexpr db::Query kHouses{"reply.houses", R"sql(
    SELECT DISTINCT facility_id FROM department
)sql"};

constexpr int kFirstChaserAfterDays = 7;

struct Work {
    std::vector<ReplyObligation> to_chase;
    std::vector<ReplyObligationId> orphans;
    bool empty() const { return to_chase.empty() && orphans.empty(); }
};

Work work_of(db::Transaction& tx, FacilityId house, Date today) {
    Work work;
    work.to_chase = tx.all(kToChase, obligation_from, house, today - days{kFirstChaserAfterDays},
                           today + kChasedBeforeDue);
    std::erase_if(work.to_chase, [&](const ReplyObligation& obligation) {
        return chaser_due(obligation, today) == Chaser::None;
    });
    work.orphans = tx.all(
        kOrphans, [](const db::Row& row) { return row.id<ReplyObligationId>(0); }, house);
    return work;
}

void open_chaser(db::Transaction& tx, const Viewer& nobody, Instant now,
                 const ReplyObligation& obligation) {
    const auto today = date_in_japan(now);
    const bool to_head = chaser_due(obligation, today) == Chaser::Head;
    const auto names = names_of(tx, nobody, obligation.referral);
    const auto referral = find_referral(tx, nobody, obligation.referral);
    const auto whom = to_head ? head_of_department(tx, nobody, obligation.department) + " 科長"
                              : names.doctor_name + " 医師";
    const auto terms = reply_terms(tx, nobody.facility);
    open_duty(tx, nobody, now,
              {.about = case_of(obligation.referral),
               .patient = obligation.patient,
               .partner = obligation.referrer,
               .kind = std::string{kDutyChase},
               .topic = std::string{to_text(obligation.stage)},
               .due_at = instant_in_japan(Holidays{}.business_day_from(today), terms.notice_until),
               .note = std::string{japanese(obligation.stage)} + " " +
                       std::to_string(obligation.waiting_days(today)) + "日",
               .place = names.department_name + " " + whom,
               .assignee = referral ? referral->assignee : UserId{}});
}

}  // namespace

int open_chaser_duties(db::Database& database, Instant now) {
    const auto today = date_in_japan(now);
    std::vector<FacilityId> busy;
    {
        auto tx = database.read();
        for (const auto house :
             tx.all(kHouses, [](const db::Row& row) { return row.id<FacilityId>(0); }))
            if (!work_of(tx, house, today).empty()) busy.push_back(house);
    }
    int touched = 0;
    for (const auto house : busy) {
        const Viewer nobody{{}, house, {}};
        auto tx = database.write();
        const auto work = work_of(tx, house, today);
        for (const auto& obligation : work.to_chase) open_chaser(tx, nobody, now, obligation);
        for (const auto id : work.orphans)
            if (set_not_needed(tx, nobody, now, id, "紹介が取り下げられたため")) ++touched;
        touched += static_cast<int>(work.to_chase.size());
        office::tell_live_lists(tx, house, now);
        tx.commit();
    }
    return touched;
}

}  // namespace kakehashi
