#include "platform/document/document_files.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <thread>

using namespace kakehashi;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path;

    Folder() {
        std::string name = (fs::temp_directory_path() / "kakehashi-documents-XXXXXX").string();
        path = mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path); }
};

void overwrite(const fs::path& path, std::string_view bytes) {
    fs::permissions(path, fs::perms::owner_write, fs::perm_options::add);
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

int files_below(const fs::path& root) {
    int files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(root))
        files += entry.is_regular_file();
    return files;
}

}  // namespace

TEST_CASE("a letter can be given back byte for byte, zero bytes and line ends included") {
    const Folder folder;
    const DocumentFiles files(folder.path);
    const std::string letter("%PDF-1.7\r\n\0\xFF紹介状\n", 21);
    const auto hash = files.put(letter).value();
    CHECK(files.get(hash).value() == letter);
    CHECK(files.verify(hash));
    CHECK(files.path_of(hash) ==
          folder.path / hash.text().substr(0, 2) / hash.text().substr(2, 2) / hash.text());
}

TEST_CASE("a document is named by BLAKE2b-256 as b2sum prints it") {
    CHECK(DocumentHash::of("abc").text() ==
          "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    const auto hash = DocumentHash::of("abc");
    CHECK(DocumentHash::parse(hash.text()).value() == hash);
    CHECK(DocumentHash::parse("BDDD").error().code == "document.bad_hash");
    CHECK(DocumentHash::parse("../" + hash.text().substr(3)).error().code == "document.bad_hash");
    CHECK(DocumentHash::parse(hash.text() + "0").error().code == "document.bad_hash");
}

TEST_CASE("a stored document cannot be written over") {
    const Folder folder;
    const DocumentFiles files(folder.path);
    const auto hash = files.put("紹介状").value();
    struct stat about {};
    REQUIRE(stat(files.path_of(hash).c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0440);
    CHECK(files.put("紹介状").value() == hash);
    struct stat after {};
    REQUIRE(stat(files.path_of(hash).c_str(), &after) == 0);
    CHECK(after.st_ino == about.st_ino);  // the very file of the first time
}

TEST_CASE("a damaged document is noticed, and mended when the same bytes arrive again") {
    const Folder folder;
    const DocumentFiles files(folder.path);
    const auto hash = files.put("紹介状の原本").value();
    overwrite(files.path_of(hash), "紹介状の原木");
    CHECK_FALSE(files.verify(hash));
    CHECK(files.get(hash).error().code == "document.damaged");
    overwrite(files.path_of(hash), "");
    CHECK(files.get(hash).error().code == "document.damaged");
    CHECK(files.put("紹介状の原本").value() == hash);
    CHECK(files.get(hash).value() == "紹介状の原本");
}

TEST_CASE("a document nobody stored is not found") {
    const Folder folder;
    const DocumentFiles files(folder.path);
    CHECK(files.get(DocumentHash::of("x")).error().code == "document.not_found");
    CHECK_FALSE(files.verify(DocumentHash::of("x")));
}

TEST_CASE("a disk that refuses is told, not hidden") {
    const Folder folder;
    const DocumentFiles files(folder.path);
    const auto hash = DocumentHash::of("紹介状");
    std::ofstream(folder.path / hash.text().substr(0, 2)) << "a file where the folder should be";
    CHECK(files.put("紹介状").error().code == "document.not_stored");
}

TEST_CASE("the same FAX stored by many at once is one file") {
    const Folder folder;
    const DocumentFiles files(folder.path);
    const std::string fax(300'000, 'F');
    std::atomic<int> stored{0};
    {
        std::vector<std::jthread> people;
        for (int i = 0; i < 8; ++i)
            people.emplace_back([&] {
                for (int k = 0; k < 5; ++k)
                    if (files.put(fax + std::to_string(k)).has_value()) ++stored;
            });
    }
    CHECK(stored == 40);
    CHECK(files_below(folder.path) == 5);
    for (int k = 0; k < 5; ++k) CHECK(files.verify(DocumentHash::of(fax + std::to_string(k))));
}

TEST_CASE("kill -9 while storing loses no acknowledged document and shows no half one") {
    const Folder folder;
    for (int round = 0; round < 20; ++round) {
        int ends[2];
        REQUIRE(pipe(ends) == 0);
        const pid_t pid = fork();
        if (pid == 0) {
            const DocumentFiles files(folder.path);
            for (char i = 0; i < 100; ++i) {
                const std::string content =
                    std::to_string(round) + "-" + std::to_string(i) + std::string(50'000, 'x');
                if (!files.put(content) || write(ends[1], &i, 1) != 1) _exit(1);
            }
            _exit(0);
        }
        close(ends[1]);
        std::vector<char> acknowledged;
        char i = 0;
        while (acknowledged.size() < 3U + static_cast<unsigned>(round) % 5U &&
               read(ends[0], &i, 1) == 1)
            acknowledged.push_back(i);
        kill(pid, SIGKILL);
        while (read(ends[0], &i, 1) == 1) acknowledged.push_back(i);
        waitpid(pid, nullptr, 0);
        close(ends[0]);
        const DocumentFiles files(folder.path);
        for (const char n : acknowledged)
            CHECK(files.verify(DocumentHash::of(std::to_string(round) + "-" + std::to_string(n) +
                                                std::string(50'000, 'x'))));
    }
    for (const auto& entry : fs::recursive_directory_iterator(folder.path)) {
        if (!entry.is_regular_file() || entry.path().parent_path() == folder.path / "tmp") continue;
        CHECK(DocumentFiles(folder.path)
                  .verify(DocumentHash::parse(entry.path().filename().string()).value()));
    }
}

TEST_CASE("what a killed process left half written is cleared away after an hour") {
    const Folder folder;
    const DocumentFiles before(folder.path);
    const auto old_file = folder.path / "tmp" / "999-1-0";
    const auto young_file = folder.path / "tmp" / "999-1-1";
    std::ofstream(old_file) << "half";
    std::ofstream(young_file) << "half";
    fs::last_write_time(old_file, fs::file_time_type::clock::now() - std::chrono::hours(2));
    const DocumentFiles after(folder.path);
    CHECK_FALSE(fs::exists(old_file));
    CHECK(fs::exists(young_file));  // it may belong to another process at work
}
