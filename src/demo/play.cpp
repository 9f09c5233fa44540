#include "demo/play.hpp"

#include <array>
#include <cstdio>

#include "booking/booking_slips.hpp"
#include "demo/electronic_letter.hpp"
#include "patient/patient_store.hpp"
#include "platform/event/contact.hpp"
#include "referral/referral_fhir.hpp"
#include "referral/referral_store.hpp"

namespace kakehashi::demo {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr int kFirstNumber = 200'000;  // below those of the history
constexpr int kDaysTried = 21;

LetterText letter_of(const PlayedCase& one, Date dated_on) {
    LetterText letter;
    letter.referring_doctor = one.from->doctor;
    letter.diagnoses = one.complaint->diagnosis;
    letter.purpose = one.complaint->purpose;
    letter.history = one.history;
    letter.allergies = one.allergies;
    letter.course = one.complaint->course;
    letter.medication = one.complaint->medication;
    letter.letter_dated_on = dated_on;
    return letter;
}

std::string file_name_of(FaxFormat format, int number) {
    std::array<char, 32> out{};
    const char* suffix = format == FaxFormat::Tiff  ? "tif"
                         : format == FaxFormat::Pdf ? "pdf"
                                                    : "png";
    std::snprintf(out.data(), out.size(), "FAX%05d.%s", number, suffix);
    return out.data();
}

}  // namespace

Play::Play(Office& office, const Town& town, std::uint64_t seed, Instant now, int patients_before)
    : town_(town),
      random_(seed),
      now_(now),
      clock_(now),
      office_{office.db, clock_, office.documents, office.pages, office.live},
      patients_made_(patients_before) {}

void Play::at(Instant moment, Step step) {
    if (moment <= now_) steps_.emplace(moment, std::move(step));
}

Result<void> Play::run() {
    auto tx = office_.db.write();
    // A step may add later ones: the earliest is taken out each time.
    while (!steps_.empty()) {
        const auto moment = steps_.begin()->first;
        const auto step = std::move(steps_.begin()->second);
        steps_.erase(steps_.begin());
        clock_.set(moment);
        TRY_DO(step(tx, moment));
    }
    tx.commit();
    return {};
}

PlayedCase& Play::a_case(const Complaint& complaint, Instant received_at) {
    auto& one = cases_.emplace_back();
    const auto day = date_in_japan(received_at);
    one.person = a_person(random_, day, who_is_referred(complaint));
    one.complaint = &complaint;
    one.department = &town_.department(complaint.department);
    one.from = &random_.of(town_.clinics);
    one.history = a_history(random_, age_on(one.person.born_on, day));
    one.allergies = an_allergy(random_);
    one.by = random_.of(town_.colleagues);
    one.received_at = received_at;
    return one;
}

Instant Play::office_hour(Date day) {
    return instant_in_japan(day, hours{9} + minutes{random_.between(0, 450)});
}

Result<Referral> Play::found(db::Transaction& tx, const PlayedCase& one) const {
    return find_referral(tx, one.by, one.id);
}

FaxLetter Play::fax_of(const PlayedCase& one, Instant at) const {
    const bool known = one.legible;
    return {.sent_at = at,
            .from = known ? one.from->name : "",
            .from_fax = known ? one.from->fax : "",
            .by_fax = one.door == Door::Fax,
            .to = town_.hospital,
            .department = known ? one.department->name : "内科",
            .clinic = one.from->name,
            .clinic_address = one.from->address,
            .clinic_phone = one.from->phone,
            .doctor = one.from->doctor,
            .patient_name = known ? one.person.name : "",
            .patient_kana = one.person.kana,
            .patient_address = one.person.address,
            .patient_phone = one.person.phone,
            .female = one.person.female,
            .born_on = one.person.born_on,
            .dated_on = date_in_japan(at),
            .diagnosis = one.complaint->diagnosis,
            .purpose = one.complaint->purpose,
            .history = one.history,
            .allergies = one.allergies,
            .course = one.complaint->course,
            .medication = one.complaint->medication,
            .with_chart = one.pages > 2,
            .with_prescription = one.pages > 1};
}

