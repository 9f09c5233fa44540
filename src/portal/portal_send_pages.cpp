// 患者を紹介する: one page, from the clinic's desk into the office's 受信.
#include "base/era.hpp"
#include "facility/facility_store.hpp"
#include "office/change.hpp"
#include "platform/auth/session.hpp"
#include "portal/portal_parts.hpp"
#include "referral/kept_paper.hpp"
#include "referral/portal_letter.hpp"

namespace kakehashi::portal {
namespace {

using office::Done;
using office::FormReader;

constexpr std::size_t kUploadBytesMax = 60U * 1024 * 1024;
constexpr std::size_t kNameChars = 60;
constexpr std::size_t kDoctorChars = 80;
constexpr std::size_t kTextChars = 4000;
constexpr std::string_view kWished[] = {"wished_1", "wished_2", "wished_3"};
static_assert(std::size(kWished) == kWishedDaysMax);

/// What was typed, as a letter; what is wrong with it, in the reader.
NewPortalLetter read_letter(FormReader& form, const http::Form& typed, Date today) {
    NewPortalLetter sent;
    auto& who = sent.patient.who;
    who.name = form.name("patient.name", kNameChars, Required::Yes);
    who.kana = form.kana("patient.kana", kNameChars, Required::Yes);
    who.born_on = form.birth_date("born_on", Required::Yes);
    if (typed.text("sex").empty())
        form.wrong({ErrorKind::Invalid, "choice.required", "sex"});
    else
        who.sex = form.keep(parse_sex(typed.text("sex")));
    who.phone = form.phone("phone");
    sent.urgency = form.keep(parse_urgency(typed.text("urgency")));
    sent.department = form.id<DepartmentId>("department");
    sent.letter.referring_doctor = form.line("referring_doctor", kDoctorChars);
    sent.letter.purpose = form.text("purpose", kTextChars, Required::Yes);
    sent.letter.remarks = form.text("remarks", kTextChars);
    for (const auto name : kWished) {
        const auto day = form.date(name);
        if (day && *day < today)
            form.wrong({ErrorKind::Invalid, "portal.day_over", std::string{name}});
        else if (day)
            sent.wished_on.push_back(*day);
    }
    return sent;
}

void fill_choices(SendView& view, db::Transaction& tx, const Viewer& viewer,
                  const http::Form& form) {
    for (const auto one : {Sex::Male, Sex::Female, Sex::Other})
        view.sexes.push_back({std::string{to_text(one)}, std::string{japanese(one)},
                              form.text("sex") == to_text(one)});
    const auto urgency =
        form.text("urgency").empty() ? std::string_view{"routine"} : form.text("urgency");
    for (const auto one : {Urgency::Routine, Urgency::Soon, Urgency::Emergency})
        view.urgencies.push_back(
            {std::string{to_text(one)}, std::string{japanese(one)}, urgency == to_text(one)});
    view.departments.push_back(
        {"", "決まっていない(病院に任せる)", form.text("department").empty()});
    for (const auto& one : departments_of(tx, viewer.host))
        view.departments.push_back(
            {one.id.text(), one.name, form.text("department") == one.id.text()});
}

Result<http::Response> send_page(Office& office, const http::Request& request,
                                 std::vector<office::FieldError> errors = {},
                                 std::vector<KeptFile> kept = {}) {
    if (!sees(request, Item::Sending)) return fail(ErrorKind::NotFound, "http.not_found");
    const auto& viewer = office::viewer_of(request);
    const auto& form = request.form();
    auto tx = office.db.read();
    SendView view{frame_of(office, tx, request, "患者を紹介する")};
    view.portal.at_new = true;
    view.errors = std::move(errors);
    view.kept = std::move(kept);
    view.today = iso_date(office.clock.today());
    const auto field = [&](std::string name, std::string label) {
        return SendField{name, std::move(label), std::string{form.text(name)},
                         office::error_of(view.errors, name)};
    };
    view.patient = {field("patient.name", "氏名"), field("patient.kana", "フリガナ"),
                    field("born_on", "生年月日"), field("phone", "連絡先の電話")};
    for (auto& one : view.patient) one.required = one.name != "phone";
    view.patient[2].hint = "例: 昭37.4.8、1962/4/8";
    view.patient[3].mode = "tel";
    view.patient[3].hint = "ご本人かご家族の番号。予約の連絡に使います";
    view.doctor = field("referring_doctor", "紹介する医師");
    const auto* who = request.attached<SignedIn>();
    if (request.method == "GET" && who->role == Role::PartnerDoctor)
        view.doctor.value = viewer.name;
    view.sex_error = office::error_of(view.errors, "sex");
    view.purpose = form.text("purpose");
    view.purpose_error = office::error_of(view.errors, "purpose");
    view.remarks = form.text("remarks");
    view.remarks_error = office::error_of(view.errors, "remarks");
    for (std::size_t n = 0; n < kWishedDaysMax; ++n)
        view.wished.push_back(
            field(std::string{kWished[n]}, "第" + std::to_string(n + 1) + "希望"));
    fill_choices(view, tx, viewer, form);
    return office::page(render_send, view, view.errors.empty() ? 200 : 422);
}

/// What was typed stands again, and no file is asked for twice.
Result<http::Response> refused(Office& office, const http::Request& request, HandedOver handed,
                               std::vector<office::FieldError> errors) {
    const auto& viewer = office::viewer_of(request);
    for (auto n = handed.kept.size(); n < handed.papers.size(); ++n)
        handed.kept.push_back(
            {keep_paper(office, viewer, handed.papers[n]), handed.papers[n].file_name});
    std::ranges::move(handed.errors, std::back_inserter(errors));
    return send_page(office, request, std::move(errors), std::move(handed.kept));
}

Result<http::Response> send(Office& office, const http::Request& request) {
    if (!sees(request, Item::Sending)) return fail(ErrorKind::NotFound, "http.not_found");
    const auto today = office.clock.today();
    auto handed = papers_in(office, request);
    FormReader form{request.form(), today};
    auto letter = read_letter(form, request.form(), today);
    if (!form.ok() || !handed.errors.empty())
        return refused(office, request, std::move(handed), form.errors());
    letter.papers = handed.papers;
    auto done = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            TRY(const auto referral, send_portal_letter(tx, viewer, now, letter));
            return Done{url_of(referral.id), "送信しました。連携室の受付をお待ちください"};
        });
    if (done || done.error().kind != ErrorKind::Invalid) return done;
    form.wrong(done.error());
    return refused(office, request, std::move(handed), form.errors());
}

}  // namespace

void add_send_routes(http::Router& router, Office& office) {
    router.add("GET", "/portal/referrals/new",
               [&office](http::Request& request) { return send_page(office, request); });
    router.add("POST", "/portal/referrals/new",
               [&office](http::Request& request) { return send(office, request); },
               {.body_bytes_max = kUploadBytesMax});
}

}  // namespace kakehashi::portal
