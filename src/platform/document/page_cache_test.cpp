#include "platform/document/page_cache.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <fstream>
#include <future>
#include <thread>

using namespace kakehashi;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path;

    Folder() {
        std::string name = (fs::temp_directory_path() / "kakehashi-pages-XXXXXX").string();
        path = mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path); }
};

/// As much of a PNG as the cache looks at: the first and the last bytes.
std::string a_png(std::size_t bytes = 100) {
    using namespace std::string_literals;
    return "\x89PNG\r\n\x1a\n"s + std::string(bytes, 'p') + "IEND\xAE\x42\x60\x82"s;
}

PageKey page(int number) {
    return {DocumentHash::of("紹介状"), number, 1240, 0};
}

fs::path only_file(const fs::path& root) {
    for (const auto& entry : fs::recursive_directory_iterator(root))
        if (entry.is_regular_file()) return entry.path();
    return {};
}

}  // namespace

TEST_CASE("a page is rendered once and then comes from the cache, also after a restart") {
    const Folder folder;
    int renders = 0;
    const auto render = [&](const PageKey&) -> Result<std::string> {
        ++renders;
        return a_png();
    };
    {
        PageCache cache(folder.path, render);
        CHECK(cache.get_or_render(page(1)).value() == a_png());
        CHECK(cache.get_or_render(page(1)).value() == a_png());
        CHECK(renders == 1);
        auto turned = page(1);
        turned.rotation_degrees = 90;
        CHECK(cache.get_or_render(turned).has_value());
        CHECK(cache.get_or_render(page(2)).has_value());
        CHECK(renders == 3);
    }
    PageCache again(folder.path, render);
    CHECK(again.get_or_render(page(1)).has_value());
    CHECK(renders == 3);
    CHECK(again.bytes_used() == 3 * a_png().size());
}

TEST_CASE("many who open one page at once wait for one rendering") {
    const Folder folder;
    std::atomic<int> renders{0};
    std::atomic<int> at_once{0};
    std::atomic<int> most_at_once{0};
    PageCache cache(
        folder.path,
        [&](const PageKey&) -> Result<std::string> {
            ++renders;
            most_at_once = std::max(most_at_once.load(), ++at_once);
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            --at_once;
            return a_png();
        },
        1'000'000, 2);
    std::atomic<int> answered{0};
    {
        std::vector<std::jthread> people;
        for (int i = 0; i < 12; ++i)
            people.emplace_back([&, i] {
                if (cache.get_or_render(page(i % 4)).has_value()) ++answered;
            });
    }
    CHECK(answered == 12);
    CHECK(renders == 4);
    CHECK(most_at_once <= 2);
}

TEST_CASE("a picture cut short by a power failure is rendered again") {
    const Folder folder;
    int renders = 0;
    PageCache cache(folder.path, [&](const PageKey&) -> Result<std::string> {
        ++renders;
        return a_png();
    });
    REQUIRE(cache.get_or_render(page(1)).has_value());
    fs::resize_file(only_file(folder.path), 40);
    CHECK(cache.get_or_render(page(1)).value() == a_png());
    CHECK(renders == 2);
}

TEST_CASE("a page that cannot be rendered says why each time and is not kept") {
    const Folder folder;
    int renders = 0;
    PageCache cache(folder.path, [&](const PageKey&) -> Result<std::string> {
        ++renders;
        return fail(ErrorKind::Invalid, "scan.damaged");
    });
    CHECK(cache.get_or_render(page(1)).error().code == "scan.damaged");
    CHECK(cache.get_or_render(page(1)).error().code == "scan.damaged");
    CHECK(renders == 2);
    CHECK(cache.bytes_used() == 0);
}

