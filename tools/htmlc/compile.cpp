#include <optional>
#include <utility>

#include "attributes.hpp"
#include "template.hpp"

namespace htmlc {
namespace {

/// Cuts off the first word; what follows it stays in `text`.
std::string_view next_word(std::string_view& text) {
    std::size_t end = 0;
    while (end < text.size() && !is_space(text[end])) ++end;
    const auto word = text.substr(0, end);
    text = trimmed(text.substr(end));
    return word;
}

bool is_name(std::string_view text) {
    if (text.empty() || !(is_letter(text[0]) || text[0] == '_')) return false;
    for (const char c : text)
        if (!is_letter(c) && !(c >= '0' && c <= '9') && c != '_') return false;
    return true;
}

std::string function_name(std::string_view name) {
    if (name.starts_with('_')) name.remove_prefix(1);
    std::string function = "render_";
    for (const char c : name) function += c == '-' ? '_' : c;
    if (!is_name(function)) throw Refusal{"\"" + std::string(name) + "\" is no name of a template"};
    return function;
}

/// "kakehashi::office::frame" becomes "kakehashi::office::render_frame".
std::string qualified_function(std::string_view name) {
    const auto colons = name.rfind("::");
    if (colons == std::string_view::npos) return function_name(name);
    return std::string(name.substr(0, colons + 2)) + function_name(name.substr(colons + 2));
}

/// True if every bracket outside a string closes one that was opened.
bool brackets_match(std::string_view text) {
    std::string open;
    char quote = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote != 0) {
            if (c == quote) quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '(' || c == '[') {
            open += c == '(' ? ')' : ']';
        } else if (c == ')' || c == ']') {
            if (open.empty() || open.back() != c) return false;
            open.pop_back();
        }
    }
    return open.empty() && quote == 0;
}

/// An expression is handed to C++ as it is; only what could end the statement is refused.
std::string expression(std::string_view text) {
    text = trimmed(text);
    if (text.empty()) throw Refusal{"an expression is missing"};
    if (text.find_first_of(";{}#\\\n") != std::string_view::npos || !brackets_match(text) ||
        text.find("//") != std::string_view::npos || text.find("/*") != std::string_view::npos)
        throw Refusal{"\"" + std::string(text) + "\" is more than an expression"};
    return std::string(text);
}

std::string string_literal(std::string_view text) {
    std::string out = "\"";
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n')
            out += i + 1 < text.size() ? "\\n\"\n        \"" : "\\n";
        else if (c == '\t')
            out += "\\t";
        else if (c == '"' || c == '\\' || c == '?')
            out += std::string("\\") + c;
        else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
            throw Refusal{"a control character in the template"};
        else
            out += c;
    }
    return out + "\"";
}

std::string_view writer_function(Escape escape) {
    switch (escape) {
        case Escape::Text:
            return "text";
        case Escape::Rcdata:
            return "rcdata";
        case Escape::Attribute:
            return "attribute";
        case Escape::Url:
            return "url";
        case Escape::UrlSegment:
            return "url_segment";
        case Escape::UrlComponent:
            return "url_component";
        case Escape::Json:
            break;
    }
    return "json";
}

struct Block {
    std::string kind;  // if, each, with, layout
    std::size_t line;
    Context start;
    std::optional<Context> ended = {};  // the branches of an if that have ended
    bool has_else = false;
    std::string name = {};  // of the loop variable
};

class Compiler {
  public:
    Compiler(std::string_view name, std::string_view path) : name_(name), path_(path) {}

    std::string run(std::string_view source) {
        for (const auto& piece : cut(source)) {
            line_ = piece.line;
            try {
                if (piece.is_tag)
                    tag(piece.text);
                else
                    markup(piece.text, piece.after_line);
            } catch (const Refusal& refusal) {
                throw Failure{line_, refusal.reason};
            }
        }
        return finished();
    }

