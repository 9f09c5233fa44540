#include "facility/facility_store.hpp"

#include <algorithm>

#include "base/facility_code.hpp"
#include "base/japanese.hpp"
#include "platform/event/event.hpp"

namespace kakehashi {
namespace {

Facility facility_from(const db::Row& row) {
    Facility facility;
    facility.id = row.id<FacilityId>(0);
    facility.kind = parse_facility_kind(row.text(1)).value_or(FacilityKind::Other);
    facility.code = row.string(2);
    facility.name = row.string(3);
    facility.kana = row.string(4);
    facility.postal_code = row.string(5);
    facility.address = row.string(6);
    facility.phone = row.string(7);
    facility.fax = row.string(8);
    facility.mail = row.string(9);
    facility.reply_means = parse_reply_means(row.text(10)).value_or(ReplyMeans::Fax);
    facility.contact_note = row.string(11);
    facility.registered_number = row.string(12);
    facility.registered_on = row.date(13);
    facility.registered_until = row.date(14);
    facility.confirmed_on = row.date(15);
    facility.closed_on = row.date(16);
    if (!row.is_null(17)) facility.distance_m = static_cast<int>(row.integer(17));
    facility.version = static_cast<int>(row.integer(18));
    return facility;
}

/// What facility_from() reads.
constexpr std::string_view kFacilityRows = R"sql(
    SELECT id, kind, coalesce(code, ''), name, kana, postal_code, address, phone, fax, mail,
           reply_means, contact_note, registered_number, registered_on, registered_until,
           confirmed_on, closed_on, distance_m, version
      FROM facility)sql";

constexpr db::Query kFindFacility{"facility.find", kFacilityRows, R"sql(
     WHERE id = $1
)sql"};

constexpr db::Query kSearchFacilities{"facility.search", kFacilityRows, R"sql(
     WHERE id <> $1
       AND ($2 = '' OR kind = $2)
       AND ($3 = 1 OR closed_on IS NULL OR closed_on > $4)
       AND ($5 = 0 OR ((confirmed_on IS NULL OR confirmed_on < $6)
                       AND (closed_on IS NULL OR closed_on > $4)))
       AND ($7 = 0 OR (registered_number <> '' AND (registered_on IS NULL OR registered_on <= $4)
                       AND (registered_until IS NULL OR registered_until >= $4)))
       AND ($8 = '' OR name_key LIKE $8 ESCAPE '\' OR kana_key LIKE $9 ESCAPE '\'
            OR EXISTS (SELECT 1 FROM doctor WHERE doctor.facility_id = facility.id
                          AND doctor.active = 1
                          AND (replace(doctor.name, ' ', '') LIKE $10 ESCAPE '\'
                               OR replace(doctor.kana, ' ', '') LIKE $10 ESCAPE '\'))
            OR ($11 <> '' AND (code LIKE $12 OR replace(phone, '-', '') LIKE $11
                               OR replace(fax, '-', '') LIKE $11)))
       AND (CAST($13 AS BIGINT) IS NULL OR (kana_key, name_key, id) >
                           (SELECT a.kana_key, a.name_key, a.id FROM facility a WHERE a.id = $13))
     ORDER BY kana_key, name_key, id
     LIMIT $14
)sql"};

constexpr db::Query kCountFacilities{"facility.count", R"sql(
    SELECT count(*), coalesce(sum(CASE WHEN kind = 'hospital' THEN 1 ELSE 0 END), 0),
           coalesce(sum(CASE WHEN kind IN ('clinic', 'dental') THEN 1 ELSE 0 END), 0),
           coalesce(sum(CASE WHEN registered_number <> ''
                              AND (registered_on IS NULL OR registered_on <= $2)
                              AND (registered_until IS NULL OR registered_until >= $2)
                             THEN 1 ELSE 0 END), 0),
           coalesce(sum(CASE WHEN confirmed_on IS NULL OR confirmed_on < $3 THEN 1 ELSE 0 END), 0)
      FROM facility
     WHERE id <> $1 AND (closed_on IS NULL OR closed_on > $2)
)sql"};

constexpr db::Query kInsertFacility{"facility.insert", R"sql(
    INSERT INTO facility (kind, code, name, kana, name_key, kana_key, postal_code, address, phone,
                          fax, mail, reply_means, contact_note, registered_number, registered_on,
                          registered_until, confirmed_on, closed_on, distance_m, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
            $20)
    RETURNING id
)sql"};

constexpr db::Query kUpdateFacility{"facility.update", R"sql(
    UPDATE facility
       SET kind = $3, code = $4, name = $5, kana = $6, name_key = $7, kana_key = $8,
           postal_code = $9, address = $10, phone = $11, fax = $12, mail = $13, reply_means = $14,
           contact_note = $15, registered_number = $16, registered_on = $17,
           registered_until = $18, confirmed_on = $19, closed_on = $20, distance_m = $21,
           updated_at = $22, version = version + 1
     WHERE id = $1 AND version = $2
)sql"};

constexpr db::Query kByCode{"facility.by_code", kFacilityRows, R"sql(
     WHERE code = $1
)sql"};

constexpr db::Query kByName{"facility.by_name", kFacilityRows, R"sql(
     WHERE name_key = $1 AND id <> $2
     ORDER BY id
)sql"};

std::optional<std::string> none_if_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional{text};
}

/// %佐藤%, with the pattern's own signs taken literally.
std::string containing(std::string_view text) {
    std::string out = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') out += '\\';
        out += c;
    }
    return out + "%";
}

std::string without_spaces(std::string_view text) {
    std::string out{text};
    for (auto at = out.find("　"); at != std::string::npos; at = out.find("　"))
        out.erase(at, std::string_view{"　"}.size());
    std::erase(out, ' ');
    return out;
}

bool shares_a_number(const Facility& facility, const NamedFacility& named) {
    for (const auto& ours : {phone_key(facility.phone), phone_key(facility.fax)})
        if (!ours.empty() && (ours == phone_key(named.phone) || ours == phone_key(named.fax)))
            return true;
    return false;
}

/// A number of a letter is worth keeping only when it is one.
std::string phone_or_nothing(std::string_view text) {
    return parse_phone("phone", text).value_or(std::string{});
}

}  // namespace

