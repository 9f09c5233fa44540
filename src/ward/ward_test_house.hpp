#pragma once

#include "support/test_office.hpp"
#include "ward/affiliation.hpp"
#include "ward/stay_store.hpp"
#include "ward/ward_store.hpp"
#include "ward/ward_turn.hpp"

namespace kakehashi::testing {

/// Two wards; 大村 is 病棟看護師 of 東3病棟, 藤井 of 西2病棟, 佐伯 事務; three patients in no ward
/// yet.
struct WardHouse : TestOffice {
    explicit WardHouse(std::vector<Feature> features = {}) : TestOffice(std::move(features)) {
        database.script(
            "UPDATE user_account SET role = 'clerk' WHERE id = 1;"
            "UPDATE user_account SET role = 'ward_nurse' WHERE id IN (2, 3);"
            "INSERT INTO patient (id, facility_id, number, name, kana, name_key, kana_key)"
            " VALUES (5, 1, '00581042', '吉岡 トメ', 'ヨシオカ トメ', '', ''),"
            " (6, 1, '00581043', '村上 ハル', 'ムラカミ ハル', '', ''),"
            " (7, 1, '', '森 正', 'モリ タダシ', '', '');"
            "INSERT INTO ward (id, facility_id, code, name, position, since)"
            " VALUES (1, 1, 'E3', '東3病棟', 1, '2026-01-01'),"
            " (2, 1, 'W2', '西2病棟', 2, '2026-01-01');");
        belong(omura.user, kEast);
        belong(fujii.user, kWest);
    }
    ward::AffiliationId belong(UserId user, ward::WardId ward, Date since = kFirst,
                               std::optional<Date> until = {}) {
        return done([&](db::Transaction& tx) {
                   ward::Affiliation one;
                   one.user = user;
                   one.ward = ward;
                   one.days = {since, until};
                   return ward::add_affiliation(tx, saeki, clock.now(), one);
               })
            .value();
    }
    /// What `change` does in one transaction, kept when it went well.
    template <typename Change>
    auto done(Change&& change) -> decltype(change(std::declval<db::Transaction&>())) {
        auto tx = database->write();
        auto result = change(tx);
        if (result) tx.commit();
        return result;
    }
    Result<void> admit(PatientId patient, ward::WardId ward, Date on = kFirst) {
        return done([&](db::Transaction& tx) {
            return ward::admit(tx, saeki, clock.now(), patient, ward, on);
        });
    }
    Result<void> move(PatientId patient, ward::WardId ward) {
        return done([&](db::Transaction& tx) {
            return ward::move(tx, saeki, clock.now(), patient, version_of(tx, patient), ward,
                              clock.today());
        });
    }
    Result<void> discharge(PatientId patient, Date on) {
        return done([&](db::Transaction& tx) {
            return ward::discharge(tx, saeki, clock.now(), patient, version_of(tx, patient), on);
        });
    }
    Result<void> take_back(PatientId patient) {
        return done([&](db::Transaction& tx) {
            return ward::take_back(tx, saeki, clock.now(), patient, version_of(tx, patient));
        });
    }
    int version_of(db::Transaction& tx, PatientId patient) const {
        const auto last = ward::last_stay_of(tx, saeki, patient);
        return last ? last->stay.version : 0;
    }
    bool sees(const Viewer& viewer, PatientId patient) {
        auto tx = database->read();
        return ward::find_stay_patient(tx, viewer, patient).has_value();
    }
    void a_day_begins(int later = 1) {
        clock.advance(std::chrono::hours{24 * later});
        auto tx = database->write();
        if (ward::units_turn(tx, clock.today())) ward::turn_units(tx, clock.today());
        tx.commit();
    }
    static constexpr ward::WardId kEast{1}, kWest{2};
    static constexpr PatientId kTome{5}, kHaru{6}, kTadashi{7};
    static inline const Date kFirst = date_in_japan(kTenTwelve) - days{4};
};

}  // namespace kakehashi::testing