TEST_CASE("a page too heavy to show is not worked on again for every look at it") {
    const Folder folder;
    int renders = 0;
    PageCache cache(
        folder.path,
        [&](const PageKey& key) -> Result<std::string> {
            ++renders;
            if (key.page == 9) return a_png();
            return fail(ErrorKind::Invalid, key.page == 1 ? "scan.too_heavy" : "scan.crashed");
        },
        1'000'000, 2, std::chrono::milliseconds{300});
    for (int look = 0; look < 5; ++look)
        CHECK(cache.get_or_render(page(1)).error().code == "scan.too_heavy");
    CHECK(cache.get_or_render(page(2)).error().code == "scan.crashed");
    CHECK(renders == 2);
    CHECK(cache.get_or_render(page(9)).has_value());  // the document's other pages are shown
    for (int thumbnail = 1; thumbnail <= 8; ++thumbnail)
        CHECK_FALSE(cache.get_or_render(page(thumbnail)).has_value());
    CHECK(renders == 4);                              // after the third the whole document rests,
    CHECK(cache.get_or_render(page(9)).has_value());  // but what there is stays
    auto other = page(1);
    other.document = DocumentHash::of("別の紹介状");
    CHECK_FALSE(cache.get_or_render(other).has_value());
    CHECK(renders == 5);
    std::this_thread::sleep_for(std::chrono::milliseconds{350});
    CHECK_FALSE(cache.get_or_render(page(1)).has_value());
    CHECK(renders == 6);
}

TEST_CASE("twenty thumbnails of a heavy file leave a place for a colleague's page") {
    const Folder folder;
    std::promise<void> released;
    const auto heavy_may_end = released.get_future().share();
    const auto heavy = DocumentHash::of("重いファイル");
    std::atomic<int> begun{0};
    PageCache cache(folder.path, [&](const PageKey& key) -> Result<std::string> {
        if (key.document != heavy) return a_png();
        ++begun;
        heavy_may_end.wait();
        return fail(ErrorKind::Invalid, "scan.too_heavy");
    });
    std::vector<std::jthread> thumbnails;
    for (int i = 1; i <= 20; ++i)
        thumbnails.emplace_back([&, i] {
            CHECK_FALSE(cache.get_or_render({heavy, i, 200, 0}).has_value());
        });
    while (begun == 0) std::this_thread::sleep_for(std::chrono::milliseconds{1});
    auto colleague = std::async(std::launch::async, [&] { return cache.get_or_render(page(1)); });
    CHECK(colleague.wait_for(std::chrono::seconds{5}) == std::future_status::ready);
    released.set_value();
    thumbnails.clear();
    CHECK(colleague.get().has_value());
    CHECK(begun == PageCache::kHeavyPagesMax);
}

TEST_CASE("a renderer that throws does not lock the page for the others") {
    const Folder folder;
    int renders = 0;
    PageCache cache(folder.path, [&](const PageKey&) -> Result<std::string> {
        if (++renders == 1) throw std::runtime_error("the machine broke");
        return a_png();
    });
    CHECK_THROWS(cache.get_or_render(page(1)));
    CHECK(cache.get_or_render(page(1)).has_value());
}

TEST_CASE("the cache stays within its room and keeps what was looked at last") {
    const Folder folder;
    int renders = 0;
    PageCache cache(
        folder.path,
        [&](const PageKey&) -> Result<std::string> {
            ++renders;
            return a_png(1'000);
        },
        10 * a_png(1'000).size());
    for (int i = 1; i <= 10; ++i) {
        REQUIRE(cache.get_or_render(page(i)).has_value());
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    REQUIRE(cache.get_or_render(page(1)).has_value());  // looked at again: now the youngest
    REQUIRE(cache.get_or_render(page(11)).has_value());
    CHECK(cache.bytes_used() <= 10 * a_png(1'000).size());
    renders = 0;
    REQUIRE(cache.get_or_render(page(1)).has_value());
    CHECK(renders == 0);
    REQUIRE(cache.get_or_render(page(2)).has_value());
    CHECK(renders == 1);
}

TEST_CASE("a cache folder that cannot be written costs time and nothing else") {
    const Folder folder;
    const auto blocked = folder.path / "file";
    std::ofstream(blocked) << "not a folder";
    PageCache cache(blocked, [](const PageKey&) -> Result<std::string> { return a_png(); });
    CHECK(cache.get_or_render(page(1)).value() == a_png());
    CHECK(cache.get_or_render(page(1)).value() == a_png());
}
