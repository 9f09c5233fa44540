#include "platform/directory/fetch.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <stdexcept>

namespace kakehashi {
namespace {

struct Freed {
    void operator()(CURL* call) const { curl_easy_cleanup(call); }
};
using Call = std::unique_ptr<CURL, Freed>;

void ready() {
    static const auto done = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (done != CURLE_OK) throw std::runtime_error("libcurl cannot start");
}

std::size_t keep(const char* bytes, std::size_t, std::size_t count, std::string* body) {
    if (body->size() + count > kAnswerBytesMax) return 0;  // ends the call
    body->append(bytes, count);
    return count;
}

bool is_plain(std::string_view url) {
    return url.starts_with("http://");
}

/// https://login.example.jp:8443
std::string_view server_of(std::string_view url) {
    return url.substr(0, url.find('/', url.find("//") + 2));
}

template <typename Value>
void set(const Call& call, CURLoption option, Value value) {
    if (curl_easy_setopt(call.get(), option, value) != CURLE_OK)
        throw std::runtime_error("libcurl lacks an option");
}

}  // namespace

Result<Fetched> fetch(const Fetch& what) {
    ready();
    const Call call{curl_easy_init()};
    if (!call) throw std::runtime_error("libcurl has no memory");
    Fetched out;
    set(call, CURLOPT_URL, what.url.c_str());
    set(call, CURLOPT_PROTOCOLS_STR, is_plain(what.url) ? "http" : "https");
    if (is_plain(what.url)) set(call, CURLOPT_PROXY, "");  // on this machine
    set(call, CURLOPT_FOLLOWLOCATION, 0L);
    set(call, CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
    set(call, CURLOPT_SSL_VERIFYPEER, 1L);
    set(call, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!what.trusted.empty()) {
        set(call, CURLOPT_CAINFO, what.trusted.c_str());
        set(call, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    }
    set(call, CURLOPT_NOSIGNAL, 1L);
    set(call, CURLOPT_CONNECTTIMEOUT, long{kConnectWithin.count()});
    set(call, CURLOPT_TIMEOUT, long{kAnswerWithin.count()});
    set(call, CURLOPT_USERAGENT, "kakehashi");
    if (!what.form.empty()) {
        set(call, CURLOPT_POSTFIELDSIZE, static_cast<long>(what.form.size()));
        set(call, CURLOPT_POSTFIELDS, what.form.c_str());
    }
    if (!what.user.empty()) {
        set(call, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
        set(call, CURLOPT_USERNAME, what.user.c_str());
        set(call, CURLOPT_PASSWORD, what.password.c_str());
    }
    set(call, CURLOPT_WRITEFUNCTION, &keep);
    set(call, CURLOPT_WRITEDATA, &out.body);
    if (const auto done = curl_easy_perform(call.get()); done != CURLE_OK) {
        const std::string server{server_of(what.url)};
        std::fprintf(stderr, "the hospital's directory %s does not answer: %s\n", server.c_str(),
                     curl_easy_strerror(done));
        return fail(ErrorKind::Unavailable, "directory.away");
    }
    curl_easy_getinfo(call.get(), CURLINFO_RESPONSE_CODE, &out.status);
    return out;
}

bool is_safe_address(std::string_view url) {
    const bool visible = std::ranges::all_of(url, [](char c) { return c > ' ' && c < 0x7f; });
    if (!visible || url.find_first_of("#\\\"<>") != url.npos) return false;
    const auto slashes = url.find("://");
    if (slashes == url.npos) return false;
    const auto scheme = url.substr(0, slashes);
    const auto rest = url.substr(slashes + 3);
    const auto host_and_port = rest.substr(0, rest.find_first_of("/?"));
    if (host_and_port.find('@') != host_and_port.npos) return false;
    const auto colon =
        host_and_port.starts_with('[') ? host_and_port.find("]:") : host_and_port.find(':');
    const auto port_at = host_and_port.starts_with('[') && colon != url.npos ? colon + 1 : colon;
    const auto host = host_and_port.substr(0, port_at);
    if (host.empty()) return false;
    if (scheme == "https") return true;
    return scheme == "http" && (host == "localhost" || host == "127.0.0.1" || host == "[::1]");
}

}  // namespace kakehashi
