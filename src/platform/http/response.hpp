#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "platform/http/headers.hpp"

namespace kakehashi::http {

enum class SameSite { Strict, Lax };

struct CookieOptions {
    std::chrono::seconds lives_for{0};  ///< 0: until the browser closes. Negative: delete it now.
    SameSite same_site = SameSite::Lax;
};

/// A body made while it is sent. The connection's own thread calls read().
class BodyStream {
  public:
    virtual ~BodyStream() = default;
    /// Blocks until it has filled some of `out`; 0 is the end.
    virtual std::size_t read(std::span<char> out) = 0;
    /// From any thread: read() returns 0 soon (the reader went away, or the server stops).
    virtual void end() = 0;
    /// True when the reader is too slow to be served any longer: the server cuts it off.
    virtual bool lost() const { return false; }
};

/// A file that is open for sending; closed with the last copy.
class OpenFile {
  public:
    OpenFile(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size) {}
    ~OpenFile();
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    int descriptor() const { return descriptor_; }
    std::uint64_t size() const { return size_; }

  private:
    int descriptor_;
    std::uint64_t size_;
};

/// How a browser treats bytes with a file name.
enum class Disposition { Inline, Attachment };

/// One answer. The server adds the security headers, `Cache-Control: no-store`, gzip and
/// Server-Timing; a header set here wins.
struct Response {
    int status = 200;
    Headers headers;
    std::string body;
    std::shared_ptr<OpenFile> open_file;
    std::shared_ptr<BodyStream> body_stream;
    bool revalidated = false;  ///< See with_etag().

    static Response html(std::string body, int status = 200);
    static Response text(std::string body, int status = 200);
    static Response json(std::string body, int status = 200);
    /// `path` must start with one `/` and stay on this server: anything else becomes `/`.
    static Response redirect(std::string_view path, int status = 303);
    /// Sends the file at `path`. Throws std::runtime_error when it cannot be opened.
    static Response file(const std::filesystem::path& path, std::string_view media_type);
    /// `file_name` may be Japanese (RFC 5987); empty for none.
    static Response bytes(std::string bytes, std::string_view media_type,
                          std::string_view file_name = {},
                          Disposition disposition = Disposition::Inline);
    static Response stream(std::shared_ptr<BodyStream> stream, std::string_view media_type);
    static Response not_modified();
    static Response no_content();

    /// Sets a header; CR, LF and NUL in `value` are dropped.
    Response& with(std::string_view name, std::string_view value) &;
    Response with(std::string_view name, std::string_view value) &&;
    Response& cookie(std::string_view name, std::string_view value,
                     const CookieOptions& options = {}) &;
    Response cookie(std::string_view name, std::string_view value,
                    const CookieOptions& options = {}) &&;
    /// Content-Disposition for a file answer: `file()` then `.named("返書.pdf")`.
    Response& named(std::string_view file_name, Disposition disposition = Disposition::Inline) &;
    Response named(std::string_view file_name, Disposition disposition = Disposition::Inline) &&;
    /// The server adds an ETag of the body, answers 304 when the browser has it, and lets the
    /// browser keep it (`private, no-cache`): not for pages with patients on shared computers.
    Response with_etag() &&;
};

/// `inline; filename="_.pdf"; filename*=UTF-8''%E8%BF%94…`.
std::string content_disposition(Disposition disposition, std::string_view file_name);

}  // namespace kakehashi::http
