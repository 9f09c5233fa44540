#pragma once

#include <functional>
#include <string>
#include <vector>

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

/// A text somebody typed into a form whose page does not come again.
struct TypedText {
    std::string label;
    std::string text;
};
struct TypedTexts {
    std::vector<TypedText> texts;
};
void render_typed_texts(html::Writer& out, const TypedTexts& v);

/// One thing to say, without the frame.
struct BareMessage {
    BarePage page;
    std::string heading;
    std::string sentence;
    TypedTexts typed;
};
void render_bare_message(html::Writer& out, const BareMessage& v);

}  // namespace kakehashi::office
