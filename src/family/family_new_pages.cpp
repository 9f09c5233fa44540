// /patients/{id}/handed/new: papers are handed to somebody of the family.
#include <algorithm>

#include "base/era.hpp"
#include "family/family_routes.hpp"
#include "office/change.hpp"
#include "office/traces.hpp"
#include "patient/patient_store.hpp"
#include "team/team_store.hpp"

namespace kakehashi::family {
namespace {

constexpr std::string_view kOther = "other";

template <typename IdType>
std::vector<IdType> ids_from(const std::vector<std::string_view>& texts) {
    std::vector<IdType> ids;
    for (const auto text : texts)
        if (const auto id = IdType::parse(text); id && std::ranges::find(ids, *id) == ids.end())
            ids.push_back(*id);
    return ids;
}

/// What a colleague reads beside a name: of all the papers there are.
void say_what_is_allowed(ReceiverLine& line, const FamilyMember& who,
                         std::span<const FamilyPaper> papers, Date today,
                         std::span<const ConsentStatement> objections) {
    const auto decision = may_hand_over(who, papers, today, objections);
    using enum GivingDecision::Answer;
    if (decision.answer == Refuse) {
        line.allowed = "渡さない";
        line.css = "k-tag crit";
    } else if (decision.answer == Give) {
        line.allowed = "渡してよい";
        line.css = "k-tag ok";
    } else {
        line.allowed = decision.left_out.empty() ? "読んで確かめる" : "一部は渡さない";
        line.css = "k-tag soon";
    }
}

template <typename List>
std::vector<Choice> choices_of(const List& list, std::string_view chosen) {
    std::vector<Choice> out;
    for (const auto& words : list)
        out.push_back({std::string{words.text}, std::string{words.japanese}, words.text == chosen});
    return out;
}

/// What is in force and bears on anybody of the family.
void fill_objections(NewView& view, std::span<const ConsentStatement> objections, Date today) {
    for (const auto& one : objections)
        if (one.in_force(today) &&
            (one.whom == ObjectedTo::Family || one.whom == ObjectedTo::Everyone))
            view.objections.push_back(one.receiver_text() + "には「" + one.items.japanese() +
                                      "」を渡さない(" + short_date(one.said.on, today) + " " +
                                      std::string{japanese(one.said.by)} + "の申し出・" +
                                      std::string{japanese(one.said.how)} + ")");
}

/// What the form says; what is wrong with it is noted in the reader.
HandOverWish read_wish(const http::Request& request, office::FormReader& reader,
                       PatientId patient) {
    const auto& form = request.form();
    HandOverWish wish;
    wish.patient = patient;
    if (form.text("receiver") == kOther) {
        wish.typed.name = reader.name("receiver_name", kNameChars, Required::Yes);
        wish.typed.relation = reader.line("relation", kRelationChars, Required::Yes);
    } else {
        wish.member = reader.id<team::TeamMemberId>("receiver", Required::Yes);
    }
    wish.recognised = reader.keep(parse_recognised(form.text("recognised")));
    wish.asked_by = reader.keep(parse_asked_by(form.text("asked_by")));
    wish.purpose = reader.line("handed_purpose", kPurposeChars, Required::Yes);
    wish.papers = ids_from<CaseDocumentId>(form.all("handed_paper"));
    if (wish.papers.empty())
        reader.wrong({ErrorKind::Invalid, "family.papers_required", "handed_paper"});
    wish.known_left_out = ids_from<CaseDocumentId>(form.all("left_out"));
    wish.leave = consent_parts::leave_in(form);
    return wish;
}

/// What stands against the papers that were chosen for who was chosen.
void fill_against(NewView& view, const http::Form& form, const FamilyMember& to,
                  std::span<const FamilyPaper> papers, const std::vector<CaseDocumentId>& wanted,
                  Date today, std::span<const ConsentStatement> objections, PatientId patient) {
    std::vector<FamilyPaper> chosen;
    for (const auto& paper : papers)
        if (std::ranges::find(wanted, paper.id) != wanted.end()) chosen.push_back(paper);
    const auto decision = may_hand_over(to, chosen, today, objections);
    view.against = consent_parts::against(
        decision, patient,
        [&](std::string_view key) {
            return std::ranges::find(chosen, key, &FamilyPaper::key)->title;
        },
        consent_parts::Way::HandedOver);
    consent_parts::keep_typed(view.against, form);
    for (const auto key : decision.left_out) view.left_out.emplace_back(key);
}

Result<http::Response> show_new(Office& office, const http::Request& request,
                                const HandOverWish& wish = {},
                                const std::vector<office::FieldError>& errors = {}) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    const auto& form = request.form();
    const bool posted = request.method == "POST";
    auto tx = office.db.read();
    TRY(const auto patient, find_patient(tx, viewer, id));
    const auto papers = papers_for_family(tx, viewer, patient.id);
    const auto objections = standing_objections(tx, viewer, patient.id);
    NewView view;
    view.frame = office::make_frame(office, tx, request, "ご家族にお渡しする", "/patients");
    view.errors = errors;
    view.patient = patient.name;
    view.patient_page = patient_page_of(patient.id);
    view.list = view.target = list_of(patient.id);
    view.team = html::Url{view.patient_page}.segment("team");
    view.consent = consent_parts::page_of(patient.id);
    fill_objections(view, objections, today);
    for (const auto& listed : team::team_of(tx, viewer, patient.id)) {
        if (listed.member.role != team::TeamRole::Family || !listed.member.is_current()) continue;
        ReceiverLine line{
            listed.member.id.text(),        listed.name, listed.member.relation, {}, {},
            listed.member.id == wish.member};
        say_what_is_allowed(line, {listed.name, listed.member.relation}, papers, today, objections);
        view.family.push_back(std::move(line));
    }
    view.other = view.family.empty() || form.text("receiver") == kOther;
    view.name = form.text("receiver_name");
    view.relation = form.text("relation");
    view.receiver_error = office::error_of(errors, "receiver");
    view.recognitions = choices_of(recognitions(), form.text("recognised"));
    view.askers = choices_of(askers(), form.text("asked_by"));
    view.purpose = form.text("handed_purpose");
    for (const auto& paper : papers)
        view.papers.push_back({paper.key, paper.title,
                               short_date(date_in_japan(paper.created_at), today), paper.about,
                               std::to_string(paper.pages) + "枚",
                               std::ranges::find(wish.papers, paper.id) != wish.papers.end()});
    if (posted)
        if (const auto to = receiver_of(tx, viewer, wish))
            fill_against(view, form, *to, papers, wish.papers, today, objections, patient.id);
    return office::page(render_new, view, posted ? 422 : 200);
}

Result<http::Response> create(Office& office, http::Request& request) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    office::FormReader reader(request.form(), office.clock.today());
    HandOverWish wish;
    form::Press press{office.clock.now()};
    {
        auto tx = office.db.read();
        TRY(const auto patient, find_patient(tx, office::viewer_of(request), id));
        wish = read_wish(request, reader, patient.id);
        if (reader.ok()) draw_ahead(tx, office::viewer_of(request), press, wish);
    }
    if (!reader.ok()) return show_new(office, request, wish, reader.errors());
    auto done = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY(const auto given, hand_over(office, tx, viewer, now, press, wish));
            return office::Done{
                url_of(given.patient, given.id),
                "お渡しを記録しました。文書と「お渡しの記録」を、ここから開いて印刷します"};
        });
    if (done || done.error().field.empty()) return done;
    if (is_objection(done.error()))
        request.attach(office::StoppedByRule{"objection", {{case_of(wish.patient), wish.patient}}});
    // What stands against it is said by the callout.
    if (done.error().kind == ErrorKind::Invalid) reader.wrong(done.error());
    return show_new(office, request, wish, reader.errors());
}

}  // namespace

void add_new_routes(http::Router& router, Office& office) {
    router.add("GET", "/patients/{id}/handed/new",
               [&office](http::Request& request) { return show_new(office, request); });
    router.add("POST", "/patients/{id}/handed",
               [&office](http::Request& request) { return create(office, request); });
}

}  // namespace kakehashi::family