  private:
    void markup(std::string_view text, bool line_before) {
        if (!in_body_) {
            if (trimmed(text).empty()) return;
            begin_body();
        }
        // Line by line, so that a refusal names its line.
        for (std::size_t at = 0; at < text.size();) {
            const auto end = text.find('\n', at);
            if (end == std::string_view::npos) {
                literal_ += context_.literal(text.substr(at), line_before && at == 0);
                return;
            }
            // The blanks around the line end belong together.
            auto next = end;
            while (next < text.size() && is_space(text[next])) ++next;
            literal_ += context_.literal(text.substr(at, next - at), line_before && at == 0);
            for (auto i = end; i < next; ++i) line_ += text[i] == '\n' ? 1 : 0;
            at = next;
        }
    }

    void tag(std::string_view text) {
        if (text[0] == '!') return comment(trimmed(text.substr(1)));
        if (!in_body_) begin_body();
        if (text[0] == '#') return open(text.substr(1));
        if (text[0] == '/') return close(trimmed(text.substr(1)));
        if (text[0] == '>') return partial(trimmed(text.substr(1)));
        if (text == "else") return else_branch({});
        if (text.starts_with("else ")) {
            auto rest = trimmed(text.substr(5));
            if (next_word(rest) != "if") throw Refusal{"write {{else}} or {{else if ...}}"};
            return else_branch(rest);
        }
        if (text == "content" && is_layout_) {
            context_.elements("{{content}}");
            return statement("content();");
        }
        const auto value = expression(text);
        const auto escape = context_.value();
        statement("out." + std::string(writer_function(escape)) + "(" + value + ");");
    }

    void comment(std::string_view text) {
        if (in_body_) return context_.remark();
        auto rest = text;
        const auto word = next_word(rest);
        if (word == "include") {
            if (rest.size() < 3 || rest.front() != '"' || rest.back() != '"')
                throw Refusal{"write {{! include \"feature/header.hpp\" }}"};
            includes_ += line_directive() + "#include " + std::string(rest) + "\n";
        } else if (word == "view") {
            if (!view_type_.empty()) throw Refusal{"a template has one view"};
            const auto space = rest.find_last_of(" \t");
            const auto colons = rest.substr(0, space).rfind("::");
            if (space == std::string_view::npos || colons == std::string_view::npos ||
                !is_name(rest.substr(space + 1)) || rest.find('<') != std::string_view::npos)
                throw Refusal{"write {{! view kakehashi::feature::View v }}"};
            view_type_ = trimmed(rest.substr(0, space));
            view_name_ = rest.substr(space + 1);
            namespace_ = view_type_.substr(0, colons);
            view_line_ = line_;
        } else if (word == "layout" && rest.empty()) {
            is_layout_ = true;
        }
    }

    void begin_body() {
        if (view_type_.empty())
            throw Refusal{"the template must begin with {{! view kakehashi::feature::View v }}"};
        in_body_ = true;
    }

    void open(std::string_view text) {
        auto rest = text;
        const auto kind = std::string(next_word(rest));
        if (kind == "layout") {
            context_.elements("{{#layout}}");
            const auto function = qualified_function(next_word(rest));
            statement(function + "(out, " + expression(rest) + ", [&] {");
            blocks_.push_back({kind, line_, context_});
            return;
        }
        context_.branch();
        if (kind == "if") {
            statement("if (::kakehashi::html::truthy(" + expression(rest) + ")) {");
            blocks_.push_back({kind, line_, context_});
            return;
        }
        if (kind != "each" && kind != "with")
            throw Refusal{"{{#" + kind + "}} is unknown; there are #if #each #with #layout"};
        const auto as = rest.rfind(" as ");
        if (as == std::string_view::npos || !is_name(trimmed(rest.substr(as + 4))))
            throw Refusal{"write {{#" + kind + " expression as name}}"};
        const auto name = std::string(trimmed(rest.substr(as + 4)));
        const auto value = expression(rest.substr(0, as));
        if (kind == "each") {
            context_.loop();
            statement("for ([[maybe_unused]] std::size_t " + name +
                      "_index = 0; [[maybe_unused]] const auto& " + name + " : " + value + ") {");
        } else {
            statement("{ [[maybe_unused]] const auto& " + name + " = " + value + ";");
        }
        blocks_.push_back({kind, line_, context_, {}, false, name});
    }

