#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/csv/csv.hpp"
#include "facility/facility_store.hpp"
#include "office/office.hpp"
#include "referral/read_patient.hpp"
#include "referral/referral.hpp"
#include "referral/referral_letter.hpp"

namespace kakehashi {

/// A file whose bytes are safe in DocumentFiles and that was looked at.
struct ArrivedFile {
    DocumentHash hash;
    std::int64_t size = 0;
    scan::Kind kind = scan::Kind::Unknown;
    int pages = 1;
    std::string media_type;
    std::string file_name;              // as received
    std::vector<std::string> warnings;  // sentences: 拡張子と中身が違うため…
};

/// Stores the bytes before anything else, then inspects them. Invalid with the codes of
/// scan::inspect, field `file`; Unavailable `document.not_stored`.
Result<ArrivedFile> store_arrived_file(Office& office, std::string_view bytes,
                                       std::string_view file_name);

/// What became of one thing that arrived.
enum class IntakeOutcome {
    Received,      // in the list, for a person to register
    Registered,    // the patient was certain or new: already in 受入判断まち
    KnownAlready,  // the very same document was taken in before: nothing was added
    NewVersion,    // the same document with other contents: a new version on the same referral
};
std::string_view to_text(IntakeOutcome outcome);   // received registered known_already new_version
std::string_view japanese(IntakeOutcome outcome);  // 受信 登録 取込ずみ 新しい版

struct Intake {
    IntakeOutcome outcome = IntakeOutcome::Received;
    ReferralId referral;
    std::string number;
    std::vector<std::string> warnings;  // sentences for the person at the desk
};

/// FAX・スキャン: a Received referral with the original. The same bytes received before are
/// recorded all the same, with the warning 「同じFAXの再送」 that names the earlier referral.
Intake record_scan(db::Transaction& tx, const Viewer& viewer, Instant now, const ArrivedFile& file,
                   Door door = Door::Fax, std::string_view sender_note = {});

/// The file becomes the original of a referral that was just inserted.
void attach_original(db::Transaction& tx, const Viewer& viewer, Instant now, Referral& referral,
                     const ArrivedFile& file);

/// 添付: a file that came inside a letter, its bytes safe in DocumentFiles.
struct ArrivedAttachment {
    ArrivedFile file;
    std::string title;
};
inline constexpr std::string_view kAttachmentKind = "attachment";  // of case_document

/// A letter in fields, whichever door it came through.
struct IncomingLetter {
    Door door = Door::Electronic;
    Urgency urgency = Urgency::Routine;
    Instant received_at;
    LetterText letter;
    ReadPatient patient;
    NamedFacility referrer;
    std::string department;    // 受診科 by name; empty or unknown: to be chosen
    std::string document_key;  // the sender's own number of the document; empty: none
    std::string document_kind = "original";
    /// The same bytes may be another letter (a CSV row without any date): they are known already
    /// only while the case that they became is open.
    bool may_repeat = false;
    std::vector<ArrivedAttachment> attachments;
    std::vector<std::string> warnings;
};

/// The same fields from a 診療情報提供書 that was read.
/// `our_code` (our 医療機関コード) tells which patient number is ours.
IncomingLetter incoming_from(const ReferralLetter& letter, std::string_view our_code,
                             Instant received_at);

/// Saves the letter with its file. The partner is found or created; the patient is linked when
/// exactly one fits for certain, created when nobody is similar, and else left for a person to
/// choose (the letter stays Received with its fields filled), also when the same patient has an
/// open referral from the same referrer. Idempotent by its bytes. The same document number for the
/// same patient from the same referrer is a new version: an open referral owes the comparison, a
/// closed one is followed by a new Received one. What was doubtful stands in the timeline, so that
/// it is read whichever door the letter came through. Errors of find_or_create_facility.
Result<Intake> record_letter(db::Transaction& tx, const Viewer& viewer, Instant now,
                             const Holidays& holidays, IncomingLetter incoming,
                             const ArrivedFile& file);

/// The doors in one call each, in a transaction of their own. A scan that is sent twice with the
/// same `once` (the key of one form and the file's place in it) is recorded once; an electronic
/// letter and a CSV row know themselves.
Result<Intake> receive_scan(Office& office, const Viewer& viewer, std::string_view bytes,
                            std::string_view file_name, Door door = Door::Fax,
                            std::string_view sender_note = {}, std::string_view once = {});
/// 電子: a FHIR document (JP-CLINS or the generation of 2023). Errors of read_referral_document.
Result<Intake> receive_letter(Office& office, const Viewer& viewer, std::string_view bytes,
                              std::string_view file_name);

/// One row or one file that was not taken in, and why.
struct RefusedPart {
    int row = 0;  // 行番号 as Excel shows it; 0 for a whole file
    std::string reason;
};
struct BatchReport {
    int registered = 0, received = 0, known_already = 0;
    std::vector<RefusedPart> refused;
    std::vector<Intake> taken;
};
/// A CSV batch with a heading row; see csv_headings(). A bad row is refused and the others go on.
/// Invalid `referral.csv_headings` (detail: what is missing) refuses the whole file.
Result<BatchReport> receive_csv(Office& office, const Viewer& viewer, const csv::Table& table,
                                std::string_view file_name);
/// The headings a batch may have, the required ones first.
std::vector<std::string> csv_headings();

/// The received letter as registered for a patient, not saved yet. The answer is promised from when
/// the letter was received.
Result<Referral> registered_for(db::Transaction& tx, const Viewer& viewer, Instant now,
                                const Holidays& holidays, const Referral& received,
                                PatientId patient);
/// Registers a received letter for a patient: duties, documents and timeline follow. The same as
/// the button この方で登録する.
Result<Referral> register_referral(db::Transaction& tx, const Viewer& viewer, Instant now,
                                   const Holidays& holidays, const Referral& received,
                                   PatientId patient);
/// 取込フォルダ: takes in what lies in `folder` and looks as it did a minute ago. A file moves to
/// taking/ first, then to done/; a refused one is registered with its reason and moves to refused/
/// with the reason in a .txt beside it. While files cannot be moved nothing is taken in and the
/// office owes kDutyInbox. Answers how many were taken in. Called once a minute; `stop` is asked
/// between files.
int take_in_folder(Office& office, const Viewer& viewer, const std::filesystem::path& folder,
                   const std::stop_token& stop = {});
/// The folders of all offices that have one (setting `referral.watch_folder`, default DATA/inbox).
void take_in_watched_folders(Office& office, const std::stop_token& stop = {});

}  // namespace kakehashi
