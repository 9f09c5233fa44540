#include "demo/town.hpp"

#include <array>
#include <cassert>
#include <cstdio>

#include "base/holidays.hpp"
#include "base/japanese.hpp"
#include "demo/letters.hpp"
#include "demo/people.hpp"
#include "platform/auth/factor_policy.hpp"

namespace kakehashi::demo {
namespace {

constexpr db::Query kFacility{"demo.facility", R"sql(
    INSERT INTO facility (kind, code, name, kana, name_key, kana_key, postal_code, address, phone,
                          fax, mail, reply_means, registered_number, registered_on, confirmed_on,
                          distance_m)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
    RETURNING id
)sql"};

constexpr db::Query kDepartment{"demo.department", R"sql(
    INSERT INTO department (facility_id, code, name, short_name, position)
    VALUES ($1, $2, $3, $4, $5) RETURNING id
)sql"};

constexpr db::Query kDoctor{"demo.doctor", R"sql(
    INSERT INTO doctor (facility_id, department_id, name, kana, is_head, extension)
    VALUES ($1, $2, $3, $4, $5, $6) RETURNING id
)sql"};

constexpr db::Query kUser{"demo.user", R"sql(
    INSERT INTO user_account (facility_id, login, name, kana, profession, password_hash, role)
    VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
)sql"};

constexpr db::Query kPartnerUser{"demo.add_partner_user", R"sql(
    INSERT INTO user_account (facility_id, login, name, kana, profession, password_hash, role,
                              host_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
)sql"};

constexpr db::Query kBookable{"demo.bookable", R"sql(
    INSERT INTO bookable (facility_id, kind, name, detail, department_id, instructions, position)
    VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
)sql"};

constexpr db::Query kTemplate{"demo.template", R"sql(
    INSERT INTO weekly_template (bookable_id, weekday, starts_at, minutes, places, valid_from)
    VALUES ($1, $2, $3, 30, $4, $5)
)sql"};

constexpr db::Query kClosure{"demo.closure", R"sql(
    INSERT INTO closure (facility_id, bookable_id, first_on, last_on, reason)
    VALUES ($1, $2, $3, $4, $5)
)sql"};

// Argon2id of the word that bin/run prints beside the demo log-ins. A fixed salt: the same seed
// gives the same bytes, and nobody's secret hangs on an invented town.
constexpr std::string_view kDemoPasswordHash =
    "$argon2id$v=19$m=19456,t=3,p=1$bLYj+GaOUcNYIgokCtOFeg$Fd9fLINOOL4W/"
    "utBNdv0aXZid5Wl+wdWGX1JIArBDKM";

struct DepartmentName {
    const char* code;
    const char* name;
    const char* short_name;
};
constexpr std::array kDepartments{DepartmentName{"08", "循環器内科", "循環器"},
                                  DepartmentName{"06", "消化器内科", "消化器"},
                                  DepartmentName{"05", "呼吸器内科", "呼吸器"},
                                  DepartmentName{"11", "整形外科", "整形"},
                                  DepartmentName{"10", "外科", "外科"},
                                  DepartmentName{"14", "脳神経外科", "脳外"},
                                  DepartmentName{"26", "眼科", "眼科"},
                                  DepartmentName{"04", "神経内科", "神経内"},
                                  DepartmentName{"01", "糖尿病・内分泌内科", "糖尿病"},
                                  DepartmentName{"20", "泌尿器科", "泌尿器"},
                                  DepartmentName{"18", "皮膚科", "皮膚科"},
                                  DepartmentName{"09", "小児科", "小児科"}};

constexpr std::array<const char*, 10> kClinicNames{
    "みなと内科クリニック",
    "さくら通り内科",
    "青葉町クリニック",
    "北浜ファミリー医院",
    "汐見整形外科",
    "まつかぜ眼科",
    "東浜こどもクリニック",
    "緑ヶ丘医院",
    "医療法人社団 愛生会 青葉町ペインクリニック整形外科・リハビリテーション科",
    "若宮脳神経クリニック"};
constexpr std::array<const char*, 10> kClinicKana{
    "ミナトナイカクリニック",
    "サクラドオリナイカ",
    "アオバチョウクリニック",
    "キタハマファミリーイイン",
    "シオミセイケイゲカ",
    "マツカゼガンカ",
    "ヒガシハマコドモクリニック",
    "ミドリガオカイイン",
    "アイセイカイアオバチョウペインクリニックセイケイゲカリハビリテーションカ",
    "ワカミヤノウシンケイクリニック"};

constexpr std::array<const char*, 14> kPlaces{"青葉",   "汐見", "港",   "北浜", "東浜",
                                              "緑ヶ丘", "本町", "桜",   "海岸", "中央",
                                              "若宮",   "松原", "白浜", "星野"};
constexpr std::array<const char*, 14> kPlaceKana{
    "アオバ", "シオミ",   "ミナト",     "キタハマ", "ヒガシハマ", "ミドリガオカ", "ホンマチ",
    "サクラ", "カイガン", "チュウオウ", "ワカミヤ", "マツバラ",   "シラハマ",     "ホシノ"};
struct Kind {
    const char* kind;
    const char* suffix;
    const char* kana;
};
constexpr std::array kClinicKinds{
    Kind{"clinic", "内科医院", "ナイカイイン"}, Kind{"clinic", "クリニック", "クリニック"},
    Kind{"clinic", "整形外科", "セイケイゲカ"}, Kind{"clinic", "眼科", "ガンカ"},
    Kind{"clinic", "皮膚科", "ヒフカ"},         Kind{"clinic", "循環器内科", "ジュンカンキナイカ"},
    Kind{"hospital", "病院", "ビョウイン"},     Kind{"clinic", "診療所", "シンリョウジョ"}};
constexpr std::array kOtherKinds{
    Kind{"visiting_nurse", "訪問看護ステーション", "ホウモンカンゴステーション"},
    Kind{"care_manager", "居宅介護支援事業所", "キョタクカイゴシエンジギョウショ"},
    Kind{"care_home", "特別養護老人ホーム", "トクベツヨウゴロウジンホーム"},
    Kind{"pharmacy", "調剤薬局", "チョウザイヤッキョク"},
    Kind{"dental", "歯科医院", "シカイイン"},
    Kind{"community_center", "地域包括支援センター", "チイキホウカツシエンセンター"}};
constexpr std::array<const char*, 5> kMeans{"fax", "fax", "fax", "post", "mail"};

std::string four_digits(const char* head, int number) {
    std::array<char, 32> out{};
    std::snprintf(out.data(), out.size(), "%s%04d", head, number);
    return out.data();
}

/// Ten digits with a check digit as FacilityCode checks it: 東京, 医科, a running number.
std::string code_of(int number) {
    std::array<char, 32> body{};
    std::snprintf(body.data(), body.size(), "131%06d", number % 1000000);
    int sum = 0;
    for (int i = 8, twice = 1; i >= 0; --i, twice ^= 1) {
        const int digit = (body[static_cast<std::size_t>(i)] - '0') << twice;
        sum += digit / 10 + digit % 10;
    }
    return body.data() + std::to_string((10 - sum % 10) % 10);
}

TownPartner add_partner(db::Transaction& tx, Random& random, Date today, int number,
                        const char* kind, const std::string& name, const std::string& kana) {
    TownPartner partner;
    partner.name = name;
    partner.phone = four_digits("042-000-", 130 + number * 2 % 9000);
    partner.fax = four_digits("042-000-", 131 + number * 2 % 9000);
    const std::string_view of_kind = kind;  // 登録医 are doctors and dentists
    const bool registered = random.chance(60) && (of_kind == "clinic" || of_kind == "dental");
    std::optional<Date> registered_on;
    if (registered) registered_on = today - days{random.between(200, 3000)};
    const auto place = random.next() % kPlaces.size();
    partner.address = std::string{"みなと市"} + kPlaces[place] +
                      std::to_string(random.between(1, 6)) + "-" +
                      std::to_string(random.between(1, 30));
    std::optional<Date> confirmed;
    if (random.chance(85)) confirmed = today - days{random.between(5, 300)};
    partner.code = code_of(1000 + number);
    partner.means = random.of(kMeans);
    partner.id = FacilityId{
        tx.number(kFacility, kind, partner.code, name, kana, search_key(name), kana_key(kana),
                  four_digits("000-", 100 + number % 100), partner.address, partner.phone,
                  partner.fax, "renkei" + std::to_string(number) + "@example.jp", partner.means,
                  registered ? four_digits("第", number) + "号" : "", registered_on, confirmed,
                  random.between(2, 90) * 100)};
    const auto doctor = a_staff_name(random);
    partner.doctor = doctor.name;
    tx.execute(kDoctor, partner.id, DepartmentId{}, doctor.name, doctor.kana, 1, "");
    return partner;
}

void add_departments(db::Transaction& tx, Random& random, Town& town, Date today,
                     int extra_places) {
    int position = 0;
    for (const auto& [code, name, short_name] : kDepartments) {
        TownDepartment department;
        department.name = name;
        ++position;
        department.id = DepartmentId{
            tx.number(kDepartment, town.office.facility, code, name, short_name, position)};
        std::string detail;
        for (int n = 0; n < 3; ++n) {
            const auto doctor = a_staff_name(random);
            department.doctors.push_back(
                {DoctorId{tx.number(kDoctor, town.office.facility, department.id, doctor.name,
                                    doctor.kana, n == 0, std::to_string(2200 + position * 10 + n))},
                 doctor.name});
            if (n < 2) detail += (n ? "・" : "") + doctor.name.substr(0, doctor.name.find(' '));
        }
        department.bookable = tx.number(kBookable, town.office.facility, "department", name, detail,
                                        department.id, "", position);
        const Date from = today - days{4000};
        for (int weekday = 1; weekday <= 5; ++weekday) {
            if (position % 5 == weekday - 1 && position % 2 == 0) continue;  // 手術日
            for (const char* at : {"09:00", "09:30", "10:30", "11:00", "13:30", "14:00"})
                if (random.chance(60)) {
                    const int places = random.between(1, 2) + extra_places;
                    tx.execute(kTemplate, department.bookable, weekday, at, places, from);
                    department.slots.push_back({weekday, at, places});
                }
        }
        town.departments.push_back(std::move(department));
    }
}

void add_equipment(db::Transaction& tx, Random& random, Town& town, Date today) {
    struct Equipment {
        const char* name;
        const char* detail;
        const char* instructions;
    };
    constexpr std::array kEquipment{
        Equipment{"上部内視鏡", "前処置 30分", "前日 21時から絶食でお願いします"},
        Equipment{"MRI 1.5T", "共同利用 可", "金属のあるものは外してお越しください"},
        Equipment{"CT", "造影 可", "造影の日は3時間前から絶食でお願いします"},
        Equipment{"心エコー", "所要 30分", ""}};
    int position = 100;
    for (const auto& [name, detail, instructions] : kEquipment) {
        TownEquipment machine;
        machine.name = name;
        machine.bookable = tx.number(kBookable, town.office.facility, "equipment", name, detail,
                                     DepartmentId{}, instructions, ++position);
        for (int weekday = 1; weekday <= 5; ++weekday)
            for (const char* at : {"09:00", "10:00", "11:30", "15:30", "16:30"})
                if (random.chance(70)) {
                    tx.execute(kTemplate, machine.bookable, weekday, at, 1, today - days{4000});
                    machine.slots.push_back({weekday, at, 1});
                }
        town.equipment.push_back(std::move(machine));
    }
}

void add_closures(db::Transaction& tx, Random& random, const Town& town, Date today) {
    for (const auto& department : town.departments)
        if (random.chance(30)) {
            const auto day = today + days{random.between(0, 12)};
            tx.execute(kClosure, town.office.facility, department.bookable, day, day,
                       random.chance(50) ? "学会 代診なし" : "休診");
        }
    const std::chrono::year_month_day ymd{today};
    for (const int year : {static_cast<int>(ymd.year()), static_cast<int>(ymd.year()) + 1}) {
        const auto last = *make_date(year, 1, 3);
        tx.execute(kClosure, town.office.facility, std::nullopt, last - days{5}, last, "年末年始");
    }
}

}  // namespace

const TownDepartment& Town::department(std::string_view name) const {
    for (const auto& department : departments)
        if (department.name == name) return department;
    assert(false && "every complaint belongs to a department of the town");
    return departments.front();
}

bool is_office_day(Date day) {
    const std::chrono::year_month_day ymd{day};
    const bool new_year =
        (ymd.month() == std::chrono::December && ymd.day() >= std::chrono::day{29}) ||
        (ymd.month() == std::chrono::January && ymd.day() <= std::chrono::day{3});
    return !new_year && Holidays{}.is_business_day(day);
}

Town build_town(db::Transaction& tx, Random& random, Date today, const TownSize& size) {
    Town town;
    const int partners = size.partners;
    const std::string ours = "みなと市立総合病院";
    town.hospital = ours;
    town.code = code_of(1);
    const FacilityId hospital{tx.number(
        kFacility, "hospital", town.code, ours, "ミナトシリツソウゴウビョウイン", search_key(ours),
        kana_key("ミナトシリツソウゴウビョウイン"), "000-0100", "みなと市港町1-1-1", "042-000-0100",
        "042-000-0110", "renkei@example.jp", "fax", "", std::nullopt, today, 0)};
    struct Colleague {
        const char* login;
        const char* name;
        const char* kana;
        const char* profession;
        Role role;
    };
    for (const auto& [login, name, kana, profession, role] :
         {Colleague{"saeki", "佐伯 真理", "サエキ マリ", "看護師", Role::Nurse},
          Colleague{"omura", "大村 早苗", "オオムラ サナエ", "事務", Role::Clerk},
          Colleague{"fujii", "藤井 直子", "フジイ ナオコ", "社会福祉士", Role::SocialWorker},
          Colleague{"hasegawa", "長谷川 浩二", "ハセガワ コウジ", "医師・室長", Role::Head}}) {
        const UserId user{tx.number(kUser, hospital, login, name, kana, profession,
                                    kDemoPasswordHash, to_text(role))};
        town.colleagues.push_back({user, hospital, name});
    }
    // The log-ins printed beside the demo open it with a password alone.
    set_factor_policy(tx, hospital, FactorAskedOf::Nobody,
                      instant_in_japan(today, std::chrono::seconds{0}));
    town.office = town.colleagues.front();
    add_departments(tx, random, town, today, size.extra_places);
    add_equipment(tx, random, town, today);
    add_closures(tx, random, town, today);

    for (int n = 0; n < partners; ++n) {
        if (n < static_cast<int>(kClinicNames.size())) {
            const auto at = static_cast<std::size_t>(n);
            town.clinics.push_back(
                add_partner(tx, random, today, n, "clinic", kClinicNames[at], kClinicKana[at]));
            continue;
        }
        const auto& kind = random.of(kClinicKinds);
        const auto place = random.next() % kPlaces.size();
        const auto family = a_staff_name(random);
        const auto name = std::string{kPlaces[place]} +
                          family.name.substr(0, family.name.find(' ')) + kind.suffix;
        const auto kana = std::string{kPlaceKana[place]} +
                          family.kana.substr(0, family.kana.find(' ')) + kind.kana;
        town.clinics.push_back(add_partner(tx, random, today, n, kind.kind, name, kana));
    }
    const auto& clinic = town.clinics.front();
    town.partner = {
        UserId{tx.number(kPartnerUser, clinic.id, "hamada", "浜田 修", "ハマダ オサム", "医師",
                         kDemoPasswordHash, to_text(Role::PartnerDoctor), hospital)},
        clinic.id, "浜田 修"};
    town.partner.host = hospital;
    town.partner.partner = clinic.name;
    for (int n = 0; n < partners / 2 + 6; ++n) {
        const auto& kind = kOtherKinds[static_cast<std::size_t>(n) % kOtherKinds.size()];
        const auto place = random.next() % kPlaces.size();
        add_partner(tx, random, today, partners + n, kind.kind,
                    std::string{kPlaces[place]} + kind.suffix,
                    std::string{kPlaceKana[place]} + kind.kana);
    }
    return town;
}

}  // namespace kakehashi::demo
