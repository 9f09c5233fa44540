// Inputs, selects and rows of buttons as the office's forms show them, each with its message.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "office/form_reader.hpp"
#include "platform/html/writer.hpp"

namespace kakehashi::office {

struct Choice {
    std::string value, label;
    bool chosen = false;
};

/// A select, a row of buttons, or boxes to tick, with its message.
struct Choices {
    std::string name, label;
    std::vector<Choice> choices;
    std::string error = {};
    bool may_be_empty = false;  // 選ばない is a choice
};
void render_select(html::Writer& out, const Choices& v);
void render_buttons(html::Writer& out, const Choices& v);
/// Several may be chosen: form().all(name).
void render_boxes(html::Writer& out, const Choices& v);

struct Input {
    std::string name, label, value, hint = {}, error = {};
    bool required = false;
    bool wide = false;   // a line of its own
    bool large = false;  // several lines of text
};
void render_input(html::Writer& out, const Input& v);

/// A list to choose from, with what was typed chosen. Words without a text are "nothing".
template <typename List>
Choices choices_of(std::string name, std::string label, List list, std::string_view chosen) {
    Choices out{std::move(name), std::move(label), {}};
    for (const auto& words : list) {
        if (words.text.empty())
            out.may_be_empty = true;
        else
            out.choices.push_back(
                {std::string{words.text}, std::string{words.japanese}, words.text == chosen});
    }
    return out;
}

/// What was typed into a form, and what was wrong with it.
struct Typed {
    const http::Form* form = nullptr;  // none: the page as it is
    const std::vector<FieldError>& errors;
    Date today;

    std::string value(std::string_view name, std::string_view otherwise) const {
        return std::string{form ? form->text(name) : otherwise};
    }
    Input input(const std::string& name, std::string label, std::string_view otherwise) const {
        return {name, std::move(label), value(name, otherwise), {}, error_of(errors, name)};
    }
    /// Several lines, over the whole width.
    Input text(const std::string& name, std::string label, std::string_view otherwise) const {
        auto out = input(name, std::move(label), otherwise);
        out.wide = out.large = true;
        return out;
    }
    template <typename List>
    Choices select(const std::string& name, std::string label, List list,
                   std::string_view otherwise = {}) const {
        auto out = choices_of(name, std::move(label), list, value(name, otherwise));
        out.error = error_of(errors, name);
        return out;
    }
};

}  // namespace kakehashi::office
