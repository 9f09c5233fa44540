#include "demo/history.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <unordered_map>

#include "base/japanese.hpp"
#include "demo/history_rows.hpp"
#include "demo/letters.hpp"
#include "demo/people.hpp"
#include "patient/patient_store.hpp"
#include "platform/search/search.hpp"

namespace kakehashi::demo {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr int kReferralsPerTransaction = 20'000;
constexpr std::size_t kPatientsAtHand = 20'000;  // who may come a second time
constexpr int kFirstNumber = 1'000'000;          // 患者ID of the history: eight digits
constexpr hours kClosing{17};

// Bulk loading is done by one connection on a database that nobody uses yet: a large cache, big
// runs of the search index instead of many small ones, and keys that are right by construction.
// (SQLite; PostgreSQL manages its memory itself.)
constexpr const char* kBeginBulk = R"sql(
    PRAGMA foreign_keys=OFF; PRAGMA cache_size=-262144; PRAGMA wal_autocheckpoint=100000;
    INSERT INTO search_text (search_text, rank) VALUES ('hashsize', 67108864);
)sql";
constexpr const char* kEndBulk = R"sql(
    INSERT INTO search_text (search_text) VALUES ('optimize');
    INSERT INTO search_text (search_text, rank) VALUES ('hashsize', 1048576);
    PRAGMA wal_autocheckpoint=1000; PRAGMA cache_size=-8192; PRAGMA foreign_keys=ON;
    ANALYZE;
)sql";

struct PastPatient {
    PatientId id;
    std::string pairs;  // what the person is found by
    std::string allergies;
    Date born_on;
    bool female = false;
    Date free_from;  // the day after the last case was closed

    bool may_have(const Who& who, Date on) const {
        const int age = age_on(born_on, on);
        return free_from <= on && age >= who.youngest && age <= who.oldest &&
               !(who.men_only && female);
    }
};

/// Days with how much came in on each: Mondays more than Fridays, and some chance.
struct Calendar {
    std::vector<Date> days;
    std::vector<std::int64_t> until;  // weight of all days before and of this one

    Calendar(Random& random, Date first, Date last) {
        std::int64_t sum = 0;
        for (auto day = first; day <= last; day += std::chrono::days{1}) {
            if (!is_office_day(day)) continue;
            const auto weekday = std::chrono::weekday{day}.iso_encoding();
            sum += random.between(80, 110) + (weekday == 1 ? 30 : 0);
            days.push_back(day);
            until.push_back(sum);
        }
    }
};

class History {
  public:
    History(db::Database& database, const Town& town, Random random, const HistoryPlan& plan)
        : database_(database),
          town_(town),
          random_(random),
          plan_(plan),
          calendar_(random_, plan.first, plan.last),
          taken_(town.departments.size()) {}

    int build() {
        if (calendar_.days.empty()) return 0;
        for (int done = 0; done < plan_.referrals;) {
            auto tx = database_.write();
            const int until = std::min(plan_.referrals, done + kReferralsPerTransaction);
            for (; done < until; ++done) add_case(tx, received_at(done));
            tx.commit();
        }
        auto tx = database_.write();
        for (const auto& [month, last] : numbers_)
            load_series(tx, town_.office.facility, "referral:" + month, last);
        tx.commit();
        return patients_made_;
    }

  private:
    /// The n-th letter's moment: 8:40 to 15:00 of its day, in order.
    Instant received_at(int n) {
        const auto total = calendar_.until.back();
        const auto at = total * n / plan_.referrals;
        while (calendar_.until[day_] <= at) ++day_;
        const auto before = day_ == 0 ? 0 : calendar_.until[day_ - 1];
        const auto share = (total * n - before * plan_.referrals) * 22'800 /
                           ((calendar_.until[day_] - before) * plan_.referrals);
        return instant_in_japan(calendar_.days[day_], hours{8} + minutes{40} + seconds{share});
    }

    const std::string& pairs_of(const std::string& text) {
        auto [found, is_new] = pairs_.try_emplace(text);
        if (is_new) found->second = search_pairs(text) + ' ' + search_pairs(search_key(text));
        return found->second;
    }

