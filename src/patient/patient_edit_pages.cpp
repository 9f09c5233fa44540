#include "base/era.hpp"
#include "facility/facility_input.hpp"
#include "office/change.hpp"
#include "patient/patient_parts.hpp"

namespace kakehashi::patient_pages {
namespace {

constexpr std::size_t kNameMax = 60;
constexpr std::size_t kLineMax = 120;
constexpr std::size_t kTextMax = 500;
constexpr int kVersionMax = 1'000'000'000;

Patient read_patient_form(office::FormReader& reader, const http::Form& form, Patient base) {
    base.name = reader.name("name", kNameMax, Required::Yes);
    base.kana = reader.kana("kana", kNameMax);
    base.born_on = reader.birth_date("born_on");
    base.number = reader.keep(parse_patient_number("number", form.text("number")));
    base.phone = reader.phone("phone");
    base.postal_code = reader.keep(parse_postal_code("postal_code", form.text("postal_code")));
    base.address = reader.line("address", kLineMax);
    base.contact = reader.line("contact", kLineMax);
    base.last_visit = reader.line("last_visit", kLineMax);
    base.caution = reader.text("caution", kTextMax);
    base.needs = reader.text("needs", kTextMax);
    base.sex = Sex::Unknown;
    if (!form.text("sex").empty()) {
        if (const auto sex = parse_sex(form.text("sex")))
            base.sex = *sex;
        else
            reader.wrong(sex.error());
    }
    base.version = reader.number("version", 1, kVersionMax, 1);
    return base;
}

/// What the page needs besides the patient: what was typed, and why it was not saved.
struct Attempt {
    const http::Form* typed = nullptr;
    std::vector<office::FieldError> errors = {};
    std::vector<SimilarPatient> similar = {};
    bool conflict = false;
    int status = 200;
};

Conflict conflict_of(db::Transaction& tx, const Viewer& viewer, PatientId id) {
    Conflict conflict;
    for (const auto& event : events_of_case(tx, viewer, case_of(id), 20)) {
        if (event.kind != "patient.changed") continue;
        conflict.who = event.actor_name + "さんが先に変更しました(" + time_text(event.at) + ")";
        for (const auto& change : event.data.at("changes").array()) {
            const auto from = change.at("from").string();
            const auto to = change.at("to").string();
            if (!conflict.what.empty()) conflict.what += "、";
            conflict.what += std::string{change.at("field").string()} + ":" +
                             (from.empty() ? "なし" : std::string{from}) + " → " +
                             (to.empty() ? "なし" : std::string{to});
        }
        break;
    }
    // A merge and its undo raise the version too, without a field that changed.
    if (conflict.who.empty()) conflict.who = "ほかの職員がこの患者の記録を先に変更しました";
    if (conflict.what.empty()) conflict.what = "経過で確かめられます";
    conflict.theirs = url_of(id).segment("edit");
    return conflict;
}

struct FieldPlan {
    std::string_view name, label, hint;
    std::string Patient::*value;
};
constexpr FieldPlan kBefore[] = {
    {"name", "氏名", "姓と名の間に空白を入れます", &Patient::name},
    {"kana", "フリガナ", "ひらがなで入力してもカナになります", &Patient::kana},
};
constexpr FieldPlan kAfter[] = {
    {"number", "患者ID", "まだないときは空のまま(未採番)", &Patient::number},
    {"phone", "電話番号", "", &Patient::phone},
    {"postal_code", "郵便番号", "", &Patient::postal_code},
    {"address", "住所", "", &Patient::address},
    {"contact", "連絡先", "最初に連絡する方。例:妻 佐々木 恵 090-0000-0000", &Patient::contact},
    {"last_visit", "当院受診", "例:2022-06 整形外科", &Patient::last_visit},
};

void fill_fields(EditView& view, const Patient& patient, const Attempt& attempt, Date today) {
    const auto typed_or = [&](std::string_view field, std::string kept) {
        return attempt.typed ? std::string{attempt.typed->text(field)} : std::move(kept);
    };
    const auto add = [&](std::string_view name, std::string_view label, std::string_view hint,
                         std::string value) {
        Field field;
        field.name = name;
        field.label = label;
        field.value = std::move(value);
        field.hint = hint;
        field.required = name == "name";
        field.error = office::error_of(attempt.errors, name);
        view.fields.push_back(std::move(field));
    };
    for (const auto& plan : kBefore)
        add(plan.name, plan.label, plan.hint, typed_or(plan.name, patient.*plan.value));
    const auto born_on =
        typed_or("born_on", patient.born_on ? iso_date(*patient.born_on) : std::string{});
    std::string read = "例:昭37.4.8、S370408、1962/4/8";
    if (const auto day = parse_birth_date("born_on", born_on, today))
        read = both_calendars(*day) + " " + std::to_string(age_on(*day, today)) + "歳";
    add("born_on", "生年月日", read, born_on);
    for (const auto& plan : kAfter)
        add(plan.name, plan.label, plan.hint,
            typed_or(plan.name, plan.value == &Patient::number && !patient.number.empty()
                                    ? patient_number_text(patient.number)
                                    : patient.*plan.value));
    const auto sex = typed_or("sex", std::string{to_text(patient.sex)});
    for (const auto each : {Sex::Male, Sex::Female, Sex::Other, Sex::Unknown})
        view.sexes.push_back(
            {std::string{to_text(each)}, std::string{japanese(each)}, sex == to_text(each)});
    view.caution = typed_or("caution", patient.caution);
    view.needs = typed_or("needs", patient.needs);
    view.caution_error = office::error_of(attempt.errors, "caution");
    view.needs_error = office::error_of(attempt.errors, "needs");
}

Result<http::Response> form_page(const http::Request& request, Office& office, PatientId id,
                                 const Attempt& attempt) {
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    Patient patient;
    if (id) {
        TRY(patient, find_patient(tx, viewer, id));
        if (patient.id != id)
            return http::Response::redirect(url_of(patient.id).segment("edit").text());
    }
    EditView view;
    view.frame = office::make_frame(office, tx, request, id ? "患者の情報を直す" : "患者を登録する",
                                    "/patients");
    view.heading = view.frame.title;
    view.button = id ? "変更を保存する" : "登録する";
    view.target = id ? url_of(id).segment("edit") : html::Url::path("/patients/new");
    view.back = id ? url_of(id) : html::Url::path("/patients");
    view.errors = attempt.errors;
    view.version = patient.version;
    if (attempt.conflict) view.conflict = conflict_of(tx, viewer, id);
    for (const auto& similar : attempt.similar)
        view.similar.push_back(
            line_of(similar.patient, today, url_of(similar.patient.id), similar.reasons));
    fill_fields(view, patient, attempt, today);
    return office::page(render_edit, view, attempt.status);
}

/// POST /patients/new. Probable duplicates are shown once, with why; 「どちらでもない」 goes on.
Result<http::Response> create(const http::Request& request, Office& office) {
    const auto& form = request.form();
    office::FormReader reader(form, office.clock.today(), "patient");
    const auto patient = read_patient_form(reader, form, {});
    if (!reader.ok())
        return form_page(request, office, {},
                         {.typed = &form, .errors = reader.errors(), .status = 422});
    std::vector<SimilarPatient> similar;
    auto saved = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            if (form.text("new_person") != "1") {
                similar = similar_patients(tx, viewer,
                                           {patient.name, patient.kana, patient.sex,
                                            patient.born_on, patient.phone, patient.number});
                if (!similar.empty()) return fail(ErrorKind::Conflict, "patient.similar_exists");
            }
            TRY(const auto created, insert_patient(tx, viewer, now, patient));
            return office::Done{url_of(created.id), "患者を登録しました"};
        });
    if (saved || saved.error().kind != ErrorKind::Conflict) return saved;
    if (similar.empty()) reader.wrong(saved.error());
    return form_page(
        request, office, {},
        {.typed = &form, .errors = reader.errors(), .similar = similar, .status = 409});
}

