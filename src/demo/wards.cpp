#include "demo/wards.hpp"

#include <array>

#include "question/question_store.hpp"
#include "ward/affiliation.hpp"
#include "ward/stay_store.hpp"
#include "ward/ward_store.hpp"

namespace kakehashi::demo {
namespace {

// The password is the town's: that of 佐伯 真理.
constexpr db::Query kNurse{"demo.ward_nurse", R"sql(
    INSERT INTO user_account (facility_id, login, name, kana, profession, password_hash, role)
    SELECT facility_id, 'watanabe', '渡辺 葵', 'ワタナベ アオイ', '看護師', password_hash, 'ward_nurse'
      FROM user_account WHERE id = $1
    RETURNING id
)sql"};

// Who came for a letter and was seen: those may lie in a ward.
constexpr db::Query kPatients{"demo.ward_patients", R"sql(
    SELECT patient_id FROM referral
     WHERE facility_id = $1 AND patient_id IS NOT NULL AND visited_on IS NOT NULL
     GROUP BY patient_id
     ORDER BY max(id) DESC
     LIMIT 13
)sql"};

struct WardName {
    const char* code;
    const char* name;
};
constexpr std::array kWards{WardName{"E3", "東3病棟"}, WardName{"W2", "西2病棟"},
                            WardName{"N4", "北4病棟"}};
constexpr std::chrono::hours kAnHour{1};

}  // namespace

Result<void> build_wards(db::Transaction& tx, const Town& town, Instant now) {
    const auto& office = town.office;
    const auto today = date_in_japan(now);
    const Holidays holidays;
    std::vector<ward::WardId> wards;
    for (const auto& [code, name] : kWards) {
        ward::Ward one;
        one.code = code;
        one.name = name;
        one.position = static_cast<int>(wards.size()) + 1;
        one.in_use.since = today - days{4000};
        TRY(const auto id, ward::save_ward(tx, office, now, one));
        wards.push_back(id);
    }
    const Viewer nurse{UserId{tx.number(kNurse, office.user)}, office.facility, "渡辺 葵"};
    ward::Affiliation affiliation;
    affiliation.user = nurse.user;
    affiliation.ward = wards.front();
    affiliation.days.since = today - days{400};
    TRY_DO(ward::add_affiliation(tx, office, now, affiliation));

    const auto patients = tx.all(
        kPatients, [](const db::Row& row) { return row.id<PatientId>(0); }, office.facility);
    for (std::size_t n = 0; n < patients.size(); ++n) {
        const auto days_here = days{static_cast<int>(2 + n)};
        // Half of them in the nurse's ward; the last has gone home.
        const auto there = wards[n % 2 == 0 ? 0 : 1 + (n / 2) % 2];
        TRY_DO(ward::admit(tx, office, now, patients[n], there, today - days_here));
        if (n + 1 == patients.size())
            TRY_DO(ward::discharge(tx, office, now, patients[n], 1, today - days{2}));
    }
    if (patients.size() < 3) return {};
    const auto due = question::due_of(question::Term::NextDay, now, holidays);
    TRY_DO(question::ask(
        tx, nurse, now - kAnHour,
        {patients[0], question::Side::Office,
         "ご家族が、退院のあとに通う医院を知りたいそうです。紹介元に戻りますか", due}));
    TRY_DO(question::ask(
        tx, office, now - kAnHour,
        {patients[2], question::Side::Ward,
         "紹介元から、食事が始まったか問い合わせがありました。いまの様子を教えてください", due}));
    return {};
}

}  // namespace kakehashi::demo
