#pragma once

#include <array>
#include <functional>
#include <string>

#include "platform/audit/row_check.hpp"

namespace kakehashi::audit {

/// A sum over entries of the index that does not depend on their order, under a key of this run:
/// whoever changes the index cannot reckon with it.
class IndexSum {
  public:
    IndexSum();
    void add(std::int64_t facility, std::string_view subject, std::int64_t block);
    void subtract(std::int64_t facility, std::string_view subject, std::int64_t block);
    bool is_even() const { return sum_ == 0 && count_ == 0; }

  private:
    std::uint64_t value_of(std::int64_t facility, std::string_view subject, std::int64_t block);

    std::array<unsigned char, 16> key_{};
    std::string text_;
    std::uint64_t sum_ = 0;
    std::int64_t count_ = 0;
};

/// Compares audit_subject with the rows: one sum tells whether they agree, only then is it
/// searched.
class IndexCheck {
  public:
    IndexCheck(db::Database& database, RowCheck::Tell tell);
    /// Rows in the order of their numbers.
    void note(const ChainedRow& row);
    /// The last block may grow meanwhile: its entries must be there, and that is all that can be
    /// said of it.
    void finish(std::int64_t last_number);

  private:
    void close_block();
    void check_entries(const Subjects& subjects, std::int64_t block);
    void search(std::int64_t last_block);
    template <typename F>
    void each_entry(std::int64_t last_block, F&& take);

    db::Database& database_;
    RowCheck::Tell tell_;
    std::int64_t block_ = 0;
    Subjects subjects_;  // of the block that is being read
    IndexSum sum_;
};

}  // namespace kakehashi::audit
