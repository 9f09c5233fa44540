#include "platform/document/page_cache.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace kakehashi {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using namespace std::string_view_literals;

/// The cache is not fsynced: after a power cut a file may be there with less in it.
bool is_whole_png(std::string_view png) {
    return png.starts_with("\x89PNG\r\n\x1a\n"sv) && png.ends_with("IEND\xAE\x42\x60\x82"sv);
}

std::string read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return std::move(bytes).str();
}

struct Kept {
    fs::file_time_type used_at;
    std::uintmax_t bytes;
    fs::path path;
};

std::vector<Kept> kept_below(const fs::path& root) {
    std::vector<Kept> kept;
    std::error_code gone;  // another process may prune at the same time
    for (fs::recursive_directory_iterator it(root, gone), end; !gone && it != end;
         it.increment(gone)) {
        std::error_code ignored;
        if (!it->is_regular_file(ignored)) continue;
        const auto bytes = it->file_size(ignored);
        const auto used_at = it->last_write_time(ignored);
        if (!ignored) kept.push_back({used_at, bytes, it->path()});
    }
    return kept;
}

}  // namespace

PageCache::PageCache(fs::path root, Render render, std::uintmax_t bytes_max, int renders_max,
                     std::chrono::milliseconds heavy_rests)
    : root_(std::move(root)),
      render_(std::move(render)),
      bytes_max_(bytes_max),
      renders_max_(renders_max),
      heavy_rests_(heavy_rests) {
    std::error_code ignored;
    fs::create_directories(root_, ignored);
    fs::permissions(root_, fs::perms::owner_all, ignored);
    for (const Kept& kept : kept_below(root_)) bytes_used_ += kept.bytes;
}

fs::path PageCache::path_of(const PageKey& key) const {
    const std::string name = key.document.text();
    return root_ / name.substr(0, 2) /
           (name + "-p" + std::to_string(key.page) + "-w" + std::to_string(key.width_px) + "-r" +
            std::to_string(key.rotation_degrees) + ".png");
}

Result<std::string> PageCache::get_or_render(const PageKey& key) {
    const fs::path path = path_of(key);
    std::unique_lock lock(mutex_);
    while (true) {
        lock.unlock();
        std::string png = read(path);
        if (is_whole_png(png)) {
            std::error_code ignored;
            fs::last_write_time(path, fs::file_time_type::clock::now(), ignored);
            return png;
        }
        lock.lock();
        if (const auto* heavy = resting(key)) return fail(*heavy);
        if (may_render(key)) break;
        render_ended_.wait(lock);
    }
    rendering_.insert(key);
    lock.unlock();

    struct Ended {
        PageCache& cache;
        const PageKey& key;
        ~Ended() {
            const std::lock_guard guard(cache.mutex_);
            cache.rendering_.erase(key);
            cache.render_ended_.notify_all();
        }
    } ended{*this, key};
    auto png = render_(key);
    if (png)
        store(key, *png);
    else
        remember(key, png.error());
    return png;
}

/// Why `key` is not tried now; nullptr when it may be. Forgets what has rested long enough.
const Error* PageCache::resting(const PageKey& key) {
    std::erase_if(heavy_,
                  [now = Clock::now()](const auto& one) { return one.second.until <= now; });
    if (const auto found = heavy_.find(key); found != heavy_.end()) return &found->second.error;
    const auto same = [&](const auto& one) { return one.first.document == key.document; };
    if (std::ranges::count_if(heavy_, same) < kHeavyPagesMax) return nullptr;
    return &std::ranges::find_if(heavy_, same)->second.error;
}

bool PageCache::may_render(const PageKey& key) const {
    const auto of_document = std::ranges::count_if(
        rendering_, [&](const PageKey& one) { return one.document == key.document; });
    return !rendering_.contains(key) && std::ssize(rendering_) < renders_max_ &&
           of_document < std::max(1, renders_max_ - 1);
}

void PageCache::remember(const PageKey& key, const Error& error) {
    if (error.code != "scan.too_heavy" && error.code != "scan.crashed") return;
    const std::lock_guard guard(mutex_);
    heavy_.insert_or_assign(key, Heavy{error, Clock::now() + heavy_rests_});
}

void PageCache::store(const PageKey& key, std::string_view png) {
    const fs::path path = path_of(key);
    const fs::path temporary = path.string() + "." + std::to_string(::getpid()) + ".tmp";
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
    file << png;
    file.close();
    if (!file) {
        fs::remove(temporary, error);
        return;
    }
    fs::rename(temporary, path, error);
    if (error) {
        fs::remove(temporary, error);
        return;
    }
    const std::lock_guard guard(mutex_);
    bytes_used_ += png.size();
    if (bytes_used_ > bytes_max_) prune();
}

/// The longest unused go first, until a fifth of the room is free again. Counts afresh, so that a
/// second process or a deleted folder does not mislead it.
void PageCache::prune() {
    std::vector<Kept> kept = kept_below(root_);
    std::sort(kept.begin(), kept.end(),
              [](const Kept& a, const Kept& b) { return a.used_at < b.used_at; });
    bytes_used_ = 0;
    for (const Kept& one : kept) bytes_used_ += one.bytes;
    for (const Kept& one : kept) {
        if (bytes_used_ <= bytes_max_ / 5 * 4) return;
        std::error_code error;
        if (fs::remove(one.path, error)) bytes_used_ -= one.bytes;
    }
}

std::uintmax_t PageCache::bytes_used() const {
    const std::lock_guard guard(mutex_);
    return bytes_used_;
}

}  // namespace kakehashi
