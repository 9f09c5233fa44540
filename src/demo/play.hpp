#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "booking/booking_store.hpp"
#include "demo/fax_image.hpp"
#include "demo/letters.hpp"
#include "demo/people.hpp"
#include "demo/town.hpp"
#include "office/office.hpp"
#include "patient/patient.hpp"
#include "platform/event/contact.hpp"
#include "referral/referral_intake.hpp"
#include "reply/reply.hpp"

namespace kakehashi::demo {

/// One case of the present, as its letter tells it, and how far its story is told.
struct PlayedCase {
    Person person;
    const Complaint* complaint = nullptr;
    const TownDepartment* department = nullptr;
    const TownPartner* from = nullptr;
    Door door = Door::Fax;
    Urgency urgency = Urgency::Routine;
    std::string allergies = "なし";
    std::string history = "特記事項なし";
    Viewer by;          // the colleague whose case it is
    bool scan = false;  // comes with its picture
    FaxFormat format = FaxFormat::Tiff;
    bool legible = true;
    int pages = 2;
    std::string contact, last_visit;  // of the patient

    Instant received_at;
    ReferralId id;
    PatientId patient;
};

/// Plays the office's work with a clock that moves: each step is one of the features' own
/// functions at its moment, in the order of time, and what lies after now stays undone.
class Play {
  public:
    /// `patients_before`: those of another play, whose numbers are taken.
    Play(Office& office, const Town& town, std::uint64_t seed, Instant now,
         int patients_before = 0);

    using Step = std::function<Result<void>(db::Transaction&, Instant)>;
    /// To be done at that moment; dropped when it lies after now.
    void at(Instant moment, Step step);
    /// Runs all steps in one transaction. The first error of a step, with its code.
    Result<void> run();

    /// A new case with a person, a letter and a colleague of its own.
    PlayedCase& a_case(const Complaint& complaint, Instant received_at);
    Random& random() { return random_; }
    const Town& town() const { return town_; }
    Instant now() const { return now_; }
    Date today() const { return date_in_japan(now_); }
    /// 9:00 to 16:30 of a day.
    Instant office_hour(Date day);

    Result<void> receive(db::Transaction& tx, Instant at, PlayedCase& one);
    /// A picture of the letter, as somebody hands it over.
    Result<ArrivedFile> draw_paper(const PlayedCase& one, Instant at, std::string_view file_name);
    Result<void> receive_electronic(db::Transaction& tx, Instant at, PlayedCase& one);
    Result<void> enter(db::Transaction& tx, Instant at, PlayedCase& one);  // 登録
    Result<void> ask_doctor(db::Transaction& tx, Instant at, PlayedCase& one);
    Result<void> accept(db::Transaction& tx, Instant at, PlayedCase& one,
                        bool needs_booking = true);
    Result<void> decline(db::Transaction& tx, Instant at, PlayedCase& one);
    Result<void> forward(db::Transaction& tx, Instant at, PlayedCase& one);
    Result<void> withdraw(db::Transaction& tx, Instant at, PlayedCase& one);
    /// The first free place from `day` on, held. Empty when three weeks are full.
    Result<std::optional<Booking>> hold_place(db::Transaction& tx, Instant at, PlayedCase& one,
                                              Date day);
    Result<void> confirm(db::Transaction& tx, Instant at, PlayedCase& one, const Booking& held);
    /// The answer leaves; with its papers as PDF or (most of the past) without.
    Result<void> answer(db::Transaction& tx, Instant at, PlayedCase& one, bool with_papers = false);
    /// The stage leaves: with its paper as PDF, or (most of the past) as the office wrote it
    /// elsewhere, without.
    Result<void> send(db::Transaction& tx, Instant at, PlayedCase& one, ReplyStage stage,
                      bool with_paper = false);
    Result<void> draft(db::Transaction& tx, Instant at, PlayedCase& one, ReplyStage stage,
                       bool asking);
    Result<void> chase(db::Transaction& tx, Instant at, PlayedCase& one, ReplyStage stage,
                       bool to_head);
    Result<void> not_needed(db::Transaction& tx, Instant at, PlayedCase& one, ReplyStage stage);
    Result<void> call(db::Transaction& tx, Instant at, PlayedCase& one, ContactOutcome outcome,
                      std::string person, std::string note);
    Result<void> snooze(db::Transaction& tx, Instant at, PlayedCase& one, Instant until,
                        std::string reason);

    const Holidays holidays{};

  private:
    Result<Referral> found(db::Transaction& tx, const PlayedCase& one) const;
    FaxLetter fax_of(const PlayedCase& one, Instant at) const;
    Patient patient_of(const PlayedCase& one);

    const Town& town_;
    Random random_;
    Instant now_;
    FixedClock clock_;
    Office office_;  // the same house with the clock of the play
    std::multimap<Instant, Step> steps_;
    std::deque<PlayedCase> cases_;
    int patients_made_ = 0;
};

}  // namespace kakehashi::demo
