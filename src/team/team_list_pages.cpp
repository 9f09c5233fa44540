// /patients/{id}/team: the team as it is printed, and the day somebody leaves it.
#include "base/era.hpp"
#include "office/change.hpp"
#include "team/team_routes.hpp"

namespace kakehashi::team {
namespace {

/// 看護師; 汐見居宅介護支援; 長女
std::string where_of(const ListedMember& listed) {
    std::string text = listed.profession.empty() ? listed.partner : listed.profession;
    if (!listed.member.relation.empty())
        text += (text.empty() ? "" : "・") + listed.member.relation;
    return text;
}

MemberLine line_of(const ListedMember& listed, Date today) {
    const auto& member = listed.member;
    MemberLine line;
    line.role = japanese(member.role);
    line.name = listed.name;
    line.where = where_of(listed);
    line.phone = listed.phone();
    if (auto call = html::Url::telephone(line.phone)) line.call = *std::move(call);
    line.since = short_date(member.since, today);
    if (member.until) line.until = short_date(*member.until, today);
    line.note = member.note;
    if (listed.kept_out) line.kept_out = "この記録は見られません";
    line.edit = url_of(member.patient).segment(member.id.value);
    line.end = html::Url{line.edit}.segment("end");
    return line;
}

Result<http::Response> show(Office& office, const http::Request& request,
                            const std::vector<office::FieldError>& errors = {}) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    TRY(const auto patient, find_team_patient(tx, viewer, id));
    TeamView view;
    view.frame = office::make_frame(office, tx, request, "支援チーム", "/patients");
    view.errors = errors;
    view.patient = patient.name;
    view.kana = patient.kana;
    view.born_on = patient.born_on ? both_calendars(*patient.born_on) : "不明";
    view.today = iso_date(today);
    view.sealed = patient.sealed;
    for (const auto& listed : team_of(tx, viewer, id))
        (listed.member.is_current() ? view.current : view.former).push_back(line_of(listed, today));
    view.count = std::to_string(view.current.size()) + "名";
    view.patient_page = patient_page_of(id);
    const auto add = url_of(id).segment("new");
    view.add_colleague = html::Url{add}.with("who", "colleague");
    view.add_partner = html::Url{add}.with("who", "partner");
    view.add_other = html::Url{add}.with("who", "other");
    return office::page(render_team, view, errors.empty() ? 200 : 422);
}

/// Who leaves a sealed patient's team may have closed the door behind themselves.
html::Url after_leaving(db::Transaction& tx, const Viewer& viewer, PatientId patient) {
    return find_team_patient(tx, viewer, patient) ? url_of(patient) : html::Url::path("/patients");
}

Result<http::Response> end(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    TRY(const auto member, request.path_id<TeamMemberId>("member"));
    const auto today = office.clock.today();
    {
        auto tx = office.db.read();
        TRY_DO(find_member(tx, office::viewer_of(request), id, member));
    }
    office::FormReader reader(request.form(), today);
    const auto until = reader.date("until", Required::Yes);
    if (!reader.ok()) return show(office, request, reader.errors());
    auto done = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY(const auto listed, find_member(tx, viewer, id, member));
            TRY(const auto ended, listed.member.ended(*until, today));
            TRY_DO(end_member(tx, viewer, now, ended));
            return office::Done{after_leaving(tx, viewer, id),
                                "チームから離れたことを記録しました"};
        });
    if (done || done.error().field.empty()) return done;
    reader.wrong(done.error());
    return show(office, request, reader.errors());
}

}  // namespace

html::Url patient_page_of(PatientId patient) {
    return html::Url::path("/patients").segment(patient.value);
}

html::Url url_of(PatientId patient) {
    return patient_page_of(patient).segment("team");
}

void add_list_routes(http::Router& router, Office& office) {
    router.add("GET", "/patients/{id}/team",
               [&office](http::Request& request) { return show(office, request); });
    router.add("POST", "/patients/{id}/team/{member}/end",
               [&office](http::Request& request) { return end(office, request); });
}

}  // namespace kakehashi::team
