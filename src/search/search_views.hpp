#pragma once

#include <string>
#include <vector>

#include "office/frame.hpp"

namespace kakehashi::search_page {

struct Hit {
    std::string when;     // 11/20(金)
    std::string state;    // 受診まち
    std::string heading;  // 佐々木 健一 さん
    std::string detail;   // 64歳 男・ID 0048-2291・不安定狭心症の疑い
    std::string where;    // みなと内科クリニック
    std::string place;    // → 循環器内科
    html::Url url;
};

struct Section {
    std::string icon;
    std::string heading;
    std::vector<Hit> hits;
    bool more = false;  // only the newest are shown
};

struct SearchView {
    office::Frame frame;
    std::string query;
    std::vector<Section> sections;
    bool nothing = false;
    bool asked = false;
};

void render_search(html::Writer& out, const SearchView& v);

}  // namespace kakehashi::search_page
