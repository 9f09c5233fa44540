#pragma once

#include "office/form_reader.hpp"
#include "office/frame.hpp"

namespace kakehashi::people {

struct DeputyLine {
    std::string absent, deputy, period, named, note;
    html::Url end;  // POST
};
struct DeputyChoice {
    std::string value, label;
    bool chosen = false;
};
/// 代行: one's own (`/account/deputy`), or everybody's for who may (`/settings/people/deputies`).
struct DeputyView {
    office::Frame frame;
    std::vector<office::FieldError> errors;
    bool of_all = false;
    html::Url here;
    std::vector<DeputyLine> lines;
    std::vector<DeputyChoice> absent;  // of_all alone
    std::vector<DeputyChoice> deputies;
    std::string from_on, until_on;  // as typed
};
void render_deputies(html::Writer& out, const DeputyView& v);

void add_deputy_routes(http::Router& router, Office& office);

}  // namespace kakehashi::people
