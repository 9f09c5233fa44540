#include <doctest/doctest.h>

#include <string>

#include "platform/auth/cbor.hpp"

using namespace kakehashi;
using namespace std::string_literals;

namespace {

bool is_refused(std::string_view bytes) {
    const auto read = cbor::read(bytes);
    return !read && read.error().code == "cbor.malformed";
}

}  // namespace

TEST_CASE("the kinds that authenticators send are read") {
    // {1: 2, 3: -7, "fmt": "none", "authData": h'0102', "x": [true, null]}
    const auto bytes =
        "\xA5\x01\x02\x03\x26\x63"
        "fmt\x64none\x68"
        "authData\x42\x01\x02\x61x\x82\xF5\xF6"s;
    const auto map = cbor::read(bytes).value();
    CHECK(map.find(1)->number() == 2);
    CHECK(map.find(3)->number() == -7);
    CHECK(map.find("fmt")->text() == "none");
    CHECK(map.find("authData")->bytes() == "\x01\x02");
    CHECK(map.find("authData")->text().empty());
    CHECK(map.find("x") != nullptr);
    CHECK(map.find(2) == nullptr);
}

TEST_CASE("numbers of every width, as far as they fit") {
    CHECK(cbor::read("\x18\xFF"s).value().number() == 255);
    CHECK(cbor::read("\x39\x01\x00"s).value().number() == -257);
    CHECK(cbor::read("\x1A\xFF\xFF\xFF\xFF"s).value().number() == 4294967295);
    CHECK(cbor::read("\x1B\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s).value().number() ==
          std::numeric_limits<std::int64_t>::max());
    CHECK(cbor::read("\x3B\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s).value().number() ==
          std::numeric_limits<std::int64_t>::min());
    CHECK(is_refused("\x1B\x80\x00\x00\x00\x00\x00\x00\x00"s));
}

TEST_CASE("what is cut off, goes on, lies about its length or comes twice is refused") {
    CHECK(is_refused(""));
    CHECK(is_refused("\x42\x01"s));
    CHECK(is_refused("\x01\x01"s));
    CHECK(is_refused("\x82\x01"s));
    CHECK(is_refused("\x9A\xFF\xFF\xFF\xFF"s));                      // a list of 4 milliards
    CHECK(is_refused("\xBB\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s));      // a map of more
    CHECK(is_refused("\x5B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"s));  // bytes, too
    CHECK(is_refused("\xA2\x01\x02\x01\x03"s));                      // the key 1 twice
}

TEST_CASE("kinds that no authenticator needs are refused") {
    CHECK(is_refused("\x9F\x01\xFF"s));                          // a list of unknown length
    CHECK(is_refused("\x5F\x41\x01\xFF"s));                      // bytes in pieces
    CHECK(is_refused("\xC1\x01"s));                              // a tag
    CHECK(is_refused("\xFB\x3F\xF0\x00\x00\x00\x00\x00\x00"s));  // a fraction
    CHECK(is_refused("\xFF"s));
}

TEST_CASE("depth and number of items have an end") {
    CHECK(cbor::read(std::string(cbor::kDepthMax, '\x81') + '\x01').has_value());
    CHECK(is_refused(std::string(cbor::kDepthMax + 1, '\x81') + '\x01'));
    const auto list_of = [](int count) {
        return "\x99"s + static_cast<char>(count >> 8) + static_cast<char>(count & 0xFF) +
               std::string(static_cast<std::size_t>(count), '\x01');
    };
    CHECK(cbor::read(list_of(cbor::kItemsMax - 1)).has_value());
    CHECK(is_refused(list_of(cbor::kItemsMax)));
    CHECK(is_refused(std::string(cbor::kBytesMax + 1, '\x01')));
}

TEST_CASE("the first item tells where the next begins") {
    const auto bytes = "\x42\x01\x02\x03"s;
    const auto first = cbor::read_first(bytes).value();
    CHECK(first.size == 3);
    CHECK(first.value.bytes() == "\x01\x02");
}
