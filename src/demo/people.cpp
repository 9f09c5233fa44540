#include "demo/people.hpp"

#include <array>
#include <cstdio>

namespace kakehashi::demo {
namespace {

struct Word {
    const char* text;
    const char* kana;
};

constexpr std::array kFamilyNames{
    Word{"佐藤", "サトウ"},   Word{"鈴木", "スズキ"},   Word{"高橋", "タカハシ"},
    Word{"田中", "タナカ"},   Word{"伊藤", "イトウ"},   Word{"渡辺", "ワタナベ"},
    Word{"山本", "ヤマモト"}, Word{"中村", "ナカムラ"}, Word{"小林", "コバヤシ"},
    Word{"加藤", "カトウ"},   Word{"吉田", "ヨシダ"},   Word{"山田", "ヤマダ"},
    Word{"佐々木", "ササキ"}, Word{"山口", "ヤマグチ"}, Word{"松本", "マツモト"},
    Word{"井上", "イノウエ"}, Word{"木村", "キムラ"},   Word{"林", "ハヤシ"},
    Word{"清水", "シミズ"},   Word{"斎藤", "サイトウ"}, Word{"山崎", "ヤマザキ"},
    Word{"森", "モリ"},       Word{"池田", "イケダ"},   Word{"橋本", "ハシモト"},
    Word{"阿部", "アベ"},     Word{"石川", "イシカワ"}, Word{"山下", "ヤマシタ"},
    Word{"中島", "ナカジマ"}, Word{"石井", "イシイ"},   Word{"小川", "オガワ"},
    Word{"前田", "マエダ"},   Word{"岡田", "オカダ"},   Word{"長谷川", "ハセガワ"},
    Word{"藤田", "フジタ"},   Word{"後藤", "ゴトウ"},   Word{"近藤", "コンドウ"},
    Word{"村上", "ムラカミ"}, Word{"遠藤", "エンドウ"}, Word{"青木", "アオキ"},
    Word{"坂本", "サカモト"}, Word{"福田", "フクダ"},   Word{"太田", "オオタ"},
    Word{"西村", "ニシムラ"}, Word{"藤井", "フジイ"},   Word{"岡本", "オカモト"},
    Word{"中川", "ナカガワ"}, Word{"三浦", "ミウラ"},   Word{"原田", "ハラダ"},
    Word{"松田", "マツダ"},   Word{"竹内", "タケウチ"}, Word{"上田", "ウエダ"},
    Word{"金子", "カネコ"},   Word{"中野", "ナカノ"},   Word{"石田", "イシダ"},
    Word{"和田", "ワダ"},     Word{"森田", "モリタ"},   Word{"酒井", "サカイ"},
    Word{"工藤", "クドウ"},   Word{"横山", "ヨコヤマ"}, Word{"宮崎", "ミヤザキ"},
    Word{"宮本", "ミヤモト"}, Word{"内田", "ウチダ"},   Word{"高木", "タカギ"},
    Word{"谷口", "タニグチ"}, Word{"大野", "オオノ"},   Word{"丸山", "マルヤマ"},
    Word{"今井", "イマイ"},   Word{"河野", "コウノ"},   Word{"武田", "タケダ"},
    Word{"村田", "ムラタ"},   Word{"上野", "ウエノ"},   Word{"杉山", "スギヤマ"},
    Word{"増田", "マスダ"},   Word{"平野", "ヒラノ"},   Word{"大塚", "オオツカ"},
    Word{"千葉", "チバ"},     Word{"久保", "クボ"},     Word{"松井", "マツイ"},
    Word{"小島", "コジマ"},   Word{"岩崎", "イワサキ"}, Word{"桜井", "サクライ"},
    Word{"野口", "ノグチ"},   Word{"新井", "アライ"},   Word{"菅原", "スガワラ"},
    Word{"市川", "イチカワ"}, Word{"水野", "ミズノ"},   Word{"古川", "フルカワ"},
    Word{"島田", "シマダ"}};

// Glyphs that family registers still use: the reason why search must fold them.
constexpr std::array kOldGlyphNames{
    Word{"髙橋", "タカハシ"}, Word{"齋藤", "サイトウ"}, Word{"齊藤", "サイトウ"},
    Word{"渡邊", "ワタナベ"}, Word{"渡邉", "ワタナベ"}, Word{"山﨑", "ヤマザキ"},
    Word{"濵田", "ハマダ"},   Word{"髙木", "タカギ"},   Word{"廣瀬", "ヒロセ"},
    Word{"櫻井", "サクライ"}, Word{"澤田", "サワダ"},   Word{"𠮷田", "ヨシダ"}};

constexpr std::array kLongNames{Word{"勅使河原", "テシガワラ"}, Word{"小比類巻", "コヒルイマキ"},
                                Word{"五百旗頭", "イオキベ"}, Word{"東四柳", "ヒガシヨツヤナギ"}};

constexpr std::array kMaleNames{
    Word{"健一", "ケンイチ"}, Word{"正雄", "マサオ"},   Word{"進", "ススム"}, Word{"勝", "マサル"},
    Word{"茂", "シゲル"},     Word{"昭二", "ショウジ"}, Word{"稔", "ミノル"}, Word{"弘", "ヒロシ"},
    Word{"信夫", "ノブオ"},   Word{"進一", "シンイチ"}, Word{"徹", "トオル"}, Word{"正", "タダシ"},
    Word{"勝彦", "カツヒコ"}, Word{"清", "キヨシ"},     Word{"誠", "マコト"}, Word{"博", "ヒロシ"},
    Word{"和夫", "カズオ"},   Word{"幸一", "コウイチ"}, Word{"隆", "タカシ"}, Word{"修", "オサム"},
    Word{"英明", "ヒデアキ"}, Word{"義男", "ヨシオ"}};
constexpr std::array kYoungMaleNames{Word{"達也", "タツヤ"},   Word{"剛", "ツヨシ"},
                                     Word{"健太", "ケンタ"},   Word{"大輔", "ダイスケ"},
                                     Word{"翔太", "ショウタ"}, Word{"直樹", "ナオキ"}};

constexpr std::array kFemaleNames{
    Word{"恵子", "ケイコ"}, Word{"ハル", "ハル"},     Word{"トメ", "トメ"},
    Word{"洋子", "ヨウコ"}, Word{"貞子", "サダコ"},   Word{"富子", "トミコ"},
    Word{"清子", "キヨコ"}, Word{"幸子", "サチコ"},   Word{"文子", "フミコ"},
    Word{"千鶴", "チヅル"}, Word{"良子", "ヨシコ"},   Word{"ヨシ", "ヨシ"},
    Word{"久江", "ヒサエ"}, Word{"和子", "カズコ"},   Word{"節子", "セツコ"},
    Word{"陽子", "ヨウコ"}, Word{"千枝子", "チエコ"}, Word{"キヨ", "キヨ"},
    Word{"光代", "ミツヨ"}};
constexpr std::array kYoungFemaleNames{
    Word{"由美", "ユミ"},   Word{"美咲", "ミサキ"},   Word{"里美", "サトミ"},
    Word{"直美", "ナオミ"}, Word{"真由美", "マユミ"}, Word{"智子", "トモコ"},
    Word{"裕子", "ユウコ"}, Word{"愛", "アイ"},       Word{"さくら", "サクラ"}};

constexpr std::array kBoys{Word{"蓮", "レン"},     Word{"湊", "ミナト"}, Word{"悠真", "ユウマ"},
                           Word{"陽翔", "ハルト"}, Word{"樹", "イツキ"}, Word{"朝陽", "アサヒ"}};
constexpr std::array kGirls{Word{"陽菜", "ヒナ"}, Word{"結衣", "ユイ"}, Word{"葵", "アオイ"},
                            Word{"紬", "ツムギ"}, Word{"凛", "リン"},   Word{"咲良", "サクラ"}};

constexpr std::array<const char*, 12> kStreets{"青葉町", "汐見町", "港町", "北浜",
                                               "東浜",   "緑ヶ丘", "本町", "桜通り",
                                               "海岸通", "中央",   "若宮", "松原"};

std::string number_text(const char* format, int a, int b, int c) {
    std::array<char, 64> out{};
    std::snprintf(out.data(), out.size(), format, a, b, c);
    return out.data();
}

const Word& a_family_name(Random& random) {
    const int roll = random.between(1, 1000);
    if (roll <= 40) return random.of(kOldGlyphNames);
    if (roll <= 44) return random.of(kLongNames);
    // The first names of the list are the common ones in Japan, too.
    const auto reach = random.chance(50) ? kFamilyNames.size() / 3 : kFamilyNames.size();
    return kFamilyNames[random.next() % reach];
}

int an_age(Random& random, const Who& who) {
    for (int tries = 0; tries < 8; ++tries) {
        const int group = random.between(1, 100);
        const int age = group <= 24   ? random.between(18, 59)
                        : group <= 84 ? random.between(60, 86)
                                      : random.between(87, 96);
        if (age >= who.youngest && age <= who.oldest) return age;
    }
    return random.between(who.youngest, who.oldest);
}

/// Names go by generations.
const Word& a_given_name(Random& random, bool female, int age) {
    if (age < 18) return female ? random.of(kGirls) : random.of(kBoys);
    if (age < 55) return female ? random.of(kYoungFemaleNames) : random.of(kYoungMaleNames);
    return female ? random.of(kFemaleNames) : random.of(kMaleNames);
}

}  // namespace

Person a_person(Random& random, Date today, const Who& who) {
    const auto& family = a_family_name(random);
    Person person;
    person.female = !who.men_only && random.chance(52);
    const int age = an_age(random, who);
    const auto& given = a_given_name(random, person.female, age);
    person.name = std::string{family.text} + " " + given.text;
    person.kana = std::string{family.kana} + " " + given.kana;
    person.family_kana = family.kana;
    person.born_on = today - days{age * 365 + age / 4 + random.between(1, 364)};
    // 042-000-xxxx and 090-0000-xxxx are not given to anybody.
    person.phone = random.chance(60)
                       ? number_text("042-000-%04d", random.between(1000, 9999), 0, 0)
                       : number_text("090-0000-%04d", random.between(1000, 9999), 0, 0);
    person.postal_code = number_text("000-%04d", random.between(100, 199), 0, 0);
    person.address =
        std::string{"みなと市"} + random.of(kStreets) +
        number_text("%d-%d-%d", random.between(1, 6), random.between(1, 30), random.between(1, 20));
    return person;
}

StaffName a_staff_name(Random& random) {
    const auto& family = kFamilyNames[random.next() % kFamilyNames.size()];
    const auto& given = random.chance(40) ? random.of(kFemaleNames) : random.of(kMaleNames);
    return {std::string{family.text} + " " + given.text,
            std::string{family.kana} + " " + given.kana};
}

}  // namespace kakehashi::demo
