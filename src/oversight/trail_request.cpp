#include "oversight/trail_request.hpp"

#include "oversight/trail_words.hpp"

namespace kakehashi::oversight {
namespace {

std::optional<Date> day_of(std::string_view text) {
    const auto day = parse_iso_date(text);
    return day ? std::optional{*day} : std::nullopt;
}

}  // namespace

TrailFilter filter_of(const http::Request& request) {
    TrailFilter filter;
    filter.from = day_of(request.query("from"));
    filter.to = day_of(request.query("to"));
    filter.person = UserId::parse(request.query("person")).value_or(UserId{});
    for (const auto& word : action_words())
        if (word.action == request.query("action")) filter.action = word.action;
    filter.patient = PatientId::parse(request.query("patient")).value_or(PatientId{});
    return filter;
}

html::Url with_filter(html::Url path, const TrailFilter& filter) {
    if (filter.from) path = path.with("from", iso_date(*filter.from));
    if (filter.to) path = path.with("to", iso_date(*filter.to));
    if (filter.person) path = path.with("person", filter.person.value);
    if (!filter.action.empty()) path = path.with("action", filter.action);
    if (filter.patient) path = path.with("patient", filter.patient.value);
    return path;
}

}  // namespace kakehashi::oversight
