#include "consent/family_person.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/japanese.hpp"

namespace kakehashi {
namespace {

/// 続柄: whom a word may mean, one bit a person.
enum : unsigned {
    kSon1 = 1U << 0U,
    kSon2 = 1U << 1U,
    kSon3 = 1U << 2U,
    kSon4 = 1U << 3U,
    kDaughter1 = 1U << 4U,
    kDaughter2 = 1U << 5U,
    kDaughter3 = 1U << 6U,
    kDaughter4 = 1U << 7U,
    kWife = 1U << 8U,
    kHusband = 1U << 9U,
    kFather = 1U << 10U,
    kMother = 1U << 11U,
    kOlderBrother = 1U << 12U,
    kYoungerBrother = 1U << 13U,
    kOlderSister = 1U << 14U,
    kYoungerSister = 1U << 15U,
    kGrandchild = 1U << 16U,
    kGrandfather = 1U << 17U,
    kGrandmother = 1U << 18U,
    kSons = kSon1 | kSon2 | kSon3 | kSon4,
    kDaughters = kDaughter1 | kDaughter2 | kDaughter3 | kDaughter4,
    kSiblings = kOlderBrother | kYoungerBrother | kOlderSister | kYoungerSister,
    kAnybody = ~0U,
};

struct Kin {
    std::string word;
    unsigned people;
};

/// By the key they are searched by, the longest first: 長男 is found before 男.
const std::vector<Kin>& kin_words() {
    static const std::vector<Kin> kWords = [] {
        std::vector<Kin> words{
            {"長男", kSon1},
            {"次男", kSon2},
            {"二男", kSon2},
            {"三男", kSon3},
            {"四男", kSon4},
            {"息子", kSons},
            {"長女", kDaughter1},
            {"次女", kDaughter2},
            {"二女", kDaughter2},
            {"三女", kDaughter3},
            {"四女", kDaughter4},
            {"娘", kDaughters},
            {"子", kSons | kDaughters},
            {"子ども", kSons | kDaughters},
            {"子供", kSons | kDaughters},
            {"妻", kWife},
            {"家内", kWife},
            {"奥", kWife},  // 奥さん
            {"夫", kHusband},
            {"主人", kHusband},
            {"旦那", kHusband},
            {"配偶者", kWife | kHusband},
            {"父", kFather},
            {"母", kMother},
            {"父親", kFather},
            {"母親", kMother},
            {"親", kFather | kMother},
            {"両親", kFather | kMother},
            {"兄", kOlderBrother},
            {"弟", kYoungerBrother},
            {"姉", kOlderSister},
            {"妹", kYoungerSister},
            {"兄弟", kSiblings},
            {"姉妹", kOlderSister | kYoungerSister},
            {"きょうだい", kSiblings},
            {"孫", kGrandchild},
            {"祖父", kGrandfather},
            {"祖母", kGrandmother},
            {"家族", kAnybody},
            {"親族", kAnybody},
            {"身内", kAnybody},
            {"全員", kAnybody},
        };
        for (auto& kin : words) kin.word = search_key(kin.word);
        std::ranges::stable_sort(words, std::ranges::greater{},
                                 [](const Kin& kin) { return kin.word.size(); });
        return words;
    }();
    return kWords;
}

void drop_suffix(std::string_view& key) {
    static const std::array kSuffixes{search_key("さん"), search_key("ちゃん"), search_key("くん"),
                                      search_key("様"), search_key("氏")};
    for (const auto& suffix : kSuffixes)
        if (key.size() > suffix.size() && key.ends_with(suffix)) {
            key.remove_suffix(suffix.size());
            return;
        }
}

/// 息子さん, お母さん; 0 for a word that is no 続柄.
unsigned people_of(std::string_view key) {
    drop_suffix(key);
    for (const std::string_view prefix : {"オ", "ゴ", "御"})
        if (key.size() > prefix.size() && key.starts_with(prefix)) {
            if (const auto people = people_of(key.substr(prefix.size()))) return people;
        }
    for (const auto& kin : kin_words())
        if (kin.word == key) return kin.people;
    return 0;
}

/// Somebody as the words describe them.
struct Described {
    unsigned people = 0;
    std::vector<std::string> in_laws;  // 長男の妻: neither the 長男 nor the 妻
    std::string name;                  // 中川大介

    void add(std::string_view key) {
        if (key.empty()) return;
        if (const auto found = people_of(key)) {
            people |= found;
            return;
        }
        constexpr std::string_view kOf = "ノ";
        constexpr std::size_t kOneCharacter = 3;  // bytes of a 漢字
        for (const auto& kin : kin_words()) {
            if (!key.starts_with(kin.word)) continue;
            const auto rest = key.substr(kin.word.size());
            const bool of = rest.starts_with(kOf);
            // 孫 may begin a name: 孫田.
            if (!of && kin.word.size() <= kOneCharacter) continue;
            if (of && people_of(rest.substr(kOf.size())) != 0) {
                in_laws.emplace_back(key);
                return;
            }
            people |= kin.people;
            name += of ? rest.substr(kOf.size()) : rest;
            return;
        }
        drop_suffix(key);
        name += key;
    }
};

Described described(std::string_view words) {
    static constexpr std::array<std::string_view, 12> kBetween{
        " ", "\u3000", "・", "、", ",", "(", ")", "\uFF08", "\uFF09", "/", "「", "」"};
    Described out;
    std::string word;
    const auto end_word = [&] {
        out.add(search_key(word));
        word.clear();
    };
    while (!words.empty()) {
        const auto* between = std::ranges::find_if(
            kBetween, [&](std::string_view one) { return words.starts_with(one); });
        if (between != kBetween.end()) {
            end_word();
            words.remove_prefix(between->size());
            continue;
        }
        word += words.front();
        words.remove_prefix(1);
    }
    end_word();
    return out;
}

}  // namespace

bool may_be_same_person(std::string_view one, std::string_view other) {
    const auto a = described(one), b = described(other);
    if (a.people == kAnybody || b.people == kAnybody) return true;
    if ((a.people & b.people) != 0) return true;
    for (const auto& in_law : a.in_laws)
        if (std::ranges::find(b.in_laws, in_law) != b.in_laws.end()) return true;
    if (a.name.empty() || b.name.empty()) return false;
    return a.name.find(b.name) != std::string::npos || b.name.find(a.name) != std::string::npos;
}

}  // namespace kakehashi
