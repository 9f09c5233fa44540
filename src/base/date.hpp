#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace kakehashi {

/// A day on the wall calendar in Japan.
using Date = std::chrono::local_days;
/// A moment in time, to the second.
using Instant = std::chrono::sys_seconds;
using std::chrono::days;

/// Japan has one offset and no summer time.
inline constexpr std::chrono::hours kJapanOffset{9};

inline Date date_in_japan(Instant at) {
    return Date{std::chrono::floor<days>(at + kJapanOffset).time_since_epoch()};
}
/// Seconds since midnight in Japan.
inline std::chrono::seconds time_of_day_in_japan(Instant at) {
    const auto local = at + kJapanOffset;
    return local - std::chrono::floor<days>(local);
}
inline Instant instant_in_japan(Date day, std::chrono::seconds time_of_day) {
    return Instant{day.time_since_epoch()} + time_of_day - kJapanOffset;
}

/// `2026-11-24`. The form in the database, in URLs and in FHIR.
std::string iso_date(Date day);
/// Reads only `2026-11-24`; Invalid `date.malformed`. Forms use parse_date_as_typed (base/era.hpp).
Result<Date> parse_iso_date(std::string_view text);
/// `2026-11-24T10:12:00+09:00`.
std::string iso_instant(Instant at);
/// Reads `2026-11-24T10:12` as wall-clock time in Japan; Invalid `date.malformed`.
Result<Instant> parse_iso_moment(std::string_view text);

/// A year, month and day that exist, else nothing.
std::optional<Date> make_date(int year, unsigned month, unsigned day);
/// Full years lived on `on`.
int age_on(Date born_on, Date on);

/// The clock is an argument: tests and demos fix it.
class Clock {
  public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
    Date today() const { return date_in_japan(now()); }
};

class SystemClock final : public Clock {
  public:
    Instant now() const override {
        return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    }
};

/// Runs on from another moment: a demonstration on a working day, a story told over several days.
class ShiftedClock final : public Clock {
  public:
    explicit ShiftedClock(Instant start) : shift_(start - SystemClock{}.now()) {}
    Instant now() const override { return SystemClock{}.now() + shift_; }

  private:
    std::chrono::seconds shift_;
};

class FixedClock final : public Clock {
  public:
    explicit FixedClock(Instant at) : at_(at) {}
    Instant now() const override { return at_; }
    void set(Instant at) { at_ = at; }
    void advance(std::chrono::seconds by) { at_ += by; }

  private:
    Instant at_;
};

}  // namespace kakehashi
