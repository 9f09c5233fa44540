#include "reply/no_show.hpp"

#include <algorithm>
#include <functional>

#include "base/era.hpp"
#include "booking/booking_duties.hpp"
#include "booking/booking_slips.hpp"
#include "platform/document/keep_paper.hpp"
#include "reply/reply_papers.hpp"

namespace kakehashi {
namespace {

std::string course_of(const std::optional<Booking>& missed, ContactOutcome reached) {
    auto text = missed ? japanese_date(missed->on_date) + " " + clock_text(missed->starts_at) +
                             " のご予約でした。"
                       : std::string{"ご予約なしで来院の予定でした。"};
    switch (reached) {
        case ContactOutcome::Reached:
            return text + "患者様とは電話でお話ししました。";
        case ContactOutcome::Message:
            return text + "患者様には伝言をお願いしました。";
        default:
            return text + "患者様には電話がつながりませんでした。";
    }
}

struct Printed {
    std::string number, bytes, cover_number, cover_bytes;
};

/// `number()` gives the next document number.
Result<Printed> print(db::Transaction& tx, const Viewer& viewer, form::Press& press,
                      const Referral& referral, const NoShowTelling& telling,
                      const std::function<std::string()>& number) {
    ReplyObligation notice;
    notice.referral = referral.id;
    notice.stage = ReplyStage::ArrivalNotice;
    notice.department = referral.department;
    notice.doctor = referral.doctor;
    TRY(const auto facts, paper_facts(tx, viewer, notice));
    const auto head = [&](const std::string& document_number) {
        return form::DocumentHead{.document_number = document_number,
                                  .issued_at = press.issued_at(),
                                  .issued_by = facts.issued_by};
    };
    Printed out;
    out.number = number();
    const auto course = course_of(missed_booking(tx, viewer, referral.id), telling.reached);
    TRY(const auto paper, no_show_paper(facts, course, telling.ends, head(out.number)));
    TRY(out.bytes, press.draw(paper));
    if (telling.means != "fax") return out;
    out.cover_number = number();
    TRY(const auto cover, cover_of(facts, 1, head(out.cover_number)));
    TRY(out.cover_bytes, press.draw(cover));
    return out;
}

Result<void> check(const Referral& referral, const ReferralNames& names,
                   const NoShowTelling& telling) {
    if (referral.state != ReferralState::NoShow)
        return fail(ErrorKind::Refused, "reply.not_missed");
    if (referral.version != telling.version)
        return fail(ErrorKind::Conflict, "referral.changed_meanwhile");
    const auto known = means_for(names);
    if (std::ranges::find(known, telling.means) == known.end())
        return fail(ErrorKind::Invalid, "reply.bad_means", "means");
    const bool needs_address =
        telling.means == "fax" || telling.means == "post" || telling.means == "mail";
    if (needs_address && address_for(names, telling.means).empty())
        return fail(ErrorKind::Invalid, "reply.no_address", "means",
                    telling.means == "fax"    ? "FAX番号"
                    : telling.means == "post" ? "住所"
                                              : "メールアドレス");
    return {};
}

/// The report and its cover, kept and recorded as sent. Answers the report's number.
Result<std::string> send(const Office& office, db::Transaction& tx, const Viewer& viewer,
                         Instant now, form::Press& press, const Referral& referral,
                         const ReferralNames& names, const NoShowTelling& telling) {
    TRY(const auto printed, print(tx, viewer, press, referral, telling, [&] {
            return next_document_number(tx, viewer, date_in_japan(press.issued_at()));
        }));
    const auto keep = [&](std::string_view kind, const char* title, const std::string& number,
                          const std::string& bytes) {
        return keep_paper(office.documents, tx, viewer,
                          {.about = case_of(referral.id),
                           .patient = referral.patient,
                           .kind = std::string{kind},
                           .title = title,
                           .number = number,
                           .created_at = now},
                          bytes);
    };
    TRY(const auto paper,
        keep(kNoticeDocument, "受診報告書(未来院)", printed.number, printed.bytes));
    if (!printed.cover_bytes.empty())
        TRY_DO(keep(kCoverDocument, "FAX送付状", printed.cover_number, printed.cover_bytes));
    record_sending(tx, viewer,
                   {.document = paper.id,
                    .to = referral.referrer,
                    .means = telling.means,
                    .address = address_for(names, telling.means),
                    .sent_at = now});
    return paper.number;
}

}  // namespace

std::optional<Booking> missed_booking(db::Transaction& tx, const Viewer& viewer, ReferralId id) {
    std::optional<Booking> missed;
    for (auto& booking : bookings_of_referral(tx, viewer, id))
        if (booking.state == BookingState::Missed) missed = std::move(booking);
    return missed;
}

void draw_no_show_ahead(db::Transaction& tx, const Viewer& viewer, form::Press& press,
                        ReferralId id, const NoShowTelling& telling) {
    const auto referral = find_referral(tx, viewer, id);
    if (!referral || telling.means == "phone") return;
    if (!check(*referral, names_of(tx, viewer, id), telling)) return;
    int others = 0;
    [[maybe_unused]] const auto printed = print(tx, viewer, press, *referral, telling, [&] {
        return expected_document_number(tx, viewer, date_in_japan(press.issued_at()), others++);
    });
}

GivingDecision decide_telling(db::Transaction& tx, const Viewer& viewer, const Referral& referral,
                              Date today) {
    const PaperPart paper[] = {{"", SharedItem::Visit, {}, false}};
    return decide_giving(tx, viewer, referral.patient, referral.referrer, paper, today);
}

Result<Referral> tell_no_show(const Office& office, db::Transaction& tx, const Viewer& viewer,
                              Instant now, form::Press& press, ReferralId id,
                              const NoShowTelling& telling) {
    TRY(const auto referral, find_referral(tx, viewer, id));
    const auto names = names_of(tx, viewer, id);
    TRY_DO(check(referral, names, telling));
    const auto about = case_of(id);
    TRY_DO(leave_with(tx, viewer, now, decide_telling(tx, viewer, referral, date_in_japan(now)),
                      telling.leave, about, referral.patient));
    log_contact(tx, viewer,
                {.about = about,
                 .patient = referral.patient,
                 .person = "本人",
                 .outcome = telling.reached,
                 .note = telling.note.empty() ? "未来院の連絡" : "未来院の連絡。" + telling.note,
                 .at = now});
    std::string number;
    if (telling.means == "phone") {
        log_contact(tx, viewer,
                    {.about = about,
                     .patient = referral.patient,
                     .partner = referral.referrer,
                     .note = "未来院を報告",
                     .at = now});
    } else {
        TRY(number, send(office, tx, viewer, now, press, referral, names, telling));
    }
    auto next = referral;
    if (telling.ends) {
        TRY(next, referral.withdraw("来院されず、患者と紹介元に連絡ずみ", now));
    } else {
        next.state = ReferralState::AwaitingBooking;
        next.waiting_reason.clear();
        next.answered_at.reset();  // the day the referrer knew of has passed: a new one is owed
        next.answer_due_at.reset();
    }
    TRY(auto saved,
        save_referral(
            tx, viewer, now, std::move(next), "referral.no_show_told",
            json::object({{"means", telling.means}, {"number", number}, {"ends", telling.ends}})));
    renew_visit_duty(tx, viewer, now, id);
    return saved;
}

}  // namespace kakehashi
