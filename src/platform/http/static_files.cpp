#include "platform/http/static_files.hpp"

#include <fstream>
#include <mutex>
#include <sstream>

#include "platform/http/delivery.hpp"

namespace kakehashi::http {
namespace {

struct AssetUrls {
    std::mutex mutex;
    std::map<std::string, std::string, std::less<>> hashed_names;
};

AssetUrls& asset_urls() {
    static AssetUrls urls;
    return urls;
}

/// A name that can stand in a URL part and is one file in one folder.
bool is_plain_name(std::string_view name) {
    if (name.empty() || name.front() == '.') return false;
    for (const char c : name) {
        const bool ok = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                        (c >= 'A' && c <= 'Z') || c == '.' || c == '_' || c == '-';
        if (!ok) return false;
    }
    return true;
}

}  // namespace

Result<StaticFiles> StaticFiles::load(const std::filesystem::path& directory) {
    std::ifstream manifest(directory / "manifest.txt");
    if (!manifest) return fail(ErrorKind::Unavailable, "static.no_manifest");
    StaticFiles files;
    files.directory_ = directory;
    std::string line;
    for (int number = 1; std::getline(manifest, line); ++number) {
        std::istringstream words(line);
        std::string name;
        File file;
        words >> name >> file.hashed_name >> std::ws;
        std::getline(words, file.media_type);
        if (!is_plain_name(name) || !is_plain_name(file.hashed_name) || file.media_type.empty() ||
            !std::filesystem::is_regular_file(directory / file.hashed_name))
            return fail(ErrorKind::Invalid, "static.bad_manifest", {}, std::to_string(number));
        file.has_gzip = std::filesystem::is_regular_file(directory / (file.hashed_name + ".gz"));
        files.names_by_hash_[file.hashed_name] = name;
        files.files_[name] = std::move(file);
    }
    return files;
}

void StaticFiles::add_routes(Router& router) const {
    router.add("GET", "/assets/{name}", [this](Request& request) { return serve(request); },
               {.body_bytes_max = 0, .open = true});
}

std::string StaticFiles::url(std::string_view name) const {
    const auto file = files_.find(name);
    return "/assets/" + (file == files_.end() ? std::string(name) : file->second.hashed_name);
}

void StaticFiles::use_for_asset_urls() const {
    auto& urls = asset_urls();
    const std::lock_guard lock(urls.mutex);
    urls.hashed_names.clear();
    for (const auto& [name, file] : files_) urls.hashed_names[name] = file.hashed_name;
}

Result<Response> StaticFiles::serve(const Request& request) const {
    // A plain name is served too, for icons and scripts that a page cannot look up.
    const auto asked = request.path_text("name");
    const auto hashed = names_by_hash_.find(asked);
    const auto found = files_.find(hashed == names_by_hash_.end() ? asked : hashed->second);
    if (found == files_.end()) return fail(ErrorKind::NotFound, "http.not_found");

    const auto& file = found->second;
    const std::string etag = "W/\"" + file.hashed_name + "\"";
    const bool gzip = file.has_gzip && accepts_gzip(request.header("Accept-Encoding"));
    auto response = etag_matches(request.header("If-None-Match"), etag)
                        ? Response::not_modified()
                        : Response::file(directory_ / (file.hashed_name + (gzip ? ".gz" : "")),
                                         file.media_type);
    if (gzip && response.status == 200) response.with("Content-Encoding", "gzip");
    response.with("ETag", etag).with("Vary", "Accept-Encoding");
    response.with("Cache-Control", hashed != names_by_hash_.end()
                                       ? "public, max-age=31536000, immutable"
                                       : "public, no-cache");
    return response;
}

std::string asset_url(std::string_view name) {
    auto& urls = asset_urls();
    const std::lock_guard lock(urls.mutex);
    const auto found = urls.hashed_names.find(name);
    return "/assets/" + (found == urls.hashed_names.end() ? std::string(name) : found->second);
}

}  // namespace kakehashi::http
