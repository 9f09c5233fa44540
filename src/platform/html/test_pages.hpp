#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "platform/html/writer.hpp"

// The views of the templates in pages/, which exist to test tools/htmlc.

namespace kakehashi::html::test_pages {

struct Row {
    std::string name;
    int age;
    Url address;
    bool late;
    std::optional<std::string> note;
};

struct Frame {
    std::string title;
};

struct Everything {
    Frame frame;
    std::vector<Row> rows;
    std::string query;
    std::string letter;
    Safe mark;
    Json values;
    Url home;
};

struct Inputs {
    std::string value;
    Url address;
    Json values;
    std::optional<std::string> chosen;
    int count;
};

struct Table {
    std::vector<Row> rows;
};

void render_frame(Writer& out, const Frame& v, const std::function<void()>& content);
void render_everything(Writer& out, const Everything& v);
void render_row(Writer& out, const Row& row);
void render_contexts(Writer& out, const Inputs& v);
void render_table(Writer& out, const Table& v);

}  // namespace kakehashi::html::test_pages