    void end_branch(Block& block) {
        context_.branch();
        if (block.ended) context_.merge(*block.ended);
        block.ended = context_;
    }

    void else_branch(std::string_view condition) {
        if (blocks_.empty() || blocks_.back().kind != "if")
            throw Refusal{"{{else}} outside {{#if}}"};
        auto& block = blocks_.back();
        if (block.has_else) throw Refusal{"nothing may follow {{else}} but {{/if}}"};
        end_branch(block);
        context_ = block.start;
        block.has_else = condition.empty();
        statement(block.has_else
                      ? "} else {"
                      : "} else if (::kakehashi::html::truthy(" + expression(condition) + ")) {");
    }

    void close(std::string_view kind) {
        if (blocks_.empty()) throw Refusal{"{{/" + std::string(kind) + "}} closes nothing"};
        auto& block = blocks_.back();
        if (block.kind != kind)
            throw Refusal{"{{/" + std::string(kind) + "}} meets {{#" + block.kind + "}} of line " +
                          std::to_string(block.line)};
        if (block.kind == "layout") {
            context_.end();
            statement("});");
        } else if (block.kind == "if") {
            end_branch(block);
            if (!block.has_else) context_.merge(block.start);
            statement("}");
        } else if (block.kind == "each") {
            context_.branch();
            context_.merge(block.start);
            if (!(context_ == block.start))
                throw Refusal{"the body of {{#each}} must end where it could begin again"};
            statement("++" + block.name + "_index; }");
        } else {
            statement("}");
        }
        blocks_.pop_back();
    }

    void partial(std::string_view text) {
        context_.elements("{{> }}");
        const auto function = qualified_function(next_word(text));
        statement(function + "(out" + (text.empty() ? "" : ", " + expression(text)) + ");");
    }

    std::string line_directive() const {
        return "#line " + std::to_string(line_) + " " + string_literal(path_) + "\n";
    }

    void flush() {
        if (literal_.empty()) return;
        body_ += "    out.raw(\n        " + string_literal(literal_) + ");\n";
        literal_.clear();
    }

    void statement(const std::string& code) {
        flush();
        body_ += line_directive() + "    " + code + "\n";
    }

    std::string finished() {
        try {
            if (!in_body_) begin_body();
            if (!blocks_.empty()) {
                line_ = blocks_.back().line;
                throw Refusal{"{{#" + blocks_.back().kind + "}} is never closed"};
            }
            context_.end();
            flush();
            const auto function = function_name(name_);
            line_ = view_line_;
            return "// Written by htmlc from the template; change that instead.\n" + includes_ +
                   "#include <cstddef>\n#include <functional>\n"
                   "#include \"platform/html/writer.hpp\"\n" +
                   "namespace " + namespace_ + " {\n" + line_directive() + "void " + function +
                   "(::kakehashi::html::Writer& out, [[maybe_unused]] const " + view_type_ + "& " +
                   view_name_ + (is_layout_ ? ", const std::function<void()>& content" : "") +
                   ") {\n" + body_ + "}\n}\n";
        } catch (const Refusal& refusal) {
            throw Failure{line_, refusal.reason};
        }
    }

    std::string name_;
    std::string path_;
    std::size_t line_ = 1;
    bool in_body_ = false;
    bool is_layout_ = false;
    std::string includes_;
    std::string view_type_;
    std::string view_name_;
    std::string namespace_;
    std::size_t view_line_ = 1;
    Context context_;
    std::vector<Block> blocks_;
    std::string literal_;
    std::string body_;
};

}  // namespace

std::string compile(std::string_view source, std::string_view name, std::string_view path) {
    return Compiler(name, path).run(source);
}

}  // namespace htmlc
