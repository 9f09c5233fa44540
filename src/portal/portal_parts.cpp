#include "portal/portal_parts.hpp"

#include "base/era.hpp"
#include "base/messages.hpp"
#include "platform/auth/session.hpp"
#include "referral/kept_paper.hpp"
#include "referral/portal_letter.hpp"

namespace kakehashi::portal {
namespace {

constexpr std::string_view kPaper = "paper";

office::FieldError wrong_paper(const std::string& name, const Error& error) {
    return {std::string{kPaper}, std::string{label(kPaper)},
            (name.empty() ? "" : name + ": ") + sentence(error)};
}

/// 11/24
std::string month_and_day(Date day) {
    const std::chrono::year_month_day date{day};
    return std::to_string(static_cast<unsigned>(date.month())) + "/" +
           std::to_string(static_cast<unsigned>(date.day()));
}

}  // namespace

html::Url url_of(ReferralId id) {
    return html::Url::path("/portal/referrals").segment(id.value);
}

html::Url gone_url() {
    return html::Url::path("/portal").with("left", 1);
}

bool sees(const http::Request& request, Item item) {
    return may_see(request.attached<SignedIn>()->role, item);
}

PortalFrame frame_of(Office& office, db::Transaction& tx, const http::Request& request,
                     std::string title) {
    PortalFrame out{.frame = office::make_frame(office, tx, request, std::move(title), "/portal")};
    const auto& viewer = office::viewer_of(request);
    const auto host = host_of(tx, viewer);
    out.hospital = host.name;
    out.facility = host.facility;
    out.phone = setting(tx, viewer.host, "office.phone", host.phone);
    out.progress = sees(request, Item::Progress);
    out.sends = sees(request, Item::Sending);
    return out;
}

std::string moment_text(Instant at, Date today) {
    return short_date(date_in_japan(at), today) + " " + time_text(at);
}

CaseCard card_of(const PartnerCase& one, Date today) {
    CaseCard card;
    card.patient = one.patient_name;
    card.about = (one.department.empty() ? "受診科はこれから" : one.department) + "・" +
                 std::string{japanese(one.facts.urgency)} + "・" +
                 short_date(date_in_japan(one.facts.received_at), today) + " 紹介";
    const auto progress = progress_of(one.facts);
    card.word = progress.word;
    card.look = "k-tag " + std::string{progress.look};
    card.next = next_of(one.facts, today);
    card.url = url_of(one.id);
    if (!progress.goes_on && progress.step < static_cast<int>(kSteps.size())) return card;
    const auto days = days_of(one.facts);
    for (std::size_t step = 0; step < kSteps.size(); ++step) {
        const auto at = static_cast<int>(step);
        const bool now = at == progress.step;
        card.steps.push_back({std::string{kSteps[step]},
                              at < progress.step ? "done"
                              : now              ? "now"
                                                 : "",
                              now, days[step] ? month_and_day(*days[step]) : ""});
    }
    return card;
}

LetterLine line_of(const Letter& letter, Date today) {
    LetterLine line;
    line.title = letter.title;
    line.patient = letter.patient_name;
    line.about =
        moment_text(letter.sent_at, today) + " 送付・" + std::to_string(letter.pages) + "ページ";
    line.is_new = !letter.opened_at;
    if (letter.opened_at) line.opened = moment_text(*letter.opened_at, today) + " に開きました";
    line.url = html::Url::path("/portal/letters").segment(letter.id.value);
    return line;
}

HandedOver papers_in(Office& office, const http::Request& request) {
    const auto& viewer = office::viewer_of(request);
    HandedOver out;
    const auto take = [&](std::string_view bytes, const std::string& name) {
        if (out.papers.size() == kPortalPapersMax) {
            out.errors = {wrong_paper("", {ErrorKind::Invalid, "portal.too_many_papers", "paper"})};
            return false;
        }
        auto stored = store_arrived_file(office, bytes, name);
        if (stored && stored->pages == 0)
            stored = Result<ArrivedFile>{fail(ErrorKind::Invalid, "scan.unknown_kind", "paper")};
        if (!stored) {
            out.errors.push_back(wrong_paper(name, stored.error()));
            return false;
        }
        out.papers.push_back(*std::move(stored));
        return true;
    };
    for (const auto token : request.form().all("paper_token"))
        if (const auto before = kept_paper(office, viewer, token))
            if (take(before->bytes, before->file_name))
                out.kept.push_back({std::string{token}, before->file_name});
    for (const auto* upload : request.form().files(kPaper))
        if (!upload->file_name.empty()) take(upload->bytes, upload->file_name);
    return out;
}

}  // namespace kakehashi::portal