Result<Facility> find_facility(db::Transaction& tx, const Viewer&, FacilityId id) {
    auto facility = tx.first(kFindFacility, facility_from, id);
    if (!facility) return fail(ErrorKind::NotFound, "facility.not_found");
    return *std::move(facility);
}

FacilityPage search_facilities(db::Transaction& tx, const Viewer& viewer, std::string_view text,
                               const FacilityFilter& filter, FacilityId after, int limit) {
    const auto name = search_key(text);
    const auto number = digits(text);
    const bool by_number = number.size() >= 4;
    const std::string nothing;
    // The first day on which a confirmation still counts.
    const auto fresh_from = filter.today - days{filter.stale_days};
    FacilityPage page;
    page.rows = tx.all(kSearchFacilities, facility_from, viewer.facility,
                       filter.kind ? to_text(*filter.kind) : std::string_view{}, filter.with_closed,
                       filter.today, filter.only_stale, fresh_from, filter.only_registered,
                       name.empty() ? nothing : containing(name), containing(kana_key(text)),
                       containing(without_spaces(text)), by_number ? containing(number) : nothing,
                       number + "%", after, limit + 1);
    if (page.rows.size() > static_cast<std::size_t>(limit)) {
        page.rows.pop_back();
        page.after = page.rows.back().id;
    }
    return page;
}

