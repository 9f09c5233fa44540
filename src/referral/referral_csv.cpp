// CSV batches: one letter a row, under Japanese headings.
#include <algorithm>
#include <array>

#include "base/era.hpp"
#include "base/facility_code.hpp"
#include "base/japanese.hpp"
#include "base/messages.hpp"
#include "base/text.hpp"
#include "office/change.hpp"
#include "referral/referral_intake.hpp"

namespace kakehashi {
namespace {

constexpr std::size_t kLineChars = 200;
constexpr std::size_t kTextChars = 8000;
constexpr std::size_t kBatchRowsMax = 5000;

enum class Column {
    PatientName,
    Referrer,
    PatientKana,
    BornOn,
    Sex,
    PatientNumber,
    Phone,
    PostalCode,
    Address,
    ReferrerCode,
    ReferrerPhone,
    ReferrerFax,
    Doctor,
    ReferrerDepartment,
    Department,
    Urgency,
    ReceivedOn,
    LetterDate,
    Diagnoses,
    Purpose,
    History,
    Allergies,
    Course,
    Treatment,
    Medication,
    Remarks,
    End
};

constexpr std::string_view kHeadings[] = {
    "患者氏名", "紹介元",       "フリガナ", "生年月日",       "性別",       "患者番号",
    "電話番号", "郵便番号",     "住所",     "医療機関コード", "紹介元電話", "紹介元FAX",
    "紹介医",   "紹介元診療科", "受診科",   "緊急度",         "受付日",     "紹介状の日付",
    "傷病名",   "紹介目的",     "既往歴",   "アレルギー",     "症状経過",   "治療経過",
    "処方",     "備考"};
/// The fields' names, by which errors find their labels.
constexpr std::string_view kFields[] = {"patient.name",
                                        "referring_facility",
                                        "patient.kana",
                                        "born_on",
                                        "sex",
                                        "patient.number",
                                        "phone",
                                        "postal_code",
                                        "address",
                                        "facility.code",
                                        "referrer_phone",
                                        "fax",
                                        "referring_doctor",
                                        "referring_department",
                                        "department",
                                        "urgency",
                                        "received_on",
                                        "letter_dated_on",
                                        "diagnoses",
                                        "purpose",
                                        "history",
                                        "allergies",
                                        "course",
                                        "treatment",
                                        "medication",
                                        "remarks"};
static_assert(std::size(kFields) == std::size(kHeadings));
static_assert(std::size(kHeadings) == static_cast<std::size_t>(Column::End));
constexpr std::size_t kRequiredHeadings = 2;

using Places = std::array<int, std::size(kHeadings)>;

Result<Places> places_of(const csv::Row& heading) {
    Places places;
    places.fill(-1);
    for (std::size_t i = 0; i < heading.cells.size(); ++i) {
        const auto key = search_key(heading.cells[i]);
        for (std::size_t h = 0; h < std::size(kHeadings); ++h)
            if (key == search_key(kHeadings[h])) places[h] = static_cast<int>(i);
    }
    std::string missing;
    for (std::size_t h = 0; h < kRequiredHeadings; ++h)
        if (places[h] < 0) missing += (missing.empty() ? "" : "、") + std::string{kHeadings[h]};
    if (!missing.empty()) return fail(ErrorKind::Invalid, "referral.csv_headings", "file", missing);
    return places;
}

class RowReader {
  public:
    RowReader(const csv::Row& row, const Places& places) : row_(row), places_(places) {}

    std::string_view raw(Column column) const {
        const auto place = places_[static_cast<std::size_t>(column)];
        if (place < 0 || static_cast<std::size_t>(place) >= row_.cells.size()) return {};
        return row_.cells[static_cast<std::size_t>(place)];
    }
    Result<std::string> line(Column column, Required required = Required::No) const {
        return clean_line(field(column), raw(column), kLineChars, required);
    }
    Result<std::string> text(Column column) const {
        return clean_text(field(column), raw(column), kTextChars);
    }
    Result<std::optional<Date>> date(Column column, Date today) const {
        if (raw(column).empty()) return std::optional<Date>{};
        TRY(const auto day, parse_date_as_typed(field(column), raw(column), today));
        return std::optional<Date>{day};
    }
    static std::string_view field(Column column) {
        return kFields[static_cast<std::size_t>(column)];
    }

