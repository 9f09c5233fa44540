// GET and POST /referrals/{id}: one referral beside its original.
#include "referral/referral_detail.hpp"

#include <algorithm>
#include <map>

#include "base/era.hpp"
#include "base/japanese.hpp"
#include "base/messages.hpp"
#include "facility/facility_store.hpp"
#include "platform/auth/session.hpp"
#include "platform/document/document_store.hpp"
#include "referral/caution.hpp"
#include "referral/read_patient.hpp"
#include "referral/referral_choices.hpp"
#include "referral/referral_edit.hpp"
#include "referral/referral_pane.hpp"
#include "referral/referral_routes.hpp"

namespace kakehashi::referral_pages {
namespace {

constexpr std::size_t kNameChars = 60;
constexpr std::size_t kFacilityChars = 120;

/// What the form shows: the stored value, or what was typed when it was refused.
struct Shown {
    const http::Request& request;
    const std::vector<FieldError>& errors;
    std::set<std::string, std::less<>> untouched = {};
    bool typed = request.method == "POST" && request.form().has("diagnoses");

    std::string value(std::string_view name, std::string stored) const {
        return typed && !untouched.contains(name) ? std::string{request.form().text(name)}
                                                  : std::move(stored);
    }
    Field field(std::string_view name, std::string label, std::string stored) const {
        Field out;
        out.name = name;
        out.label = std::move(label);
        out.value = value(name, std::move(stored));
        out.error = office::error_of(errors, name);
        return out;
    }
};

void link_source(Field& field, const DetailView& view, const Referral& referral,
                 const std::vector<SourceMark>& marks) {
    if (!view.original.has_pages) return;
    const auto found = std::ranges::find(marks, field.name, &SourceMark::field);
    if (found != marks.end()) {
        field.source_text = "原本 p." + std::to_string(found->page);
        field.source = url_of(referral.id)
                           .with("doc", found->document.value)
                           .with("page", found->page)
                           .with("mark", field.name)
                           .at("original");
    }
    field.link = url_of(referral.id)
                     .with("doc", view.link.document)
                     .with("page", view.link.page)
                     .with("link", field.name)
                     .at("link-source");
}

void fill_fields(DetailView& view, const Shown& shown, const Referral& referral,
                 const ReferralNames& names, const std::optional<ReadPatient>& read,
                 const std::vector<SourceMark>& marks, Date today) {
    auto& fields = view.fields;
    fields.push_back(shown.field("referring_facility", "紹介元", names.referrer_name));
    fields.back().required = true;
    if (referral.referrer)
        fields.back().hint =
            "連携先に登録ずみ" + (names.referrer_registered_number.empty()
                                      ? std::string{}
                                      : "・登録医 " + names.referrer_registered_number);
    const auto& letter = referral.letter;
    fields.push_back(shown.field("referring_doctor", "紹介医", letter.referring_doctor));
    if (view.asks_patient) {
        const auto who = read.value_or(ReadPatient{}).who;
        fields.push_back(shown.field("patient.name", "患者氏名", who.name));
        fields.back().required = true;
        fields.push_back(shown.field("patient.kana", "フリガナ", who.kana));
        fields.push_back(shown.field("born_on", "生年月日",
                                     who.born_on ? era_date(*who.born_on) : std::string{}));
        if (who.born_on)
            fields.back().hint = both_calendars(*who.born_on) + "・" +
                                 std::to_string(age_on(*who.born_on, today)) + "歳";
        else
            fields.back().hint = "例:昭37.4.8、1962/4/8、S370408";
        fields.push_back(shown.field("patient.number", "患者ID", patient_number_text(who.number)));
        if (who.number.empty() && !shown.typed) fields.back().value.clear();
        fields.push_back(shown.field("phone", "電話番号", who.phone));
    }
    for (const auto& rule : letter_fields()) {
        if (rule.name == "referring_doctor") continue;
        auto field = shown.field(rule.name, std::string{rule.label}, letter.*rule.text);
        field.area = rule.rows > 1;
        field.rows = rule.rows;
        field.full = rule.full;
        fields.push_back(std::move(field));
        if (rule.name == "referring_department")
            fields.push_back(
                shown.field("letter_dated_on", "紹介状の日付",
                            letter.letter_dated_on ? iso_date(*letter.letter_dated_on) : ""));
        if (rule.name == "referring_department" && referral.is_visited_before_letter())
            fields.back().hint = "来院日 " + iso_date(*referral.visited_on) +
                                 " より後の日付です。どちらかを直してください";
    }
    if (referral.answer_due_at && !referral.closed_at) {
        fields.push_back(shown.field("answer_due_on", "返答の約束の日",
                                     iso_date(date_in_japan(*referral.answer_due_at))));
        fields.push_back(
            shown.field("answer_due_time", "返答の約束の時刻", time_text(*referral.answer_due_at)));
    }
    for (auto& field : fields)
        if (field.name != "phone" && !field.name.starts_with("answer_"))
            link_source(field, view, referral, marks);
}

/// What is stored is offered too, when a department was closed or a doctor is elsewhere: a save
/// must not clear what nobody touched.
void offer_stored(std::vector<Option>& options, std::string_view value, const std::string& label,
                  std::string_view chosen) {
    if (value == "0" || std::ranges::find(options, value, &Option::value) != options.end()) return;
    options.push_back({std::string{value}, label, chosen == value});
}

void fill_choices(DetailView& view, db::Transaction& tx, const Viewer& viewer, const Shown& shown,
                  const Referral& referral, const ReferralNames& names) {
    const auto urgency = shown.value("urgency", std::string{to_text(referral.urgency)});
    for (const auto one : {Urgency::Emergency, Urgency::Soon, Urgency::Routine})
        view.urgencies.push_back(
            {std::string{to_text(one)}, std::string{japanese(one)}, urgency == to_text(one)});
    const auto department = shown.value("department", referral.department.text());
    view.departments.push_back({"", "未定", department.empty() || department == "0"});
    for (const auto& one : departments_of(tx, viewer.facility))
        view.departments.push_back({one.id.text(), one.name, department == one.id.text()});
    offer_stored(view.departments, referral.department.text(), names.department_name, department);
    const auto doctor = shown.value("doctor", referral.doctor.text());
    view.doctors.push_back({"", "未定", doctor.empty() || doctor == "0"});
    for (const auto& one : doctors_of(tx, viewer.facility, referral.department)) {
        view.doctors.push_back(
            {one.id.text(), one.name + (one.is_head ? "(科長)" : ""), doctor == one.id.text()});
    }
    offer_stored(view.doctors, referral.doctor.text(), names.doctor_name, doctor);
    view.doctor_label = names.doctor_name.substr(0, names.doctor_name.find(' '));
    for (const auto& user : users_of(tx, viewer.facility))
        if (user.active)
            view.colleagues.push_back({user.id.text(), user.name, user.id == referral.assignee});
}

void fill_patient(DetailView& view, const Referral& referral, const ReferralNames& names,
                  Date today) {
    view.registered = static_cast<bool>(referral.patient);
    if (!view.registered) return;
    view.patient_name = names.patient_name;
    view.patient_kana = names.patient_kana;
    const auto sex = sex_word(names.patient_sex);
    view.patient_age = names.patient_born_on
                           ? std::to_string(age_on(*names.patient_born_on, today)) + "歳"
                           : "年齢不明";
    if (!sex.empty()) view.patient_age += "・" + sex;
    view.patient_born = names.patient_born_on ? both_calendars(*names.patient_born_on) : "未記入";
    view.patient_number = patient_number_text(names.patient_number);
    view.patient_last_visit = names.patient_last_visit;
    view.patient_contact =
        names.patient_contact.empty() ? names.patient_phone : names.patient_contact;
    view.caution = caution_of(names.patient_caution, referral.letter.allergies);
    view.patient_url = Url::path("/patients").segment(referral.patient.value);
}

void fill_matches(DetailView& view, db::Transaction& tx, const Viewer& viewer,
                  const Referral& referral, const std::optional<ReadPatient>& read, Date today) {
    PatientId likely = referral.patient;
    if (view.asks_patient && read && !read->empty()) {
        const auto similar = similar_patients(tx, viewer, read->who);
        view.picks = picks_of(*read, similar, today);
        view.can_register = static_cast<bool>(referral.referrer);
        if (!similar.empty()) likely = similar.front().patient.id;
    }
    if (referral.closed_at) return;
    view.overlaps = overlaps_of(tx, viewer, referral, likely);
    std::erase_if(view.overlaps, [](const auto& overlap) { return overlap.url.empty(); });
}

void fill_head(DetailView& view, db::Transaction& tx, const Viewer& viewer,
               const Referral& referral, Instant now) {
    view.number = referral.number;
    view.door = japanese(referral.door);
    view.list = Url::path("/referrals");
    view.self = url_of(referral.id);
    view.urgent = referral.urgency == Urgency::Emergency;
    view.urgency_tag = referral.urgency == Urgency::Routine ? "" : japanese(referral.urgency);
    view.state_tag =
        referral.state == ReferralState::Received ? "未登録" : japanese(referral.state);
    view.state_css = is_closed(referral.state) ? "k-tag plain" : "k-tag info";
    view.open = !referral.closed_at;
    view.version = referral.version;
    if (referral.answer_due_at && !referral.answered_at && view.open) {
        view.due = due_text(*referral.answer_due_at, now, true) + " まで";
        view.left = remaining(*referral.answer_due_at, now);
        view.due_pressing = *referral.answer_due_at - now <= std::chrono::hours{2};
    }
    const auto ids = ids_needing_us(tx, viewer, now);
    const auto here = std::ranges::find(ids, referral.id);
    if (here == ids.end()) return;
    view.position = std::to_string(here - ids.begin() + 1) + " / " + std::to_string(ids.size());
    if (here != ids.begin()) view.previous = url_of(*std::prev(here));
    if (std::next(here) != ids.end()) view.next = url_of(*std::next(here));
}

void fill_conflict(DetailView& view, db::Transaction& tx, const Viewer& viewer, const Shown& shown,
                   const Referral& referral, const std::vector<FormValue>& stored, Instant now) {
    Conflict conflict;
    conflict.who = "ほかの職員";
    const auto events = events_of_case(tx, viewer, case_of(referral.id), 1);
    if (!events.empty()) {
        if (!events.front().actor_name.empty())
            conflict.who =
                events.front().actor_name.substr(0, events.front().actor_name.find(' ')) + "さん";
        conflict.when = moment_text(events.front().at, now);
    }
    const auto& form = shown.request.form();
    const std::map<std::string_view, const std::vector<Option>*> lists{
        {"urgency", &view.urgencies},
        {"department", &view.departments},
        {"doctor", &view.doctors},
        {"sex", &view.sexes}};
    const auto said = [&](const FormValue& one, std::string_view value) {
        const auto list = lists.find(one.name);
        if (list == lists.end()) return std::string{value};
        const auto option = std::ranges::find(*list->second, value, &Option::value);
        return option == list->second->end() ? std::string{"未定"} : option->label;
    };
    for (const auto& theirs : stored) {
        if (!form.has(theirs.name) || form.text(theirs.name) == theirs.value) continue;
        conflict.changes.push_back(
            {theirs.label, said(theirs, form.text(theirs.name)), said(theirs, theirs.value)});
    }
    conflict.keep_theirs = url_of(referral.id);
    view.conflict = std::move(conflict);
}

void fill_actions(DetailView& view, const Referral& referral) {
    const auto here = url_of(referral.id);
    view.save_url = here;
    view.register_url = here.segment("registration");
    view.aside_url = here.segment("set-aside");
    view.ask_url = here.segment("consultation");
    view.snooze_url = here.segment("snooze");
    view.assign_url = here.segment("assignee");
    view.contact_url = here.segment("contacts");
    view.reception_sheet = here.segment("reception-sheet.pdf");
    view.actions = actions_of(referral);
    view.asks_doctor = referral.state == ReferralState::AwaitingDecision;
    const bool before_visit = !is_closed(referral.state) &&
                              referral.state != ReferralState::Visited &&
                              referral.state != ReferralState::Received;
    // The bar keeps the leading action and 受入不可; the rest stands behind そのほか.
    for (std::size_t i = 1; i < view.actions.size();) {
        if (view.actions[i].label == "受入不可…" || !view.asks_doctor) {
            ++i;
            continue;
        }
        view.more.push_back(view.actions[i]);
        view.actions.erase(view.actions.begin() + static_cast<std::ptrdiff_t>(i));
    }
    if (referral.take_back())
        view.more.push_back(posts("元にもどす", here.segment("take-back"), referral.version));
    if (before_visit)
        view.more.push_back({"取り下げる…", "", "", here.segment("withdrawal"), false, false, {}});
    view.asks_aside = view.asks_patient && view.picks.empty();
    view.snoozes = {{"1h", "1時間後"}, {"afternoon", "本日 13:00"}, {"morning", "次の平日 8:30"}};
    if (referral.state == ReferralState::Declined || referral.state == ReferralState::Forwarded ||
        referral.state == ReferralState::Withdrawn ||
        referral.state == ReferralState::NotReferral ||
        referral.state == ReferralState::AskingDoctor) {
        for (const auto& reason : decline_reasons())
            if (reason.code == referral.decision_reason) view.decision = reason.text;
        if (!referral.decision_note.empty())
            view.decision += (view.decision.empty() ? "" : "。") + referral.decision_note;
    }
}

/// Reads the form into the referral. Errors are collected; the partner may be asked for.
struct Edit {
    office::FormReader form;
    std::vector<Pick> referrer_picks = {};
    ReadPatient read = {};