    PastPatient& a_patient(db::Transaction& tx, Instant now, const Who& who) {
        const auto today = date_in_japan(now);
        if (!patients_.empty() && random_.chance(54))
            for (int tries = 0; tries < 4; ++tries) {
                auto& known = patients_[random_.next() % patients_.size()];
                if (known.may_have(who, today)) return known;
            }
        const auto person = a_person(random_, today, who);
        Patient patient;
        std::array<char, 16> number{};
        std::snprintf(number.data(), number.size(), "%08d", kFirstNumber + ++patients_made_);
        patient.number = number.data();
        patient.name = person.name;
        patient.kana = person.kana;
        patient.sex = person.female ? Sex::Female : Sex::Male;
        patient.born_on = person.born_on;
        patient.postal_code = person.postal_code;
        patient.address = person.address;
        patient.phone = person.phone;
        PastPatient made;
        made.born_on = person.born_on;
        made.female = person.female;
        made.allergies = an_allergy(random_);
        if (made.allergies != "なし") patient.caution = made.allergies;
        made.id = insert_patient(tx, town_.office, now, patient).value().id;
        made.pairs = search_pairs(person.name + '\n' + search_key(person.name) + '\n' +
                                  person.kana + '\n' + search_key(person.kana) + '\n' +
                                  kana_key(person.kana) + '\n' + patient.number);
        const auto at = static_cast<std::size_t>(patients_made_ - 1) % kPatientsAtHand;
        if (at < patients_.size()) {
            patients_[at] = std::move(made);
        } else {
            patients_.push_back(std::move(made));
        }
        return patients_[at];
    }

    std::string next_number(Instant at) {
        const auto month = iso_date(date_in_japan(at)).substr(0, 7);
        if (numbers_.empty() || numbers_.back().first != month) numbers_.emplace_back(month, 0);
        std::array<char, 16> digits{};
        std::snprintf(digits.data(), digits.size(), "%04d", ++numbers_.back().second);
        return "R-" + month + "-" + digits.data();
    }

    /// The first free place of the department from `day` on; without one the patient just comes.
    PastVisit a_place(const TownDepartment& department, Date day) {
        const auto index = static_cast<std::size_t>(&department - town_.departments.data());
        auto& days_taken = taken_[index];
        const auto columns = static_cast<std::size_t>((plan_.today - plan_.first).count() + 1);
        if (days_taken.empty()) days_taken.resize(columns);
        for (int tries = 0; tries < 4; ++tries, day = Holidays{}.next_business_day(day)) {
            if (!is_office_day(day)) continue;
            const auto weekday = static_cast<int>(std::chrono::weekday{day}.iso_encoding());
            int nth = days_taken[static_cast<std::size_t>((day - plan_.first).count())];
            for (const auto& slot : department.slots) {
                if (slot.weekday != weekday) continue;
                if (nth < slot.places) {
                    ++days_taken[static_cast<std::size_t>((day - plan_.first).count())];
                    return {department.bookable, day, slot.starts_at, nth + 1};
                }
                nth -= slot.places;
            }
        }
        return {0, day, "", 1};
    }

    Date office_day_after(Date day, int count) {
        for (; count > 0; --count) day = Holidays{}.next_business_day(day);
        while (!is_office_day(day)) day = Holidays{}.next_business_day(day);
        return day;
    }
    Instant office_hour(Date day) {
        return instant_in_japan(day, hours{9} + minutes{random_.between(0, 460)});
    }

