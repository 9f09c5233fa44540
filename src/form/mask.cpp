#include <array>
#include <cctype>
#include <string_view>

#include "form/document.hpp"

namespace kakehashi::form {
namespace {

std::vector<std::string> characters(std::string_view text) {
    std::vector<std::string> out;
    for (const char c : text) {
        if ((static_cast<unsigned char>(c) & 0xC0) == 0x80 && !out.empty())
            out.back() += c;
        else
            out.emplace_back(1, c);
    }
    return out;
}

bool is_space(const std::string& character) {
    return character == " " || character == "　";
}

/// The Latin letter a reading begins with (Hepburn), hiragana and katakana; ● when there is none.
std::string first_letter(const std::string& character) {
    struct Row {
        std::string_view kana;
        const char* letter;
    };
    static constexpr std::array kRows{Row{"あア", "A"},
                                      Row{"いイ", "I"},
                                      Row{"うウ", "U"},
                                      Row{"えエ", "E"},
                                      Row{"おオをヲ", "O"},
                                      Row{"かきくけこカキクケコ", "K"},
                                      Row{"がぎぐげごガギグゲゴ", "G"},
                                      Row{"さしすせそサシスセソ", "S"},
                                      Row{"ざずぜぞザズゼゾ", "Z"},
                                      Row{"じぢジヂ", "J"},
                                      Row{"たつてとタツテト", "T"},
                                      Row{"ちチ", "C"},
                                      Row{"だでどダデド", "D"},
                                      Row{"づヅ", "Z"},
                                      Row{"なにぬねのナニヌネノ", "N"},
                                      Row{"はひへほハヒヘホ", "H"},
                                      Row{"ふフ", "F"},
                                      Row{"ばびぶべぼバビブベボ", "B"},
                                      Row{"ぱぴぷぺぽパピプペポ", "P"},
                                      Row{"まみむめもマミムメモ", "M"},
                                      Row{"やゆよヤユヨ", "Y"},
                                      Row{"らりるれろラリルレロ", "R"},
                                      Row{"わワ", "W"},
                                      Row{"ヴ", "V"}};
    if (character.size() == 1 && std::isalpha(static_cast<unsigned char>(character[0])) != 0)
        return std::string(1, static_cast<char>(std::toupper(character[0])));
    for (const auto& row : kRows)
        if (row.kana.find(character) != std::string_view::npos) return row.letter;
    return "●";
}

std::vector<std::vector<std::string>> parts_of(const std::string& name) {
    std::vector<std::vector<std::string>> parts;
    bool inside = false;
    for (const auto& character : characters(name)) {
        if (is_space(character)) {
            inside = false;
            continue;
        }
        if (!inside) parts.emplace_back();
        inside = true;
        parts.back().push_back(character);
    }
    return parts;
}

}  // namespace

std::string initials(const std::string& kana) {
    const auto parts = parts_of(kana);
    if (parts.empty()) return "●";
    std::string out;
    // A name in Latin letters is printed in its own order, a Japanese one given name first.
    const bool latin = parts.front().front().size() == 1;
    for (std::size_t i = 0; i < parts.size(); ++i)
        out += first_letter(parts[latin ? i : parts.size() - 1 - i].front()) + ".";
    return out;
}

std::string masked_name(const std::string& name) {
    std::string out;
    for (const auto& part : parts_of(name)) {
        if (!out.empty()) out += " ";
        out += part.front();
        for (std::size_t i = 1; i < part.size(); ++i) out += "●";
    }
    return out;
}

}  // namespace kakehashi::form
