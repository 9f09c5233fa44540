#include "facility/facility_detail.hpp"

#include "base/era.hpp"
#include "facility/facility_store.hpp"
#include "platform/db/sight.hpp"

namespace kakehashi::facility_pages {
namespace {

constexpr int kFigureDays = 365;

constexpr db::Query kFigures{"facility.figures", R"sql(
    SELECT (SELECT count(*) FROM referral
             WHERE facility_id = $1 AND referrer_id = $2 AND received_at >= $3),
           (SELECT count(*) FROM reply_obligation
             WHERE facility_id = $1 AND referrer_id = $2 AND closed_at IS NULL)
)sql"};

void add(Detail& detail, std::string_view term, std::string text, std::string small = {}) {
    if (!text.empty())
        detail.facts.push_back({std::string{term}, std::move(text), std::move(small)});
}

/// 2026-10-01(令8)… is for people; partners are confirmed this year or long ago: short_date.
std::string day_text(const std::optional<Date>& day, Date today) {
    return day ? short_date(*day, today) : std::string{};
}

std::string stale_text(const Facility& facility, Date today) {
    if (!facility.confirmed_on) return "要確認 まだ確かめていません";
    return "要確認 " + std::to_string((today - *facility.confirmed_on).count()) + "日前に確認";
}

std::string distance_text(int metres) {
    return "約" + std::to_string(metres / 1000) + "." + std::to_string(metres % 1000 / 100) + "km";
}

}  // namespace

html::Url url_of(FacilityId id) {
    return html::Url::path("/facilities").segment(id.value);
}

int stale_days_of(db::Transaction& tx, const Viewer& viewer) {
    return setting_number(tx, viewer.facility, kStaleDaysSetting, kStaleDaysDefault);
}

Detail detail_of(db::Transaction& tx, const Viewer& viewer, const Facility& facility, Date today,
                 int stale_days) {
    Detail detail;
    detail.name = facility.name;
    detail.heading_id = "facility-" + facility.id.text();
    if (is_registered(facility, today))
        detail.tags.push_back("登録医 " + facility.registered_number);
    if (facility.closed_on)
        detail.tags.push_back("閉院・休止 " + short_date(*facility.closed_on, today));
    const bool ours = facility.id == viewer.facility;
    detail.stale = !ours && is_stale(facility, today, stale_days);
    detail.confirmed_today = ours || facility.confirmed_on == today;
    detail.stale_text = stale_text(facility, today);
    if (facility.confirmed_on)
        detail.confirmed_text =
            (*facility.confirmed_on == today ? std::string{"本日"}
                                             : short_date(*facility.confirmed_on, today) + " に") +
            " 確認ずみ";

    add(detail, "種別", std::string{japanese(facility.kind)}, facility.kana);
    add(detail, "所在",
        facility.postal_code.empty() ? facility.address
                                     : "〒" + facility.postal_code + " " + facility.address,
        facility.distance_m ? distance_text(*facility.distance_m) + "(直線の目安)" : "");
    add(detail, "電話", facility.phone);
    add(detail, "FAX", facility.fax);
    add(detail, "メール", facility.mail);
    add(detail, "返書の方法", std::string{japanese(facility.reply_means)});
    add(detail, "連絡の覚え", facility.contact_note);
    add(detail, "コード", facility.code);
    add(detail, "登録", day_text(facility.registered_on, today),
        facility.registered_until ? "期限 " + day_text(facility.registered_until, today) : "");
    if (!ours) {
        const auto since = instant_in_japan(today - days{kFigureDays}, std::chrono::seconds{0});
        const db::Unveiled figures_of_all{tx};
        tx.each(
            kFigures,
            [&](const db::Row& row) {
                add(detail, "実績", "紹介 " + std::to_string(row.integer(0)) + "件", "12か月");
                add(detail, "返書まち", std::to_string(row.integer(1)) + "件");
            },
            viewer.facility, facility.id, since);
    }
    std::map<DepartmentId, std::string> names;
    for (const auto& department : departments_of(tx, facility.id)) {
        if (!detail.departments.empty()) detail.departments += "・";
        detail.departments += department.name;
        names[department.id] = department.name;
    }
    for (const auto& doctor : doctors_of(tx, facility.id)) {
        std::string note = names[doctor.department];
        if (doctor.is_head)
            note += (note.empty() ? "" : "・") + std::string{ours ? "科長" : "院長"};
        if (!doctor.extension.empty()) note += " 内線 " + doctor.extension;
        detail.doctors.push_back({doctor.name, std::move(note)});
    }
    detail.page = url_of(facility.id);
    detail.edit = url_of(facility.id).segment("edit");
    detail.people = url_of(facility.id).segment("people");
    detail.confirm = url_of(facility.id).segment("confirmation");
    return detail;
}

}  // namespace kakehashi::facility_pages