    /// The letter as it came in, registered and judged the same day.
    Referral a_letter(db::Transaction& tx, Instant at, const Complaint& complaint,
                      const TownDepartment& department) {
        const auto& from = random_.of(town_.clinics);
        auto& patient = a_patient(tx, at, who_is_referred(complaint));
        patient_ = &patient;
        Referral r;
        r.number = next_number(at);
        const int door = random_.between(1, 100);
        r.door = door <= 68   ? Door::Fax
                 : door <= 80 ? Door::Phone
                 : door <= 90 ? Door::Paper
                              : Door::Electronic;
        r.urgency = complaint.pressing && random_.chance(30)   ? Urgency::Emergency
                    : complaint.pressing && random_.chance(50) ? Urgency::Soon
                                                               : Urgency::Routine;
        r.patient = patient.id;
        r.referrer = from.id;
        r.department = department.id;
        r.doctor = random_.of(department.doctors).id;
        r.letter.referring_doctor = from.doctor;
        r.letter.diagnoses = complaint.diagnosis;
        r.letter.purpose = complaint.purpose;
        r.letter.history = a_history(random_, age_on(patient.born_on, date_in_japan(at)));
        r.letter.allergies = patient.allergies;
        r.letter.course = complaint.course;
        r.letter.medication = complaint.medication;
        const auto today = date_in_japan(at);
        r.letter.letter_dated_on = today - days{random_.between(0, 2)};
        r.received_at = at;
        r.registered_at = at + minutes{random_.between(4, 40)};
        r.decided_at = *r.registered_at + minutes{random_.between(5, 40)};
        r.answered_at = *r.decided_at + minutes{random_.between(5, 30)};
        r.answer_due_at = r.urgency == Urgency::Emergency ? *r.registered_at + minutes{30}
                                                          : instant_in_japan(today, kClosing);
        return r;
    }

    void add_case(db::Transaction& tx, Instant at) {
        const auto& by = random_.of(town_.colleagues);
        const auto& complaint = a_complaint(random_);
        const auto& department = town_.department(complaint.department);
        auto r = a_letter(tx, at, complaint, department);
        const int fate = random_.between(1, 100);
        PastVisit visit;
        if (fate <= 92) {
            const auto today = date_in_japan(at);
            const bool at_once = r.urgency == Urgency::Emergency;
            const auto day = at_once ? today : office_day_after(today, random_.between(1, 9));
            visit = at_once ? PastVisit{0, day, "", 1} : a_place(department, day);
            conclude(r, visit.day);
        } else {
            turn_away(r, fate);
        }
        patient_->free_from = date_in_japan(*r.closed_at) + days{1};
        r.id = load_referral(tx, by, r);
        std::string pairs = search_pairs(r.number) + ' ' + patient_->pairs;
        const auto& letter = r.letter;
        for (const std::string* text :
             {&referrer_name(r), &letter.referring_doctor, &department.name, &letter.diagnoses,
              &letter.purpose, &letter.history, &letter.allergies, &letter.course,
              &letter.medication})
            pairs += ' ' + pairs_of(*text);
        index_pairs_for_search(tx, by, case_of(r.id), pairs);
        tell(tx, by, r, visit, department);
    }

    const std::string& referrer_name(const Referral& r) const {
        return std::ranges::find(town_.clinics, r.referrer, &TownPartner::id)->name;
    }

    void conclude(Referral& r, Date visited_on) {
        r.state = ReferralState::Replied;
        r.visited_on = visited_on;
        const auto yesterday = plan_.today - days{1};
        if (random_.chance(18)) {
            r.admitted_on = visited_on;
            r.discharged_on = std::min(visited_on + days{random_.between(3, 14)}, yesterday);
        }
        const auto from = r.discharged_on.value_or(visited_on);
        auto last = office_day_after(from, random_.between(3, 12));
        if (last > yesterday) last = std::max(from, Holidays{}.previous_business_day(plan_.today));
        r.closed_at = office_hour(last) + hours{1};
    }

    void turn_away(Referral& r, int fate) {
        if (fate <= 95) {
            r.state = ReferralState::Declined;
            const auto& reason = random_.of(decline_reasons());
            r.decision_reason = reason.code;
            r.decision_note = reason.text;
        } else if (fate <= 97) {
            r.state = ReferralState::Forwarded;
            r.decision_note = "汐見台病院";
        } else {
            r.state = ReferralState::Withdrawn;
            r.decision_note = "ご本人の希望により受診を取りやめ";
        }
        r.closed_at = r.answered_at;
    }

    static json::Value told_of(const Referral& r) {
        if (r.state == ReferralState::Forwarded) return json::object({{"to", r.decision_note}});
        return json::object(
            {{"reason", r.state == ReferralState::Declined ? r.decision_reason : r.decision_note}});
    }

