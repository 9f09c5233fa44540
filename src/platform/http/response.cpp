#include "platform/http/response.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stdexcept>

#include "platform/http/text_decoding.hpp"

namespace kakehashi::http {
namespace {

Response typed(std::string body, std::string_view media_type, int status) {
    Response response;
    response.status = status;
    response.body = std::move(body);
    response.headers.set("Content-Type", media_type);
    return response;
}

/// A line break in a value would start a header of its own.
std::string one_line(std::string_view value) {
    std::string line;
    for (const char c : value)
        if (c != '\r' && c != '\n' && c != '\0') line += c;
    return line;
}

/// One leading slash and no way to another host: browsers read `\` as `/` and skip tabs and breaks.
bool stays_here(std::string_view path) {
    if (path.empty() || path[0] != '/' || path.substr(0, 2) == "//") return false;
    for (const char c : path)
        if (c == '\\' || static_cast<unsigned char>(c) <= 0x20 || c == 0x7F) return false;
    return true;
}

}  // namespace

OpenFile::~OpenFile() {
    ::close(descriptor_);
}

Response Response::html(std::string body, int status) {
    return typed(std::move(body), "text/html; charset=utf-8", status);
}

Response Response::text(std::string body, int status) {
    return typed(std::move(body), "text/plain; charset=utf-8", status);
}

Response Response::json(std::string body, int status) {
    return typed(std::move(body), "application/json", status);
}

Response Response::redirect(std::string_view path, int status) {
    Response response;
    response.status = status;
    response.with("Location", stays_here(path) ? path : "/");
    return response;
}

Response Response::file(const std::filesystem::path& path, std::string_view media_type) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat facts {};
    if (descriptor < 0 || ::fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        if (descriptor >= 0) ::close(descriptor);
        throw std::runtime_error("http: a file to send cannot be opened");
    }
    Response response;
    response.open_file =
        std::make_shared<OpenFile>(descriptor, static_cast<std::uint64_t>(facts.st_size));
    response.with("Content-Type", media_type);
    return response;
}

Response Response::bytes(std::string bytes, std::string_view media_type, std::string_view file_name,
                         Disposition disposition) {
    auto response = typed(std::move(bytes), one_line(media_type), 200);
    if (!file_name.empty() || disposition == Disposition::Attachment)
        response.named(file_name, disposition);
    return response;
}

Response Response::stream(std::shared_ptr<BodyStream> stream, std::string_view media_type) {
    Response response;
    response.body_stream = std::move(stream);
    response.with("Content-Type", media_type);
    return response;
}

Response Response::not_modified() {
    Response response;
    response.status = 304;
    return response;
}

Response Response::no_content() {
    Response response;
    response.status = 204;
    return response;
}

Response& Response::with(std::string_view name, std::string_view value) & {
    headers.set(name, one_line(value));
    return *this;
}

Response Response::with(std::string_view name, std::string_view value) && {
    with(name, value);
    return std::move(*this);
}

Response& Response::cookie(std::string_view name, std::string_view value,
                           const CookieOptions& options) & {
    std::string line = std::string(name) + "=" + std::string(value) + "; Path=/";
    if (options.lives_for.count() > 0)
        line += "; Max-Age=" + std::to_string(options.lives_for.count());
    else if (options.lives_for.count() < 0)
        line += "; Max-Age=0";
    line += options.same_site == SameSite::Strict ? "; SameSite=Strict" : "; SameSite=Lax";
    line += "; HttpOnly";
    headers.add("Set-Cookie", one_line(line));
    return *this;
}

Response Response::cookie(std::string_view name, std::string_view value,
                          const CookieOptions& options) && {
    cookie(name, value, options);
    return std::move(*this);
}

Response& Response::named(std::string_view file_name, Disposition disposition) & {
    return with("Content-Disposition", content_disposition(disposition, file_name));
}

Response Response::named(std::string_view file_name, Disposition disposition) && {
    named(file_name, disposition);
    return std::move(*this);
}

Response Response::with_etag() && {
    revalidated = true;
    return std::move(*this);
}

std::string content_disposition(Disposition disposition, std::string_view file_name) {
    std::string line = disposition == Disposition::Inline ? "inline" : "attachment";
    if (file_name.empty()) return line;
    // The plain name is for programs that read no RFC 5987: other characters become one `_` each.
    const auto name = cleaned_file_name(file_name);
    std::string plain;
    for (std::size_t i = 0; i < name.size(); i += utf8_length(std::string_view(name).substr(i))) {
        const char c = name[i];
        const bool kept = utf8_length(std::string_view(name).substr(i)) == 1 && c != '"' &&
                          c != '\\' && c != '%' && c != '/';
        plain += kept ? c : '_';
    }
    return line + "; filename=\"" + plain + "\"; filename*=UTF-8''" + percent_encode(name);
}

}  // namespace kakehashi::http
