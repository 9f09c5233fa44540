#pragma once

#include <string>
#include <vector>

#include "office/frame.hpp"

namespace kakehashi::network {

struct Choice {
    std::string value, label;
    bool chosen = false;
};
struct ItemLine {
    std::string item, why;
    bool leaves = false;
};
struct PartLine {
    std::string field, title, text, why;
    bool leaves = false;
    bool reads = false;    // somebody must read it, or it stays here
    bool is_read = false;  // and said so
    std::string against;   // 病名・経過
};
struct FileLine {
    std::string when, network, items, left_out;
    html::Url url;
};
/// ネットワークに書き出す.
struct ShareView {
    office::Frame frame;
    std::string patient, number;
    html::Url patient_page, consent, action;
    std::vector<Choice> networks, cases;
    bool chooses = false;  // among several
    std::string none;      // nothing can be decided: why
    std::string name, purpose, members, network;
    std::string referral, seal;
    std::string refusal, objections, problem;
    html::Url written;  // the file that was made just now
    std::vector<ItemLine> items;
    std::vector<PartLine> parts;
    std::vector<FileLine> files;
};
void render_share(html::Writer& out, const ShareView& v);

}  // namespace kakehashi::network
