#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "platform/db/database.hpp"

namespace kakehashi::retention {

/// One table that holds something of a case, and the statement that takes it out. The statement
/// returns every column of each row, for the proof; but not patient.sealed, which only repeats
/// whether a row of sealed_patient is there.
struct Part {
    std::string_view table;
    const db::Query* query;
    int columns() const;  // that the statement returns
};

/// Of a referral alone; bound to the office and the referral.
std::span<const Part> parts_of_referral();
/// What hangs on a case of any kind; bound to the office, the kind and the id.
std::span<const Part> parts_of_any_case();
/// A patient with the records that were merged into it; bound to the office and the patient.
std::span<const Part> parts_of_patient();
/// Answers to forms that were posted and lead to the case; bound to the office and its address.
const Part& part_of_answers();

/// Where the hash of its file stands in a row of case_document.
inline constexpr int kHashColumn = 5;

/// Every table that is emptied of a case or a patient. A test compares this with the foreign keys
/// and the *_id columns of the database.
std::vector<std::string_view> tables_of_a_case();

}  // namespace kakehashi::retention
