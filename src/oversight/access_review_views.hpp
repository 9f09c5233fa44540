#pragma once

#include <string>
#include <vector>

#include "office/frame.hpp"

namespace kakehashi::oversight {

struct AccountLine {
    std::string name, login, role, last, factor;  // last: 最後のサインイン
    bool unused = false;                          // 90日より長く
    std::string state;                            // 確認ずみ 長谷川 浩二 10/5(月)
    bool open = false;                            // can be confirmed by who looks
    html::Url confirm;
};

struct PastReview {
    std::string quarter, begun, closed, confirmed, locked;
};

struct AccessReviewView {
    office::Frame frame;
    std::string quarter, heading;  // 2026年10〜12月; あと3名
    bool begun = false, open = false;
    std::string ends;         // 10/15(木)
    std::string soon;         // from a week before: whose accounts
    std::string confirm_all;  // 印のない 3名をまとめて確認する
    std::vector<AccountLine> accounts;
    std::vector<PastReview> past;
};
void render_access_review(html::Writer& out, const AccessReviewView& v);

}  // namespace kakehashi::oversight
