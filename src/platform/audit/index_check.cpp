#include "platform/audit/index_check.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstring>

#include "platform/audit/rows.hpp"

namespace kakehashi::audit {
namespace {

constexpr int kEntriesAtOnce = 5000;

constexpr db::Query kSubjects{"audit.subjects_after", R"sql(
    SELECT facility_id, subject, block FROM audit_subject
     WHERE (facility_id, subject, block) > ($1, $2, $3)
     ORDER BY facility_id, subject, block
     LIMIT $4
)sql"};

constexpr db::Query kHasSubject{"audit.has_subject", R"sql(
    SELECT count(*) FROM audit_subject WHERE facility_id = $1 AND subject = $2 AND block = $3
)sql"};

constexpr db::Query kSeenInBlock{"audit.seen_in_block", R"sql(
    SELECT facility_id, seen FROM audit WHERE number >= $1 AND number < $2
)sql"};

/// 257 → 256-511: the rows of a block.
std::string rows_of_block(std::int64_t block) {
    return std::to_string(std::max<std::int64_t>(block * kBlockRows, 1)) + "-" +
           std::to_string((block + 1) * kBlockRows - 1);
}

}  // namespace

IndexSum::IndexSum() {
    static_assert(sizeof key_ == crypto_shorthash_KEYBYTES);
    crypto_shorthash_keygen(key_.data());
}

void IndexSum::add(std::int64_t facility, std::string_view subject, std::int64_t block) {
    sum_ += value_of(facility, subject, block);
    ++count_;
}

void IndexSum::subtract(std::int64_t facility, std::string_view subject, std::int64_t block) {
    sum_ -= value_of(facility, subject, block);
    --count_;
}

std::uint64_t IndexSum::value_of(std::int64_t facility, std::string_view subject,
                                 std::int64_t block) {
    text_.assign(std::to_string(facility)).append(",").append(subject).append(",");
    text_.append(std::to_string(block));
    std::array<unsigned char, crypto_shorthash_BYTES> hash{};
    crypto_shorthash(hash.data(), reinterpret_cast<const unsigned char*>(text_.data()),
                     text_.size(), key_.data());
    std::uint64_t value = 0;
    std::memcpy(&value, hash.data(), sizeof value);
    return value;
}

IndexCheck::IndexCheck(db::Database& database, RowCheck::Tell tell)
    : database_(database), tell_(std::move(tell)) {}

template <typename F>
void IndexCheck::each_entry(std::int64_t last_block, F&& take) {
    struct Place {
        std::int64_t facility = -1;
        std::string subject;
        std::int64_t block = 0;
    };
    Place at;
    for (;;) {
        const auto some = database_.read().all(
            kSubjects,
            [](const db::Row& row) {
                return Place{row.integer(0), row.string(1), row.integer(2)};
            },
            at.facility, at.subject, at.block, kEntriesAtOnce);
        if (some.empty()) return;
        at = some.back();
        for (const auto& one : some)
            if (one.block < last_block) take(one.facility, one.subject, one.block);
    }
}

void IndexCheck::note(const ChainedRow& row) {
    if (const auto block = block_of(row.number); block != block_) {
        close_block();
        block_ = block;
    }
    each_subject(row.entry.seen, [&](std::string_view subject) {
        add(subjects_, row.entry.facility.value, subject);
    });
}

void IndexCheck::close_block() {
    for (const auto& [facility, names] : subjects_)
        for (const auto& subject : names) sum_.add(facility, subject, block_);
    subjects_.clear();
}

void IndexCheck::check_entries(const Subjects& subjects, std::int64_t block) {
    auto tx = database_.read();
    for (const auto& [facility, names] : subjects)
        for (const auto& subject : names)
            if (tx.number(kHasSubject, facility, subject, block) == 0)
                tell_("index", rows_of_block(block),
                      subject + "(" + rows_of_block(block) +
                          "番)が、患者ごとの索引から抜かれています");
}

void IndexCheck::finish(std::int64_t last_number) {
    check_entries(subjects_, block_);
    const auto last_block = block_of(last_number);
    each_entry(last_block, [&](std::int64_t facility, const std::string& subject,
                               std::int64_t block) { sum_.subtract(facility, subject, block); });
    if (!sum_.is_even()) search(last_block);
}

void IndexCheck::search(std::int64_t last_block) {
    Subjects subjects;
    for (std::int64_t block = 0; block < last_block; ++block) {
        database_.read().each(
            kSeenInBlock,
            [&](const db::Row& row) {
                each_subject(row.text(1), [&](std::string_view subject) {
                    add(subjects, row.integer(0), subject);
                });
            },
            block * kBlockRows, (block + 1) * kBlockRows);
        check_entries(subjects, block);
        subjects.clear();
    }
    each_entry(
        last_block, [&](std::int64_t facility, const std::string& subject, std::int64_t block) {
            bool found = false;
            database_.read().each(
                kSeenInBlock,
                [&](const db::Row& row) {
                    found = found || (row.integer(0) == facility && names(row.text(1), subject));
                },
                block * kBlockRows, (block + 1) * kBlockRows);
            if (!found)
                tell_("index", rows_of_block(block),
                      "患者ごとの索引の" + subject + "は、" + rows_of_block(block) +
                          "番のどの行にもありません");
        });
}

}  // namespace kakehashi::audit
