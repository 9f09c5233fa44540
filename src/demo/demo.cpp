#include "demo/demo.hpp"

#include "demo/around.hpp"
#include "demo/clinic.hpp"
#include "demo/history.hpp"
#include "demo/present.hpp"
#include "demo/wards.hpp"
#include "referral/referral_reindex.hpp"
#include "reply/reply_aging.hpp"

namespace kakehashi::demo {
namespace {

constexpr db::Query kUsers{"demo.users", R"sql(
    SELECT count(*) FROM user_account
)sql"};

constexpr db::Query kCounted{"demo.counted", R"sql(
    SELECT (SELECT count(*) FROM facility), (SELECT count(*) FROM patient),
           (SELECT count(*) FROM referral),
           (SELECT count(*) FROM referral WHERE closed_at IS NULL),
           (SELECT count(*) FROM case_document)
)sql"};

constexpr days kPresent{45};  // played step by step
constexpr int kReferralsOfPresent = 181;

struct Size {
    int referrals;
    int years;
    int partners;
};
Size size_of(DemoScale scale) {
    switch (scale) {
        case DemoScale::Hospital:
            return {300'000, 10, 260};
        case DemoScale::Region:
            return {1'000'000, 10, 780};
        case DemoScale::Small:
            break;
    }
    return {600, 1, 40};
}

DemoReport report_of(db::Database& database) {
    auto tx = database.read();
    return tx
        .first(kCounted,
               [](const db::Row& row) {
                   return DemoReport{row.integer(0), row.integer(1), row.integer(2), row.integer(3),
                                     row.integer(4)};
               })
        .value_or(DemoReport{});
}

}  // namespace

Result<DemoScale> parse_demo_scale(std::string_view text) {
    if (text == "small") return DemoScale::Small;
    if (text == "hospital") return DemoScale::Hospital;
    if (text == "region") return DemoScale::Region;
    return fail(ErrorKind::Invalid, "demo.unknown_scale", "scale", std::string{text});
}

Result<DemoReport> make_demo(Office& office, const DemoPlan& plan) {
    const auto size = size_of(plan.scale);
    const int referrals = plan.referrals > 0 ? plan.referrals : size.referrals;
    const auto today = date_in_japan(plan.now);
    // Each part draws from a stream of its own: a longer history leaves the present as it is.
    Random seeds{plan.seed};
    Random for_town{seeds.next()};
    const Random for_history{seeds.next()};
    const auto for_present = seeds.next();

    auto tx = office.db.write();
    if (tx.number(kUsers) > 0) return fail(ErrorKind::Refused, "demo.not_empty");
    const int places_a_year = 15'000;  // what the plain templates have room for
    const auto town = build_town(
        tx, for_town, today, {size.partners, std::min(6, referrals / size.years / places_a_year)});
    tx.commit();

    if (const int past = referrals - kReferralsOfPresent; past > 0)
        build_history(office.db, town, for_history,
                      {.first = today - days{365 * size.years},
                       .last = today - kPresent - days{1},
                       .today = today,
                       .referrals = past});
    Play play{office, town, for_present, plan.now};
    TRY_DO(build_present(play));
    Play at_the_clinic{office, town, seeds.next(), plan.now, kReferralsOfPresent};
    add_clinic(at_the_clinic);
    TRY_DO(at_the_clinic.run());
    open_chaser_duties(office.db, plan.now);
    auto last = office.db.write();
    TRY_DO(add_around(office, last, town, plan.now));
    TRY_DO(build_wards(last, town, plan.now));
    note_all_indexed(last, town.office.facility);
    last.commit();
    return report_of(office.db);
}

}  // namespace kakehashi::demo
