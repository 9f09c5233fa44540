#pragma once

#include "demo/town.hpp"

namespace kakehashi::demo {

/// What stands around patients of the present: 留保, 支援チーム, 開示請求 in every state,
/// 第三者提供の記録, 漏えい等の記録. The patients are those who were seen last.
Result<void> add_around(db::Transaction& tx, const Town& town, Instant now);

}  // namespace kakehashi::demo
