#pragma once

#include <string>

#include "platform/pdf/document.hpp"

namespace kakehashi::testing {

/// A scanned letter as a PDF: each page has one black bar.
inline std::string a_fax(int pages = 2) {
    auto document = pdf::Document::create({.title = "fax", .created_at = Instant{}}).value();
    for (int i = 0; i < pages; ++i) document->add_page().bar({20, 20.0 + 10 * i, 100, 5});
    return document->finish().value();
}

}  // namespace kakehashi::testing
