#pragma once

// What every printed form must show (forms README 5), for the tests of this folder.

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "form/samples.hpp"
#include "platform/pdf/reading.hpp"

namespace kakehashi::form {
namespace reading = pdf::reading;

inline const std::string kLongName = "MARIA CRISTINA DELACRUZ SANTOS";
inline const std::string kLongFacility =
    "医療法人社団 愛生会 青葉町ペインクリニック整形外科・リハビリテーション科";
inline const std::string kLongDrug = "クエン酸第一鉄ナトリウム口腔内崩壊錠・徐放性製剤配合顆粒50";

template <typename Drawn>
std::string drawn(const Drawn& result) {
    REQUIRE_MESSAGE(result.has_value(), result.error().code << " " << result.error().field << " "
                                                            << result.error().detail);
    return *result;
}

inline bool holds(const std::string& text, std::string_view words) {
    return text.find(words) != std::string::npos;
}

/// With KAKEHASHI_FORMS=folder the PDFs stay behind, to be looked at beside the design's targets.
inline void keep(const std::string& name, const std::string& bytes) {
    const char* folder = std::getenv("KAKEHASHI_FORMS");
    if (folder == nullptr) return;
    std::filesystem::create_directories(folder);
    std::ofstream{std::filesystem::path{folder} / (name + ".pdf"), std::ios::binary} << bytes;
}

/// Every page: its code reads at both finenesses, its foot counts right, nothing is under 9 pt.
inline void check_pages(const std::string& bytes, const std::string& number,
                        const std::string& name = {}) {
    if (!name.empty()) keep(name, bytes);
    const auto document = reading::load(bytes);
    const int total = document->pages();
    for (int page = 0; page < total; ++page) {
        const auto text = reading::text_of(bytes, page);
        CHECK(holds(text, "文書番号" + number + "第1版"));
        CHECK(holds(text, std::to_string(page + 1) + "/" + std::to_string(total)));
        const std::unique_ptr<poppler::page> sheet{document->create_page(page)};
        const auto words = sheet->text_list(poppler::page::text_list_include_font);
        double foot = 0;  // where the foot begins: nothing of the body may reach it
        for (const auto& word : words) {
            if (word.has_font_info()) CHECK(word.get_font_size() >= 8.99);
            const auto utf8 = word.text().to_utf8();
            if (std::string{utf8.begin(), utf8.end()} == "文書番号") foot = word.bbox().top();
        }
        CHECK(foot > 700);
        for (const auto& word : words)
            CHECK((word.bbox().bottom() < foot || word.bbox().top() >= foot - 0.5));
    }
}

inline void check_codes(const std::string& bytes, const std::string& number) {
    const int total = reading::load(bytes)->pages();
    for (int page = 0; page < total; ++page)
        for (const double dpi : {98.0, 196.0}) {
            const auto codes = reading::codes(reading::fax(bytes, page, dpi));
            const auto expected = "KK1:" + number + "P" + std::to_string(page + 1);
            CHECK_MESSAGE(std::count(codes.begin(), codes.end(), expected) == 1,
                          expected << " at " << dpi << " dpi");
        }
}

inline std::string thrice(const std::string& text) {
    return text + text + text;
}

}  // namespace kakehashi::form