Result<http::Response> save(const http::Request& request, Office& office) {
    TRY(const auto id, request.path_id<PatientId>("id"));
    const auto& form = request.form();
    const auto& viewer = office::viewer_of(request);
    Patient base;
    {
        auto tx = office.db.read();
        TRY(base, find_patient_record(tx, viewer, id));
    }
    office::FormReader reader(form, office.clock.today(), "patient");
    const auto patient = read_patient_form(reader, form, base);
    if (!reader.ok())
        return form_page(request, office, id,
                         {.typed = &form, .errors = reader.errors(), .status = 422});
    auto saved = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& who, Instant now) -> Result<office::Done> {
            TRY_DO(update_patient(tx, who, now, patient));
            return office::Done{url_of(id), "患者の情報を保存しました"};
        });
    if (saved || saved.error().kind != ErrorKind::Conflict) return saved;
    const bool raced = saved.error().field.empty();
    if (!raced) reader.wrong(saved.error());
    return form_page(request, office, id,
                     {.typed = &form, .errors = reader.errors(), .conflict = raced, .status = 409});
}

}  // namespace

void add_edit_routes(http::Router& router, Office& office) {
    router.add("GET", "/patients/new",
               [&office](http::Request& request) { return form_page(request, office, {}, {}); });
    router.add("POST", "/patients/new",
               [&office](http::Request& request) { return create(request, office); });
    router.add("GET", "/patients/{id}/edit",
               [&office](http::Request& request) -> Result<http::Response> {
                   TRY(const auto id, request.path_id<PatientId>("id"));
                   return form_page(request, office, id, {});
               });
    router.add("POST", "/patients/{id}/edit",
               [&office](http::Request& request) { return save(request, office); });
}

}  // namespace kakehashi::patient_pages
