#include "referral/referral_intake.hpp"

#include <algorithm>

#include "base/japanese.hpp"
#include "base/messages.hpp"
#include "base/text.hpp"
#include "office/change.hpp"
#include "platform/document/document_store.hpp"
#include "referral/referral_fhir.hpp"
#include "referral/referral_store.hpp"

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
    tx.execute(kSetOriginal, viewer.facility, referral.id, referral.original);
    return referral.original;
}

constexpr db::Query kNumberOf{"referral.number_of", R"sql(
    SELECT number FROM referral WHERE facility_id = $1 AND id = $2
)sql"};

std::string number_of(db::Transaction& tx, const Viewer& viewer, const CaseRef& about) {
    return tx
        .first(
            kNumberOf, [](const db::Row& row) { return row.string(0); }, viewer.facility, about.id)
        .value_or("");
}

struct KnownDocument {
    CaseDocumentId id;
    std::int64_t referral;
    int version;
    std::string hash;
};

constexpr db::Query kKnownDocument{"referral.known_document", R"sql(
    SELECT id, case_id, document_version, hash FROM case_document
     WHERE facility_id = $1 AND number = $2 AND case_kind = 'referral' AND kind = 'fhir'
       AND number <> ''
     ORDER BY document_version DESC, id DESC
)sql"};

std::vector<KnownDocument> documents_numbered(db::Transaction& tx, const Viewer& viewer,
                                              const std::string& key) {
    if (key.empty()) return {};
    return tx.all(
        kKnownDocument,
        [](const db::Row& row) {
            return KnownDocument{row.id<CaseDocumentId>(0), row.integer(1),
                                 static_cast<int>(row.integer(2)), row.string(3)};
        },
        viewer.facility, key);
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

Result<Intake> new_version(db::Transaction& tx, const Viewer& viewer, Instant now,
                           const KnownDocument& known, const IncomingLetter& incoming,
                           const ArrivedFile& file) {
    TRY(auto referral, find_referral(tx, viewer, ReferralId{known.referral}));
    auto document = document_of(file, referral, now);
    document.kind = incoming.document_kind;
    document.number = incoming.document_key;
    document.version = known.version + 1;
    document.replaces = known.id;
    referral.original = add_document(tx, viewer, document);
    TRY(referral, save_referral(tx, viewer, now, referral, "referral.letter_renewed",
                                json::object({{"version", document.version}}),
                                referral.state == ReferralState::Visited));
    return Intake{
        IntakeOutcome::NewVersion,
        referral.id,
        referral.number,
        {"同じ番号の紹介状の新しい版です。紹介内容は書き換えていません。原本をくらべます"}};
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
    return incoming;
}

Result<Intake> record_letter(db::Transaction& tx, const Viewer& viewer, Instant now,
                             const Holidays& holidays, IncomingLetter incoming,
                             const ArrivedFile& file) {
    for (const auto& same : documents_with_hash(tx, viewer, file.hash))
        if (same.about.kind == "referral" && same.kind == incoming.document_kind)
            return Intake{IntakeOutcome::KnownAlready,
                          ReferralId{same.about.id},
                          number_of(tx, viewer, same.about),
                          {}};
    const auto versions = documents_numbered(tx, viewer, incoming.document_key);
    if (!versions.empty()) return new_version(tx, viewer, now, versions.front(), incoming, file);

    TRY(const auto referrer, find_or_create_facility(tx, viewer, now, incoming.referrer));
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
    if (!certain && !is_new)
        referral.sender_note = sender_note_of(incoming.patient, candidates.size());
    referral = insert_referral(tx, viewer, now, referral);
    auto document = document_of(file, referral, now);
    document.kind = incoming.document_kind;
    document.number = incoming.document_key;
    attach(tx, viewer, referral, document);
    record_read_patient(tx, viewer, now, referral.id, incoming.patient);

    Intake intake{IntakeOutcome::Received, referral.id, referral.number,
                  std::move(incoming.warnings)};
    if (!incoming.department.empty() && !referral.department)
        intake.warnings.push_back("受診科「" + incoming.department +
                                  "」は当院の診療科にありません");
    PatientId patient;
    if (certain) {
        patient = certain->patient.id;
        if (const auto open = open_referrals_of(tx, viewer, patient, referrer.id); !open.empty())
            intake.warnings.push_back("同じ患者・同じ紹介元の進行中の紹介があります(" +
                                      open.front().number + ")");
    } else if (is_new) {
        TRY(patient, create_patient(tx, viewer, now, incoming.patient));
    } else {
        intake.warnings.push_back("似た患者が" + std::to_string(candidates.size()) +
                                  "名います。どなたか選んで登録します");
        return intake;
    }
    TRY_DO(register_referral(tx, viewer, now, holidays, referral, patient));
    intake.outcome = IntakeOutcome::Registered;
    return intake;
}

Result<Referral> register_referral(db::Transaction& tx, const Viewer& viewer, Instant now,
                                   const Holidays& holidays, const Referral& received,
                                   PatientId patient) {
    const auto due =
        default_answer_due(received.urgency, now, holidays, answer_terms(tx, viewer.facility));
    TRY(auto referral, received.register_for(patient, now, due));
    TRY(referral, save_referral(tx, viewer, now, referral, "referral.registered"));
    name_patient_of_documents(tx, viewer, case_of(referral.id), patient);
    return referral;
}

Result<Intake> receive_scan(Office& office, const Viewer& viewer, std::string_view bytes,
                            std::string_view file_name, Door door, std::string_view sender_note) {
    TRY(const auto file, store_arrived_file(office, bytes, file_name));
    if (file.pages == 0) return fail(ErrorKind::Invalid, "scan.unknown_kind", "file");
    auto tx = office.db.write();
    auto intake = record_scan(tx, viewer, office.clock.now(), file, door, sender_note);
    office::tell_live_lists(tx, viewer.facility, office.clock.now());
    tx.commit();
    return intake;
}

Result<Intake> receive_letter(Office& office, const Viewer& viewer, std::string_view bytes,
                              std::string_view file_name) {
    TRY(const auto file, store_arrived_file(office, bytes, file_name));
    TRY(const auto letter, read_referral_document(bytes));
    const auto now = office.clock.now();
    auto tx = office.db.write();
    TRY(const auto ours, find_facility(tx, viewer, viewer.facility));
    TRY(auto intake, record_letter(tx, viewer, now, office.holidays,
                                   incoming_from(letter, ours.code, now), file));
    office::tell_live_lists(tx, viewer.facility, now);
    tx.commit();
    return intake;
}

}  // namespace kakehashi
