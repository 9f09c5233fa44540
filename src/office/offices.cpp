#include "office/offices.hpp"

namespace kakehashi::office {
namespace {

constexpr db::Query kOffices{"office.offices", R"sql(
    SELECT DISTINCT facility_id FROM user_account ORDER BY facility_id
)sql"};

}  // namespace

std::vector<FacilityId> offices(db::Transaction& tx) {
    return tx.all(kOffices, [](const db::Row& row) { return row.id<FacilityId>(0); });
}

}  // namespace kakehashi::office
