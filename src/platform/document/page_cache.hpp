#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
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
/// Parallel requests for one page render it once; at most `renders_max` render at the same time.
class PageCache {
  public:
    /// Gives the PNG of a page; called without any lock held.
    using Render = std::function<Result<std::string>(const PageKey&)>;

    PageCache(std::filesystem::path root, Render render,
              std::uintmax_t bytes_max = 512U * 1024 * 1024, int renders_max = 2);

    /// The PNG from the cache, or fresh from `render`, whose errors are handed on and not kept.
    /// A cache that cannot be written costs time and is not an error.
    Result<std::string> get_or_render(const PageKey& key);

    std::uintmax_t bytes_used() const;

  private:
    std::filesystem::path path_of(const PageKey& key) const;
    void store(const PageKey& key, std::string_view png);
    void prune();

    std::filesystem::path root_;
    Render render_;
    std::uintmax_t bytes_max_;
    int renders_max_;
    mutable std::mutex mutex_;
    std::condition_variable render_ended_;
    std::set<PageKey> rendering_;
    std::uintmax_t bytes_used_ = 0;
};

}  // namespace kakehashi
