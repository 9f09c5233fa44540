#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/holidays.hpp"
#include "referral/read_patient.hpp"
#include "referral/referral.hpp"
#include "referral/referral_intake.hpp"

namespace kakehashi {

// 連携ポータルからの紹介: a letter that a partner's people typed themselves. `partner` is who is
// signed in on the portal; what they do is written into the records of the house that let them in,
// under their name and their facility's.

/// 希望日 of one letter.
inline constexpr std::size_t kWishedDaysMax = 3;
/// Files of one letter, and of one addition to it.
inline constexpr std::size_t kPortalPapersMax = 10;

struct NewPortalLetter {
    ReadPatient patient;  // as the partner knows them: proposed, never taken for granted
    LetterText letter;
    Urgency urgency = Urgency::Routine;
    DepartmentId department;
    std::vector<Date> wished_on;
    std::vector<ArrivedFile> papers;  // may follow later
};

/// Saved as 受信 with the referrer known and the patient as a proposal, also when exactly one
/// record fits: a person of the office confirms who it is. Invalid `choice.gone` for a department
/// that is not the house's.
Result<Referral> send_portal_letter(db::Transaction& tx, const Viewer& partner, Instant now,
                                    NewPortalLetter sent);

/// 送信の取り消し, by anybody of the facility that sent it. Refused `portal.registered_already`
/// once the office has registered or set it aside; NotFound `referral.not_found` for what others
/// sent.
Result<void> recall_portal_letter(db::Transaction& tx, const Viewer& partner, Instant now,
                                  ReferralId id);

/// 書類の追加 to any open case of this referrer. Once it is registered the office owes a look
/// (kDutyAdded). Refused `portal.closed_already`.
Result<void> add_portal_papers(db::Transaction& tx, const Viewer& partner, Instant now,
                               const Holidays& holidays, ReferralId id,
                               const std::vector<ArrivedFile>& papers);

/// What was sent, as it was sent.
struct PortalLetter {
    std::string sent_by;
    Instant sent_at;
    std::string purpose, remarks;
    std::vector<Date> wished_on;
    std::optional<Instant> recalled_at;
    std::string recalled_by;
};
/// Nothing for a case that came through another door, or into another house.
std::optional<PortalLetter> portal_letter_of(db::Transaction& tx, FacilityId house, ReferralId id);

/// Whoever writes into the house's records from outside: 浜田 修(みなと内科クリニック). What the
/// house has of its patients is not shown to them.
Viewer desk_of(const Viewer& partner);
/// The case of this facility, as the house keeps it. NotFound `referral.not_found`.
Result<Referral> case_of_sender(db::Transaction& tx, const Viewer& desk, FacilityId sender,
                                ReferralId id);

/// 2026-12-01 2026-12-03, as wished days are stored; and back.
std::string days_text(const std::vector<Date>& wished);
std::vector<Date> days_in(std::string_view text);
/// 12/1(火)、12/3(木)
std::string wished_text(const std::vector<Date>& wished_on, Date today);

}  // namespace kakehashi
