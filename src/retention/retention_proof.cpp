#include "retention/retention_proof.hpp"

#include <algorithm>

#include "base/json/json.hpp"
#include "platform/audit/entry.hpp"

namespace kakehashi::retention {

void Proof::add(std::string_view table, std::string_view row) {
    ++rows_[std::string{table}];
    hashes_.push_back(audit::hash_of(row));
}

std::string Proof::rows_text() const {
    json::Value counts{json::Object{}};
    for (const auto& [table, count] : rows_) counts.set(table, count);
    return json::write(counts);
}

std::string Proof::hash() const {
    auto sorted = hashes_;
    std::ranges::sort(sorted);
    std::string all;
    for (const auto& one : sorted) all += one + '\n';
    return audit::hash_of(all);
}

}  // namespace kakehashi::retention