    Date today;

    Edit(const http::Request& request, Date day) : form(request.form(), day), today(day) {}
};

/// A letter that came as data may say more than the form would let anybody type: what was not
/// touched stays as it is.
void read_letter(Edit& edit, Referral& referral, const http::Request& request) {
    for (const auto& field : letter_fields()) {
        auto& text = referral.letter.*field.text;
        if (request.form().has(field.name) && request.form().text(field.name) == text) continue;
        text = field.rows == 1 ? edit.form.line(field.name, field.max_chars)
                               : edit.form.text(field.name, field.max_chars);
    }
    const auto dated_on = edit.form.date("letter_dated_on");
    if (dated_on && *dated_on > edit.today && dated_on != referral.letter.letter_dated_on)
        edit.form.wrong({ErrorKind::Invalid, "date.in_future", "letter_dated_on"});
    referral.letter.letter_dated_on = dated_on;
    referral.urgency = edit.form.keep(parse_urgency(request.form().text("urgency")));
}

/// 受診科・担当医: of this house, or as they were.
void read_places(Edit& edit, db::Transaction& tx, const Viewer& viewer, Referral& referral) {
    const auto department = edit.form.id<DepartmentId>("department");
    if (department != referral.department)
        if (const auto fine = check_choice(tx, viewer, department); !fine)
            edit.form.wrong(fine.error());
    referral.department = department;
    const auto doctor = edit.form.id<DoctorId>("doctor");
    if (doctor != referral.doctor)
        if (const auto fine = check_choice(tx, viewer, doctor); !fine)
            edit.form.wrong(fine.error());
    referral.doctor = doctor;
}

/// 返答の約束: as typed; else another urgency promises anew, from the receipt, or from now when
/// that would be over already.
void read_promise(Edit& edit, const Office& office, const http::Request& request,
                  db::Transaction& tx, const Viewer& viewer, Referral& referral,
                  Urgency urgency_before, Instant now) {
    if (!referral.answer_due_at) return;
    const auto before = *referral.answer_due_at;
    if (request.form().has("answer_due_on")) {
        const auto day = edit.form.date("answer_due_on", Required::Yes);
        const auto time = edit.form.time("answer_due_time", Required::Yes);
        if (day && time &&
            (*day != date_in_japan(before) ||
             time_text(instant_in_japan(*day, *time)) != time_text(before)))
            referral.answer_due_at = instant_in_japan(*day, *time);
    }
    if (referral.urgency == urgency_before || referral.answered_at ||
        referral.answer_due_at != before)
        return;
    const auto terms = answer_terms(tx, viewer.facility);
    const auto due = [&](Instant from) {
        return default_answer_due(referral.urgency, from, office.holidays, terms);
    };
    const auto from_receipt = due(referral.received_at);
    referral.answer_due_at = from_receipt > now ? from_receipt : due(now);
}

void read_patient_fields(Edit& edit, const http::Request& request) {
    auto& who = edit.read.who;
    who.name = edit.form.name("patient.name", kNameChars, Required::Yes);
    who.kana = edit.form.kana("patient.kana", kNameChars);
    who.born_on = edit.form.birth_date("born_on");
    who.phone = edit.form.phone("phone");
    if (const auto number = request.form().text("patient.number"); !number.empty())
        who.number = edit.form.keep(parse_patient_number("patient.number", number));
    if (const auto sex = request.form().text("sex"); !sex.empty())
        who.sex = edit.form.keep(parse_sex(sex));
}

Result<office::Done> save(const Office& office, const http::Request& request, Edit& edit,
                          db::Transaction& tx, const Viewer& viewer, Instant now) {
    TRY(auto referral, referral_as_seen(tx, viewer, request));
    const auto before = referral;
    const auto names = names_of(tx, viewer, referral.id);
    read_letter(edit, referral, request);
    read_places(edit, tx, viewer, referral);
    read_promise(edit, office, request, tx, viewer, referral, before.urgency, now);
    const bool same_name =
        referral.referrer && edit.form.typed("referring_facility") == names.referrer_name;
    const auto typed = same_name
                           ? names.referrer_name
                           : edit.form.line("referring_facility", kFacilityChars, Required::Yes);
    const auto pick = request.form().text("referrer_pick");
    if (!typed.empty() && (typed != names.referrer_name || !referral.referrer))
        referral.referrer =
            edit.form.keep(choose_referrer(tx, viewer, now, typed, pick, edit.referrer_picks));
    const bool waits = referral.state == ReferralState::Received;
    if (waits) read_patient_fields(edit, request);
    if (!edit.form.ok()) return fail(ErrorKind::Invalid, "referral.form_refused");
    const auto read_before = waits ? read_patient_of(tx, viewer, referral.id) : std::nullopt;
    if (waits) {
        record_read_patient(tx, viewer, now, referral.id, edit.read);
        referral.sender_note = sender_note_of(edit.read, 0);
    }
    TRY_DO(
        save_referral(tx, viewer, now, referral, "referral.edited",
                      edit_of(before.version, form_values(before, names.referrer_name, read_before),
                              form_values(referral, typed, edit.read))));
    return office::Done{url_of(referral.id), waits ? "保存しました。患者を確かめて登録します"
                                                   : "紹介内容を保存しました"};
}

Result<http::Response> save_page(Office& office, http::Request& request) {
    Edit edit{request, date_in_japan(office.clock.now())};
    auto saved = office::change_once(office, request,
                                     [&](db::Transaction& tx, const Viewer& viewer, Instant now) {
                                         return save(office, request, edit, tx, viewer, now);
                                     });
    if (saved) return saved;
    if (saved.error().code == "referral.changed_meanwhile")
        return detail_page(office, request, {}, {}, true);
    if (saved.error().code == "referral.form_refused")
        return detail_page(office, request, edit.form.errors(), edit.referrer_picks);
    return saved;
}

}  // namespace

Result<int> version_in(const http::Request& request) {
    int version = 0;
    const auto text = request.form().text("version");
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
    if (error != std::errc{} || end != text.data() + text.size())
        return fail(ErrorKind::Conflict, "referral.changed_meanwhile");
    return version;
}

Result<Referral> referral_as_seen(db::Transaction& tx, const Viewer& viewer,
                                  const http::Request& request) {
    TRY(const auto id, request.path_id<ReferralId>("id"));
    TRY(const auto version, version_in(request));
    TRY(auto referral, find_referral(tx, viewer, id));
    if (referral.version != version) return fail(ErrorKind::Conflict, "referral.changed_meanwhile");
    return referral;
}

Result<http::Response> detail_page(Office& office, const http::Request& request,
                                   const std::vector<FieldError>& errors,
                                   const std::vector<Pick>& referrer_picks, bool conflict) {
    const auto& viewer = office::viewer_of(request);
    const auto now = office.clock.now();
    const auto today = date_in_japan(now);
    TRY(const auto id, request.path_id<ReferralId>("id"));
    auto tx = office.db.read();
    TRY(const auto referral, find_referral(tx, viewer, id));
    const auto names = names_of(tx, viewer, id);
    DetailView view;
    view.frame =
        office::make_frame(office, tx, request, "紹介 " + referral.number, "/referrals", true);
    view.frame.print_title = "紹介受付票";
    view.frame.printed_by = referral.number + "・" + view.frame.printed_by;
    view.asks_patient = referral.state == ReferralState::Received;
    view.errors = errors;
    view.referrer_picks = referrer_picks;
    fill_head(view, tx, viewer, referral, now);
    fill_patient(view, referral, names, today);
    const auto marks = source_marks(tx, id);
    fill_original(view, tx, viewer, request, referral, marks, now);
    if (const auto shown = CaseDocumentId::parse(view.link.document);
        shown && !view.original.has_pages && view.original.any)
        if (const auto document = find_document(tx, viewer, *shown);
            document && document->media_type.starts_with("text/plain")) {
            const auto text = office.documents.get(document->hash);
            view.original.text = text ? *text : sentence(text.error());
        }
    const auto read = view.asks_patient ? read_patient_of(tx, viewer, id) : std::nullopt;
    Shown shown{request, errors};
    if (conflict)
        if (const auto version = version_in(request))
            shown.untouched =
                untouched_inputs(events_of_case(tx, viewer, case_of(id)), *version, request.form());
    fill_fields(view, shown, referral, names, read, marks, today);
    fill_choices(view, tx, viewer, shown, referral, names);
    if (view.asks_patient) {
        const auto sex = shown.value("sex", read ? std::string{to_text(read->who.sex)} : "");
        view.sexes.push_back({"", "未記入", sex.empty()});
        for (const auto one : {Sex::Male, Sex::Female, Sex::Other, Sex::Unknown})
            view.sexes.push_back(
                {std::string{to_text(one)}, std::string{japanese(one)}, sex == to_text(one)});
    }
    fill_matches(view, tx, viewer, referral, read, today);
    fill_actions(view, referral);
    fill_side(view, office, tx, viewer, referral, names, now);
    view.assignee = names.assignee_name;
    if (conflict)
        fill_conflict(view, tx, viewer, shown, referral,
                      form_values(referral, names.referrer_name, read), now);
    return office::page(render_detail, view, conflict ? 409 : errors.empty() ? 200 : 422);
}

void add_detail_routes(http::Router& router, Office& office) {
    router.add("GET", "/referrals/{id}",
               [&office](http::Request& request) { return detail_page(office, request); });
    // As long as the longest letter that came as data, in three times three bytes a character.
    const http::RouteOptions long_letters{.body_bytes_max = 60U * 1024 * 1024};
    router.add(
        "POST", "/referrals/{id}",
        [&office](http::Request& request) { return save_page(office, request); }, long_letters);
}

}  // namespace kakehashi::referral_pages
