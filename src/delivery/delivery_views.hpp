#pragma once

#include <string>
#include <vector>

#include "office/frame.hpp"

namespace kakehashi::delivery {

struct DeadLine {
    std::int64_t number;
    std::string what, since, given_up, attempts, reason;
    html::Url send;
};
struct WaitingLine {
    std::string what, since, attempts, next, reason;
};
struct DeliveryView {
    office::Frame frame;
    std::vector<DeadLine> dead;
    std::vector<WaitingLine> waiting;
    std::string send_all;  // すべてもう一度送る(3件); empty for less than two
};
void render_delivery(html::Writer& out, const DeliveryView& v);

}  // namespace kakehashi::delivery
