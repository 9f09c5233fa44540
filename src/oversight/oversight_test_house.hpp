// A house whose lines stand in a chain.
#pragma once

#include "oversight/oversight_pages.hpp"
#include "oversight/trail.hpp"
#include "platform/audit/chain.hpp"
#include "support/test_office.hpp"

namespace kakehashi::oversight {

struct AuditHouse : testing::TestOffice {
    AuditHouse()
        : TestOffice({oversight_feature()}),
          key(audit::Key::load_or_create(database.folder() / "keys" / "audit.key").value()),
          chain(key, {key.public_key()}) {
        database.script(
            "INSERT INTO patient (id, facility_id, number, name, kana, name_key, kana_key)"
            " VALUES (55, 1, '00482291', '佐々木 健一', '', '', ''),"
            " (56, 1, '00581042', '吉岡 トメ', '', '', ''), (57, 1, '', '村上 ハル', '', '', '')");
    }
    static audit::Entry look(std::string seen, Instant at, const Viewer& who) {
        auto entry = audit::entry_of(who, at, audit::kRead, "GET /patients/{id}");
        entry.address = "10.0.0.5";
        entry.seen = std::move(seen);
        entry.result = "200";
        return entry;
    }
    void chain_entries(const std::vector<audit::Entry>& entries) {
        auto tx = office.db.write();
        for (const auto& entry : entries) audit::note(tx, entry);
        while (chain.extend(tx, clock.now()) != 0) {
        }
        tx.commit();
        chain.settle();
    }
    std::string page(std::string_view target) { return get(target).body; }
    /// The numbers of the lines, newest first.
    std::vector<std::int64_t> numbers(const TrailFilter& filter, TrailMark before = {},
                                      int limit = 100) {
        std::vector<std::int64_t> out;
        for (const auto& row : trail_rows(office.db, kOurHospital, filter, before, limit))
            if (row.entry.action != audit::kNewKey) out.push_back(row.number);
        return out;
    }

    audit::Key key;
    audit::Chain chain;
};

}  // namespace kakehashi::oversight
