#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "base/result.hpp"
#include "platform/document/document_files.hpp"

namespace kakehashi {

/// One page picture of one document.
struct PageKey {
    DocumentHash document;
    int page = 1;
    int width_px = 1240;
    int rotation_degrees = 0;

    auto operator<=>(const PageKey&) const = default;
};

/// Page pictures (PNG) that can always be made again: no fsync, pruned when they grow too many.
/// Parallel requests for one page render it once; at most `renders_max` render at the same time,
/// and one document leaves a place to the others. A page that was too heavy (`scan.too_heavy`,
/// `scan.crashed`) is not tried again for a while; after kHeavyPagesMax of them the whole document
/// rests, so that no file can keep everybody's pages waiting.
class PageCache {
  public:
    /// Gives the PNG of a page; called without any lock held.
    using Render = std::function<Result<std::string>(const PageKey&)>;

    static constexpr int kHeavyPagesMax = 3;

    PageCache(std::filesystem::path root, Render render,
              std::uintmax_t bytes_max = 512U * 1024 * 1024, int renders_max = 2,
              std::chrono::milliseconds heavy_rests = std::chrono::minutes{10});

    /// The PNG from the cache, or fresh from `render`, whose errors are handed on.
    /// A cache that cannot be written costs time and is not an error.
    Result<std::string> get_or_render(const PageKey& key);

    std::uintmax_t bytes_used() const;

  private:
    struct Heavy {
        Error error;
        std::chrono::steady_clock::time_point until;
    };
    const Error* resting(const PageKey& key);
    bool may_render(const PageKey& key) const;
    void remember(const PageKey& key, const Error& error);
    std::filesystem::path path_of(const PageKey& key) const;
    void store(const PageKey& key, std::string_view png);
    void prune();

    std::filesystem::path root_;
    Render render_;
    std::uintmax_t bytes_max_;
    int renders_max_;
    std::chrono::milliseconds heavy_rests_;
    mutable std::mutex mutex_;
    std::condition_variable render_ended_;
    std::set<PageKey> rendering_;
    std::map<PageKey, Heavy> heavy_;
    std::uintmax_t bytes_used_ = 0;
};

}  // namespace kakehashi
