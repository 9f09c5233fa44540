// Any bytes a form, a file or a partner can send, through every function that reads text.
#include <cassert>
#include <cstddef>
#include <cstdint>

#include "base/facility_code.hpp"
#include "base/japanese.hpp"
#include "base/text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace kakehashi;
    const std::string text(data, data + size);
    for (const auto clean : {clean_line, clean_text, clean_name, clean_kana}) {
        const auto once = clean("f", text, 200, Required::No);
        if (!once) continue;
        assert(is_valid_utf8(*once));
        assert(clean("f", *once, 200, Required::No).value() == *once);
        assert(character_count(*once) <= 200 || clean == &clean_kana);
    }
    const std::string key = search_key(text);
    assert(is_valid_utf8(key));
    assert(search_key(key) == key);
    const std::string kana = kana_key(text);
    assert(kana_key(kana) == kana);
    assert(is_valid_utf8(bigrams(key)));
    static_cast<void>(folded_variants(text, key));
    if (const auto phone = parse_phone("f", text); phone && !phone->empty())
        assert(parse_phone("f", *phone).value() == *phone);
    if (const auto code = FacilityCode::parse("f", text)) assert(code->text().size() == 10);
    return 0;
}
