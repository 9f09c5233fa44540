#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "base/id.hpp"
#include "base/words.hpp"
#include "consent/consent_store.hpp"
#include "team/team.hpp"

namespace kakehashi::family {

using HandOverId = Id<struct FamilyHandOverTag>;

/// 受け取る方の確認: how somebody was recognised. The number of a paper is not kept.
enum class Recognised {
    Licence,
    MyNumberCard,
    Passport,
    ResidenceCard,
    TwoOthers,
    ByPatient,   // the patient is there and says who it is
    Acquainted,  // a colleague knows them from before
};
/// 申し出た人.
enum class AskedBy { Patient, Receiver, OtherFamily, House };

std::span<const Words<Recognised>> recognitions();
std::span<const Words<AskedBy>> askers();
std::string_view to_text(Recognised how);
std::string_view to_text(AskedBy who);
std::string_view japanese(Recognised how);
std::string_view japanese(AskedBy who);
/// Invalid `choice.required`, fields `recognised`, `asked_by`.
Result<Recognised> parse_recognised(std::string_view text);
Result<AskedBy> parse_asked_by(std::string_view text);

/// 長女 吉岡 由紀: whom an objection is compared with.
struct FamilyMember {
    std::string name, relation;

    std::string text() const { return relation + " " + name; }
};

/// A paper as it was handed over. It may have gone since, with its own case.
struct HandedPaper {
    CaseDocumentId document;
    std::string title, number;
    int pages = 1;
    bool is_kept = true;
};

/// 取り消し: a line that was written by mistake. The line stays.
struct Cancellation {
    std::string reason;
    Instant at;
    std::string by;
};

/// お渡し: papers of a patient that somebody of the family took along.
struct HandOver {
    HandOverId id;
    PatientId patient;
    FamilyMember to;
    Recognised recognised = Recognised::Licence;
    AskedBy asked_by = AskedBy::Patient;
    std::string purpose;
    std::vector<HandedPaper> papers;
    std::string left_out;    // 返書: stayed here because of an objection
    std::string number;      // of お渡しの記録
    CaseDocumentId receipt;  // お渡しの記録
    Instant at;
    std::string by;
    std::optional<Cancellation> cancelled;
};

/// What the desk wants to hand over.
struct HandOverWish {
    PatientId patient;
    team::TeamMemberId member;  // of the team; 0: `typed`
    FamilyMember typed;
    Recognised recognised = Recognised::Licence;
    AskedBy asked_by = AskedBy::Patient;
    std::string purpose;
    std::vector<CaseDocumentId> papers;
    std::vector<CaseDocumentId> known_left_out;  // what the page said that stays here
    Leave leave;
};

inline constexpr std::size_t kNameChars = 60, kRelationChars = 40, kPurposeChars = 60,
                             kReasonChars = 200;

}  // namespace kakehashi::family
