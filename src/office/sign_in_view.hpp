#pragma once

#include <string>

#include "platform/html/writer.hpp"

namespace kakehashi::office {

struct SignInView {
    std::string hospital;     // みなと市立総合病院
    std::string login;        // as typed, kept after a wrong password
    std::string error;        // a sentence; empty when none
    std::string return_to;    // where the person wanted to go
    bool nobody_yet = false;  // no user was added yet: the page says how
};
void render_sign_in(html::Writer& out, const SignInView& v);

}  // namespace kakehashi::office
