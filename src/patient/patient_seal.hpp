#pragma once

#include <string>
#include <vector>

#include "base/holidays.hpp"
#include "base/viewer.hpp"
#include "patient/patient.hpp"
#include "platform/db/database.hpp"

namespace kakehashi {

/// 閲覧の制限: a sealed patient is seen by the named colleagues and the 室長; for everybody else of
/// the house the patient, and all that names them, is not there (view sealed_from).
enum class SealKind { Abuse, Staff, Vip, Other };
std::string_view to_text(SealKind kind);
std::string_view japanese(SealKind kind);
/// Invalid `seal.unknown_kind`.
Result<SealKind> parse_seal_kind(std::string_view text);

struct SealReader {
    UserId user;
    std::string name;
    std::optional<Instant> until;  // 緊急閲覧
};
struct Seal {
    SealKind kind = SealKind::Other;
    std::string reason;
    Instant at{};
    std::string by;
    std::vector<SealReader> readers;

    /// 緊急閲覧: may read for a while, and change nothing of the seal.
    bool is_opened_for(UserId user) const;
};
/// Nothing for a patient whom the viewer does not see.
std::optional<Seal> seal_of(db::Transaction& tx, const Viewer& viewer, PatientId patient);

/// Whoever seals is among the readers. Conflict `seal.already`. Event `patient.sealed`.
Result<void> seal_patient(db::Transaction& tx, const Viewer& viewer, Instant now, PatientId patient,
                          SealKind kind, std::string_view reason,
                          const std::vector<UserId>& readers);
/// From now on these, and whoever changes it, read. Somebody who is no longer named sees nothing
/// from the next page on. NotFound `seal.none`; Refused `seal.opened_only` in an emergency look.
/// Event `patient.seal_readers`.
Result<void> name_seal_readers(db::Transaction& tx, const Viewer& viewer, Instant now,
                               PatientId patient, const std::vector<UserId>& readers);
/// NotFound `seal.none`; Refused `seal.opened_only` in an emergency look. Event `patient.unsealed`.
Result<void> unseal_patient(db::Transaction& tx, const Viewer& viewer, Instant now,
                            PatientId patient, std::string_view reason);

/// 緊急閲覧: how long it lasts, and by when the 室長 has looked at it.
inline constexpr std::chrono::minutes kGlassOpen{60};
inline constexpr int kReviewBusinessDays = 3;
inline constexpr std::string_view kDutyReviewGlass = "access.review";

/// The last day for it.
Date review_day(Date today, const Holidays& holidays);
/// Opens the patient with exactly this number to the viewer for kGlassOpen, tells the 室長 by a
/// duty and leaves event `patient.glass_broken`. NotFound `patient.not_found` for a number nobody
/// has; a patient whom the viewer sees anyway is answered without breaking anything.
Result<PatientId> break_glass(db::Transaction& tx, const Viewer& viewer, Instant now,
                              const Holidays& holidays, std::string_view number,
                              std::string_view why, std::string_view reason);
/// 見直し: closes the duty of the look that `topic` names, and the look itself. Event
/// `patient.glass_reviewed`.
Result<void> review_glass(db::Transaction& tx, const Viewer& viewer, Instant now, PatientId patient,
                          std::string_view topic);
/// Ends what was opened until then. The writer is asked only when there is something.
void close_glass(db::Database& database, Instant now);

}  // namespace kakehashi
