#include "oversight/month_report.hpp"

#include "base/japanese.hpp"

namespace kakehashi::oversight {
namespace {

/// The event that tells of a 緊急閲覧 (patient/patient_seal.hpp).
constexpr std::string_view kGlassBroken = "patient.glass_broken";

/// Somebody of the house saw, took out or changed something.
bool is_work(const audit::Entry& entry) {
    return entry.actor && (entry.action == audit::kRead || entry.action == audit::kPrint ||
                           entry.action == audit::kExport || entry.action == audit::kChange);
}

bool is_after_hours(Instant at, const Holidays& holidays) {
    const auto time = time_of_day_in_japan(at);
    return !holidays.is_business_day(date_in_japan(at)) || time < kDayBegins || time >= kDayEnds;
}

}  // namespace

std::array<Anomaly, 6> all_anomalies() {
    return {Anomaly::Emergency, Anomaly::OwnRecord,  Anomaly::SameFamily,
            Anomaly::Bulk,      Anomaly::AfterHours, Anomaly::Refused};
}

std::string_view to_text(Anomaly anomaly) {
    switch (anomaly) {
        case Anomaly::Emergency:
            return "emergency";
        case Anomaly::OwnRecord:
            return "own_record";
        case Anomaly::SameFamily:
            return "same_family";
        case Anomaly::Bulk:
            return "bulk";
        case Anomaly::AfterHours:
            return "after_hours";
        case Anomaly::Refused:
            return "refused";
    }
    return {};
}

std::string_view japanese(Anomaly anomaly) {
    switch (anomaly) {
        case Anomaly::Emergency:
            return "緊急閲覧";
        case Anomaly::OwnRecord:
            return "本人と同じ氏名の記録";
        case Anomaly::SameFamily:
            return "同じ姓の患者の記録";
        case Anomaly::Bulk:
            return "1時間に60名をこえる閲覧・書き出し";
        case Anomaly::AfterHours:
            return "時間外(7:00〜21:00 のほか、土日・祝日)";
        case Anomaly::Refused:
            return "断ったもの";
    }
    return {};
}

NameKeys NameKeys::of(std::string_view name) {
    const auto space = std::min(name.find(' '), name.find("\u3000"));
    const bool has_family = space != std::string_view::npos;
    return {search_key(name), has_family ? search_key(name.substr(0, space)) : std::string{}};
}

void MonthJudge::take(const audit::ChainedRow& row, const std::vector<PatientId>& patients,
                      const NameKeys* only) {
    const auto& entry = row.entry;
    ++lines_;
    if (entry.action == audit::kRefused) marks_[Anomaly::Refused].insert(row.number);
    if (!is_work(entry)) return;
    if (entry.what == kGlassBroken) marks_[Anomaly::Emergency].insert(row.number);
    if (is_after_hours(entry.at, holidays_)) marks_[Anomaly::AfterHours].insert(row.number);
    if (patients.size() == 1 || entry.action == audit::kExport) {
        auto& hour = hours_[{entry.actor, std::chrono::floor<std::chrono::hours>(entry.at)}];
        hour.patients.insert(patients.begin(), patients.end());
        hour.lines.insert(row.number);
    }
    const auto who = colleagues_.find(entry.actor);
    if (!only || who == colleagues_.end() || entry.purpose == audit::kOversight) return;
    if (who->second.whole == only->whole)
        marks_[Anomaly::OwnRecord].insert(row.number);
    else if (!only->family.empty() && who->second.family == only->family)
        marks_[Anomaly::SameFamily].insert(row.number);
}

std::map<Anomaly, std::set<std::int64_t>> MonthJudge::marks() const {
    auto marks = marks_;
    for (const auto& [who, hour] : hours_)
        if (hour.patients.size() > kPatientsOfHourMax)
            marks[Anomaly::Bulk].insert(hour.lines.begin(), hour.lines.end());
    return marks;
}

std::string month_of(Date day) {
    return iso_date(day).substr(0, 7);
}

Date first_of_month(std::string_view month) {
    return parse_iso_date(std::string{month} + "-01").value();
}

Date first_of_next_month(Date day) {
    return first_of_month(month_of(first_of_month(month_of(day)) + days{31}));
}

std::string month_text(std::string_view month) {
    const std::chrono::year_month_day day{first_of_month(month)};
    return std::to_string(static_cast<int>(day.year())) + "年" +
           std::to_string(static_cast<unsigned>(day.month())) + "月";
}

Date signed_by(std::string_view month, const Holidays& holidays) {
    auto day = first_of_next_month(first_of_month(month)) - days{1};
    for (int n = 0; n < kSignedByBusinessDay; ++n) day = holidays.next_business_day(day);
    return day;
}

}  // namespace kakehashi::oversight