    /// Timeline, duties, booking and replies of one case.
    void tell(db::Transaction& tx, const Viewer& by, const Referral& r, const PastVisit& visit,
              const TownDepartment& department) {
        const auto event = [&](Instant at, std::string_view kind, const json::Value& data = {}) {
            load_event(tx, by, r, at, kind, data);
        };
        const auto place = "→ " + department.name;
        const auto duty = [&](std::string_view kind, Instant from, Instant due, Instant done,
                              bool promise = false) {
            load_duty(tx, by, r, place, {kind, promise, from, due, done});
        };
        const auto registered = *r.registered_at;
        const auto decided = *r.decided_at;
        const auto answered = *r.answered_at;
        const auto tonight = instant_in_japan(date_in_japan(r.received_at), kClosing);
        const auto by_fax = json::object({{"means", "fax"}});
        event(r.received_at, "referral.received",
              json::object({{"door", std::string{to_text(r.door)}}, {"sender", ""}}));
        event(registered, "referral.registered");
        duty(kDutyRegister, r.received_at, tonight, registered);
        duty(kDutyDecide, registered, *r.answer_due_at, decided, true);
        duty(kDutyAnswer, decided, *r.answer_due_at, answered, true);
        if (r.state != ReferralState::Replied) {
            event(decided, "referral." + std::string{to_text(r.state)}, told_of(r));
            if (r.state != ReferralState::Withdrawn) event(answered, "referral.answered", by_fax);
            return;
        }
        event(decided, "referral.accepted");
        if (visit.bookable != 0) {
            load_booking(tx, by, r, visit, answered);
            event(answered, "booking.confirmed",
                  json::object({{"booking", 0},
                                {"day", iso_date(visit.day)},
                                {"time", visit.starts_at},
                                {"bookable", department.name},
                                {"reason", ""}}));
            duty(kDutyBook, decided, *r.answer_due_at, answered, true);
        }
        event(answered, "referral.answered", by_fax);
        tell_replies(tx, by, r, event, duty);
    }

    template <typename Event, typename DutyOf>
    void tell_replies(db::Transaction& tx, const Viewer& by, const Referral& r, const Event& event,
                      const DutyOf& duty) {
        // An emergency may come before noon: what follows the visit follows the answer, too.
        const auto visited =
            std::max(instant_in_japan(*r.visited_on, hours{15}), *r.answered_at + minutes{30});
        event(visited, "referral.arrived",
              json::object({{"day", iso_date(*r.visited_on)}, {"from", "awaiting_visit"}}));
        duty(kDutyVisit, *r.answered_at, instant_in_japan(*r.visited_on, kClosing), visited);
        const auto closed = *r.closed_at;
        auto sent = visited + minutes{random_.between(10, 60)};
        for (const auto stage : kReplyStages) {
            const auto due =
                reply_due(stage, *r.visited_on, r.admitted_on, r.discharged_on, ReplyTerms{});
            if (!due) continue;
            if (stage == ReplyStage::First)
                sent = std::min(closed, office_hour(office_day_after(*r.visited_on, 1)));
            if (stage == ReplyStage::Interim) sent = std::min(closed, sent + days{1});
            if (stage == ReplyStage::Final) sent = closed;
            load_reply(tx, by, r, stage, *due, visited, sent);
            duty(duty_kind_of(stage), visited, instant_in_japan(due->due_on, kClosing), sent);
            event(sent, "reply.sent",
                  json::object({{"stage", std::string{to_text(stage)}}, {"means", "fax"}}));
        }
        event(closed, "referral.concluded");
    }

    db::Database& database_;
    const Town& town_;
    Random random_;
    HistoryPlan plan_;
    Calendar calendar_;
    std::size_t day_ = 0;
    std::vector<PastPatient> patients_;
    PastPatient* patient_ = nullptr;  // of the case being told
    int patients_made_ = 0;
    std::unordered_map<std::string, std::string> pairs_;
    std::vector<std::pair<std::string, int>> numbers_;  // month → last number, in order
    std::vector<std::vector<std::uint8_t>> taken_;      // by department and day
};

}  // namespace

int build_history(db::Database& database, const Town& town, Random random,
                  const HistoryPlan& plan) {
    const bool tuned = database.engine() == db::EngineKind::sqlite;
    if (tuned) database.run_script(kBeginBulk);
    const int patients = History{database, town, random, plan}.build();
    if (tuned) database.run_script(kEndBulk);
    return patients;
}

}  // namespace kakehashi::demo
