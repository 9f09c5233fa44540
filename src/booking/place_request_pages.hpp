#pragma once

#include "office/office.hpp"

namespace kakehashi::booking_pages {

/// The pane beside 本日の業務.
NextAction next_for_request(Office& office, db::Transaction& tx, const Viewer& viewer,
                            const Duty& duty);

}  // namespace kakehashi::booking_pages
