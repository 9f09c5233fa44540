#include "referral/read_patient.hpp"

#include <algorithm>

#include "base/japanese.hpp"
#include "platform/db/sight.hpp"
#include "platform/event/event.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kReadPatient{"referral.read_patient", R"sql(
    SELECT data FROM event
     WHERE facility_id = $1 AND case_kind = 'referral' AND case_id = $2 AND kind = 'referral.read'
     ORDER BY id DESC
     LIMIT 1
)sql"};

constexpr db::Query kNumberTaken{"referral.patient_number_taken", R"sql(
    SELECT count(*) FROM patient WHERE facility_id = $1 AND number = $2 AND number <> ''
)sql"};

bool is_number_taken(db::Transaction& tx, const Viewer& viewer, std::string_view number) {
    const db::Unveiled by_whomever{tx};
    return tx.number(kNumberTaken, viewer.facility, number) > 0;
}

bool is_certain(const PatientCandidate& read, const SimilarPatient& similar) {
    const auto& patient = similar.patient;
    if (!read.born_on || read.born_on != patient.born_on) return false;
    if (std::ranges::any_of(similar.reasons, [](const auto& reason) {
            return reason.agreement == Agreement::Differs;
        }))
        return false;
    const bool name = search_key(read.name) == search_key(patient.name);
    const bool number = !read.number.empty() && read.number == patient.number;
    const bool kana = !read.kana.empty() && kana_key(read.kana) == kana_key(patient.kana);
    return name || (number && kana);
}

}  // namespace

const SimilarPatient* certain_match(const PatientCandidate& read,
                                    const std::vector<SimilarPatient>& similar) {
    const SimilarPatient* only = nullptr;
    for (const auto& candidate : similar) {
        if (!is_certain(read, candidate)) continue;
        if (only) return nullptr;
        only = &candidate;
    }
    return only;
}

std::optional<ReadPatient> read_patient_of(db::Transaction& tx, const Viewer& viewer,
                                           ReferralId referral) {
    const auto text = tx.first(
        kReadPatient, [](const db::Row& row) { return row.string(0); }, viewer.facility, referral);
    if (!text) return std::nullopt;
    const auto data = json::parse(*text);
    if (!data) return std::nullopt;
    viewer.sees({}, referral);
    const auto part = [&](std::string_view key) { return std::string{data->at(key).string()}; };
    ReadPatient read;
    read.who.name = part("name");
    read.who.kana = part("kana");
    read.who.sex = parse_sex(part("sex")).value_or(Sex::Unknown);
    if (auto born_on = parse_iso_date(part("born_on"))) read.who.born_on = *born_on;
    read.who.phone = part("phone");
    read.who.number = part("number");
    read.postal_code = part("postal_code");
    read.address = part("address");
    return read;
}

void record_read_patient(db::Transaction& tx, const Viewer& viewer, Instant now,
                         ReferralId referral, const ReadPatient& read, bool typed) {
    const auto& who = read.who;
    record_event(tx, viewer, now, case_of(referral), {}, "referral.read",
                 json::object({{"number", who.number},
                               {"name", who.name},
                               {"kana", who.kana},
                               {"sex", std::string{to_text(who.sex)}},
                               {"born_on", who.born_on ? iso_date(*who.born_on) : std::string{}},
                               {"phone", who.phone},
                               {"postal_code", read.postal_code},
                               {"address", read.address},
                               {"typed", typed}}));
}

std::string sender_note_of(const ReadPatient& read, std::size_t similar) {
    auto note = read.who.name;
    if (!read.who.kana.empty()) note += "(" + read.who.kana + ")";
    note += note.empty() ? "患者名 判読できず" : "さんと読み取り";
    if (similar > 0) note += "・似た患者 " + std::to_string(similar) + "名";
    return note;
}

Result<PatientId> create_patient(db::Transaction& tx, const Viewer& viewer, Instant now,
                                 const ReadPatient& read) {
    if (read.who.name.empty()) return fail(ErrorKind::Invalid, "text.required", "patient.name");
    Patient patient;
    const auto number = parse_patient_number("patient.number", read.who.number);
    if (number && !number->empty() && !is_number_taken(tx, viewer, *number))
        patient.number = *number;
    patient.name = read.who.name;
    patient.kana = read.who.kana;
    patient.sex = read.who.sex;
    patient.born_on = read.who.born_on;
    patient.phone = read.who.phone;
    patient.postal_code = read.postal_code;
    patient.address = read.address;
    TRY(const auto saved, insert_patient(tx, viewer, now, patient));
    return saved.id;
}

}  // namespace kakehashi
