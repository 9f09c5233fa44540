#include "search/search_pages.hpp"

#include "base/era.hpp"
#include "facility/facility_store.hpp"
#include "office/frame.hpp"
#include "office/searching.hpp"
#include "patient/patient_store.hpp"
#include "platform/search/search.hpp"
#include "referral/referral.hpp"
#include "search/search_views.hpp"

namespace kakehashi {
namespace {

using namespace search_page;

constexpr std::size_t kShownMax = 20;

// Twenty places for ids, unused ones 0: one statement, the same text on both engines.
constexpr db::Query kReferralLines{"search.referral_lines", R"sql(
    SELECT referral.id, referral.number, referral.state, referral.received_at,
           coalesce(patient.name, ''), referral.diagnoses, coalesce(facility.name, ''),
           coalesce(department.name, ''), referral.sender_note,
           referral.patient_id
      FROM referral
      LEFT JOIN patient ON patient.id = referral.patient_id
      LEFT JOIN facility ON facility.id = referral.referrer_id
      LEFT JOIN department ON department.id = referral.department_id
     WHERE referral.facility_id = $1
       AND referral.id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                           $18, $19, $20, $21)
       AND {shown referral.patient_id to $22}
     ORDER BY referral.received_at DESC, referral.id DESC
)sql"};

template <std::size_t... Index>
std::vector<Hit> lines_of(db::Transaction& tx, const Viewer& viewer, Date today,
                          const std::array<std::int64_t, kShownMax>& ids,
                          std::index_sequence<Index...>) {
    return tx.all(
        kReferralLines,
        [&](const db::Row& row) {
            viewer.sees(row.id<PatientId>(9), row.id<ReferralId>(0));
            Hit hit;
            hit.when = short_date(date_in_japan(*row.instant(3)), today);
            const auto state = parse_referral_state(row.text(2));
            if (state) hit.state = japanese(*state);
            hit.heading = row.text(4).empty() ? "未登録:" + row.string(8) : row.string(4) + " さん";
            hit.detail = row.string(1);
            if (const auto first_line = row.text(5).substr(0, row.text(5).find('\n'));
                !first_line.empty())
                hit.detail += "・" + std::string{first_line};
            hit.where = row.string(6);
            if (!row.text(7).empty()) hit.place = "→ " + row.string(7);
            hit.url = html::Url::path("/referrals").segment(row.integer(0));
            return hit;
        },
        viewer.facility, ids[Index]..., viewer.user);
}

Section referrals_found(db::Transaction& tx, const Viewer& viewer, std::string_view query,
                        Date today) {
    Section section{"inbox", "紹介", {}};
    std::array<std::int64_t, kShownMax> ids{};
    std::size_t count = 0;
    for (const auto& found : search_cases(tx, viewer, query, kShownMax))
        if (found.kind == "referral") ids[count++] = found.id;
    if (count > 0)
        section.hits = lines_of(tx, viewer, today, ids, std::make_index_sequence<kShownMax>{});
    section.more = count == kShownMax;
    return section;
}

Section patients_found(db::Transaction& tx, const Viewer& viewer, std::string_view query,
                       Date today) {
    Section section{"user", "患者", {}};
    for (const auto& [patient, reasons] : search_patients(tx, viewer, query, today, kShownMax)) {
        Hit hit;
        hit.when = patient_number_text(patient.number);
        hit.heading = patient.name + " さん";
        hit.detail = age_and_sex(patient, today);
        if (patient.born_on) hit.detail += "・" + both_calendars(*patient.born_on);
        if (!patient.kana.empty()) hit.detail = patient.kana + "・" + hit.detail;
        std::string why;
        for (const auto& reason : reasons) why += (why.empty() ? "" : "・") + reason;
        hit.where = why;
        hit.url = html::Url::path("/patients").segment(patient.id.value);
        section.hits.push_back(std::move(hit));
    }
    return section;
}

Section facilities_found(db::Transaction& tx, const Viewer& viewer, std::string_view query,
                         Date today) {
    Section section{"bld", "連携先", {}};
    FacilityFilter filter;
    filter.today = today;
    for (const auto& facility : search_facilities(tx, viewer, query, filter, {}, kShownMax).rows) {
        Hit hit;
        hit.when = japanese(facility.kind);
        hit.heading = facility.name;
        hit.detail = facility.address;
        hit.where = facility.phone.empty() ? "" : "電話 " + facility.phone;
        hit.place = facility.fax.empty() ? "" : "FAX " + facility.fax;
        hit.url = html::Url::path("/facilities").with("sel", facility.id.value);
        section.hits.push_back(std::move(hit));
    }
    return section;
}

http::Response show_search(Office& office, const http::Request& request) {
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    SearchView view;
    view.frame = office::make_frame(office, tx, request, "さがす", "/search");
    view.query = office::searched_words(request);
    view.frame.query = view.query;
    view.asked = view.query.find_first_not_of(' ') != std::string::npos;
    if (view.asked) {
        for (auto* find : {patients_found, referrals_found, facilities_found})
            if (auto section = find(tx, viewer, view.query, today); !section.hits.empty())
                view.sections.push_back(std::move(section));
        view.nothing = view.sections.empty();
    }
    return office::page(render_search, view);
}

}  // namespace

Feature search_feature() {
    Feature feature;
    feature.name = "search";
    feature.add_routes = [](http::Router& router, Office& office) {
        router.add("GET", "/search",
                   [&office](http::Request& request) { return show_search(office, request); });
    };
    return feature;
}

}  // namespace kakehashi
