#pragma once

#include <string>
#include <string_view>

#include "exchange/csv/csv.hpp"

namespace kakehashi::csv {

struct Decoded {
    Encoding encoding = Encoding::Utf8;
    std::string text;  // UTF-8 without BOM
};

/// Finds the encoding and decodes strictly. UTF-8 wins when the bytes are valid UTF-8, unless all
/// that is not ASCII would be half-width kana in CP932 (ﾔﾏﾀﾞ): nobody here writes only in those.
/// Invalid csv.encoding (with the row), csv.not_text for a NUL.
Result<Decoded> decode(std::string_view bytes);

/// Encodes well-formed UTF-8 cell by cell; one instance keeps one converter open.
class Cp932Encoder {
  public:
    Cp932Encoder();
    ~Cp932Encoder();
    Cp932Encoder(const Cp932Encoder&) = delete;
    Cp932Encoder& operator=(const Cp932Encoder&) = delete;

    /// Appends `character` (one code point in UTF-8); false when CP932 lacks it. Characters that
    /// Windows draws alike but numbers differently (〜 ～, − －, ‖ ∥, — ―) are taken for each
    /// other.
    bool append(std::string_view character, std::string& out);

  private:
    void* converter_;
};

}  // namespace kakehashi::csv
