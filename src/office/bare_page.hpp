#pragma once

#include <functional>
#include <string>

#include "platform/html/writer.hpp"

namespace kakehashi::office {

/// A page without the side and the search: before the sign-in, and when nothing else works.
struct BarePage {
    std::string title;
    std::string hospital;  // empty when nobody is signed in and none is known
    html::Url stylesheet, script, icons, fonts, favicon;
};
BarePage make_bare_page(std::string title, std::string hospital = {});

/// {{#layout kakehashi::office::bare_page v.page}} … {{/layout}}
void render_bare_page(html::Writer& out, const BarePage& v, const std::function<void()>& content);

/// One thing to say, without the frame.
struct BareMessage {
    BarePage page;
    std::string heading;
    std::string sentence;
};
void render_bare_message(html::Writer& out, const BareMessage& v);

}  // namespace kakehashi::office
