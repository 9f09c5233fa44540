#include "referral/referral_reindex.hpp"

#include <algorithm>
#include <set>

#include "platform/event/idempotency.hpp"

namespace kakehashi {
namespace {

constexpr std::string_view kReached = "referral.reindexed";
constexpr int kEventsAtOnce = 200;
constexpr std::size_t kReferralsAtOnce = 100;  // one write transaction
constexpr std::int64_t kEventsReadAgainMax = 1000;

constexpr db::Query kHouses{"referral.reindex_houses", R"sql(
    SELECT DISTINCT facility_id FROM user_account ORDER BY facility_id
)sql"};

constexpr db::Query kNewestEvent{"referral.newest_event", R"sql(
    SELECT coalesce(max(id), 0) FROM event
)sql"};

// coalesce keeps the planner on the ids: by the facility's index it would read every event.
constexpr db::Query kRenamings{"referral.renamings", R"sql(
    SELECT id, kind, case_id, patient_id, data FROM event
     WHERE id > $2 AND coalesce(facility_id, 0) = $1
       AND kind IN ('patient.changed', 'patient.merged', 'patient.unmerged', 'facility.changed',
                    'facility.doctor_saved', 'facility.department_saved')
     ORDER BY id
     LIMIT $3
)sql"};

constexpr db::Query kOfPatients{"referral.ids_of_patient", R"sql(
    SELECT id FROM referral WHERE facility_id = $1 AND patient_id = $2
)sql"};

constexpr db::Query kOfReferrer{"referral.ids_of_referrer", R"sql(
    SELECT id FROM referral WHERE facility_id = $1 AND referrer_id = $2
)sql"};

constexpr db::Query kOfDoctor{"referral.ids_of_doctor_named", R"sql(
    SELECT referral.id FROM referral
      JOIN doctor ON doctor.id = referral.doctor_id
     WHERE referral.facility_id = $1 AND doctor.name = $2
)sql"};

constexpr db::Query kOfDepartment{"referral.ids_of_department_named", R"sql(
    SELECT referral.id FROM referral
      JOIN department ON department.id = referral.department_id
     WHERE referral.facility_id = $1 AND department.name = $2
)sql"};

constexpr db::Query kReach{"referral.reindex_reach", R"sql(
    INSERT INTO series (facility_id, name, last) VALUES ($1, $2, $3)
    ON CONFLICT (facility_id, name) DO UPDATE SET last = excluded.last
)sql"};

struct Renaming {
    std::int64_t event;
    std::string kind;
    std::int64_t about;
    PatientId patient;
    std::string data;
};

struct Round {
    std::int64_t from = 0, reached = 0;
    std::set<std::int64_t> referrals;
};

Round round_of(db::Transaction& tx, FacilityId house) {
    Round round;
    round.from = last_in_series(tx, house, kReached);
    round.reached = tx.number(kNewestEvent);
    const auto renamings = tx.all(
        kRenamings,
        [](const db::Row& row) {
            return Renaming{row.integer(0), row.string(1), row.integer(2), row.id<PatientId>(3),
                            row.string(4)};
        },
        house, round.from, kEventsAtOnce);
    if (renamings.size() == kEventsAtOnce) round.reached = renamings.back().event;
    const auto take = [&](const db::Row& row) { round.referrals.insert(row.integer(0)); };
    for (const auto& one : renamings) {
        if (one.kind.starts_with("patient.")) {
            tx.each(kOfPatients, take, house, one.about);
            if (one.patient.value != one.about) tx.each(kOfPatients, take, house, one.patient);
        } else if (one.kind == "facility.changed") {
            tx.each(kOfReferrer, take, house, one.about);
        } else if (const auto data = json::parse(one.data)) {
            const auto& by_name = one.kind == "facility.doctor_saved" ? kOfDoctor : kOfDepartment;
            tx.each(by_name, take, house, data->at("name").string());
        }
    }
    return round;
}

bool reindex(db::Transaction& tx, const Viewer& viewer, ReferralId id) {
    const auto referral = find_referral(tx, viewer, id);
    if (referral) index_referral(tx, viewer, *referral, names_of(tx, viewer, id));
    return referral.has_value();
}

}  // namespace

int reindex_referrals_of_patient(db::Transaction& tx, const Viewer& viewer, PatientId patient) {
    int done = 0;
    const auto ids = tx.all(
        kOfPatients, [](const db::Row& row) { return row.id<ReferralId>(0); }, viewer.facility,
        patient);
    for (const auto id : ids)
        if (reindex(tx, viewer, id)) ++done;
    return done;
}

int reindex_renamed_referrals(Office& office) {
    std::vector<FacilityId> houses;
    {
        auto tx = office.db.read();
        houses = tx.all(kHouses, [](const db::Row& row) { return row.id<FacilityId>(0); });
    }
    int done = 0;
    for (const auto house : houses) {
        const Viewer nobody{{}, house, {}};
        const auto round = [&] {
            auto tx = office.db.read();
            return round_of(tx, house);
        }();
        if (round.referrals.empty() && round.reached - round.from < kEventsReadAgainMax) continue;
        for (auto next = round.referrals.begin(); next != round.referrals.end();) {
            auto tx = office.db.write();
            for (std::size_t i = 0; i < kReferralsAtOnce && next != round.referrals.end(); ++i)
                if (reindex(tx, nobody, ReferralId{*next++})) ++done;
            tx.commit();
        }
        auto tx = office.db.write();
        tx.execute(kReach, house, kReached, round.reached);
        tx.commit();
    }
    return done;
}

void note_all_indexed(db::Transaction& tx, FacilityId house) {
    tx.execute(kReach, house, kReached, tx.number(kNewestEvent));
}

}  // namespace kakehashi
