#include "platform/audit/looks_of_patient.hpp"

#include "platform/audit/rows.hpp"

namespace kakehashi::audit {
namespace {

constexpr int kAtOnce = 200;

constexpr db::Query kBlocks{"audit.blocks_of_subject", R"sql(
    SELECT block FROM audit_subject
     WHERE facility_id = $1 AND subject = $2 AND block < $3
     ORDER BY block DESC
     LIMIT $4
)sql"};

constexpr db::Query kRowsOfBlock{"audit.rows_of_block", kRowColumns, R"sql(
      FROM audit
     WHERE audit.number >= $1 AND audit.number < $2 AND audit.facility_id = $3
     ORDER BY audit.number DESC
)sql"};

}  // namespace

void each_look(db::Database& database, FacilityId facility, PatientId patient,
               const std::function<bool(const ChainedRow&)>& take, std::int64_t before) {
    const auto subject = "p" + patient.text();
    for (auto before_block = block_of(before) + 1;;) {
        const auto blocks = database.read().all(
            kBlocks, [](const db::Row& row) { return row.integer(0); }, facility.value, subject,
            before_block, kAtOnce);
        if (blocks.empty()) return;
        before_block = blocks.back();
        for (const auto block : blocks) {
            const auto rows = database.read().all(kRowsOfBlock, row_from, block * kBlockRows,
                                                  (block + 1) * kBlockRows, facility.value);
            for (const auto& row : rows)
                if (row.number < before && names(row.entry.seen, subject) && !take(row)) return;
        }
    }
}

}  // namespace kakehashi::audit
