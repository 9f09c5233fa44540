#include "people/partner_people.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kPartner{"people.partner_named", R"sql(
    SELECT id FROM facility WHERE (code = $1 OR name = $1) AND id <> $2 AND closed_on IS NULL
)sql"};

}  // namespace

Result<FacilityId> named_partner(db::Transaction& tx, FacilityId house, std::string_view named) {
    const auto found = tx.all(
        kPartner, [](const db::Row& row) { return row.id<FacilityId>(0); }, named, house);
    if (found.size() != 1)
        return fail(ErrorKind::Refused, "user.no_such_partner", "facility", std::string{named});
    return found.front();
}

}  // namespace kakehashi
