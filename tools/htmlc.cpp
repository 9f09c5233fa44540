// htmlc <source-folder> <page.html> <out.cpp>: compiles an HTML template to C++ at build time.
// The language is described in src/platform/html/README.md. Exit code 1 with file:line and the
// reason when a template is wrong or a value stands where no escaping makes it safe.

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "htmlc/template.hpp"

namespace {

std::string without_carriage_returns(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n') out += text[i];
    return out;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 4) {
        std::cerr << "usage: htmlc <source-folder> <page.html> <out.cpp>\n";
        return 2;
    }
    const std::filesystem::path root = arguments[1];
    const std::filesystem::path page = arguments[2];
    std::ifstream in(page, std::ios::binary);
    if (!in) {
        std::cerr << page.string() << ": error: cannot be read\n";
        return 1;
    }
    const std::string source((std::istreambuf_iterator<char>(in)),
                             std::istreambuf_iterator<char>());
    try {
        const auto code = htmlc::compile(without_carriage_returns(source), page.stem().string(),
                                         std::filesystem::absolute(page).string());
        std::ofstream out(arguments[3], std::ios::binary | std::ios::trunc);
        out << code;
        if (!out.flush()) {
            std::cerr << arguments[3] << ": error: cannot be written\n";
            return 1;
        }
    } catch (const htmlc::Failure& failure) {
        std::cerr << page.lexically_relative(root.parent_path()).string() << ':' << failure.line
                  << ": error: " << failure.reason << '\n';
        return 1;
    }
    return 0;
}
