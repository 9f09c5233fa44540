#pragma once

#include <string>
#include <string_view>

// Where in an HTML page a place of a template stands, and hence how a value there must be escaped.
// A subset of the WHATWG tokenizer; what it does not know it refuses, it never guesses.

namespace htmlc {

/// Stops the build: `reason` is one sentence for the author of the page.
struct Refusal {
    std::string reason;
};

enum class Place {
    Text,
    Less,           // after "<"
    EndTagName,     // after "</"
    TagName,        // in "<na"
    InTag,          // between attributes, where a new one may begin
    TagEdge,        // in a tag, where only a space, "/" or ">" may follow
    AttributeName,  //
    AfterEquals,    // before the value
    Value,          // in a quoted value
    BareValue,      // in an unquoted value
    Declaration,    // in <!doctype ...>
    Comment,
    Rcdata,   // in <textarea>, <title>
    RawText,  // in <script>, <style> and the like
};

enum class AttributeKind { Plain, Address, Json, Refused };

/// How far an attribute value has come. For an address: Beginning, Literal (not yet judged), then
/// AfterUrl, Segment (just after a "/"), Path or Query. For JSON: Beginning, Literal or AfterJson.
enum class Progress { Beginning, Literal, AfterUrl, Segment, Path, Query, AfterJson };

/// How a value at a place must be written: each is a function of html::Writer.
enum class Escape { Text, Rcdata, Attribute, Url, UrlSegment, UrlComponent, Json };

class Context {
  public:
    /// Reads markup of the template and returns what of it goes out: comments dropped, white space
    /// with a line end made one line end. Throws Refusal.
    /// `line_before` says that the text before ended with a line end, so that blanks add nothing.
    std::string literal(std::string_view markup, bool line_before = false);

    /// How a value here is escaped; moves past it. Throws Refusal where no value may stand.
    Escape value();

    /// A block tag ({{#if}}, {{else}}, {{/if}}, {{#each}}) stands here. Throws Refusal where the
    /// template may not branch.
    void branch();

    /// The body of a loop begins here, after branch(); it may follow itself.
    void loop();

    /// What follows comes after this branch or after `other`. Throws Refusal if it would be read
    /// differently after the one than after the other.
    void merge(const Context& other);

    /// A comment of the template stands here. Throws Refusal in the middle of "<!--" and the like.
    void remark() const;

    /// A partial, a layout or {{content}} stands here: whole elements, so only between tags.
    void elements(std::string_view what) const;

    /// The page ends here. Throws Refusal inside a tag, a <pre> or the like.
    void end() const;

    bool operator==(const Context&) const = default;

  private:
    void step(char c, std::string& out);
    void begin_markup(char c);
    void tag_step(char c, std::string& out);
    void attribute_step(char c, std::string& out);
    void value_step(char c);
    void address_step(char c);
    void comment_step(char c, std::string& out);
    void element_text_step(char c);
    void end_attribute_name();
    void end_attribute();
    void close_tag(std::string& out);
    void settle_address();
    bool collapses() const;
    std::string where() const;

    Place place_ = Place::Text;
    std::string tag_;  // lower case: the tag being read, or the element around RCDATA and raw text
    bool end_tag_ = false;
    std::string attribute_;  // lower case
    AttributeKind kind_ = AttributeKind::Plain;
    char quote_ = 0;
    Progress progress_ = Progress::Beginning;
    std::string prefix_;           // the literal beginning of an address, until it is judged
    bool http_equiv_ = false;      // the meta tag being read has http-equiv
    bool filled_content_ = false;  // the meta tag being read has a value in content=
    int pre_depth_ = 0;
    std::string tail_;            // what may become the end of a comment, of RCDATA or raw text
    bool newline_given_ = false;  // <textarea> or <pre> has its line end; the author's is dropped
};

}  // namespace htmlc
