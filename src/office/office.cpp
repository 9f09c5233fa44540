#include "office/office.hpp"

namespace kakehashi {
namespace {

constexpr db::Query kSetting{"setting.find", R"sql(
    SELECT value FROM setting WHERE facility_id = $1 AND name = $2
)sql"};

constexpr db::Query kSaveSetting{"setting.save", R"sql(
    INSERT INTO setting (facility_id, name, value, updated_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (facility_id, name) DO UPDATE SET value = excluded.value,
                                                  updated_at = excluded.updated_at
)sql"};

constexpr db::Query kForgetSetting{"setting.forget", R"sql(
    DELETE FROM setting WHERE facility_id = $1 AND name = $2
)sql"};

const DutyKind& plain_duty_kind() {
    static const DutyKind kind{
        "業務", "today", [](const Duty& duty) { return duty.note; },
        [](Office&, db::Transaction&, const Viewer&, const Duty&) { return NextAction{}; }};
    return kind;
}

}  // namespace

const DutyKind& Office::duty_kind(std::string_view kind) const {
    for (const auto& feature : features)
        if (const auto found = feature.duty_kinds.find(std::string{kind});
            found != feature.duty_kinds.end())
            return found->second;
    return plain_duty_kind();
}

TimelineText Office::timeline_text(const Event& event) const {
    for (const auto& feature : features)
        if (const auto found = feature.timeline.find(event.kind); found != feature.timeline.end())
            return found->second(event);
    return {};
}

std::string setting(db::Transaction& tx, FacilityId facility, std::string_view name,
                    std::string_view default_value) {
    auto value = tx.first(
        kSetting, [](const db::Row& row) { return row.string(0); }, facility, name);
    return value ? *std::move(value) : std::string{default_value};
}

int setting_number(db::Transaction& tx, FacilityId facility, std::string_view name,
                   int default_value) {
    const auto text = setting(tx, facility, name, "");
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? value : default_value;
}

void save_setting(db::Transaction& tx, const Viewer& viewer, Instant now, std::string_view name,
                  std::string_view value) {
    tx.execute(kSaveSetting, viewer.facility, name, value, now);
}

void forget_setting(db::Transaction& tx, const Viewer& viewer, std::string_view name) {
    tx.execute(kForgetSetting, viewer.facility, name);
}

}  // namespace kakehashi
