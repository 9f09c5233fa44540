#pragma once

#include "office/bare_page.hpp"
#include "office/frame.hpp"

namespace kakehashi::office {

/// すべて(`/menu`): every page there is, for narrow screens; キー操作(`/help/keys`).
Feature frame_feature();

struct MenuView {
    Frame frame;
};
void render_menu(html::Writer& out, const MenuView& v);

struct KeysView {
    Frame frame;
    std::vector<NavLink> go;  // those with a letter after G
};
void render_keys(html::Writer& out, const KeysView& v);

struct MessageView {
    Frame frame;
    std::string heading;
    std::string sentence;
    TypedTexts typed;
};
void render_message(html::Writer& out, const MessageView& v);

}  // namespace kakehashi::office
