#include "platform/audit/chain.hpp"

#include <algorithm>

#include "platform/audit/rows.hpp"

namespace kakehashi::audit {
namespace {

constexpr db::Query kFindHead{"audit.head", R"sql(
    SELECT number, hash, at, root_sequence, root_hash, signature, public_key
      FROM audit_head WHERE id = 1
)sql"};

constexpr db::Query kSaveHead{"audit.save_head", R"sql(
    INSERT INTO audit_head (id, number, hash, at, root_sequence, root_hash, signature, public_key)
    VALUES (1, $1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (id) DO UPDATE
       SET number = excluded.number, hash = excluded.hash, at = excluded.at,
           root_sequence = excluded.root_sequence, root_hash = excluded.root_hash,
           signature = excluded.signature, public_key = excluded.public_key
)sql"};

constexpr db::Query kLast{"audit.last_row", R"sql(
    SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1
)sql"};

constexpr db::Query kWaiting{"audit.waiting", R"sql(
    SELECT id, facility_id, at, actor_id, actor_name, address, action, what, case_kind, case_id,
           seen, purpose, result, times
      FROM audit_pending
     ORDER BY id
     LIMIT $1
)sql"};

// Writers take turns, so nothing with a smaller number can still appear.
constexpr db::Query kForgetWaiting{"audit.forget_waiting", R"sql(
    DELETE FROM audit_pending WHERE id <= $1
)sql"};

constexpr db::Query kAppend{"audit.append", R"sql(
    INSERT INTO audit (number, facility_id, at, actor_id, actor_name, address, action, what,
                       case_kind, case_id, seen, purpose, result, times, hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
)sql"};

constexpr db::Query kAppendSubject{"audit.append_subject", R"sql(
    INSERT INTO audit_subject (facility_id, subject, block) VALUES ($1, $2, $3)
    ON CONFLICT (facility_id, subject, block) DO NOTHING
)sql"};

constexpr db::Query kRootsAfter{"audit.roots_after", R"sql(
    SELECT sequence, day, first_number, last_number, last_hash, previous, hash, signature,
           public_key
      FROM audit_root WHERE sequence > $1
     ORDER BY sequence
     LIMIT $2
)sql"};

constexpr db::Query kLastOfRoot{"audit.last_of_root", R"sql(
    SELECT last_number FROM audit_root WHERE sequence = $1
)sql"};

constexpr db::Query kNewestRoot{"audit.newest_root", R"sql(
    SELECT coalesce(max(sequence), 0) FROM audit_root
)sql"};

constexpr db::Query kSaveRoot{"audit.save_root", R"sql(
    INSERT INTO audit_root (sequence, day, first_number, last_number, last_hash, previous, hash,
                            signature, public_key)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
)sql"};

Entry entry_from(const db::Row& row) {
    return {row.id<FacilityId>(1), *row.instant(2), row.id<UserId>(3), row.string(4),
            row.string(5),         row.string(6),   row.string(7),     row.string(8),
            row.integer(9),        row.string(10),  row.string(11),    row.string(12),
            row.integer(13)};
}

Entry told(std::string_view action, std::string what) {
    Entry entry;
    entry.action = action;
    entry.what = std::move(what);
    return entry;
}

}  // namespace

bool add(Subjects& subjects, std::int64_t facility, std::string_view subject) {
    auto& known = subjects[facility];
    if (known.contains(subject)) return false;
    known.emplace(subject);
    return true;
}

std::string signed_text(const Head& head) {
    return array_text({"kakehashi audit head", std::to_string(head.number), head.hash,
                       std::to_string(head.at.time_since_epoch().count()),
                       std::to_string(head.root_sequence), head.root_hash});
}

std::string signed_text(const Root& root) {
    return array_text({"kakehashi audit root", std::to_string(root.sequence), root.day,
                       std::to_string(root.first), std::to_string(root.last), root.last_hash,
                       root.previous});
}

std::optional<Head> find_head(db::Transaction& tx) {
    return tx.first(kFindHead, [](const db::Row& row) {
        return Head{row.integer(0), row.string(1), *row.instant(2), row.integer(3),
                    row.string(4),  row.string(5), row.string(6)};
    });
}

std::vector<Root> roots_after(db::Transaction& tx, std::int64_t sequence, int limit) {
    return tx.all(
        kRootsAfter,
        [](const db::Row& row) {
            return Root{row.integer(0), row.string(1), row.integer(2),
                        row.integer(3), row.string(4), row.string(5),
                        row.string(6),  row.string(7), row.string(8)};
        },
        sequence, limit);
}

Chain::Chain(const Key& key, std::vector<std::string> trusted)
    : key_(key), public_key_(key.public_key()), trusted_(std::move(trusted)) {}

bool Chain::is_trusted(const Head& head) const {
    const bool known = head.public_key == public_key_ ||
                       std::ranges::find(trusted_, head.public_key) != trusted_.end();
    return known && is_signed_by(head.public_key, signed_text(head), head.signature);
}

/// The head to go on from, and what the next rows must tell about it.
Head Chain::found(db::Transaction& tx, Instant now, std::vector<Entry>& rows) const {
    const auto last = tx.first(kLast, [](const db::Row& row) {
                            return std::pair{row.integer(0), row.string(1)};
                        }).value_or(std::pair{std::int64_t{0}, std::string{kNothingBefore}});
    auto stored = find_head(tx);
    Head head;
    if (left_) {
        // Another leader may have gone on meanwhile; nobody else goes back.
        const bool sound = stored && is_trusted(*stored) &&
                           (stored->number > left_->number ||
                            (stored->number == left_->number && stored->hash == left_->hash));
        head = sound ? *stored : *left_;
        if (!sound) rows.push_back(told(kBroken, "head_changed"));
    } else if (stored) {
        head = *stored;
        const bool signed_at_all = is_signed_by(head.public_key, signed_text(head), head.signature);
        if (!signed_at_all)
            rows.push_back(told(kBroken, "head_not_signed"));
        else if (!is_trusted(head))
            rows.push_back(told(kBroken, std::string{kOfUnknownKey} + head.public_key));
    } else if (last.first > 0) {
        head.at = now;
        rows.push_back(told(kBroken, "head_missing"));
    }
    if (last != std::pair{head.number, head.hash}) rows.push_back(told(kBroken, "tail_changed"));
    // Where rows stand that the head does not know, their numbers are taken.
    if (last.first > head.number) {
        head.number = last.first;
        head.hash = last.second;
    }
    if (head.public_key != public_key_) rows.push_back(told(kNewKey, public_key_));
    return head;
}

/// One entry for each subject of a block; those this program wrote before are not asked for again.
void Chain::index(db::Transaction& tx, const Head& head, const Entry& entry) {
    if (const auto block = block_of(head.number); block != block_) {
        block_ = block;
        indexed_.clear();
    }
    each_subject(entry.seen, [&](std::string_view subject) {
        if (add(indexed_, entry.facility.value, subject))
            tx.send(kAppendSubject, entry.facility.value, subject, block_);
    });
}

void Chain::append(db::Transaction& tx, Head& head, const Entry& entry) {
    ++head.number;
    head.hash = hash_of(canonical_text(entry, head.number, head.hash));
    tx.send(kAppend, head.number, entry.facility.value, entry.at, entry.actor.value,
            entry.actor_name, entry.address, entry.action, entry.what, entry.case_kind,
            entry.case_id, entry.seen, entry.purpose, entry.result, entry.times, head.hash);
    index(tx, head, entry);
}

void Chain::close_day(db::Transaction& tx, Head& head) const {
    const auto closed = tx.number(kLastOfRoot, head.root_sequence);
    if (head.number <= closed) return;
    Root root{std::max(head.root_sequence, tx.number(kNewestRoot)) + 1,
              iso_date(date_in_japan(head.at)),
              closed + 1,
              head.number,
              head.hash,
              head.root_hash,
              {},
              {},
              public_key_};
    const auto text = signed_text(root);
    root.hash = hash_of(text);
    root.signature = key_.sign(text);
    tx.send(kSaveRoot, root.sequence, root.day, root.first, root.last, root.last_hash,
            root.previous, root.hash, root.signature, root.public_key);
    head.root_sequence = root.sequence;
    head.root_hash = root.hash;
}

void Chain::save(db::Transaction& tx, Head& head) const {
    head.public_key = public_key_;
    head.signature = key_.sign(signed_text(head));
    tx.send(kSaveHead, head.number, head.hash, head.at, head.root_sequence, head.root_hash,
            head.signature, head.public_key);
}

int Chain::extend(db::Transaction& tx, Instant now, int limit, std::span<const Entry> more) {
    if (!settled_) block_ = -1;  // the transaction before was rolled back, and its index with it
    settled_ = false;
    std::vector<Entry> rows;
    auto head = found(tx, now, rows);
    for (auto& row : rows) row.at = now;
    if (head.number > 0 && date_in_japan(head.at) != date_in_japan(now)) close_day(tx, head);
    std::int64_t last_waiting = 0;
    const auto told_before = rows.size();
    tx.each(
        kWaiting,
        [&](const db::Row& row) {
            last_waiting = row.integer(0);
            rows.push_back(entry_from(row));
        },
        limit);
    for (const auto& row : rows) append(tx, head, row);
    for (const auto& row : more) append(tx, head, row);
    if (last_waiting != 0) tx.send(kForgetWaiting, last_waiting);
    if (!rows.empty() || !more.empty()) head.at = now;
    save(tx, head);
    proposed_ = std::move(head);
    return static_cast<int>(rows.size() - told_before);
}

void Chain::settle() {
    left_ = std::move(proposed_);
    proposed_.reset();
    settled_ = true;
}

}  // namespace kakehashi::audit
