#include "platform/auth/common_words.hpp"

#include <algorithm>
#include <iterator>

namespace kakehashi {
namespace {

// Written for this project and free of other people's lists: what keyboards, Japanese homes, names,
// towns and liaison offices suggest first, in the letters people type. Sorted; the compiler checks.
constexpr std::string_view kWords[] = {
    // clang-format off
    "aaa", "aaaa", "abc", "abcd", "abcde", "abcdef", "abcdefg", "abcdefgh", "access", "admin",
    "administrator", "aishiteru", "aki", "akiko", "anata", "andrew", "android", "angel", "ango",
    "angou", "aoba", "aoi", "apple", "april", "arigato", "arigatou", "asdf", "asdfgh",
    "asdfghjkl", "asdqwe", "august", "autumn", "azerty", "baby", "banana", "baseball",
    "basketball", "batman", "brother", "buster", "byoin", "byouin", "care", "carp", "charlie",
    "chart", "cheese", "chiba", "chiiki", "chiikirenkei", "chocolate", "chuo", "chuou", "clinic",
    "computer", "cookie", "daddy", "daisuki", "daniel", "december", "default", "demo", "desk",
    "diamond", "doctor", "doraemon", "dragon", "eagle", "edc", "family", "father", "february",
    "flower", "football", "forever", "freedom", "friday", "friend", "friends", "fuji", "fujisan",
    "fukuoka", "fukushi", "fuyu", "gairai", "ganka", "geka", "george", "giants", "ginger",
    "gohan", "golden", "golf", "google", "guest", "gundam", "hana", "hanako", "hanshin", "happy",
    "haru", "haruka", "hayashi", "health", "heisei", "hello", "hellokitty", "henji", "henshin",
    "hensho", "hifuka", "hikari", "himitsu", "hiroshi", "hiroshima", "hockey", "hoken",
    "hokkaido", "hoshi", "hospital", "houkan", "hunter", "ichiban", "ichigo", "ichiro", "ichirou",
    "iin", "iloveyou", "inoue", "internet", "inu", "iphone", "iryo", "iryou", "isha", "ishi",
    "ito", "itou", "january", "japan", "japanese", "jennifer", "jessica", "jibika", "jimu",
    "jimusho", "jiro", "jirou", "jordan", "joshua", "july", "june", "junkan", "kaigo",
    "kakehashi", "kanagawa", "kango", "kangoshi", "kangosi", "kanja", "kanri", "kanrisha",
    "karte", "karute", "kato", "katou", "kawa", "kaze", "kazoku", "keiko", "kensa", "kenshin",
    "kenta", "killer", "kimura", "king", "kitty", "kobayashi", "kobe", "kodomo", "konnichi",
    "konnichiwa", "koube", "kuma", "kyojin", "kyoto", "kyotsu", "kyouto", "kyoutsuu", "kyouyou",
    "kyoyo", "letmein", "liaison", "lion", "lkjhgf", "login", "love", "lovely", "lucky", "maggie",
    "mai", "manager", "march", "mario", "master", "matsumoto", "matthew", "medical", "medicine",
    "meiji", "michael", "microsoft", "midori", "mikan", "minato", "minna", "misaki", "mnbvcxz",
    "mommy", "momo", "monday", "money", "monkey", "morning", "mother", "music", "nagoya", "naika",
    "nakamura", "nanami", "naruto", "natsu", "neko", "network", "night", "nihon", "ninja",
    "nippon", "november", "nurse", "nyuin", "nyuuin", "october", "office", "ohayo", "ohayou",
    "okinawa", "oosaka", "orange", "osaka", "panda", "pass", "passcode", "passward", "passwd",
    "password", "pasuwaado", "pasuwado", "patient", "pepper", "pikachu", "poiuyt", "pokemon",
    "prince", "princess", "purple", "qazwsx", "qazwsxedc", "queen", "qweasd", "qweasdzxc", "qwer",
    "qwerty", "qwertyuiop", "rabbit", "ramen", "ranger", "reception", "referral", "region",
    "rehabili", "reiwa", "renkei", "renkeishitsu", "reply", "rfv", "rihabiri", "rin", "ringo",
    "rinsho", "robert", "root", "ryu", "ryuu", "saitama", "saito", "saitou", "sakura", "sample",
    "samurai", "sapporo", "sasaki", "sato", "satoshi", "satou", "saturday", "sayonara", "secret",
    "seikei", "sendai", "sensei", "september", "server", "shadow", "shika", "shiken", "shimizu",
    "shine", "shinsatsu", "shitsu", "shokai", "shonika", "shoukai", "shounika", "shouwa", "showa",
    "silver", "sister", "soccer", "sodan", "sora", "soudan", "spring", "star", "starwars", "suki",
    "summer", "sumo", "sunday", "sunshine", "superman", "surgery", "sushi", "suzuki", "system",
    "taiin", "taisho", "taiyou", "takahashi", "takashi", "tanaka", "taro", "tarou", "tennis",
    "test", "tester", "testing", "tgb", "thomas", "thursday", "tiger", "tigers", "tokyo",
    "tomodachi", "tora", "totoro", "toukyou", "tsuki", "tuesday", "ujm", "uketsuke", "umi",
    "usagi", "user", "ward", "watanabe", "watashi", "wednesday", "welcome", "wert", "william",
    "windows", "winter", "wsx", "xxx", "xxxx", "yakkyoku", "yakuzai", "yama", "yamada",
    "yamaguchi", "yamamoto", "yellow", "yhn", "yokohama", "yoshida", "yoyaku", "yuki", "yuko",
    "yume", "yuuko", "zaitaku", "zelda", "zxcv", "zxcvbn", "zxcvbnm", "zzz",
    // clang-format on
};
static_assert(std::ranges::is_sorted(kWords));
static_assert(std::ranges::adjacent_find(kWords) == std::end(kWords));

}  // namespace

std::span<const std::string_view> common_words() {
    return kWords;
}

}  // namespace kakehashi
