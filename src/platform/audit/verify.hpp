#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "platform/audit/root_files.hpp"

namespace kakehashi::audit {

/// One thing that is not as it was written. `word` and `where` are for machines (`changed 4711`),
/// `sentence` for people.
struct Finding {
    std::string word;   // changed missing inserted order tail head root index broken
    std::string where;  // 4711, 4711-4713, 2026-11-24
    std::string sentence;
    bool is_notice = false;  // worth knowing, and no sign of tampering
};

struct Scope {
    std::vector<std::string> public_keys;        // empty: the keys the chain itself names
    const CarriedAway* carried_away = nullptr;   // roots and heads kept elsewhere
    std::optional<std::int64_t> last_rows = {};  // only the end of the chain: a quick look
};

struct Verified {
    std::int64_t rows = 0;
    std::int64_t last = 0;      // number of the last row
    std::int64_t waiting = 0;   // not chained yet
    std::int64_t findings = 0;  // notices not counted
    bool is_good() const { return findings == 0; }
};

/// Reads the chain once from its start, beside a running office, in little memory. Every finding is
/// told as it is met; of thousands only the first hundred are, the rest is counted.
Verified verify(db::Database& database, const Scope& scope,
                const std::function<void(const Finding&)>& tell);

}  // namespace kakehashi::audit
