#include "base/failure_text.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <stdexcept>

namespace kakehashi {

TEST_CASE("a log never names the file of a FAX, which is often named after its patient") {
    try {
        FAIL("the file is there: ", std::filesystem::file_size("/nowhere/山田花子様.pdf"));
    } catch (const std::exception& failure) {
        const auto text = failure_text(failure);
        CHECK(text.find("山田") == std::string::npos);
        CHECK(text.find("nowhere") == std::string::npos);
        CHECK(text.find("filesystem_error: No such file or directory") != std::string::npos);
    }
}

TEST_CASE("a failure is one line of a log with its kind and its words") {
    CHECK(failure_text(std::runtime_error("disk\nfull")) == "std::runtime_error: disk full");
}

}  // namespace kakehashi
