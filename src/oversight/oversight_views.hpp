#pragma once

#include <string>
#include <vector>

#include "office/form_reader.hpp"
#include "office/frame.hpp"

namespace kakehashi::oversight {

struct TrailOption {
    std::string value, label;
    bool chosen = false;
};

/// One line of the trail; never a patient's name.
struct TrailLine {
    std::string day, time;
    std::string who, from;  // from: 看護師・10.0.0.5
    std::string icon, action;
    std::string whom, what;  // 患者ID 0048-2291 ほか3名; what: 紹介・GET /referrals/{id}
    std::string purpose, result;
    bool refused = false;
};

/// A table of them.
struct TrailLines {
    std::string caption;  // 監査ログ
    std::vector<TrailLine> lines;
};
void render_lines(html::Writer& out, const TrailLines& v);

/// Where the chain stands.
struct ChainView {
    bool sound = true;
    std::string heading, sentence;
    std::string rows, at, sealed, hash;  // sealed: 最後の締め
};

struct TrailView {
    office::Frame frame;
    ChainView chain;
    std::string from, to, number;  // number: 患者ID that is looked for
    std::string number_error;
    std::vector<TrailOption> people, actions;
    TrailLines lines{"監査ログ", {}};
    html::Url check, export_url, older, newest, without_patient;
    html::Url today;
    bool filtered = false;
};
void render_trail(html::Writer& out, const TrailView& v);

struct LooksView {
    office::Frame frame;
    std::string number;
    TrailLines lines{"この記録を見た人", {}};
    html::Url patient, older, newest, trail;  // patient: for who may open it
};
void render_looks(html::Writer& out, const LooksView& v);

}  // namespace kakehashi::oversight
