#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/viewer.hpp"
#include "platform/document/document_store.hpp"
#include "portal/portal_progress.hpp"

namespace kakehashi::portal {

// What a partner's person sees of the office's records. Each statement asks for both: the case is
// the host's, and it is this facility that referred it or that the letter was sent to. Sealed
// patients (閲覧の制限) are not there, whoever referred them; nor is who objected to this partner
// being told (留保), whatever of the record the objection is about.

struct PartnerCase {
    ReferralId id;
    std::string number;        // R-2026-11-0412
    PatientId patient;         // 0: nobody of the office has said yet who that is
    std::string patient_name;  // then as the facility typed it
    std::string department;    // empty: not decided
    std::string referring_doctor;
    bool sent_here = false;  // through the portal
    CaseFacts facts;
};

/// After the last case of the page before; the first page: none.
struct CaseMark {
    Instant received_at;
    ReferralId id;
};

/// Newest first.
std::vector<PartnerCase> open_cases(db::Transaction& tx, const Viewer& viewer, int limit);
std::vector<PartnerCase> cases(db::Transaction& tx, const Viewer& viewer,
                               const std::optional<CaseMark>& after, int limit);
int count_open_cases(db::Transaction& tx, const Viewer& viewer);
/// NotFound `referral.not_found`, also for those of other facilities.
Result<PartnerCase> find_case(db::Transaction& tx, const Viewer& viewer, ReferralId id);

/// 届いた文書: a paper that was sent to the facility, by whatever means.
struct Letter {
    CaseDocumentId id;
    std::string title;
    int pages = 1;
    DocumentHash hash;
    std::string media_type;
    PatientId patient;
    std::string patient_name;
    Instant sent_at;
    std::optional<Instant> opened_at;  // by anybody of the facility, here
};

/// Sent since, and not opened here; newest first.
std::vector<Letter> unopened_letters(db::Transaction& tx, const Viewer& viewer, Instant since,
                                     int limit);
/// Newest first.
std::vector<Letter> letters_of(db::Transaction& tx, const Viewer& viewer, ReferralId id);
/// NotFound `document.not_found`, also for those sent to others.
Result<Letter> find_letter(db::Transaction& tx, const Viewer& viewer, CaseDocumentId id);
/// 開封: the first time counts.
void note_opening(db::Transaction& tx, const Viewer& viewer, CaseDocumentId id, Instant now);

/// 送った書類: what the facility's people handed over on the portal, in that order.
struct SentPaper {
    std::string name;
    int pages = 1;
    Instant sent_at;
};
std::vector<SentPaper> papers_sent(db::Transaction& tx, const Viewer& viewer, ReferralId id);

/// The office that let them in: how to reach it.
struct Host {
    std::string name;      // みなと市立総合病院
    std::string phone;     // 042-000-0100
    std::string facility;  // whose people look: みなと内科クリニック
};
Host host_of(db::Transaction& tx, const Viewer& viewer);

}  // namespace kakehashi::portal
