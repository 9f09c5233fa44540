#include "referral/referral_intake.hpp"

#include <algorithm>
#include <iterator>

#include "base/japanese.hpp"
#include "base/messages.hpp"
#include "base/text.hpp"
#include "office/change.hpp"
#include "platform/document/document_store.hpp"
#include "platform/event/idempotency.hpp"
#include "referral/referral_attachments.hpp"
#include "referral/referral_fhir.hpp"
#include "referral/referral_store.hpp"
#include "referral/referral_versions.hpp"

namespace kakehashi {
namespace {

std::string_view media_type_of(scan::Kind kind) {
    switch (kind) {
        case scan::Kind::Pdf:
            return "application/pdf";
        case scan::Kind::Tiff:
            return "image/tiff";
        case scan::Kind::Png:
            return "image/png";
        case scan::Kind::Jpeg:
            return "image/jpeg";
        case scan::Kind::Json:
            return "application/fhir+json";
        case scan::Kind::Csv:
            return "text/csv";
        case scan::Kind::Unknown:
            break;
    }
    return "application/octet-stream";
}

CaseDocument document_of(const ArrivedFile& file, const Referral& referral, Instant now) {
    CaseDocument document;
    document.about = case_of(referral.id);
    document.patient = referral.patient;
    document.hash = file.hash;
    document.size = file.size;
    document.media_type = file.media_type;
    document.kind = "original";
    document.title = "紹介状(原本)";
    document.file_name = file.file_name;
    document.pages = std::max(1, file.pages);
    document.created_at = now;
    return document;
}

/// The row of the referral first, then the document, then the row's link to it.
constexpr db::Query kSetOriginal{"referral.set_original", R"sql(
    UPDATE referral SET original_id = $3 WHERE facility_id = $1 AND id = $2
)sql"};

CaseDocumentId attach(db::Transaction& tx, const Viewer& viewer, Referral& referral,
                      const CaseDocument& document) {
    referral.original = add_document(tx, viewer, document);
    tx.send(kSetOriginal, viewer.facility, referral.id, referral.original);
    return referral.original;
}

constexpr db::Query kNumberOf{"referral.number_of", R"sql(
    SELECT number, closed_at FROM referral WHERE facility_id = $1 AND id = $2
)sql"};

struct Numbered {
    std::string number;
    bool closed = false;
};

Numbered numbered(db::Transaction& tx, const Viewer& viewer, const CaseRef& about) {
    return tx
        .first(
            kNumberOf,
            [](const db::Row& row) {
                return Numbered{row.string(0), row.instant(1).has_value()};
            },
            viewer.facility, about.id)
        .value_or(Numbered{});
}

std::string number_of(db::Transaction& tx, const Viewer& viewer, const CaseRef& about) {
    return numbered(tx, viewer, about).number;
}

// Changes nothing: a commit that wrote waits until the replicas have all that was there before it.
constexpr db::Query kSaveAgain{"referral.save_again", R"sql(
    UPDATE referral SET number = number WHERE facility_id = $1 AND id = $2
)sql"};

/// The answer to the very same bytes. After a crash the first may be seen here while no replica has
/// it yet, like a form's repeated answer (repeated_answer).
Intake known_already(db::Transaction& tx, const Viewer& viewer, ReferralId referral,
                     std::string number) {
    tx.execute(kSaveAgain, viewer.facility, referral);
    return {IntakeOutcome::KnownAlready, referral, std::move(number), {}};
}

constexpr db::Query kDepartment{"referral.department_named", R"sql(
    SELECT id, name FROM department WHERE facility_id = $1 AND active = 1
)sql"};

DepartmentId department_named(db::Transaction& tx, const Viewer& viewer, std::string_view name) {
    const auto key = search_key(name);
    DepartmentId found;
    if (key.empty()) return found;
    tx.each(
        kDepartment,
        [&](const db::Row& row) {
            if (search_key(row.text(1)) == key) found = row.id<DepartmentId>(0);
        },
        viewer.facility);
    return found;
}

Sex sex_of(LetterSex sex) {
    switch (sex) {
        case LetterSex::Male:
            return Sex::Male;
        case LetterSex::Female:
            return Sex::Female;
        case LetterSex::Other:
            return Sex::Other;
        case LetterSex::Unknown:
            break;
    }
    return Sex::Unknown;
}

std::string door_sentence(const ArrivedFile& file, std::string_view sender) {
    std::string out{sender};
    if (!out.empty()) out += "・";
    return out + std::to_string(std::max(1, file.pages)) + "枚";
}

/// What is to be told about a letter stays with it: nobody reads the answer of a watched folder.
void record_doubts(db::Transaction& tx, const Viewer& viewer, Instant now, const Referral& referral,
                   const std::vector<std::string>& warnings) {
    constexpr std::size_t kDoubtsMax = 20;
    if (warnings.empty()) return;
    std::string text;
    for (std::size_t i = 0; i < std::min(warnings.size(), kDoubtsMax); ++i)
        text += warnings[i] + (warnings[i].ends_with("。") ? "" : "。");
    if (warnings.size() > kDoubtsMax)
        text += "ほか" + std::to_string(warnings.size() - kDoubtsMax) + "件。";
    record_event(tx, viewer, now, case_of(referral.id), referral.patient, "referral.doubts",
                 json::object({{"text", text}}));
}

void owe_comparison(db::Transaction& tx, const Viewer& viewer, Instant now,
                    const Holidays& holidays, const Referral& referral) {
    NewDuty duty;
    duty.about = case_of(referral.id);
    duty.patient = referral.patient;
    duty.partner = referral.referrer;
    duty.kind = kDutyCompare;
    duty.urgent = referral.urgency == Urgency::Emergency;
    duty.due_at = default_answer_due(Urgency::Soon, now, holidays);  // 17:00 of a business day
    duty.note = "紹介状の新しい版が届きました";
    duty.assignee = referral.assignee;
    open_duty(tx, viewer, now, duty);
}

Result<Intake> new_version(db::Transaction& tx, const Viewer& viewer, Instant now,
                           const Holidays& holidays, const EarlierDocument& known,
                           IncomingLetter incoming, const ArrivedFile& file) {
    TRY(auto referral, find_referral(tx, viewer, known.referral));
    auto document = document_of(file, referral, now);
    document.kind = incoming.document_kind;
    document.number = incoming.document_key;
    document.version = known.version + 1;
    document.replaces = known.id;
    referral.original = add_document(tx, viewer, document);
    attach_attachments(tx, viewer, now, referral, incoming.attachments);
    owe_comparison(tx, viewer, now, holidays, referral);
    TRY(referral, save_referral(tx, viewer, now, referral, "referral.letter_renewed",
                                json::object({{"version", document.version}})));
    record_doubts(tx, viewer, now, referral, incoming.warnings);
    auto& warnings = incoming.warnings;
    warnings.insert(
        warnings.begin(),
        "同じ番号の紹介状の新しい版です。紹介内容は書き換えていません。原本をくらべます");
    return Intake{IntakeOutcome::NewVersion, referral.id, referral.number, std::move(warnings)};
}

/// Both referrals name each other in their timelines.
void link_to_closed(db::Transaction& tx, const Viewer& viewer, Instant now,
                    const EarlierDocument& closed, const Referral& follower) {
    record_event(tx, viewer, now, case_of(follower.id), {}, "referral.follows_closed",
                 json::object({{"referral", closed.referral.value}, {"number", closed.number}}));
    record_event(tx, viewer, now, case_of(closed.referral), {}, "referral.followed",
                 json::object({{"referral", follower.id.value}, {"number", follower.number}}));
}

constexpr db::Query kOfKey{"referral.of_key", R"sql(
    SELECT id, number FROM referral WHERE facility_id = $1 AND id = $2
)sql"};

/// The referral that the same file of the same form became before; commit before answering.
std::optional<Intake> earlier_intake(db::Transaction& tx, const Viewer& viewer,
                                     std::string_view once) {
    const auto answer = repeated_answer(tx, viewer, once);
    if (!answer) return std::nullopt;
    const auto id = ReferralId::parse(*answer);
    if (!id) return std::nullopt;
    return tx.first(
        kOfKey,
        [](const db::Row& row) {
            return Intake{IntakeOutcome::Received, row.id<ReferralId>(0), row.string(1), {}};
        },
        viewer.facility, *id);
}

}  // namespace

std::string_view to_text(IntakeOutcome outcome) {
    switch (outcome) {
        case IntakeOutcome::Registered:
            return "registered";
        case IntakeOutcome::KnownAlready:
            return "known_already";
        case IntakeOutcome::NewVersion:
            return "new_version";
        case IntakeOutcome::Received:
            break;
    }
    return "received";
}

std::string_view japanese(IntakeOutcome outcome) {
    switch (outcome) {
        case IntakeOutcome::Registered:
            return "登録";
        case IntakeOutcome::KnownAlready:
            return "取込ずみ";
        case IntakeOutcome::NewVersion:
            return "新しい版";
        case IntakeOutcome::Received:
            break;
    }
    return "受信";
}

Result<ArrivedFile> store_arrived_file(Office& office, std::string_view bytes,
                                       std::string_view file_name) {
    if (bytes.empty()) return fail(ErrorKind::Invalid, "scan.empty", "file");
    if (bytes.size() > scan::kBytesMax) return fail(ErrorKind::Invalid, "scan.too_large", "file");
    ArrivedFile file;
    TRY(file.hash, office.documents.put(bytes));
    TRY(const auto inspection, office.inspect(bytes, file_name));
    file.size = static_cast<std::int64_t>(bytes.size());
    file.kind = inspection.kind;
    file.pages = inspection.pages;
    file.media_type = media_type_of(inspection.kind);
    // What a machine called its file is shown, never trusted: bad characters refuse nothing.
    file.file_name = clean_line("file", file_name, 200).value_or("");
    for (const auto& warning : inspection.warnings)
        file.warnings.push_back(
            sentence({ErrorKind::Invalid, warning.code, "file", warning.detail}));
    return file;
}

void attach_original(db::Transaction& tx, const Viewer& viewer, Instant now, Referral& referral,
                     const ArrivedFile& file) {
    attach(tx, viewer, referral, document_of(file, referral, now));
}

Intake record_scan(db::Transaction& tx, const Viewer& viewer, Instant now, const ArrivedFile& file,
                   Door door, std::string_view sender_note) {
    const auto earlier = documents_with_hash(tx, viewer, file.hash);
    Referral referral;
    referral.door = door;
    referral.received_at = now;
    referral.sender_note = door_sentence(file, sender_note);
    referral = insert_referral(tx, viewer, now, referral);
    attach(tx, viewer, referral, document_of(file, referral, now));
    Intake intake{IntakeOutcome::Received, referral.id, referral.number, file.warnings};
    if (!earlier.empty()) {
        const auto number = number_of(tx, viewer, earlier.front().about);
        record_event(tx, viewer, now, case_of(referral.id), {}, "referral.same_bytes",
                     json::object({{"referral", earlier.front().about.id}, {"number", number}}));
        intake.warnings.push_back("同じFAXの再送です(" + number + ")");
    }
    return intake;
}

IncomingLetter incoming_from(const ReferralLetter& letter, std::string_view our_code,
                             Instant received_at) {
    IncomingLetter incoming;
    incoming.received_at = received_at;
    incoming.document_kind = "fhir";
    auto& text = incoming.letter;
    text.referring_doctor = letter.referrer.doctor_name;
    text.referring_department = letter.referrer.department;
    text.diagnoses = letter.joined_diagnoses();
    text.purpose = letter.purpose;
    text.history = letter.joined_history();
    text.allergies = letter.joined_allergies();
    text.course = letter.joined_course_and_results();
    text.treatment = letter.joined_treatment();
    text.medication = letter.joined_medication();
    text.remarks = letter.joined_remarks();
    text.letter_dated_on = letter.letter_dated_on;
    auto& patient = incoming.patient;
    for (const auto& number : letter.patient.numbers)
        if (!our_code.empty() && number.institution_code == our_code)
            patient.who.number = parse_patient_number("number", number.number).value_or("");
    patient.who.name = letter.patient.name;
    patient.who.kana = letter.patient.kana;
    patient.who.sex = sex_of(letter.patient.sex);
    patient.who.born_on = letter.patient.born_on;
    patient.who.phone = letter.patient.phone;
    patient.postal_code = letter.patient.postal_code;
    patient.address = letter.patient.address;
    const auto& from = letter.referrer;
    incoming.referrer = {from.facility_code, from.facility_name, from.phone,
                         from.fax,           from.address,       from.postal_code};
    incoming.department = letter.addressee.department;
    if (!letter.document_id.empty())
        incoming.document_key = letter.document_system + "|" + letter.document_id;
    incoming.warnings = letter.warnings;
    if (text.letter_dated_on && *text.letter_dated_on > date_in_japan(received_at))
        incoming.warnings.push_back("紹介状の日付が本日より後です。紹介元に確かめて直します");
    return incoming;
}

Result<Intake> record_letter(db::Transaction& tx, const Viewer& viewer, Instant now,
                             const Holidays& holidays, IncomingLetter incoming,
                             const ArrivedFile& file) {
    std::string repeats;  // the referral, ended by now, that the same bytes became before
    for (const auto& same : documents_with_hash(tx, viewer, file.hash)) {
        if (same.about.kind != "referral" || same.kind != incoming.document_kind) continue;
        auto before = numbered(tx, viewer, same.about);
        if (!incoming.may_repeat || !before.closed)
            return known_already(tx, viewer, ReferralId{same.about.id}, std::move(before.number));
        if (repeats.empty()) repeats = std::move(before.number);
    }
    TRY(const auto referrer, find_or_create_facility(tx, viewer, now, incoming.referrer));
    const auto earlier =
        earlier_documents(tx, viewer, incoming.document_key, referrer.id, incoming.patient.who);
    const auto& known = earlier.same;
    if (known && !known->closed)
        return new_version(tx, viewer, now, holidays, *known, std::move(incoming), file);
    auto& warnings = incoming.warnings;
    if (known)
        warnings.push_back("終結した紹介(" + known->number +
                           ")の紹介状の新しい版です。くらべてから登録します");
    else if (earlier.other)
        warnings.push_back("同じ文書番号の紹介(" + earlier.other->number +
                           ")がありますが、患者か紹介元がちがうため、別の紹介として受け取りました");
    Referral referral;
    referral.door = incoming.door;
    referral.urgency = incoming.urgency;
    referral.received_at = incoming.received_at;
    referral.referrer = referrer.id;
    referral.department = department_named(tx, viewer, incoming.department);
    referral.letter = std::move(incoming.letter);
    const auto candidates = similar_patients(tx, viewer, incoming.patient.who);
    const auto* certain = certain_match(incoming.patient.who, candidates);
    const bool is_new = candidates.empty() && !incoming.patient.who.name.empty();
    std::string overlaps;  // the open referral of the same patient from the same referrer
    if (certain)
        if (const auto open = open_referrals_of(tx, viewer, certain->patient.id, referrer.id);
            !open.empty())
            overlaps = open.front().number;
    // Somebody compares what follows a case that has ended or is beside an open one, also when the
    // patient is certain.
    const bool registers = !known && repeats.empty() && overlaps.empty() && (certain || is_new);
    if (!registers) referral.sender_note = sender_note_of(incoming.patient, candidates.size());
    if (known)
        referral.sender_note = "終結した " + known->number + " の新しい版・" + referral.sender_note;
    else if (!overlaps.empty())
        referral.sender_note = "進行中の " + overlaps + " と重なる・" + referral.sender_note;
    else if (!repeats.empty())
        referral.sender_note = "終わった " + repeats + " と同じ内容・" + referral.sender_note;
    referral = insert_referral(tx, viewer, now, referral);
    auto document = document_of(file, referral, now);
    document.kind = incoming.document_kind;
    document.number = incoming.document_key;
    if (known) {
        document.version = known->version + 1;
        document.replaces = known->id;
        link_to_closed(tx, viewer, now, *known, referral);
    }
    attach(tx, viewer, referral, document);
    attach_attachments(tx, viewer, now, referral, incoming.attachments);
    record_read_patient(tx, viewer, now, referral.id, incoming.patient);

    if (!incoming.department.empty() && !referral.department)
        warnings.push_back("受診科「" + incoming.department + "」は当院の診療科にありません");
    PatientId patient;
    if (certain) {
        patient = certain->patient.id;
        if (!overlaps.empty())
            warnings.push_back("同じ患者・同じ紹介元の進行中の紹介があります(" + overlaps +
                               ")。くらべてから登録します");
    } else if (registers) {
        TRY(patient, create_patient(tx, viewer, now, incoming.patient));
    } else if (!candidates.empty()) {
        warnings.push_back("似た患者が" + std::to_string(candidates.size()) +
                           "名います。どなたか選んで登録します");
    }
    if (!repeats.empty())
        warnings.push_back("終わった紹介(" + repeats + ")と同じ内容です。くらべてから登録します");
    record_doubts(tx, viewer, now, referral, warnings);
    Intake intake{IntakeOutcome::Received, referral.id, referral.number, std::move(warnings)};
    if (!registers) return intake;
    TRY_DO(register_referral(tx, viewer, now, holidays, referral, patient));
    intake.outcome = IntakeOutcome::Registered;
    return intake;
}

Result<Referral> registered_for(db::Transaction& tx, const Viewer& viewer, Instant now,
                                const Holidays& holidays, const Referral& received,
                                PatientId patient) {
    const auto due = default_answer_due(received.urgency, received.received_at, holidays,
                                        answer_terms(tx, viewer.facility));
    return received.register_for(patient, now, due);
}

Result<Referral> register_referral(db::Transaction& tx, const Viewer& viewer, Instant now,
                                   const Holidays& holidays, const Referral& received,
                                   PatientId patient) {
    TRY(auto referral, registered_for(tx, viewer, now, holidays, received, patient));
    TRY(referral, save_referral(tx, viewer, now, referral, "referral.registered"));
    name_patient_of_documents(tx, viewer, case_of(referral.id), patient);
    return referral;
}

Result<Intake> receive_scan(Office& office, const Viewer& viewer, std::string_view bytes,
                            std::string_view file_name, Door door, std::string_view sender_note,
                            std::string_view once) {
    if (!once.empty()) {
        auto tx = office.db.write();
        if (auto earlier = earlier_intake(tx, viewer, once)) {
            tx.commit();
            return *std::move(earlier);
        }
    }
    TRY(const auto file, store_arrived_file(office, bytes, file_name));
    if (file.pages == 0) return fail(ErrorKind::Invalid, "scan.unknown_kind", "file");
    const auto now = office.clock.now();
    auto tx = office.db.write();
    if (auto earlier = earlier_intake(tx, viewer, once)) {
        tx.commit();
        return *std::move(earlier);
    }
    auto intake = record_scan(tx, viewer, now, file, door, sender_note);
    remember_answer(tx, viewer, once, intake.referral.text(), now);
    office::tell_live_lists(tx, viewer.facility, now);
    tx.commit();
    return intake;
}

Result<Intake> receive_letter(Office& office, const Viewer& viewer, std::string_view bytes,
                              std::string_view file_name) {
    TRY(const auto file, store_arrived_file(office, bytes, file_name));
    TRY(const auto letter, read_referral_document(bytes));
    std::vector<std::string> lost;
    TRY(auto attachments, store_attachments(office, letter.attachments, lost));
    const auto now = office.clock.now();
    auto tx = office.db.write();
    TRY(const auto ours, find_facility(tx, viewer, viewer.facility));
    auto incoming = incoming_from(letter, ours.code, now);
    incoming.attachments = std::move(attachments);
    std::ranges::move(lost, std::back_inserter(incoming.warnings));
    TRY(auto intake, record_letter(tx, viewer, now, office.holidays, std::move(incoming), file));
    office::tell_live_lists(tx, viewer.facility, now);
    tx.commit();
    return intake;
}

}  // namespace kakehashi
