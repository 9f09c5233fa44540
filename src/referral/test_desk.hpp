#pragma once

#include "referral/referral_intake.hpp"
#include "referral/referral_pages.hpp"
#include "referral/referral_store.hpp"
#include "referral/test_letters.hpp"
#include "support/test_office.hpp"

namespace kakehashi::testing {

/// The office with 紹介受付 alone, and letters to work on.
struct ReferralDesk : TestOffice {
    ReferralDesk() : TestOffice({referral_feature()}) {}

    /// 佐々木 健一 from みなと内科クリニック with this diagnosis, registered.
    ReferralId a_registered_letter(std::string_view diagnosis = "不安定狭心症の疑い") {
        const std::string row =
            "患者氏名,フリガナ,生年月日,性別,紹介元,受診科,傷病名\n"
            "佐々木 健一,ササキ ケンイチ,昭37.4.8,男,みなと内科クリニック,循環器内科," +
            std::string{diagnosis} + "\n";
        return receive_csv(office, saeki, csv::parse(row).value(), "a.csv")
            .value()
            .taken.at(0)
            .referral;
    }
    ReferralId a_received_fax() {
        return receive_scan(office, saeki, a_fax(), "fax.pdf").value().referral;
    }
    Referral referral(ReferralId id) {
        auto tx = office.db.read();
        return find_referral(tx, saeki, id).value();
    }
    std::string version(ReferralId id) { return std::to_string(referral(id).version); }
    std::vector<std::string> duties(ReferralId id) {
        auto tx = office.db.read();
        std::vector<std::string> kinds;
        for (const auto& duty : open_duties_of(tx, saeki, case_of(id))) kinds.push_back(duty.kind);
        return kinds;
    }
    static std::string path(ReferralId id, std::string_view more = "") {
        return "/referrals/" + id.text() + std::string{more};
    }
    /// 紹介内容 as the browser sends it: what is stored, and what is typed over it.
    std::vector<std::pair<std::string, std::string>> form(
        ReferralId id, const std::map<std::string, std::string>& typed) {
        const auto stored = referral(id);
        std::map<std::string, std::string> fields{
            {"version", std::to_string(stored.version)},
            {"referring_facility", "みなと内科クリニック"},
            {"diagnoses", stored.letter.diagnoses},
            {"urgency", std::string{to_text(stored.urgency)}},
            {"department", stored.department ? stored.department.text() : ""},
            {"doctor", stored.doctor ? stored.doctor.text() : ""}};
        for (const auto& [name, value] : typed) fields[name] = value;
        return {fields.begin(), fields.end()};
    }
};

inline bool has(const http::Response& response, std::string_view text) {
    return response.body.find(text) != std::string::npos;
}

/// The value of a hidden input; empty when the page has none of that name.
inline std::string hidden(const http::Response& page, std::string_view name) {
    const auto mark = "name=\"" + std::string{name} + "\" value=\"";
    const auto at = page.body.find(mark);
    if (at == std::string::npos) return {};
    const auto from = at + mark.size();
    return page.body.substr(from, page.body.find('"', from) - from);
}

/// Where the first link with these words leads.
inline std::string link_to(const http::Response& page, std::string_view words) {
    const auto end = page.body.find("\">" + std::string{words});
    if (end == std::string::npos) return {};
    const auto from = page.body.rfind("href=\"", end) + 6;
    auto url = page.body.substr(from, end - from);
    for (auto at = url.find("&amp;"); at != std::string::npos; at = url.find("&amp;"))
        url.replace(at, 5, "&");
    return url;
}

}  // namespace kakehashi::testing
