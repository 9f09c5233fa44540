#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/text.hpp"
#include "platform/http/form.hpp"

namespace kakehashi::office {

/// One message of an error summary: it links to the field and stands beside it.
struct FieldError {
    std::string field;     // the input's name and id
    std::string label;     // 生年月日
    std::string sentence;  // 生年月日を入力してください。…
};

/// Reads a form field by field and collects what is wrong, so that all of it is shown at once and
/// everything typed stays. Field names are the inputs' names ("patient.born_on").
class FormReader {
  public:
    /// `record` says whose name, code, kana… the sentences speak of: "facility" makes 名称 of name.
    FormReader(const http::Form& form, Date today, std::string record = {})
        : form_(form), today_(today), record_(std::move(record)) {}

    std::string line(std::string_view field, std::size_t max_chars,
                     Required required = Required::No);
    std::string text(std::string_view field, std::size_t max_chars,
                     Required required = Required::No);
    std::string name(std::string_view field, std::size_t max_chars,
                     Required required = Required::No);
    std::string kana(std::string_view field, std::size_t max_chars,
                     Required required = Required::No);
    std::string phone(std::string_view field);
    std::optional<Date> date(std::string_view field, Required required = Required::No);
    std::optional<Date> birth_date(std::string_view field, Required required = Required::No);
    /// HH:MM, full width accepted; Invalid `time.malformed`.
    std::optional<std::chrono::seconds> time(std::string_view field,
                                             Required required = Required::No);
    /// A number in a closed range; `otherwise` when empty.
    int number(std::string_view field, int least, int most, int otherwise);
    /// The id chosen in a list; 0 when none. Invalid `id.malformed`.
    template <typename IdType>
    IdType id(std::string_view field, Required required = Required::No) {
        const auto raw = form_.text(field);
        if (raw.empty()) {
            if (required == Required::Yes)
                wrong({ErrorKind::Invalid, "choice.required", std::string{field}});
            return {};
        }
        auto id = IdType::parse(raw);
        if (!id) wrong({ErrorKind::Invalid, "id.malformed", std::string{field}});
        return id ? *id : IdType{};
    }
    /// What was typed, untouched, to show again.
    std::string typed(std::string_view field) const { return std::string{form_.text(field)}; }

    /// Hands a parser's result over: its value, or a default one and the error noted.
    template <typename T>
    T keep(Result<T> result) {
        if (result) return *std::move(result);
        wrong(std::move(result).error());
        return T{};
    }
    void wrong(Error error);
    bool ok() const { return errors_.empty(); }
    const std::vector<FieldError>& errors() const { return errors_; }

  private:
    const http::Form& form_;
    Date today_;
    std::string record_;
    std::vector<FieldError> errors_;
};

/// The sentence for one field, empty when it is fine: {{#with}} in templates.
std::string error_of(const std::vector<FieldError>& errors, std::string_view field);

}  // namespace kakehashi::office

namespace kakehashi::html {
class Writer;
}
namespace kakehashi::office {
/// 入力を確かめてください(2件): {{> kakehashi::office::error_summary v.errors}}; nothing when
/// empty.
void render_error_summary(html::Writer& out, const std::vector<FieldError>& errors);
/// The message under a field: {{> kakehashi::office::field_error field_error}} with a string.
void render_field_error(html::Writer& out, const std::string& sentence);
/// The same with the id `<field>-error`, which the input names: {{> kakehashi::office::field_error
/// v.errors "patient.born_on"}} below an input with aria-describedby="patient.born_on-error".
void render_field_error(html::Writer& out, const std::vector<FieldError>& errors,
                        std::string_view field);
}  // namespace kakehashi::office
