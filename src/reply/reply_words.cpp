#include "reply/reply_words.hpp"

#include <algorithm>

#include "base/era.hpp"
#include "platform/document/document_store.hpp"

namespace kakehashi::reply_pages {
namespace {

/// 10/17, without the weekday, for the second line of a row.
std::string day_and_month(Date day) {
    const std::chrono::year_month_day ymd{day};
    return std::to_string(static_cast<unsigned>(ymd.month())) + "/" +
           std::to_string(static_cast<unsigned>(ymd.day()));
}

std::string day_and_month(Instant at) {
    return day_and_month(date_in_japan(at));
}

/// いまの状態: what was done last speaks first.
void tag_row(ReplyRow& view, const AgingRow& row, Instant now) {
    const auto& reply = row.reply;
    const auto tag = [&](std::string words, std::string_view css, std::string icon) {
        view.tag = std::move(words);
        view.tag_css = "k-tag ";
        view.tag_css += css;
        view.tag_icon = std::move(icon);
    };
    if (!reply.open()) {
        tag(std::string{japanese(reply.state)}, "plain", "");
        view.due = reply.state == ReplyState::NotNeeded ? reply.not_needed_reason
                                                        : moment_text(*reply.closed_at, now);
        return;
    }
    if (reply.state == ReplyState::Drafted)
        tag("下書きあり", "info", "");
    else if (reply.state == ReplyState::Asking)
        tag("医師の確認まち", "wait", "clock");
    else if (reply.chased_head_at)
        tag("科長へ催促 " + day_and_month(*reply.chased_head_at), "crit", "alert");
    else if (reply.chased_doctor_at)
        tag("催促 " + day_and_month(*reply.chased_doctor_at) +
                (tab_of(reply, now) == AgingTab::Act ? " 返事なし" : ""),
            "plain", "");
    else
        tag("未着手", "soon", "q");
    view.due = "目安 " + day_and_month(reply.due_on) + " " + remaining(reply.due_on, now);
}

}  // namespace

std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

std::string family_name(std::string_view name) {
    return std::string{name.substr(0, std::min(name.find(' '), name.find("\u3000")))};
}

std::string age_and_sex(std::optional<Date> born_on, std::string_view sex, Date today) {
    std::string out;
    if (born_on) out = std::to_string(age_on(*born_on, today)) + "歳";
    const std::string word = sex == "male" ? "男" : sex == "female" ? "女" : "";
    if (!word.empty()) out += (out.empty() ? "" : " ") + word;
    return out;
}

std::string about_line(const AgingRow& row, Date today) {
    auto out = age_and_sex(row.patient_born_on, row.patient_sex, today);
    if (const auto main = first_line(row.diagnoses); !main.empty())
        out += (out.empty() ? "" : "・") + main;
    if (row.discharged_on)
        out += "、" + day_and_month(*row.discharged_on) + " 退院";
    else if (row.admitted_on)
        out += "、" + day_and_month(*row.admitted_on) + " 入院";
    return out;
}

std::string moment_text(Instant at, Instant now) {
    const auto today = date_in_japan(now);
    if (date_in_japan(at) == today) return time_text(at);
    return short_date(date_in_japan(at), today) + " " + time_text(at);
}

html::Url reply_url(ReplyObligationId id) {
    return html::Url::path("/replies").segment(id.value);
}
html::Url referral_url(ReferralId id) {
    return html::Url::path("/referrals").segment(id.value);
}
html::Url patient_url(PatientId id) {
    return html::Url::path("/patients").segment(id.value);
}

ReplyRow row_view(const AgingRow& row, Instant now) {
    const auto today = date_in_japan(now);
    const auto& reply = row.reply;
    const int waited = reply.waiting_days(today);
    ReplyRow view;
    view.id = reply.id.value;
    view.waited = std::to_string(waited) + "日";
    view.since = short_date(reply.counted_from, today) + " から";
    const auto band = age_band(waited);
    view.wait_css = band == AgeBand::Week        ? "k-dl"
                    : band == AgeBand::Fortnight ? "k-dl today"
                                                 : "k-dl over";
    view.patient = row.patient_name;
    view.about = about_line(row, today);
    view.stage = short_japanese(reply.stage);
    view.department = row.department_name;
    if (!row.doctor_name.empty()) view.doctor = family_name(row.doctor_name) + "医師";
    view.referrer = row.referrer_name;
    view.means = japanese_means(row.referrer_means);
    view.url = reply_url(reply.id);
    tag_row(view, row, now);
    return view;
}

}  // namespace kakehashi::reply_pages
