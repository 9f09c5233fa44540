#include "oversight/trail_lines.hpp"

#include <algorithm>

#include "base/era.hpp"
#include "oversight/trail_words.hpp"
#include "patient/patient.hpp"

namespace kakehashi::oversight {
namespace {

std::string time_with_seconds(Instant at) {
    const auto seconds = std::to_string(time_of_day_in_japan(at).count() % 60);
    return time_text(at) + (seconds.size() < 2 ? ":0" : ":") + seconds;
}

/// 看護師・10.0.0.5
std::string where_from(const audit::Entry& entry, const std::vector<UserLine>& people) {
    const auto known = std::ranges::find(people, entry.actor, &UserLine::id);
    std::string text = known == people.end() ? std::string{} : known->profession;
    if (entry.address.empty() && !entry.actor) return text;
    if (!text.empty()) text += "・";
    if (entry.address == "*") return text + "いくつもの端末";
    return text + (entry.address.empty() ? "サーバー" : entry.address);
}

std::string whom_text(const audit::Entry& entry, const std::vector<PatientId>& patients,
                      const PatientNumbers& numbers) {
    if (patients.empty())
        return entry.seen.empty() ? case_text(entry) : "患者の決まっていない紹介状";
    auto text = "患者ID " + patient_number_text(numbers.of(patients.front()));
    if (patients.size() > 1) text += " ほか" + std::to_string(patients.size() - 1) + "名";
    return text;
}

}  // namespace

std::vector<TrailLine> trail_lines(db::Transaction& tx, const Viewer& viewer, Date today,
                                   const std::vector<audit::ChainedRow>& rows,
                                   const std::vector<UserLine>& people) {
    PatientNumbers numbers(viewer.facility);
    std::vector<PatientId> shown;
    for (const auto& row : rows)
        if (const auto patients = patients_of(row.entry); !patients.empty())
            shown.push_back(patients.front());
    numbers.learn(tx, shown);
    for (const auto patient : shown) viewer.sees(patient);
    std::vector<TrailLine> lines;
    for (const auto& row : rows) {
        const auto& entry = row.entry;
        const auto action = word_of_action(entry.action);
        lines.push_back({short_date(date_in_japan(entry.at), today), time_with_seconds(entry.at),
                         actor_text(entry), where_from(entry, people), std::string{action.icon},
                         std::string{action.word}, whom_text(entry, patients_of(entry), numbers),
                         std::string{word_of_thing(entry.what)} + "・" + entry.what,
                         std::string{purpose_word(entry.purpose)}, result_text(entry),
                         entry.action == audit::kRefused || entry.action == audit::kBroken ||
                             entry.action == audit::kLost});
    }
    return lines;
}

}  // namespace kakehashi::oversight
