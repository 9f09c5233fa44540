#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "platform/http/request.hpp"
#include "platform/http/response.hpp"
#include "platform/http/router.hpp"

namespace kakehashi::http {

/// The files made at build time: style sheets, scripts, fonts. `manifest.txt` has one line a file,
/// `name hashed-name media-type`; beside `hashed-name` there may be `hashed-name.gz`. Only what the
/// manifest names is ever served.
class StaticFiles {
  public:
    /// Unavailable `static.no_manifest`, Invalid `static.bad_manifest` (detail: the line's number).
    static Result<StaticFiles> load(const std::filesystem::path& directory);

    /// Serves them under `/assets/`. This object must outlive the router.
    void add_routes(Router& router) const;
    /// `/assets/kakehashi.3f9a11c2.css`, which browsers keep for good. A name that is not in the
    /// manifest gives `/assets/<name>`, a 404 when fetched.
    std::string url(std::string_view name) const;
    /// Makes asset_url() answer from these files.
    void use_for_asset_urls() const;

  private:
    struct File {
        std::string hashed_name;
        std::string media_type;
        bool has_gzip = false;
    };
    Result<Response> serve(const Request& request) const;

    std::filesystem::path directory_;
    std::map<std::string, File, std::less<>> files_;  // by name
    std::map<std::string, std::string, std::less<>> names_by_hash_;
};

/// For pages: the URL of an asset. `/assets/<name>` until use_for_asset_urls() was called.
std::string asset_url(std::string_view name);

}  // namespace kakehashi::http
