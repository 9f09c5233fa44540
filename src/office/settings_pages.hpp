#pragma once

#include "office/form_reader.hpp"
#include "office/frame.hpp"

namespace kakehashi::office {

/// 設定(`/settings`): what this hospital has decided, beside the defaults.
Feature settings_feature();

struct SettingLine {
    std::string name, label, meaning, unit, default_words;
    std::string value;  // what stands in the field
    std::string was;    // what stood there when the page was made
    std::string error;
    bool number = false;  // a short field for digits
    bool chosen = false;  // not the default
    bool fixed = false;   // shown, and changed only on the server
};

struct SettingsView {
    Frame frame;
    std::vector<FieldError> errors;
    struct Group {
        std::string title;
        std::vector<SettingLine> lines;
    };
    std::vector<Group> groups;
    struct Change {
        std::string when, who;
        std::vector<std::string> what;
    };
    std::vector<Change> log;
    std::string undelivered;  // 届いていないもの 2件; empty when there is none
};
void render_settings(html::Writer& out, const SettingsView& v);

}  // namespace kakehashi::office
