#include "referral/portal_letter.hpp"

#include "base/era.hpp"
#include "office/change.hpp"
#include "platform/db/sight.hpp"
#include "referral/referral_attachments.hpp"
#include "referral/referral_choices.hpp"
#include "referral/referral_store.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kInsert{"referral.insert_portal_letter", R"sql(
    INSERT INTO portal_letter (referral_id, facility_id, sender_id, sent_by, sent_by_name, sent_at,
                               patient_name, patient_kana, purpose, remarks, wished_on)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
)sql"};

constexpr db::Query kRecall{"referral.recall_portal_letter", R"sql(
    UPDATE portal_letter SET recalled_at = $4, recalled_by_name = $5
     WHERE referral_id = $1 AND facility_id = $2 AND sender_id = $3 AND recalled_at IS NULL
)sql"};

constexpr db::Query kFind{"referral.find_portal_letter", R"sql(
    SELECT sent_by_name, sent_at, purpose, remarks, wished_on, recalled_at, recalled_by_name
      FROM portal_letter
     WHERE referral_id = $1 AND facility_id = $2
)sql"};

/// Who of our patients is like this one, each colleague sees beside the list: of the sealed ones no
/// number may tell.
std::string note_of(const NewPortalLetter& sent) {
    return sent.patient.who.name + "(" + sent.patient.who.kana + ")さんの紹介" +
           (sent.papers.empty() ? "・紹介状はあとから" : "");
}

/// 備考・希望 as the office works with it: the days first.
std::string remarks_of(const NewPortalLetter& sent, Date today) {
    if (sent.wished_on.empty()) return sent.letter.remarks;
    auto text = "希望日: " + wished_text(sent.wished_on, today);
    return sent.letter.remarks.empty() ? text : text + "\n" + sent.letter.remarks;
}

void attach_papers(db::Transaction& tx, const Viewer& desk, Instant now, const Referral& referral,
                   std::span<const ArrivedFile> papers) {
    std::vector<ArrivedAttachment> attachments;
    for (const auto& paper : papers)
        attachments.push_back({paper, paper.file_name.empty() ? "追加の書類" : paper.file_name});
    attach_attachments(tx, desk, now, referral, attachments);
}

void owe_a_look(db::Transaction& tx, const Viewer& desk, Instant now, const Holidays& holidays,
                const Referral& referral, std::size_t papers) {
    NewDuty duty;
    duty.about = case_of(referral.id);
    duty.patient = referral.patient;
    duty.partner = referral.referrer;
    duty.kind = kDutyAdded;
    duty.urgent = referral.urgency == Urgency::Emergency;
    duty.due_at = default_answer_due(Urgency::Soon, now, holidays);  // 17:00 of a business day
    duty.note = "ポータルから書類が" + std::to_string(papers) + "点届きました";
    duty.assignee = referral.assignee;
    open_duty(tx, desk, now, duty);
}

}  // namespace

Viewer desk_of(const Viewer& partner) {
    return {partner.user, partner.host, partner.name + "(" + partner.partner + ")",
            partner.address};
}

std::string days_text(const std::vector<Date>& wished) {
    std::string out;
    for (const auto day : wished) out += (out.empty() ? "" : " ") + iso_date(day);
    return out;
}

std::vector<Date> days_in(std::string_view text) {
    std::vector<Date> wished;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        if (const auto day = parse_iso_date(text.substr(0, end))) wished.push_back(*day);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return wished;
}

Result<Referral> case_of_sender(db::Transaction& tx, const Viewer& desk, FacilityId sender,
                                ReferralId id) {
    TRY(auto referral, find_referral(tx, desk, id));
    if (referral.referrer != sender) return fail(ErrorKind::NotFound, "referral.not_found");
    return referral;
}

Result<Referral> send_portal_letter(db::Transaction& tx, const Viewer& partner, Instant now,
                                    NewPortalLetter sent) {
    const auto desk = desk_of(partner);
    TRY_DO(referral_pages::check_choice(tx, desk, sent.department));
    const db::Unveiled into_the_house{tx};  // what a partner sends is the house's from here on
    Referral referral;
    referral.door = Door::Portal;
    referral.urgency = sent.urgency;
    referral.received_at = now;
    referral.referrer = partner.facility;
    referral.department = sent.department;
    referral.sender_note = note_of(sent);
    referral.letter = sent.letter;
    referral.letter.remarks = remarks_of(sent, date_in_japan(now));
    referral = insert_referral(tx, desk, now, referral);
    const auto& who = sent.patient.who;
    tx.execute(kInsert, referral.id, desk.facility, partner.facility, partner.user, partner.name,
               now, who.name, who.kana, sent.letter.purpose, sent.letter.remarks,
               days_text(sent.wished_on));
    if (!sent.papers.empty()) {
        attach_original(tx, desk, now, referral, sent.papers.front());
        attach_papers(tx, desk, now, referral, std::span{sent.papers}.subspan(1));
    }
    record_read_patient(tx, desk, now, referral.id, sent.patient, true);
    office::tell_live_lists(tx, desk.facility, now);
    return referral;
}

Result<void> recall_portal_letter(db::Transaction& tx, const Viewer& partner, Instant now,
                                  ReferralId id) {
    const auto desk = desk_of(partner);
    TRY(auto referral, case_of_sender(tx, desk, partner.facility, id));
    if (referral.state != ReferralState::Received)
        return fail(ErrorKind::Refused, "portal.registered_already");
    const db::Unveiled into_the_house{tx};
    if (tx.execute(kRecall, id, desk.facility, partner.facility, now, partner.name) == 0)
        return fail(ErrorKind::NotFound, "referral.not_found");
    TRY(referral, referral.set_aside("紹介元が取り消しました", now));
    TRY_DO(save_referral(tx, desk, now, referral, "referral.recalled"));
    office::tell_live_lists(tx, desk.facility, now);
    return {};
}

Result<void> add_portal_papers(db::Transaction& tx, const Viewer& partner, Instant now,
                               const Holidays& holidays, ReferralId id,
                               const std::vector<ArrivedFile>& papers) {
    const auto desk = desk_of(partner);
    TRY(auto referral, case_of_sender(tx, desk, partner.facility, id));
    if (referral.closed_at) return fail(ErrorKind::Refused, "portal.closed_already");
    const db::Unveiled into_the_house{tx};
    std::span<const ArrivedFile> rest{papers};
    if (!referral.original && !rest.empty()) {
        attach_original(tx, desk, now, referral, rest.front());
        rest = rest.subspan(1);
    }
    attach_papers(tx, desk, now, referral, rest);
    if (referral.state != ReferralState::Received)
        owe_a_look(tx, desk, now, holidays, referral, papers.size());
    record_event(tx, desk, now, case_of(id), referral.patient, "referral.papers_added",
                 json::object({{"count", static_cast<std::int64_t>(papers.size())}}));
    office::tell_live_lists(tx, desk.facility, now);
    return {};
}

std::optional<PortalLetter> portal_letter_of(db::Transaction& tx, FacilityId house, ReferralId id) {
    return tx.first(
        kFind,
        [](const db::Row& row) {
            return PortalLetter{row.string(0),        *row.instant(1), row.string(2), row.string(3),
                                days_in(row.text(4)), row.instant(5),  row.string(6)};
        },
        id, house);
}

std::string wished_text(const std::vector<Date>& wished_on, Date today) {
    std::string out;
    for (const auto day : wished_on) out += (out.empty() ? "" : "、") + short_date(day, today);
    return out;
}

}  // namespace kakehashi
