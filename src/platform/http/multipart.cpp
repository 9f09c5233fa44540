#include <optional>

#include "platform/http/form.hpp"
#include "platform/http/text_decoding.hpp"

namespace kakehashi::http {
namespace {

constexpr std::size_t kBoundaryBytesMax = 70;  // RFC 2046, 5.1.1
constexpr std::size_t kPartHeaderBytesMax = 8192;

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// The value of `; name=value` or `; name="value"` in a header line. Browsers write a quote inside
/// as %22 (older ones as \"), and leave a backslash as it is.
std::optional<std::string> parameter(std::string_view line, std::string_view wanted) {
    auto rest = line;
    auto semicolon = rest.find(';');
    while (semicolon != rest.npos) {
        rest.remove_prefix(semicolon + 1);
        const auto equals = rest.find_first_of("=;");
        if (equals == rest.npos) return std::nullopt;
        if (rest[equals] == ';') {
            semicolon = equals;
            continue;
        }
        const auto name = trimmed(rest.substr(0, equals));
        rest = trimmed(rest.substr(equals + 1));
        std::string value;
        std::size_t i = 0;
        if (!rest.empty() && rest[0] == '"') {
            for (i = 1; i < rest.size() && rest[i] != '"'; ++i) {
                if (rest[i] == '\\' && i + 1 < rest.size() && rest[i + 1] == '"') ++i;
                value += rest[i];
            }
            if (i == rest.size()) return std::nullopt;  // no closing quote
        } else {
            i = std::min(rest.find(';'), rest.size());
            value = trimmed(rest.substr(0, i));
        }
        if (equal_ignoring_case(name, wanted)) return value;
        rest.remove_prefix(i);
        semicolon = rest.find(';');
    }
    return std::nullopt;
}

/// WHATWG: in a part's names only these three are percent-coded.
std::string undo_name_coding(std::string_view text) {
    std::string name;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto code = text.substr(i, 3);
        const char meant = code == "%22" ? '"' : code == "%0D" ? '\r' : code == "%0A" ? '\n' : '\0';
        name += meant == '\0' ? text[i] : meant;
        if (meant != '\0') i += 2;
    }
    return name;
}

std::string without_folders(const std::string& path) {
    const auto slash = path.find_last_of("/\\");
    return slash == path.npos ? path : path.substr(slash + 1);
}

/// One part's header lines as far as a form needs them.
struct PartHeader {
    std::string field;
    std::optional<std::string> file_name;
    std::string media_type;
};

Result<PartHeader> parse_part_header(std::string_view block) {
    PartHeader header;
    bool named = false;
    while (!block.empty()) {
        const auto end = std::min(block.find("\r\n"), block.size());
        const auto line = block.substr(0, end);
        block.remove_prefix(std::min(end + 2, block.size()));
        const auto colon = line.find(':');
        if (colon == line.npos) return fail(ErrorKind::Invalid, "form.malformed");
        const auto value = trimmed(line.substr(colon + 1));
        if (equal_ignoring_case(line.substr(0, colon), "Content-Disposition")) {
            const auto kind = trimmed(value.substr(0, std::min(value.find(';'), value.size())));
            const auto name = parameter(value, "name");
            if (named || !equal_ignoring_case(kind, "form-data") || !name)
                return fail(ErrorKind::Invalid, "form.malformed");
            named = true;
            header.field = undo_name_coding(*name);
            header.file_name = parameter(value, "filename");
        } else if (equal_ignoring_case(line.substr(0, colon), "Content-Type")) {
            header.media_type = cleaned_file_name(value);
        }
    }
    if (!named) return fail(ErrorKind::Invalid, "form.malformed");
    if (!is_clean_text(header.field)) return fail(ErrorKind::Invalid, "form.bad_text");
    return header;
}

Result<void> add_part(Form& form, PartHeader header, std::string_view content) {
    if (header.file_name) {
        // A file input left empty still sends a part, without a name and without bytes.
        if (header.file_name->empty() && content.empty()) return {};
        form.add(Upload{std::move(header.field),
                        without_folders(cleaned_file_name(undo_name_coding(*header.file_name))),
                        std::move(header.media_type), std::string(content)});
        return {};
    }
    if (!is_clean_text(content)) return fail(ErrorKind::Invalid, "form.bad_text", header.field);
    form.add(std::move(header.field), unix_lines(content));
    return {};
}

/// What follows a boundary: the next part, the end, or neither (then it was no boundary).
enum class After { Part, End, Neither };

After after_boundary(std::string_view text, std::size_t& skip) {
    if (text.substr(0, 2) == "--") return After::End;
    const auto blank = std::min(text.find_first_not_of(" \t"), text.size());
    skip = blank + 2;
    return text.substr(blank, 2) == "\r\n" ? After::Part : After::Neither;
}

}  // namespace

Result<Form> parse_multipart(std::string_view content_type, std::string_view body) {
    const auto malformed = [] { return fail(ErrorKind::Invalid, "form.malformed"); };
    const auto boundary = parameter(content_type, "boundary");
    if (!boundary || boundary->empty() || boundary->size() > kBoundaryBytesMax) return malformed();
    const std::string delimiter = "\r\n--" + *boundary;

    // The first boundary may stand at the very start, without its line break.
    std::size_t skip = 0;
    if (body.substr(0, delimiter.size() - 2) == std::string_view(delimiter).substr(2)) {
        body.remove_prefix(delimiter.size() - 2);
    } else {
        const auto first = body.find(delimiter);
        if (first == body.npos) return malformed();
        body.remove_prefix(first + delimiter.size());
    }

    Form form;
    std::size_t parts = 0;
    auto after = after_boundary(body, skip);
    while (after == After::Part) {
        if (++parts > kFormPartsMax) return fail(ErrorKind::Invalid, "form.too_many_fields");
        body.remove_prefix(skip);
        const auto header_end = body.substr(0, kPartHeaderBytesMax).find("\r\n\r\n");
        if (header_end == body.npos) return malformed();
        TRY(auto header, parse_part_header(body.substr(0, header_end)));
        body.remove_prefix(header_end + 4);

        auto end = body.npos;
        for (auto from = std::size_t{0};; from = end + 1) {
            end = body.find(delimiter, from);
            if (end == body.npos) return malformed();
            after = after_boundary(body.substr(end + delimiter.size()), skip);
            if (after != After::Neither) break;
        }
        TRY_DO(add_part(form, std::move(header), body.substr(0, end)));
        body.remove_prefix(end + delimiter.size());
    }
    if (after == After::Neither) return malformed();
    return form;
}

}  // namespace kakehashi::http
