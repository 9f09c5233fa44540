#include "platform/http/delivery.hpp"

#include <zlib.h>

#include <array>
#include <cassert>
#include <charconv>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <vector>

namespace kakehashi::http {
namespace {

/// Scripts, styles and fonts come from this program alone; style attributes are not allowed.
constexpr std::string_view kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; frame-src 'self'; object-src 'none'";
/// A PDF is shown inside our own pages, and browsers draw it with a viewer page of their own.
constexpr std::string_view kPdfPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; object-src 'self'; "
    "frame-ancestors 'self'; base-uri 'none'; form-action 'none'";

constexpr std::size_t kGzipFrom = 1024;
constexpr int kGzipLevel = 1;
constexpr int kGzipFormat = 15 + 16;  // the largest window, in a gzip wrapper
constexpr std::size_t kCompressorsKept = 4;

/// A compressor needs 256 KiB that are slow to set up, so a few are kept for the next answer.
class Compressor {
  public:
    Compressor() {
        if (deflateInit2(&stream_, kGzipLevel, Z_DEFLATED, kGzipFormat, 8, Z_DEFAULT_STRATEGY) !=
            Z_OK)
            throw std::runtime_error("http: no memory for gzip");
    }
    ~Compressor() { deflateEnd(&stream_); }
    Compressor(const Compressor&) = delete;
    Compressor& operator=(const Compressor&) = delete;

    std::string compress(std::string_view text) {
        deflateReset(&stream_);
        std::string out(deflateBound(&stream_, text.size()), '\0');
        std::string in(text);  // zlib's interface is not const
        stream_.next_in = reinterpret_cast<Bytef*>(in.data());
        stream_.avail_in = static_cast<uInt>(in.size());
        stream_.next_out = reinterpret_cast<Bytef*>(out.data());
        stream_.avail_out = static_cast<uInt>(out.size());
        const int ended = deflate(&stream_, Z_FINISH);
        assert(ended == Z_STREAM_END && "deflateBound gave enough room");
        static_cast<void>(ended);
        out.resize(stream_.total_out);
        return out;
    }

  private:
    z_stream stream_{};
};

struct CompressorPool {
    std::mutex mutex;
    std::vector<std::unique_ptr<Compressor>> idle;
};

bool starts_with(std::string_view text, std::string_view start) {
    return text.substr(0, start.size()) == start;
}

bool is_text(std::string_view media_type) {
    return starts_with(media_type, "text/") || starts_with(media_type, "application/json") ||
           starts_with(media_type, "application/fhir+") || starts_with(media_type, "image/svg") ||
           starts_with(media_type, "application/javascript");
}

/// FNV-1a. It only has to tell one version of a page from the next.
std::string body_tag(std::string_view body) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : body) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 1099511628211ULL;
    }
    std::array<char, 17> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), hash, 16).ptr;
    return "W/\"" + std::to_string(body.size()) + "-" + std::string(digits.data(), end) + "\"";
}

void add_unless_set(Headers& headers, std::string_view name, std::string_view value) {
    if (!headers.has(name)) headers.add(name, value);
}

void revalidate(const Request& request, Response& response) {
    const auto etag = body_tag(response.body);
    add_unless_set(response.headers, "ETag", etag);
    add_unless_set(response.headers, "Cache-Control", "private, no-cache");
    if (!etag_matches(request.header("If-None-Match"), response.headers.get("ETag"))) return;
    response.status = 304;
    response.body.clear();
}

void compress(const Request& request, Response& response) {
    if (!is_text(response.headers.get("Content-Type")) || response.body.size() < kGzipFrom ||
        response.headers.has("Content-Encoding"))
        return;
    add_unless_set(response.headers, "Vary", "Accept-Encoding");
    if (!accepts_gzip(request.header("Accept-Encoding"))) return;
    response.body = gzip(response.body);
    response.headers.add("Content-Encoding", "gzip");
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

/// The next piece of a comma-separated header value; `list` loses it.
std::string_view next_of(std::string_view& list) {
    const auto end = std::min(list.find(','), list.size());
    const auto piece = trimmed(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
    return piece;
}

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) {
    bool any = false;
    while (!accept_encoding.empty()) {
        const auto piece = next_of(accept_encoding);
        const auto semicolon = std::min(piece.find(';'), piece.size());
        const auto coding = trimmed(piece.substr(0, semicolon));
        const auto weight = piece.substr(semicolon);
        const auto q = weight.find("q=");
        const bool refused =
            q != weight.npos && weight.find_first_of("123456789", q) == weight.npos;
        if (equal_ignoring_case(coding, "gzip")) return !refused;
        if (coding == "*") any = !refused;
    }
    return any;
}

bool etag_matches(std::string_view if_none_match, std::string_view etag) {
    const auto opaque = [](std::string_view tag) {
        return starts_with(tag, "W/") ? tag.substr(2) : tag;
    };
    while (!if_none_match.empty()) {
        const auto piece = next_of(if_none_match);
        if (piece == "*" || opaque(piece) == opaque(etag)) return true;
    }
    return false;
}

std::string gzip(std::string_view text) {
    static CompressorPool pool;
    std::unique_ptr<Compressor> compressor;
    {
        const std::lock_guard lock(pool.mutex);
        if (!pool.idle.empty()) {
            compressor = std::move(pool.idle.back());
            pool.idle.pop_back();
        }
    }
    if (!compressor) compressor = std::make_unique<Compressor>();
    auto out = compressor->compress(text);
    const std::lock_guard lock(pool.mutex);
    if (pool.idle.size() < kCompressorsKept) pool.idle.push_back(std::move(compressor));
    return out;
}

void finish(const Request& request, Response& response) {
    if (response.revalidated && response.status == 200) revalidate(request, response);
    compress(request, response);
    auto& headers = response.headers;
    const bool pdf = starts_with(headers.get("Content-Type"), "application/pdf");
    add_unless_set(headers, "Content-Security-Policy", pdf ? kPdfPolicy : kPagePolicy);
    add_unless_set(headers, "Cache-Control", "no-store");
    add_unless_set(headers, "X-Content-Type-Options", "nosniff");
    add_unless_set(headers, "Referrer-Policy", "same-origin");
    add_unless_set(headers, "Permissions-Policy",
                   "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
    add_unless_set(headers, "Cross-Origin-Opener-Policy", "same-origin");
    add_unless_set(headers, "Cross-Origin-Resource-Policy", "same-origin");
}

void keep_to_https(Response& response) {
    auto& headers = response.headers;
    headers.set("Strict-Transport-Security", "max-age=31536000");
    std::vector<std::string> cookies;
    for (const auto& [name, value] : headers.all())
        if (equal_ignoring_case(name, "Set-Cookie"))
            cookies.push_back(std::string{kHostCookie} + value + "; Secure");
    for (std::size_t i = 0; i < cookies.size(); ++i)
        i == 0 ? headers.set("Set-Cookie", cookies[i]) : headers.add("Set-Cookie", cookies[i]);
}

}  // namespace kakehashi::http
