#include "context.hpp"
#include "attributes.hpp"

namespace htmlc {

std::string Context::literal(std::string_view markup, bool line_before) {
    std::string out;
    std::string blanks;
    bool drop = line_before && place_ == Place::Text && pre_depth_ == 0;
    const auto give_blanks = [&] {
        if (!drop) out += blanks.find('\n') == std::string::npos ? blanks : "\n";
        blanks.clear();
        drop = false;
    };
    for (const char c : markup) {
        if (is_space(c) && collapses()) {
            std::string unused;
            step(c, unused);
            blanks += unused;
        } else {
            give_blanks();
            step(c, out);
        }
    }
    give_blanks();
    return out;
}

bool Context::collapses() const {
    switch (place_) {
        case Place::Text:
            return pre_depth_ == 0;
        case Place::TagName:
        case Place::InTag:
        case Place::TagEdge:
        case Place::AttributeName:
            return true;
        default:
            return false;
    }
}

void Context::step(char c, std::string& out) {
    if (newline_given_) {
        newline_given_ = false;
        if (c == '\n') return;
    }
    out += c;
    switch (place_) {
        case Place::Text:
            if (c == '<') place_ = Place::Less;
            break;
        case Place::Less:
            begin_markup(c);
            break;
        case Place::Declaration:
        case Place::Comment:
            comment_step(c, out);
            break;
        case Place::Rcdata:
        case Place::RawText:
            element_text_step(c);
            break;
        case Place::Value:
        case Place::BareValue:
        case Place::AfterEquals:
        case Place::AttributeName:
            attribute_step(c, out);
            break;
        default:
            tag_step(c, out);
    }
}

void Context::begin_markup(char c) {
    tag_.clear();
    end_tag_ = c == '/';
    if (c == '/') {
        place_ = Place::EndTagName;
    } else if (c == '!') {
        place_ = Place::Declaration;
        tail_ = "!";
    } else if (is_letter(c)) {
        place_ = Place::TagName;
        tag_ = lower(c);
    } else {
        throw Refusal{"a \"<\" that begins no tag; write &lt;"};
    }
}

void Context::comment_step(char c, std::string& out) {
    if (place_ == Place::Declaration) {
        if (tail_ == "!" && c == '[') throw Refusal{"CDATA is not for HTML pages"};
        if ((tail_ == "!" || tail_ == "!-") && c == '-') {
            tail_ += c;
        } else {
            tail_ = "declaration";
        }
        if (tail_ == "!--") {
            place_ = Place::Comment;
            tail_.clear();
            out.resize(out.size() - std::string_view("<!--").size());
        } else if (c == '>') {
            place_ = Place::Text;
            tail_.clear();
        }
        return;
    }
    out.pop_back();
    if (c == '-') {
        tail_ = tail_.size() < 2 ? tail_ + c : tail_;
    } else if (c == '>' && tail_ == "--") {
        place_ = Place::Text;
        tail_.clear();
    } else {
        tail_.clear();
    }
}

void Context::element_text_step(char c) {
    const auto end = "</" + tag_;
    if (end[tail_.size()] == lower(c)) {
        tail_ += lower(c);
    } else {
        if (place_ == Place::Rcdata && (c == '<' || !tail_.empty()))
            throw Refusal{"a \"<\" in <" + tag_ + ">; write &lt;"};
        tail_ = c == '<' ? "<" : "";
    }
    if (tail_ == end) {
        place_ = Place::TagEdge;
        end_tag_ = true;
        tail_.clear();
    }
}

void Context::tag_step(char c, std::string& out) {
    if (c == '>') {
        if (tag_.empty()) throw Refusal{"a tag without a name"};
        return close_tag(out);
    }
    if (place_ == Place::TagName || place_ == Place::EndTagName) {
        if (is_space(c) || c == '/')
            place_ = Place::InTag;
        else if (is_letter(c) || (!tag_.empty() && ((c >= '0' && c <= '9') || c == '-')))
            tag_ += lower(c), place_ = Place::TagName;
        else
            throw Refusal{"a tag name may hold letters, digits and \"-\" only"};
        return;
    }
    if (is_space(c) || c == '/') {
        place_ = Place::InTag;
    } else if (place_ == Place::TagEdge) {
        throw Refusal{"a space is missing before what follows " + where()};
    } else if (c == '"' || c == '\'' || c == '<' || c == '=' || c == '`') {
        throw Refusal{std::string("a stray ") + c + " in <" + tag_ +
                      ">; attributes are written name=\"value\""};
    } else {
        place_ = Place::AttributeName;
        attribute_ = lower(c);
    }
}

void Context::attribute_step(char c, std::string& out) {
    switch (place_) {
        case Place::AttributeName:
            if (c == '=') {
                end_attribute_name();
                place_ = Place::AfterEquals;
            } else if (c == '>') {
                end_attribute_name();
                close_tag(out);
            } else if (is_space(c) || c == '/') {
                end_attribute_name();
                end_attribute();
                place_ = Place::InTag;
            } else if (c == '"' || c == '\'' || c == '<') {
                throw Refusal{std::string("a stray ") + c + " in an attribute name"};
            } else {
                attribute_ += lower(c);
            }
            break;
        case Place::AfterEquals:
            if (is_space(c) || c == '>') throw Refusal{"a value is missing " + where()};
            quote_ = c == '"' || c == '\'' ? c : '\0';
            place_ = quote_ != 0 ? Place::Value : Place::BareValue;
            break;
        case Place::Value:
            if (c == quote_) {
                end_attribute();
                place_ = Place::TagEdge;
            } else {
                value_step(c);
            }
            break;
        default:  // BareValue
            if (c == '>') {
                close_tag(out);
            } else if (is_space(c)) {
                end_attribute();
                place_ = Place::InTag;
            } else if (c == '"' || c == '\'' || c == '<' || c == '=' || c == '`') {
                throw Refusal{"put the value in quotes, " + where()};
            }
    }
}

void Context::end_attribute_name() {
    kind_ = attribute_kind(tag_, attribute_);
    progress_ = Progress::Beginning;
    http_equiv_ = http_equiv_ || attribute_ == "http-equiv";
}

void Context::end_attribute() {
    attribute_.clear();
    kind_ = AttributeKind::Plain;
    quote_ = 0;
    progress_ = Progress::Beginning;
    prefix_.clear();
}

void Context::value_step(char c) {
    if (kind_ == AttributeKind::Address) address_step(c);
    if (kind_ == AttributeKind::Json) {
        if (progress_ == Progress::AfterJson)
            throw Refusal{"the html::Json must be the whole value, " + where()};
        progress_ = Progress::Literal;
    }
}

void Context::address_step(char c) {
    switch (progress_) {
        case Progress::Beginning:
        case Progress::Literal:
            progress_ = Progress::Literal;
            prefix_ += c;
            return;
        case Progress::AfterUrl:
            if (c != '?' && c != '&' && c != '#')
                throw Refusal{"after a Url only ? & or # may follow; use Url::segment, " + where()};
            progress_ = Progress::Query;
            return;
        case Progress::Query:
            return;
        default:
            if (c == '\\' || c == '&' || is_space(c) ||
                (c == '/' && progress_ == Progress::Segment))
                throw Refusal{
                    "\"//\", \"\\\", \"&\" or a blank in a path could lead to another server, " +
                    where()};
            if (c == '?' || c == '#')
                progress_ = Progress::Query;
            else if (c == '/')
                progress_ = Progress::Segment;
            else if (c != '.')
                progress_ = Progress::Path;
    }
}

void Context::settle_address() {
    if (progress_ != Progress::Literal) return;
    if (!is_safe_beginning(prefix_))
        throw Refusal{
            "an address with a value in it must begin with / ? # https://host/ mailto: "
            "or tel:, or be one html::Url, " +
            where()};
    const auto last = prefix_.find_last_not_of('.');
    if (prefix_.find_first_of("?#") != std::string::npos)
        progress_ = Progress::Query;
    else
        progress_ = prefix_[last] == '/' ? Progress::Segment : Progress::Path;
    prefix_.clear();
}

void Context::close_tag(std::string& out) {
    if (http_equiv_ && filled_content_)
        throw Refusal{"a value in content= of a meta tag with http-equiv could lead anywhere"};
    http_equiv_ = filled_content_ = false;
    end_attribute();
    place_ = Place::Text;
    if (end_tag_) {
        if (tag_ == "pre" && --pre_depth_ < 0) throw Refusal{"</pre> without <pre>"};
        tag_.clear();
        end_tag_ = false;
        return;
    }
    using namespace std::literals;
    static constexpr std::array kRaw{"script"sv,  "style"sv,    "iframe"sv,
                                     "noembed"sv, "noframes"sv, "xmp"sv};
    if (tag_ == "plaintext" || tag_ == "listing") throw Refusal{"<" + tag_ + "> is obsolete"};
    if (tag_ == "pre") ++pre_depth_;
    if (tag_ == "pre" || tag_ == "textarea") {
        // Browsers drop one line end here: give them ours, so that a value keeps its own.
        out += '\n';
        newline_given_ = true;
    }
    if (tag_ == "textarea" || tag_ == "title")
        place_ = Place::Rcdata;
    else if (is_one_of(tag_, kRaw))
        place_ = Place::RawText;
    else
        tag_.clear();
}

Escape Context::value() {
    newline_given_ = false;
    switch (place_) {
        case Place::Text:
            return Escape::Text;
        case Place::Rcdata:
            if (tail_.empty()) return Escape::Rcdata;
            [[fallthrough]];
        case Place::Less:
        case Place::EndTagName:
        case Place::TagName:
            throw Refusal{"a tag name cannot come from a value"};
        case Place::InTag:
        case Place::TagEdge:
        case Place::AttributeName:
            throw Refusal{"an attribute name cannot come from a value; use {{#if}} in <" + tag_ +
                          ">"};
        case Place::AfterEquals:
        case Place::BareValue:
            throw Refusal{"put the value in quotes, " + where()};
        case Place::Declaration:
        case Place::Comment:
        case Place::RawText:
            throw Refusal{"no value may stand " + where() +
                          "; give scripts their data through data-json"};
        case Place::Value:
            break;
    }
    switch (kind_) {
        case AttributeKind::Plain:
            filled_content_ = filled_content_ || (tag_ == "meta" && attribute_ == "content");
            return Escape::Attribute;
        case AttributeKind::Json:
            if (progress_ != Progress::Beginning)
                throw Refusal{"the html::Json must be the whole value, " + where()};
            progress_ = Progress::AfterJson;
            return Escape::Json;
        case AttributeKind::Refused:
            throw Refusal{"no escaping makes a value safe " + where() +
                          "; use a class or a data- attribute"};
        case AttributeKind::Address:
            break;
    }
    settle_address();
    switch (progress_) {
        case Progress::Beginning:
            progress_ = Progress::AfterUrl;
            return Escape::Url;
        case Progress::AfterUrl:
            throw Refusal{"after a Url only ? & or # may follow; use Url::segment, " + where()};
        case Progress::Segment:
            progress_ = Progress::Path;
            return Escape::UrlSegment;
        default:
            return Escape::UrlComponent;
    }
}

void Context::branch() {
    newline_given_ = false;
    switch (place_) {
        case Place::Text:
        case Place::InTag:
        case Place::TagEdge:
            return;
        case Place::TagName:
            place_ = Place::TagEdge;
            return;
        case Place::AttributeName:
            end_attribute_name();
            end_attribute();
            place_ = Place::TagEdge;
            return;
        case Place::Value:
            if (kind_ == AttributeKind::Address) settle_address();
            return;
        case Place::Rcdata:
            if (tail_.empty()) return;
            [[fallthrough]];
        default:
            throw Refusal{"no block may begin or end " + where()};
    }
}

void Context::loop() {
    if (place_ == Place::InTag) place_ = Place::TagEdge;
}

void Context::merge(const Context& other) {
    auto theirs = other;
    http_equiv_ = theirs.http_equiv_ = http_equiv_ || theirs.http_equiv_;
    filled_content_ = theirs.filled_content_ = filled_content_ || theirs.filled_content_;
    const auto one_each = [](auto a, auto b, auto x, auto y) {
        return (a == x && b == y) || (a == y && b == x);
    };
    if (one_each(place_, theirs.place_, Place::InTag, Place::TagEdge))
        place_ = theirs.place_ = Place::TagEdge;
    if (one_each(progress_, theirs.progress_, Progress::Segment, Progress::Path))
        progress_ = theirs.progress_ = Progress::Segment;
    if (one_each(progress_, theirs.progress_, Progress::Path, Progress::Query))
        progress_ = theirs.progress_ = Progress::Path;
    if (*this == theirs) return;
    if (place_ == Place::Value && theirs.place_ == Place::Value && attribute_ == theirs.attribute_)
        throw Refusal{
            "the branches leave the value unlike each other (an address or JSON begun in "
            "one only), " +
            where()};
    throw Refusal{"the branches end in different places: one " + theirs.where() + ", one " +
                  where()};
}

void Context::remark() const {
    if (place_ == Place::Less || place_ == Place::Declaration)
        throw Refusal{"no comment may stand " + where()};
}

void Context::elements(std::string_view what) const {
    if (place_ != Place::Text)
        throw Refusal{std::string(what) + " may stand between tags only, not " + where()};
}

void Context::end() const {
    if (place_ != Place::Text) throw Refusal{"the page ends " + where()};
    if (pre_depth_ > 0) throw Refusal{"the page ends inside <pre>"};
}

std::string Context::where() const {
    switch (place_) {
        case Place::Text:
            return pre_depth_ > 0 ? "in <pre>" : "between tags";
        case Place::Less:
        case Place::EndTagName:
            return "in a tag name";
        case Place::Declaration:
            return "in <!...>";
        case Place::Comment:
            return "in a comment";
        case Place::AfterEquals:
        case Place::Value:
        case Place::BareValue:
            return "in the attribute " + attribute_ + " of <" + tag_ + ">";
        case Place::Rcdata:
        case Place::RawText:
            return "in the element <" + tag_ + ">";
        default:
            return "in the tag <" + tag_ + ">";
    }
}

}  // namespace htmlc
