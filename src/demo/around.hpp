#pragma once

#include "demo/town.hpp"
#include "office/office.hpp"

namespace kakehashi::demo {

/// What stands around patients of the present: 留保, 支援チーム, 開示請求 in every state,
/// 第三者提供の記録, 共同利用, ご家族へのお渡し, 漏えい等の記録. The patients are those who were
/// seen last; papers are handed over to the family of somebody who is still to come.
Result<void> add_around(const Office& office, db::Transaction& tx, const Town& town, Instant now);

}  // namespace kakehashi::demo
