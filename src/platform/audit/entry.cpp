#include "platform/audit/entry.hpp"

#include <sodium.h>

#include <array>
#include <charconv>

#include "base/json/json.hpp"

namespace kakehashi::audit {
namespace {

constexpr db::Query kNote{"audit.note", R"sql(
    INSERT INTO audit_pending (facility_id, at, actor_id, actor_name, address, action, what,
                               case_kind, case_id, seen, purpose, result, times)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
)sql"};

constexpr std::size_t kFields = 13;

thread_local std::uint64_t notes = 0;

/// The fields after number and previous hash, each quoted, with a comma before it.
void append_fields(std::string& out, const Entry& entry) {
    const auto text = [&](std::string_view value) {
        out += ',';
        json::append_string(out, value);
    };
    const auto number = [&](std::int64_t value) {
        out.append(",\"").append(std::to_string(value)).append("\"");
    };
    number(entry.facility.value);
    number(entry.at.time_since_epoch().count());
    number(entry.actor.value);
    text(entry.actor_name);
    text(entry.address);
    text(entry.action);
    text(entry.what);
    text(entry.case_kind);
    number(entry.case_id);
    text(entry.seen);
    text(entry.purpose);
    text(entry.result);
    number(entry.times);
}

bool read_number(const json::Value& value, std::int64_t& out) {
    const auto text = value.string();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return !text.empty() && error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

Entry entry_of(const Viewer& viewer, Instant at, std::string_view action, std::string_view what) {
    Entry entry;
    entry.facility = viewer.house();
    entry.at = at;
    entry.actor = viewer.user;
    entry.actor_name = viewer.host ? viewer.name + "(" + viewer.partner + ")" : viewer.name;
    entry.address = viewer.address;
    entry.action = action;
    entry.what = what;
    return entry;
}

void note(db::Transaction& tx, const Entry& entry) {
    ++notes;
    tx.send(kNote, entry.facility.value, entry.at, entry.actor.value, entry.actor_name,
            entry.address, entry.action, entry.what, entry.case_kind, entry.case_id, entry.seen,
            entry.purpose, entry.result, entry.times);
}

std::uint64_t notes_on_this_thread() {
    return notes;
}

void note_change(db::Transaction& tx, const Viewer& viewer, Instant at, std::string_view what) {
    note(tx, entry_of(viewer, at, kChange, what));
}

std::string canonical_text(const Entry& entry, std::int64_t number, std::string_view previous) {
    std::string out;
    out.reserve(256 + entry.seen.size());
    out += '[';
    json::append_string(out, previous);
    out.append(",\"").append(std::to_string(number)).append("\"");
    append_fields(out, entry);
    out += ']';
    return out;
}

std::string hash_of(std::string_view text) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(text.data()),
                       text.size());
    std::string hex(hash.size() * 2 + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
    hex.pop_back();
    return hex;
}

std::string journal_line(const Entry& entry) {
    std::string out;
    out.reserve(192 + entry.seen.size());
    append_fields(out, entry);
    out.front() = '[';
    out += "]\n";
    return out;
}

std::optional<Entry> entry_of_line(std::string_view line) {
    const auto read = json::parse(line);
    if (!read || read->array().size() != kFields) return std::nullopt;
    for (const auto& value : read->array())
        if (!value.is_string()) return std::nullopt;
    const auto text = [&](int field) { return std::string{read->at(field).string()}; };
    std::int64_t facility = 0, at = 0, actor = 0, case_id = 0, times = 0;
    if (!read_number(read->at(0), facility) || !read_number(read->at(1), at) ||
        !read_number(read->at(2), actor) || !read_number(read->at(8), case_id) ||
        !read_number(read->at(12), times))
        return std::nullopt;
    return Entry{FacilityId{facility},
                 Instant{std::chrono::seconds{at}},
                 UserId{actor},
                 text(3),
                 text(4),
                 text(5),
                 text(6),
                 text(7),
                 case_id,
                 text(9),
                 text(10),
                 text(11),
                 times};
}

std::string array_text(std::initializer_list<std::string_view> strings) {
    std::string out;
    for (const auto text : strings) {
        out += out.empty() ? '[' : ',';
        json::append_string(out, text);
    }
    return out + ']';
}

}  // namespace kakehashi::audit
