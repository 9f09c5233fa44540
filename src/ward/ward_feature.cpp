#include "base/era.hpp"
#include "office/change.hpp"
#include "office/offices.hpp"
#include "ward/ward_pages.hpp"
#include "ward/ward_routes.hpp"
#include "ward/ward_turn.hpp"

namespace kakehashi {
namespace {

/// 東3病棟に入院(11/20)
auto says(std::string words) {
    return [words = std::move(words)](const Event& event) {
        auto text = std::string{event.data.at("ward").string()} + words;
        if (const auto on = parse_iso_date(event.data.at("on").string()))
            text += "(" + short_date(*on, *on) + ")";
        return TimelineText{std::move(text)};
    };
}

}  // namespace

namespace ward {

std::string days_text(const std::optional<Date>& since, const std::optional<Date>& until,
                      Date today) {
    if (!since && !until) return {};
    return (since ? short_date(*since, today) : std::string{}) + "〜" +
           (until ? short_date(*until, today) : std::string{});
}

InUse read_days(office::FormReader& reader) {
    InUse in_use;
    in_use.since = reader.date("since", Required::Yes).value_or(Date{});
    in_use.until = reader.date("until");
    if (const auto sound = in_use.check(); !sound && reader.ok()) reader.wrong(sound.error());
    return in_use;
}

}  // namespace ward

Feature ward_feature() {
    Feature feature{.name = "ward"};
    feature.nav = {{"管理", "病棟と診療科", "/settings/units", "bed", "", ""}};
    feature.timeline = {{"stay.admitted", says("に入院")},
                        {"stay.moved", says("に転棟")},
                        {"stay.discharged", says("から退院")},
                        {"stay.mistaken", says("の入院の記録を取り消した")}};
    feature.every_minute = [](Office& office) {
        const auto today = office.clock.today();
        {
            auto tx = office.db.read();
            if (!ward::units_turn(tx, today)) return;
        }
        auto tx = office.db.write();
        ward::turn_units(tx, today);
        for (const auto house : office::offices(tx))
            office::tell_live_lists(tx, house, office.clock.now());
        tx.commit();
    };
    feature.add_routes = [](http::Router& router, Office& office) {
        ward::add_unit_routes(router, office);
        ward::add_affiliation_routes(router, office);
        ward::add_stay_routes(router, office);
    };
    return feature;
}

}  // namespace kakehashi
