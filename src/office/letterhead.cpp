#include "office/letterhead.hpp"

#include "office/office.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kOurs{"office.letterhead", R"sql(
    SELECT name, postal_code, address, phone, fax FROM facility WHERE id = $1
)sql"};

}  // namespace

form::Sender sender_of(db::Transaction& tx, const Viewer& viewer) {
    form::Sender from;
    tx.each(
        kOurs,
        [&](const db::Row& row) {
            from.hospital = row.string(0);
            from.postal_code = row.string(1);
            from.address = row.string(2);
            from.main_phone = row.string(3);
            from.fax = row.string(4);
        },
        viewer.facility);
    from.office = setting(tx, viewer.facility, "office.name", "地域医療連携室");
    from.phone = setting(tx, viewer.facility, "office.phone", from.main_phone);
    from.fax = setting(tx, viewer.facility, "office.fax", from.fax);
    from.person = viewer.name;
    return from;
}

}  // namespace kakehashi
