// Fuzz target: a whole request line's target, its cookies and a urlencoded form.
#include <cstdlib>

#include "platform/http/request_reading.hpp"
#include "platform/http/router.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size) {
    using namespace kakehashi::http;
    const std::string_view input(reinterpret_cast<const char*>(bytes), size);
    if (const auto fields = parse_urlencoded(input))
        for (const auto& [name, value] : *fields)
            if (!is_clean_text(name + value) || value.find('\r') != value.npos) std::abort();

    static const Router router = [] {
        Router made;
        made.add("GET", "/a/{b}/c", [](Request& request) {
            if (!is_clean_text(request.path_text("b"))) std::abort();
            return Response::redirect(request.query("to"));
        });
        return made;
    }();
    Request request;
    request.method = "GET";
    request.target = input;
    request.headers.add("Cookie", input);
    const auto response = router.handle(request);
    const auto location = response.headers.get("Location");
    if (location.substr(0, 2) == "//" || location.find_first_of("\r\n\\") != location.npos)
        std::abort();
    return 0;
}
