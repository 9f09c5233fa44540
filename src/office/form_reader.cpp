#include "office/form_reader.hpp"

#include <charconv>

#include "base/era.hpp"
#include "base/japanese.hpp"
#include "base/messages.hpp"
#include "platform/html/writer.hpp"

namespace kakehashi::office {
namespace {

constexpr std::size_t kShortFieldChars = 40;

/// Full-width digits and colons as ASCII; 時 stands for the colon, 分 for nothing.
std::string plain_time(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto three = text.substr(at, 3);
        if (three.size() == 3 && three >= "０" && three <= "９") {
            out += static_cast<char>('0' + (static_cast<unsigned char>(three[2]) - 0x90));
            at += 3;
        } else if (three == "：" || three == "時") {
            out += ':';
            at += 3;
        } else if (three == "分" || three == "　") {
            at += 3;
        } else {
            if (text[at] != ' ') out += text[at];
            ++at;
        }
    }
    if (!out.empty() && out.back() == ':') out += "00";  // 9時
    return out;
}

std::optional<int> whole_number(std::string_view text) {
    int value = 0;
    const auto end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (text.empty() || error != std::errc{} || stop != end) return std::nullopt;
    return value;
}

std::optional<std::chrono::seconds> time_of(std::string_view text) {
    auto colon = text.find(':');
    std::string_view hour_text = text.substr(0, colon);
    std::string_view minute_text;
    if (colon != text.npos) {
        minute_text = text.substr(colon + 1);
    } else if (text.size() == 3 || text.size() == 4) {  // 930, 1030
        hour_text = text.substr(0, text.size() - 2);
        minute_text = text.substr(text.size() - 2);
    }
    const auto hour = whole_number(hour_text);
    const auto minute = whole_number(minute_text);
    if (!hour || !minute || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59)
        return std::nullopt;
    return std::chrono::hours{*hour} + std::chrono::minutes{*minute};
}

}  // namespace

std::string FormReader::line(std::string_view field, std::size_t max_chars, Required required) {
    return keep(clean_line(field, form_.text(field), max_chars, required));
}

std::string FormReader::text(std::string_view field, std::size_t max_chars, Required required) {
    return keep(clean_text(field, form_.text(field), max_chars, required));
}

std::string FormReader::name(std::string_view field, std::size_t max_chars, Required required) {
    return keep(clean_name(field, form_.text(field), max_chars, required));
}

std::string FormReader::kana(std::string_view field, std::size_t max_chars, Required required) {
    return keep(clean_kana(field, form_.text(field), max_chars, required));
}

std::string FormReader::phone(std::string_view field) {
    return keep(parse_phone(field, form_.text(field)));
}

std::optional<Date> FormReader::date(std::string_view field, Required required) {
    const auto typed = clean_line(field, form_.text(field), kShortFieldChars);
    if (typed && typed->empty() && required == Required::No) return std::nullopt;
    auto day = parse_date_as_typed(field, form_.text(field), today_);
    if (day) return *day;
    wrong(std::move(day).error());
    return std::nullopt;
}

std::optional<Date> FormReader::birth_date(std::string_view field, Required required) {
    const auto typed = clean_line(field, form_.text(field), kShortFieldChars);
    if (typed && typed->empty() && required == Required::No) return std::nullopt;
    auto day = parse_birth_date(field, form_.text(field), today_);
    if (day) return *day;
    wrong(std::move(day).error());
    return std::nullopt;
}

std::optional<std::chrono::seconds> FormReader::time(std::string_view field, Required required) {
    const auto typed = plain_time(form_.text(field));
    if (typed.empty()) {
        if (required == Required::Yes)
            wrong({ErrorKind::Invalid, "time.required", std::string{field}});
        return std::nullopt;
    }
    const auto time = time_of(typed);
    if (!time) wrong({ErrorKind::Invalid, "time.malformed", std::string{field}});
    return time;
}

int FormReader::number(std::string_view field, int least, int most, int otherwise) {
    const auto typed = plain_time(form_.text(field));
    if (typed.empty()) return otherwise;
    const auto value = whole_number(typed);
    if (value && *value >= least && *value <= most) return *value;
    wrong({ErrorKind::Invalid, "number.out_of_range", std::string{field},
           std::to_string(least) + "〜" + std::to_string(most)});
    return otherwise;
}

void FormReader::wrong(Error error) {
    const auto input = error.field;
    if (!record_.empty()) error.field = record_ + '.' + input;
    errors_.push_back({input, std::string{kakehashi::label(error.field)}, sentence(error)});
}

std::string error_of(const std::vector<FieldError>& errors, std::string_view field) {
    for (const auto& error : errors)
        if (error.field == field) return error.sentence;
    return {};
}

void render_error_summary(html::Writer& out, const std::vector<FieldError>& errors) {
    if (errors.empty()) return;
    out.raw(R"(<div class="k-errsum" role="group" aria-labelledby="errors-heading" tabindex="-1" )"
            R"(autofocus data-errors><h2 id="errors-heading">入力を確かめてください()");
    out.text(errors.size());
    out.raw("件)</h2><ul>");
    for (const auto& error : errors) {
        out.raw("<li>");
        if (!error.field.empty()) {
            out.raw("<a href=\"#");
            out.url_component(error.field);
            out.raw("\">");
        }
        out.text(error.sentence);
        out.raw(error.field.empty() ? "</li>" : "</a></li>");
    }
    out.raw("</ul></div>");
}

void render_field_error(html::Writer& out, const std::string& sentence) {
    if (sentence.empty()) return;
    out.raw("<p class=\"k-err\">");
    out.text(sentence);
    out.raw("</p>");
}

void render_field_error(html::Writer& out, const std::vector<FieldError>& errors,
                        std::string_view field) {
    const auto sentence = error_of(errors, field);
    if (sentence.empty()) return;
    out.raw("<p class=\"k-err\" id=\"");
    out.attribute(field);
    out.raw("-error\">");
    out.text(sentence);
    out.raw("</p>");
}

}  // namespace kakehashi::office
