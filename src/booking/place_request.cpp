#include "booking/place_request.hpp"

#include <algorithm>
#include <array>

#include "base/era.hpp"

namespace kakehashi {
namespace {

constexpr std::array kWishes{Words<PlaceWish>{PlaceWish::Move, "move", "日時の変更"},
                             Words<PlaceWish>{PlaceWish::Cancel, "cancel", "予約の取り消し"}};
constexpr std::array kOutcomes{Words<PlaceOutcome>{PlaceOutcome::Open, "", ""},
                               Words<PlaceOutcome>{PlaceOutcome::Moved, "moved", ""},
                               Words<PlaceOutcome>{PlaceOutcome::Cancelled, "cancelled", ""},
                               Words<PlaceOutcome>{PlaceOutcome::Answered, "answered", ""},
                               Words<PlaceOutcome>{PlaceOutcome::TakenBack, "taken_back", ""},
                               Words<PlaceOutcome>{PlaceOutcome::Over, "over", ""}};

}  // namespace

std::string_view to_text(PlaceWish wish) {
    return words_of(kWishes, wish).text;
}
std::string_view japanese(PlaceWish wish) {
    return words_of(kWishes, wish).japanese;
}
Result<PlaceWish> parse_place_wish(std::string_view text) {
    return value_of(kWishes, text, "choice.required", "wish");
}
std::string_view to_text(PlaceOutcome outcome) {
    return words_of(kOutcomes, outcome).text;
}
PlaceOutcome parse_place_outcome(std::string_view text) {
    return value_of(kOutcomes, text, "choice.required").value();
}

Result<PlaceRequest> PlaceRequest::ended(PlaceOutcome how, std::string sentence, Instant now,
                                         std::string by) const {
    if (!is_open()) return fail(ErrorKind::Refused, "place_request.closed");
    if (how == PlaceOutcome::Answered && sentence.empty())
        return fail(ErrorKind::Invalid, "text.required", "answer");
    auto next = *this;
    next.outcome = how;
    next.answer = std::move(sentence);
    next.closed_at = now;
    next.closed_by = std::move(by);
    return next;
}

std::vector<Error> faults_of(const PlaceRequest& request, Date today) {
    std::vector<Error> faults;
    if (request.wish == PlaceWish::Cancel && request.words.empty())
        faults.push_back({ErrorKind::Invalid, "place_request.reason_required", "words"});
    if (request.wish == PlaceWish::Move && request.words.empty() && request.wished_on.empty())
        faults.push_back({ErrorKind::Invalid, "place_request.wish_required", "words"});
    if (std::ranges::any_of(request.wished_on, [&](Date day) { return day < today; }))
        faults.push_back({ErrorKind::Invalid, "portal.day_over", "wished_1"});
    return faults;
}

std::string outcome_text(const PlaceRequest& request, Date today) {
    const auto when = request.closed_at ? short_date(date_in_japan(*request.closed_at), today) +
                                              " " + time_text(*request.closed_at) + " "
                                        : "";
    switch (request.outcome) {
        case PlaceOutcome::Open:
            return "連携室の返事をお待ちください";
        case PlaceOutcome::Moved:
            return when + "日時を変えました。新しい日時は予約票でお知らせします";
        case PlaceOutcome::Cancelled:
            return when + "予約を取り消しました";
        case PlaceOutcome::Answered:
            return when + "連携室の返事: " + request.answer;
        case PlaceOutcome::TakenBack:
            return when + "お願いを取り下げました";
        case PlaceOutcome::Over:
            return when + "予約の日が済んだため、お願いは終わりました";
    }
    return {};
}

Instant answer_due(Instant now, Instant booked_at, const Holidays& holidays) {
    const auto soon =
        instant_in_japan(holidays.next_business_day(date_in_japan(now)), std::chrono::hours{17});
    return std::max(now, std::min(soon, booked_at));
}

}  // namespace kakehashi
