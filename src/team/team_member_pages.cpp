// /patients/{id}/team/new and /patients/{id}/team/{member}: one person of the team.
#include "base/japanese.hpp"
#include "facility/facility_store.hpp"
#include "office/change.hpp"
#include "platform/auth/session.hpp"
#include "team/team_routes.hpp"

namespace kakehashi::team {
namespace {

constexpr std::size_t kNameChars = 40, kNoteChars = 100;
constexpr int kPartnersShown = 8;

/// Whose form it is: 職員, 連携先の人, 家族など.
enum class Who { Colleague, Partner, Other };
Who who_of(std::string_view text) {
    return text == "partner" ? Who::Partner : text == "other" ? Who::Other : Who::Colleague;
}
Who who_of(const TeamMember& member) {
    return member.user ? Who::Colleague : member.partner ? Who::Partner : Who::Other;
}

/// The form of a new member, or of one that is corrected (`old`).
Result<http::Response> show(Office& office, const http::Request& request, const ListedMember* old,
                            const std::vector<office::FieldError>& errors = {},
                            const std::vector<Facility>& partners = {}) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    const auto& viewer = office::viewer_of(request);
    auto tx = office.db.read();
    TRY(const auto patient, find_team_patient(tx, viewer, id));
    const bool posted = request.method == "POST";
    const auto typed = [&](std::string_view name, std::string_view otherwise = {}) {
        return std::string{posted ? request.form().text(name) : otherwise};
    };
    const auto input = [&](const std::string& name, std::string label, std::string_view otherwise,
                           std::string hint = {}) {
        return Input{name, std::move(label), typed(name, otherwise), std::move(hint),
                     office::error_of(errors, name)};
    };
    const auto before = old ? old->member : TeamMember{};
    const auto who =
        old ? who_of(before) : who_of(posted ? request.form().text("who") : request.query("who"));
    MemberView view;
    view.heading = old                     ? "チームの記録を直す"
                   : who == Who::Colleague ? "職員をチームに加える"
                   : who == Who::Partner   ? "連携先の人をチームに加える"
                                           : "家族などをチームに加える";
    view.button = old ? "直す" : "加える";
    view.frame = office::make_frame(office, tx, request, view.heading, "/patients");
    view.errors = errors;
    view.patient = patient.name;
    view.patient_page = patient_page_of(id);
    view.back = url_of(id);
    view.target = old ? url_of(id).segment(before.id.value) : url_of(id);
    view.version = before.version;
    view.who = who == Who::Colleague ? "colleague" : who == Who::Partner ? "partner" : "other";
    const auto role = typed("team_role", old ? to_text(before.role) : "");
    for (const auto& words : team_roles())
        view.roles.push_back(
            {std::string{words.text}, std::string{words.japanese}, words.text == role});
    view.role_error = office::error_of(errors, "team_role");
    if (who == Who::Colleague && old) view.fixed = old->name;
    if (who == Who::Colleague && !old) {
        const auto colleague = typed("colleague");
        for (const auto& user : users_of(tx, viewer.facility))
            if (user.active && user.role != Role::None)
                view.colleagues.push_back(
                    {user.id.text(),
                     user.profession.empty() ? user.name : user.name + "(" + user.profession + ")",
                     user.id.text() == colleague});
        view.colleague_error = office::error_of(errors, "colleague");
    }
    if (who == Who::Partner && old) view.fixed = old->partner;
    if (who == Who::Partner && !old) {
        view.of_partner = true;
        view.partner = typed("partner");
        view.partner_error = office::error_of(errors, "partner");
        for (const auto& partner : partners)
            view.partners.push_back({partner.id.text(), partner.name, false});
    }
    if (who != Who::Colleague) {
        view.inputs.push_back(input("member_name", "氏名", before.person));
        view.inputs.back().required = true;
    }
    if (who == Who::Other)
        view.inputs.push_back(
            input("relation", "続柄・間柄", before.relation, "長女、民生委員など"));
    view.inputs.push_back(input("phone", "電話", before.phone,
                                who == Who::Partner ? "空なら連携先の番号を使います" : ""));
    view.inputs.push_back(
        input("since", "いつから", iso_date(old ? before.since : office.clock.today())));
    view.inputs.back().required = true;
    view.inputs.push_back(input("note", "備考", before.note, "主担当、連絡してよい時間など"));
    return office::page(render_member, view, errors.empty() ? 200 : 422);
}

/// What every kind of member has; what is wrong is noted in the reader.
void read_common(const http::Request& request, office::FormReader& reader, TeamMember& member,
                 Who who) {
    member.role = reader.keep(parse_team_role(request.form().text("team_role")));
    if (who != Who::Colleague)
        member.person = reader.name("member_name", kNameChars, Required::Yes);
    if (who == Who::Other) member.relation = reader.line("relation", kNameChars);
    member.phone = reader.phone("phone");
    member.since = reader.date("since", Required::Yes).value_or(Date{});
    member.note = reader.line("note", kNoteChars);
    if (reader.ok()) static_cast<void>(reader.keep(member.checked()));
}

/// The partner that was chosen, or the only one that fits what was typed; several are handed back
/// to choose from.
std::vector<Facility> partners_of(Office& office, const http::Request& request,
                                  office::FormReader& reader) {
    const auto& viewer = office::viewer_of(request);
    auto tx = office.db.read();
    if (const auto chosen = reader.id<FacilityId>("partner_id")) {
        auto partner = reader.keep(find_facility(tx, viewer, chosen));
        return {std::move(partner)};
    }
    const auto words = reader.line("partner", kNoteChars, Required::Yes);
    if (words.empty()) return {};
    auto found =
        search_facilities(tx, viewer, words, {.today = office.clock.today()}, {}, kPartnersShown)
            .rows;
    for (const auto& partner : found)
        if (search_key(partner.name) == search_key(words)) return {partner};
    if (found.empty()) reader.wrong({ErrorKind::Invalid, "team.no_such_partner", "partner"});
    if (found.size() > 1) reader.wrong({ErrorKind::Invalid, "team.several_partners", "partner"});
    return found;
}

/// The same person in the partners' register, by name.
DoctorId registered_person(db::Transaction& tx, const TeamMember& member) {
    if (!member.partner) return {};
    for (const auto& doctor : doctors_of(tx, member.partner))
        if (search_key(doctor.name) == search_key(member.person)) return doctor.id;
    return {};
}

Result<http::Response> show_new(Office& office, const http::Request& request) {
    return show(office, request, nullptr);
}

Result<http::Response> add(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    {
        auto tx = office.db.read();
        TRY_DO(find_team_patient(tx, office::viewer_of(request), id));
    }
    office::FormReader reader(request.form(), office.clock.today());
    const auto who = who_of(request.form().text("who"));
    TeamMember member;
    member.patient = id;
    std::vector<Facility> partners;
    if (who == Who::Colleague) member.user = reader.id<UserId>("colleague", Required::Yes);
    if (who == Who::Partner) {
        partners = partners_of(office, request, reader);
        if (partners.size() == 1) member.partner = partners.front().id;
    }
    read_common(request, reader, member, who);
    if (!reader.ok())
        return show(office, request, nullptr, reader.errors(),
                    partners.size() > 1 ? partners : std::vector<Facility>{});
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            member.doctor = registered_person(tx, member);
            TRY_DO(add_member(tx, viewer, now, member));
            return office::Done{url_of(id), "チームに加えました"};
        });
}

