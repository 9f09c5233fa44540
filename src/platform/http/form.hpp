#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "platform/http/headers.hpp"

namespace kakehashi::http {

/// One uploaded file. `file_name` is what the sender's machine called it, without folders: show it,
/// never use it as a path. `media_type` is the sender's claim, not a fact.
struct Upload {
    std::string field;
    std::string file_name;
    std::string media_type;
    std::string bytes;
};

/// What a form sent. Every text is valid UTF-8 without NUL, and its line ends are `\n`.
class Form {
  public:
    /// The first value of that field; empty when it was not sent.
    std::string_view text(std::string_view name) const;
    std::vector<std::string_view> all(std::string_view name) const;
    bool has(std::string_view name) const;
    /// The first file chosen for that field, or nullptr. A file input left empty gives nullptr.
    const Upload* file(std::string_view name) const;
    std::vector<const Upload*> files(std::string_view name) const;

    const std::vector<NameValue>& fields() const { return fields_; }
    const std::vector<Upload>& uploads() const { return uploads_; }
    void add(std::string name, std::string value);
    void add(Upload upload);

  private:
    std::vector<NameValue> fields_;
    std::vector<Upload> uploads_;
};

inline constexpr std::size_t kFormPartsMax = 4000;

/// `a=1&b=%E5%86%85` (a query or an application/x-www-form-urlencoded body). Invalid
/// `form.bad_text` with the field's name for text that is not UTF-8, holds NUL or a lone surrogate;
/// Invalid `form.too_many_fields` past kFormPartsMax. A `%` that starts no code stands for itself.
Result<std::vector<NameValue>> parse_urlencoded(std::string_view text);

/// multipart/form-data. Invalid `form.malformed` when the boundaries or part headers do not hold
/// together (a body cut off on the way too), `form.bad_text` and `form.too_many_fields` as above.
Result<Form> parse_multipart(std::string_view content_type, std::string_view body);

/// True for UTF-8 as Unicode defines it (no surrogates, no overlong forms) without NUL.
bool is_clean_text(std::string_view text);

}  // namespace kakehashi::http