  private:
    const csv::Row& row_;
    const Places& places_;
};

Result<Urgency> urgency_of(std::string_view text) {
    if (text.empty()) return Urgency::Routine;
    for (const auto urgency : {Urgency::Emergency, Urgency::Soon, Urgency::Routine})
        if (text == japanese(urgency) || text == to_text(urgency)) return urgency;
    return fail(ErrorKind::Invalid, "referral.unknown_urgency", "urgency");
}

Result<ReadPatient> patient_in(const RowReader& row, Date today) {
    ReadPatient read;
    TRY(read.who.name, clean_name("patient.name", row.raw(Column::PatientName), 60, Required::Yes));
    TRY(read.who.kana, clean_kana("patient.kana", row.raw(Column::PatientKana), 60));
    if (!row.raw(Column::BornOn).empty()) {
        TRY(read.who.born_on, parse_birth_date("born_on", row.raw(Column::BornOn), today));
    }
    if (!row.raw(Column::Sex).empty()) {
        TRY(read.who.sex, parse_sex(row.raw(Column::Sex)));
    }
    if (!row.raw(Column::PatientNumber).empty()) {
        TRY(read.who.number,
            parse_patient_number("patient.number", row.raw(Column::PatientNumber)));
    }
    TRY(read.who.phone, parse_phone("phone", row.raw(Column::Phone)));
    TRY(read.postal_code, row.line(Column::PostalCode));
    TRY(read.address, row.line(Column::Address));
    return read;
}

Result<IncomingLetter> letter_in(const RowReader& row, Instant now) {
    const auto today = date_in_japan(now);
    IncomingLetter incoming;
    incoming.door = Door::Csv;
    incoming.received_at = now;
    TRY(incoming.patient, patient_in(row, today));
    TRY(incoming.referrer.name, row.line(Column::Referrer, Required::Yes));
    if (!row.raw(Column::ReferrerCode).empty()) {
        TRY(const auto code, FacilityCode::parse("facility.code", row.raw(Column::ReferrerCode)));
        incoming.referrer.code = code.text();
    }
    TRY(incoming.referrer.phone, parse_phone("referrer_phone", row.raw(Column::ReferrerPhone)));
    TRY(incoming.referrer.fax, parse_phone("fax", row.raw(Column::ReferrerFax)));
    TRY(incoming.urgency, urgency_of(row.raw(Column::Urgency)));
    TRY(incoming.department, row.line(Column::Department));
    TRY(const auto received_on, row.date(Column::ReceivedOn, today));
    if (received_on && *received_on > today)
        return fail(ErrorKind::Invalid, "date.in_future", "received_on");
    if (received_on && *received_on < today)
        incoming.received_at = instant_in_japan(*received_on, std::chrono::hours{9});
    auto& letter = incoming.letter;
    TRY(letter.letter_dated_on, row.date(Column::LetterDate, today));
    if (letter.letter_dated_on && *letter.letter_dated_on > today)
        return fail(ErrorKind::Invalid, "date.in_future", "letter_dated_on");
    incoming.may_repeat = !received_on && !letter.letter_dated_on;
    TRY(letter.referring_doctor, row.line(Column::Doctor));
    TRY(letter.referring_department, row.line(Column::ReferrerDepartment));
    TRY(letter.diagnoses, row.text(Column::Diagnoses));
    TRY(letter.purpose, row.text(Column::Purpose));
    TRY(letter.history, row.text(Column::History));
    TRY(letter.allergies, row.text(Column::Allergies));
    TRY(letter.course, row.text(Column::Course));
    TRY(letter.treatment, row.text(Column::Treatment));
    TRY(letter.medication, row.text(Column::Medication));
    TRY(letter.remarks, row.text(Column::Remarks));
    return incoming;
}

/// The row's own words as its original: another patient's row is none of this case's business.
std::string original_of(const csv::Row& row, const Places& places) {
    std::string out;
    const RowReader reader{row, places};
    for (std::size_t h = 0; h < std::size(kHeadings); ++h) {
        const auto value = reader.raw(static_cast<Column>(h));
        if (!value.empty()) out += std::string{kHeadings[h]} + ": " + std::string{value} + "\n";
    }
    return out;
}

Result<ArrivedFile> stored_row(Office& office, const std::string& text,
                               std::string_view file_name) {
    ArrivedFile file;
    TRY(file.hash, office.documents.put(text));
    file.size = static_cast<std::int64_t>(text.size());
    file.kind = scan::Kind::Csv;
    file.media_type = "text/plain; charset=utf-8";
    file.file_name = clean_line("file", file_name, 200).value_or("");
    return file;
}

}  // namespace

std::vector<std::string> csv_headings() {
    return {std::begin(kHeadings), std::end(kHeadings)};
}

Result<BatchReport> receive_csv(Office& office, const Viewer& viewer, const csv::Table& table,
                                std::string_view file_name) {
    if (table.rows.size() < 2) return fail(ErrorKind::Invalid, "csv.empty", "file");
    if (table.rows.size() > kBatchRowsMax + 1)
        return fail(ErrorKind::Invalid, "csv.too_many_rows", "file");
    TRY(const auto places, places_of(table.rows.front()));
    BatchReport report;
    const auto now = office.clock.now();
    for (std::size_t i = 1; i < table.rows.size(); ++i) {
        const auto& row = table.rows[i];
        const auto taken = [&]() -> Result<Intake> {
            TRY(auto incoming, letter_in(RowReader{row, places}, now));
            TRY(const auto file, stored_row(office, original_of(row, places), file_name));
            auto tx = office.db.write();
            TRY(auto intake,
                record_letter(tx, viewer, now, office.holidays, std::move(incoming), file));
            tx.commit();
            return intake;
        }();
        if (!taken) {
            report.refused.push_back({row.number, sentence(taken.error())});
            continue;
        }
        if (taken->outcome == IntakeOutcome::Registered) ++report.registered;
        if (taken->outcome == IntakeOutcome::Received) ++report.received;
        if (taken->outcome == IntakeOutcome::KnownAlready) ++report.known_already;
        report.taken.push_back(*taken);
    }
    auto tx = office.db.write();
    office::tell_live_lists(tx, viewer.facility, now);
    tx.commit();
    return report;
}

}  // namespace kakehashi