FacilityCounts count_facilities(db::Transaction& tx, const Viewer& viewer, Date today,
                                int stale_days) {
    return *tx.first(
        kCountFacilities,
        [](const db::Row& row) {
            FacilityCounts counts;
            counts.all = static_cast<int>(row.integer(0));
            counts.hospitals = static_cast<int>(row.integer(1));
            counts.clinics = static_cast<int>(row.integer(2));
            counts.others = counts.all - counts.hospitals - counts.clinics;
            counts.registered = static_cast<int>(row.integer(3));
            counts.stale = static_cast<int>(row.integer(4));
            return counts;
        },
        viewer.facility, today, today - days{stale_days});
}

Result<Facility> insert_facility(db::Transaction& tx, const Viewer& viewer, Instant now,
                                 Facility facility) {
    const bool saved = tx.attempt([&] {
        facility.id = FacilityId{
            tx.number(kInsertFacility, facility.kind, none_if_empty(facility.code), facility.name,
                      facility.kana, search_key(facility.name), kana_key(facility.kana),
                      facility.postal_code, facility.address, facility.phone, facility.fax,
                      facility.mail, facility.reply_means, facility.contact_note,
                      facility.registered_number, facility.registered_on, facility.registered_until,
                      facility.confirmed_on, facility.closed_on, facility.distance_m, now)};
    });
    if (!saved) return fail(ErrorKind::Conflict, "facility.code_taken", "code");
    facility.version = 1;
    record_event(tx, viewer, now, case_of(facility.id), {}, "facility.registered");
    return facility;
}

Result<Facility> update_facility(db::Transaction& tx, const Viewer& viewer, Instant now,
                                 Facility facility, std::string_view event_kind) {
    TRY(const auto before, find_facility(tx, viewer, facility.id));
    std::int64_t changed = 0;
    const bool saved = tx.attempt([&] {
        changed = tx.execute(
            kUpdateFacility, facility.id, facility.version, facility.kind,
            none_if_empty(facility.code), facility.name, facility.kana, search_key(facility.name),
            kana_key(facility.kana), facility.postal_code, facility.address, facility.phone,
            facility.fax, facility.mail, facility.reply_means, facility.contact_note,
            facility.registered_number, facility.registered_on, facility.registered_until,
            facility.confirmed_on, facility.closed_on, facility.distance_m, now);
    });
    if (!saved) return fail(ErrorKind::Conflict, "facility.code_taken", "code");
    if (changed == 0) return fail(ErrorKind::Conflict, "facility.changed_meanwhile");
    ++facility.version;
    record_event(tx, viewer, now, case_of(facility.id), {}, event_kind,
                 json::object({{"changes", changes_between(before, facility)}}));
    return facility;
}

Result<Facility> find_or_create_facility(db::Transaction& tx, const Viewer& viewer, Instant now,
                                         const NamedFacility& named) {
    const auto parsed = FacilityCode::parse("code", named.code);
    std::string code = parsed ? parsed->text() : std::string{};
    if (!code.empty()) {
        auto known = tx.first(kByCode, facility_from, code);
        if (known && known->id != viewer.facility) return *std::move(known);
        if (known) code.clear();  // ours, by the letter's mistake: nobody else's
    }
    const auto key = search_key(named.name);
    if (key.empty()) return fail(ErrorKind::Invalid, "text.required", "name");
    auto same = tx.all(kByName, facility_from, key, viewer.facility);
    if (!code.empty())  // one with another code is another place
        std::erase_if(same, [](const Facility& facility) { return !facility.code.empty(); });
    if (same.size() > 1)
        std::erase_if(same,
                      [&](const Facility& facility) { return !shares_a_number(facility, named); });
    if (same.size() == 1) {
        if (code.empty()) return same.front();
        same.front().code = code;
        return update_facility(tx, viewer, now, same.front());
    }
    Facility created;
    created.code = code;
    created.name = named.name;
    created.phone = phone_or_nothing(named.phone);
    created.fax = phone_or_nothing(named.fax);
    created.address = named.address;
    created.postal_code = named.postal_code;
    return insert_facility(tx, viewer, now, std::move(created));
}

}  // namespace kakehashi
