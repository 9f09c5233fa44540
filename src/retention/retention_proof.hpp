#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kakehashi::retention {

/// What was deleted, without a word of it: how many rows of which table, and the rows' hashes.
class Proof {
  public:
    /// `row` is a JSON array: the table, then the row's columns as text, null for NULL.
    void add(std::string_view table, std::string_view row);
    /// {"booking":1,"event":12,…}
    std::string rows_text() const;
    /// SHA-256, in hex, over the rows' SHA-256 in hex, sorted, each with a line end: whoever
    /// restores a backup can make it again, in whatever order the rows come.
    std::string hash() const;

  private:
    std::map<std::string, int, std::less<>> rows_;
    std::vector<std::string> hashes_;
};

}  // namespace kakehashi::retention