Result<ListedMember> member_of(Office& office, const http::Request& request) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    TRY(const auto member, request.path_id<TeamMemberId>("member"));
    auto tx = office.db.read();
    return find_member(tx, office::viewer_of(request), id, member);
}

Result<http::Response> show_member(Office& office, const http::Request& request) {
    TRY(const auto old, member_of(office, request));
    return show(office, request, &old);
}

Result<http::Response> correct(Office& office, const http::Request& request) {
    TRY(const auto old, member_of(office, request));
    office::FormReader reader(request.form(), office.clock.today());
    auto member = old.member;
    member.version = reader.number("version", 1, 1'000'000, member.version);
    read_common(request, reader, member, who_of(old.member));
    if (member.until && reader.ok() && member.since > *member.until)
        reader.wrong({ErrorKind::Invalid, "team.before_since", "since"});
    if (!reader.ok()) return show(office, request, &old, reader.errors());
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY_DO(find_member(tx, viewer, member.patient, member.id));
            member.doctor = registered_person(tx, member);
            TRY_DO(correct_member(tx, viewer, now, member));
            return office::Done{url_of(member.patient), "チームの記録を直しました"};
        });
}

}  // namespace

void add_member_routes(http::Router& router, Office& office) {
    router.add("GET", "/patients/{id}/team/new",
               [&office](http::Request& request) { return show_new(office, request); });
    router.add("POST", "/patients/{id}/team",
               [&office](http::Request& request) { return add(office, request); });
    router.add("GET", "/patients/{id}/team/{member}",
               [&office](http::Request& request) { return show_member(office, request); });
    router.add("POST", "/patients/{id}/team/{member}",
               [&office](http::Request& request) { return correct(office, request); });
}

}  // namespace kakehashi::team
