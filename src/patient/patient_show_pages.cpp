#include "base/era.hpp"
#include "base/utf8.hpp"
#include "office/access.hpp"
#include "office/calls.hpp"
#include "office/change.hpp"
#include "patient/patient_parts.hpp"
#include "patient/patient_record.hpp"
#include "patient/patient_seal.hpp"
#include "platform/auth/session.hpp"
#include "team/team_store.hpp"
#include "ward/stay_store.hpp"

namespace kakehashi::patient_pages {
namespace {

constexpr int kEventsOfPage = 50;

struct Kind {
    std::string_view prefix, icon, word;
};
constexpr Kind kKinds[] = {
    {"referral.", "inbox", "紹介"},   {"booking.", "cal", "予約"},  {"visit.", "user", "来院"},
    {"reply.", "reply", "返書"},      {"document.", "doc", "文書"}, {"contact.", "phone", "連絡"},
    {"duty.", "today", "業務"},       {"patient.", "user", "患者"}, {"hold.", "lock", "保存"},
    {"consent.", "shield", "同意"},   {"team.", "user", "チーム"},  {"disclosure.", "doc", "開示"},
    {"provision.", "send", "提供"},   {"stay.", "bed", "入院"},     {"question.", "talk", "病棟"},
    {"network.", "send", "共同利用"}, {"family.", "send", "家族"},
};
const Kind& kind_of(std::string_view event_kind) {
    static constexpr Kind kOther{"", "dots", "そのほか"};
    for (const auto& kind : kKinds)
        if (event_kind.starts_with(kind.prefix)) return kind;
    return kOther;
}

std::string year_text(Instant at) {
    const std::chrono::year_month_day day{date_in_japan(at)};
    return std::to_string(static_cast<int>(day.year())) + "年";
}

/// 11/24(火): the year stands in the divider.
std::string day_text(Instant at) {
    const auto day = date_in_japan(at);
    return short_date(day, day);
}

void fill_log(PatientView& view, Office& office, db::Transaction& tx, const Viewer& viewer,
              PatientId patient, EventId before) {
    const auto events = timeline_of_patient(tx, viewer, patient, before, kEventsOfPage + 1);
    const auto this_year = year_text(office.clock.now());
    std::string year = before ? std::string{} : this_year;
    std::size_t shown = 0;
    for (const auto& event : events) {
        if (shown++ == static_cast<std::size_t>(kEventsOfPage)) {
            view.older = url_of(patient).with("before", events[kEventsOfPage - 1].id.value);
            break;
        }
        auto text = office.timeline_text(event);
        if (text.text.empty()) continue;
        const auto& kind = kind_of(event.kind);
        LogLine line;
        if (year_text(event.at) != year) line.year = year = year_text(event.at);
        line.day = day_text(event.at);
        line.time = time_text(event.at);
        line.icon = kind.icon;
        line.word = kind.word;
        line.text = std::move(text.text);
        line.by = event.actor_name;
        line.url = std::move(text.url);
        if (line.url.empty() && event.about.kind == "referral")
            line.url = html::Url::path("/referrals").segment(event.about.id);
        view.log.push_back(std::move(line));
    }
    if (before) view.newest = url_of(patient);
}

std::string first_character(std::string_view name) {
    const auto points = decode_utf8(name);
    return points && !points->empty() ? encode_utf8(points->substr(0, 1)) : std::string{};
}

/// 支援チーム: who is there now.
void fill_team(PatientView& view, const std::vector<team::ListedMember>& members) {
    for (const auto& listed : members) {
        if (!listed.member.is_current()) continue;
        std::string about{team::japanese(listed.member.role)};
        for (const auto* more : {&listed.partner, &listed.member.relation})
            if (!more->empty()) about += "・" + *more;
        TeamLine line{
            listed.name, first_character(listed.name), std::move(about), !listed.member.user, {}};
        if (auto call = html::Url::telephone(listed.phone())) line.call = *std::move(call);
        view.team.push_back(std::move(line));
    }
    if (!view.team.empty()) view.team_count = std::to_string(view.team.size()) + "名";
}

void fill_cards(PatientView& view, Office& office, db::Transaction& tx, const Viewer& viewer,
                PatientId patient, const std::vector<Patient>& records) {
    const auto now = office.clock.now();
    const auto today = date_in_japan(now);
    for (const auto& referral : referral_lines_of(tx, viewer, patient)) {
        auto about = referral.diagnosis;
        if (!referral.department.empty())
            about += (about.empty() ? "→ " : " → ") + referral.department;
        view.referrals.push_back({html::Url::path("/referrals").segment(referral.id.value),
                                  referral.number, referral.state,
                                  short_date(date_in_japan(referral.received_at), today),
                                  referral.referrer, std::move(about), referral.open});
    }
    for (const auto& duty : open_duties_of_patient(tx, viewer, patient)) {
        const auto& kind = office.duty_kind(duty.kind);
        view.duties.push_back(
            {kind.heading ? kind.heading(duty) : kind.word,
             short_date(date_in_japan(duty.due_at), today) + " " + time_text(duty.due_at),
             remaining(duty.due_at, now), duty.due_at < now,
             html::Url::path("/today").with("sel", duty.id.value)});
    }
    for (const auto& document : documents_of_patient(tx, viewer, patient))
        view.documents.push_back({document.title,
                                  short_date(date_in_japan(document.created_at), today),
                                  html::Url::path("/documents").segment(document.id.value)});
    fill_team(view, team::team_of(tx, viewer, patient));
    view.team_page = url_of(patient).segment("team");
    view.stay = ward::stay_note(ward::last_stay_of(tx, viewer, patient), patient, today);
    if (!view.stay.words.empty()) view.questions = url_of(patient).segment("questions");
    for (const auto& record : records)
        view.merged.push_back({record.name, patient_number_text(record.number), birth_text(record),
                               url_of(record.id).segment("unmerge")});
}

Result<http::Response> show_patient(const http::Request& request, Office& office, PatientId id,
                                    const http::Form* typed = nullptr,
                                    const std::vector<office::FieldError>& errors = {}) {
    const auto& viewer = office::viewer_of(request);
    auto tx = office.db.read();
    TRY(const auto patient, find_patient(tx, viewer, id));
    if (patient.id != id) return http::Response::redirect(url_of(patient.id).text());
    PatientView view;
    view.frame = office::make_frame(office, tx, request, "患者の経過", "/patients", true);
    view.band = band_of(patient, office.clock.today());
    view.address = patient.postal_code.empty() ? patient.address
                                               : "〒" + patient.postal_code + " " + patient.address;
    view.edit = url_of(id).segment("edit");
    view.merge = url_of(id).segment("merge");
    view.contact = url_of(id).segment("contacts");
    view.share = consent_parts::share_of(statements_of(tx, viewer, id), id, office.clock.today());
    view.handed = url_of(id).segment("handed");
    view.hand_over = html::Url{view.handed}.segment("new");
    view.hold = office::hold_note(tx, viewer, case_of(id), id, "この患者のすべての記録",
                                  office.clock.today());
    view.hold_page = url_of(id).segment("hold");
    view.network = url_of(id).segment("network");
    const auto marks = marks_of(tx, viewer, id);
    const auto seal = marks.sealed ? seal_of(tx, viewer, id) : std::nullopt;
    if (seal) view.sealed = japanese(seal->kind);
    const bool only_opened = seal && seal->is_opened_for(viewer.user);
    if (view.frame.may.sealing && !only_opened) view.seal_page = url_of(id).segment("seal");
    if (office::may(request.attached<SignedIn>()->role, office::Need::AuditLog))
        view.looks = url_of(id).segment("looks");
    view.incident = html::Url::path("/incidents/new").with("patient", id.value);
    if (office::may(request.attached<SignedIn>()->role, office::Need::Disclosure)) {
        view.disclosure = html::Url::path("/disclosures/new").with("patient", id.value);
        view.provision = html::Url::path("/provisions/new").with("patient", id.value);
    }
    fill_log(view, office, tx, viewer, id,
             EventId::parse(request.query("before")).value_or(EventId{}));
    fill_cards(view, office, tx, viewer, id,
               marks.merged ? merged_records_of(tx, viewer, id) : std::vector<Patient>{});
    const std::string means{typed ? typed->text("means") : ""};
    for (const auto each :
         {ContactMeans::Phone, ContactMeans::Fax, ContactMeans::Mail, ContactMeans::Visit})
        view.means.push_back(
            {std::string{to_text(each)}, std::string{japanese(each)}, means == to_text(each)});
    if (typed) {
        view.person = typed->text("person");
        view.note = typed->text("note");
        view.incoming = typed->text("direction") == "in";
    }
    view.errors = errors;
    view.person_error = office::error_of(errors, "person");
    view.note_error = office::error_of(errors, "note");
    return office::page(render_patient, view, errors.empty() ? 200 : 422);
}

/// POST /patients/{id}/contacts: a call or letter about the patient, in two actions.
Result<http::Response> log_patient_contact(const http::Request& request, Office& office) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    const auto& form = request.form();
    office::FormReader reader(form, office.clock.today());
    auto call = reader.keep(office::read_call(form));
    if (!reader.ok()) return show_patient(request, office, id, &form, reader.errors());
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY(const auto patient, find_patient(tx, viewer, id));
            call.contact.about = case_of(patient.id);
            call.contact.patient = patient.id;
            office::log_call(tx, viewer, now, call);
            return office::Done{url_of(patient.id), "連絡を記録しました"};
        });
}

}  // namespace

void add_patient_routes(http::Router& router, Office& office) {
    router.add("GET", "/patients/{id}",
               [&office](http::Request& request) -> Result<http::Response> {
                   TRY(const auto id, request.path_id<PatientId>("id"));
                   return show_patient(request, office, id);
               });
    router.add("POST", "/patients/{id}/contacts",
               [&office](http::Request& request) { return log_patient_contact(request, office); });
}

}  // namespace kakehashi::patient_pages
