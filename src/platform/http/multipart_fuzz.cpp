// Fuzz target: multipart/form-data. The first line is the content type, the rest the body.
#include <cstdlib>

#include "platform/http/form.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(bytes), size);
    const auto end = std::min(input.find('\n'), input.size());
    const auto body = input.substr(std::min(end + 1, input.size()));
    const auto form = kakehashi::http::parse_multipart(input.substr(0, end), body);
    if (!form) return 0;
    std::size_t kept = 0;
    for (const auto& [name, value] : form->fields()) {
        if (!kakehashi::http::is_clean_text(name + value)) std::abort();
        kept += value.size();
    }
    for (const auto& upload : form->uploads()) {
        if (!kakehashi::http::is_clean_text(upload.field + upload.file_name)) std::abort();
        kept += upload.bytes.size();
    }
    if (kept > body.size()) std::abort();
    return 0;
}