Result<void> Play::receive(db::Transaction& tx, Instant at, PlayedCase& one) {
    if (one.scan) {
        const auto file = draw_fax(fax_of(one, at), one.format, Random{random_.next()});
        const bool paper = one.door == Door::Paper;
        TRY(const auto arrived,
            store_arrived_file(office_, file.bytes,
                               file_name_of(one.format, random_.between(1, 99'999))));
        const auto sender = !one.legible ? std::string{"番号通知なし"}
                            : paper      ? "郵送 " + one.from->name
                                         : one.from->fax;
        one.id = record_scan(tx, one.by, at, arrived, one.door, sender).referral;
        return {};
    }
    Referral referral;
    referral.door = one.door;
    referral.received_at = at;
    referral.referrer = one.from->id;
    referral.department = one.department->id;
    referral.urgency = one.urgency;
    if (one.door == Door::Fax) referral.sender_note = one.from->fax + "・2枚";
    referral.letter = letter_of(one, date_in_japan(at));
    one.id = insert_referral(tx, one.by, at, referral).id;
    return {};
}

Result<ArrivedFile> Play::draw_paper(const PlayedCase& one, Instant at,
                                     std::string_view file_name) {
    const auto file = draw_fax(fax_of(one, at), one.format, Random{random_.next()});
    return store_arrived_file(office_, file.bytes, file_name);
}

Result<void> Play::receive_electronic(db::Transaction& tx, Instant at, PlayedCase& one) {
    const auto bytes = electronic_letter(town_, *one.from, one.person, *one.complaint, at);
    TRY(const auto arrived, store_arrived_file(office_, bytes, "referral.json"));
    TRY(const auto letter, read_referral_document(bytes));
    TRY(const auto intake,
        record_letter(tx, one.by, at, holidays, incoming_from(letter, town_.code, at), arrived));
    one.id = intake.referral;
    return {};
}

Patient Play::patient_of(const PlayedCase& one) {
    Patient patient;
    std::array<char, 16> number{};
    std::snprintf(number.data(), number.size(), "%08d", kFirstNumber + ++patients_made_ * 7);
    patient.number = number.data();
    patient.name = one.person.name;
    patient.kana = one.person.kana;
    patient.sex = one.person.female ? Sex::Female : Sex::Male;
    patient.born_on = one.person.born_on;
    patient.postal_code = one.person.postal_code;
    patient.address = one.person.address;
    patient.phone = one.person.phone;
    patient.contact = one.contact;
    patient.last_visit = one.last_visit;
    if (one.allergies != "なし") patient.caution = one.allergies;
    return patient;
}

Result<void> Play::enter(db::Transaction& tx, Instant at, PlayedCase& one) {
    TRY(const auto patient, insert_patient(tx, one.by, at, patient_of(one)));
    one.patient = patient.id;
    TRY(auto referral, found(tx, one));
    referral.referrer = one.from->id;
    referral.department = one.department->id;
    referral.doctor = random_.of(one.department->doctors).id;
    referral.urgency = one.urgency;
    auto letter = letter_of(one, date_in_japan(one.received_at));
    letter.remarks = referral.letter.remarks;  // what the referrer wished for
    referral.letter = std::move(letter);
    if (random_.chance(70)) referral.assignee = one.by.user;
    TRY_DO(register_referral(tx, one.by, at, holidays, referral, patient.id));
    return {};
}

Result<void> Play::ask_doctor(db::Transaction& tx, Instant at, PlayedCase& one) {
    TRY(const auto referral, found(tx, one));
    TRY(auto asking,
        referral.ask_doctor(one.department->doctors.front().id, "入院の受入と、先に行う検査", at));
    TRY_DO(save_referral(tx, one.by, at, std::move(asking), "referral.asked"));
    return {};
}

Result<void> Play::accept(db::Transaction& tx, Instant at, PlayedCase& one, bool needs_booking) {
    TRY(const auto referral, found(tx, one));
    TRY(auto accepted, referral.accept(at, needs_booking));
    TRY_DO(save_referral(tx, one.by, at, std::move(accepted), "referral.accepted"));
    return {};
}

Result<void> Play::decline(db::Transaction& tx, Instant at, PlayedCase& one) {
    TRY(const auto referral, found(tx, one));
    const auto& reason = random_.of(decline_reasons());
    TRY(auto declined, referral.decline(reason.code, reason.text, at));
    TRY_DO(save_referral(tx, one.by, at, std::move(declined), "referral.declined",
                         json::object({{"reason", std::string{reason.code}}})));
    return {};
}

Result<void> Play::forward(db::Transaction& tx, Instant at, PlayedCase& one) {
    TRY(const auto referral, found(tx, one));
    const std::string to = "汐見台病院 地域連携室";
    TRY(auto forwarded, referral.forward(to, at));
    TRY_DO(save_referral(tx, one.by, at, std::move(forwarded), "referral.forwarded",
                         json::object({{"to", to}})));
    return {};
}

Result<void> Play::withdraw(db::Transaction& tx, Instant at, PlayedCase& one) {
    TRY(const auto referral, found(tx, one));
    const std::string reason = "ご本人の希望により受診を取りやめ";
    TRY(auto withdrawn, referral.withdraw(reason, at));
    TRY_DO(save_referral(tx, one.by, at, std::move(withdrawn), "referral.withdrawn",
                         json::object({{"reason", reason}})));
    return {};
}

Result<std::optional<Booking>> Play::hold_place(db::Transaction& tx, Instant at, PlayedCase& one,
                                                Date day) {
    for (int tries = 0; tries < kDaysTried; ++tries, day += days{1}) {
        const auto weekday = static_cast<int>(std::chrono::weekday{day}.iso_encoding());
        for (const auto& slot : one.department->slots) {
            if (slot.weekday != weekday) continue;
            TRY(const auto time, parse_time_of_day(slot.starts_at));
            auto held = hold(tx, one.by, at, holidays, one.id,
                             {BookableId{one.department->bookable}, day, time});
            if (held) return std::optional{*std::move(held)};
        }
    }
    return std::optional<Booking>{};
}

Result<void> Play::confirm(db::Transaction& tx, Instant at, PlayedCase& one, const Booking& held) {
    TRY(const auto referral, found(tx, one));
    const std::array seen{SeenBooking{held.id, held.version}};
    TRY_DO(confirm_holds(tx, one.by, at, holidays, one.id, referral.version, seen));
    return {};
}

Result<void> Play::answer(db::Transaction& tx, Instant at, PlayedCase& one, bool with_papers) {
    if (with_papers) {
        TRY_DO(issue_slips(office_, tx, one.by, at, one.id));
        TRY_DO(record_slip_sent(tx, one.by, at, one.id, one.from->means));
        return {};
    }
    TRY(const auto referral, found(tx, one));
    TRY(auto answered, referral.answer_sent(at));
    TRY_DO(save_referral(tx, one.by, at, std::move(answered), "referral.answered",
                         json::object({{"means", one.from->means}})));
    return {};
}

Result<void> Play::call(db::Transaction& tx, Instant at, PlayedCase& one, ContactOutcome outcome,
                        std::string person, std::string note) {
    log_contact(tx, one.by,
                {.about = case_of(one.id),
                 .patient = one.patient,
                 .partner = one.from->id,
                 .direction = ContactDirection::Out,
                 .person = std::move(person),
                 .outcome = outcome,
                 .note = std::move(note),
                 .at = at});
    return {};
}

Result<void> Play::snooze(db::Transaction& tx, Instant at, PlayedCase& one, Instant until,
                          std::string reason) {
    for (const auto& duty : open_duties_of(tx, one.by, case_of(one.id))) {
        TRY_DO(snooze_duty(tx, one.by, duty.id, duty.version, until, reason));
        record_event(tx, one.by, at, case_of(one.id), one.patient, "duty.snoozed",
                     json::object({{"reason", reason}}));
        break;
    }
    return {};
}

}  // namespace kakehashi::demo
