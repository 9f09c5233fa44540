#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "exchange/csv/csv.hpp"

using namespace kakehashi::csv;

/// Whatever parses must survive being written and parsed again in UTF-8.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto table = parse({static_cast<const char*>(static_cast<const void*>(data)), size});
    if (!table) return 0;
    std::vector<std::vector<std::string>> rows;
    for (const Row& row : table->rows) rows.push_back(row.cells);
    // The mark says UTF-8 for certain; without it two-letter Latin could be taken for kana.
    const auto again = parse(write(rows, Encoding::Utf8Bom).bytes);
    if (!again || again->rows.size() != rows.size()) std::abort();
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (again->rows[i].cells != rows[i]) std::abort();
    write(rows, Encoding::Cp932);
    return 0;
}
