// The doors that people open: a call or a paper typed in, files handed over.
#include "base/era.hpp"
#include "base/messages.hpp"
#include "facility/facility_store.hpp"
#include "referral/kept_paper.hpp"
#include "referral/referral_choices.hpp"
#include "referral/referral_detail.hpp"
#include "referral/referral_intake.hpp"
#include "referral/referral_pane.hpp"
#include "referral/referral_routes.hpp"

namespace kakehashi::referral_pages {
namespace {

using office::Done;

constexpr std::size_t kUploadBytesMax = 60U * 1024 * 1024;
constexpr std::size_t kReportLinesMax = 500;

/// What the new form holds while it is being filled in.
struct Typed {
    office::FormReader form;
    std::vector<Pick> patient_picks = {}, referrer_picks = {};
    std::vector<Pane::Overlap> overlaps = {};
    bool asks = false;                              // a choice is still to be made
    std::string paper_token = {}, paper_name = {};  // of the paper that came with the form

    Typed(const http::Request& request, Date today) : form(request.form(), today) {}
};

/// Whose choice it was: another name typed since asks again.
std::string patient_typed(const http::Form& form) {
    return std::string{form.text("patient.name")} + "\n" + std::string{form.text("born_on")};
}

/// A choice that was made, unless the words it was made for have been changed since.
std::string_view choice_for(const http::Form& form, std::string_view name, std::string_view words) {
    const auto made_for = std::string{name} + "_for";
    if (form.has(made_for) && form.text(made_for) != words) return {};
    return form.text(name);
}

std::string_view chosen_referrer(const http::Form& form) {
    return choice_for(form, "referrer_pick", form.text("referring_facility"));
}

std::string chosen_patient(const http::Form& form) {
    return std::string{choice_for(form, "patient", patient_typed(form))};
}

/// Questions answered before this one are not asked again, and the paper is not asked for twice.
void keep_answers(NewView& view, const Typed& typed, const http::Form& form) {
    const auto keep = [&](const char* name, std::string value, std::string words) {
        if (value.empty()) return;
        view.answered.emplace_back(name, std::move(value));
        view.answered.emplace_back(std::string{name} + "_for", std::move(words));
    };
    if (typed.referrer_picks.empty())
        keep("referrer_pick", std::string{chosen_referrer(form)},
             std::string{form.text("referring_facility")});
    if (typed.patient_picks.empty()) keep("patient", chosen_patient(form), patient_typed(form));
    if (!typed.paper_token.empty()) view.answered.emplace_back("paper_token", typed.paper_token);
    view.paper_name = typed.paper_name;
}

Field typed_field(const http::Request& request, const std::vector<FieldError>& errors,
                  std::string_view name, std::string label, bool required = false,
                  std::string hint = {}) {
    Field field;
    field.name = name;
    field.label = std::move(label);
    field.value = request.form().text(name);
    field.error = office::error_of(errors, name);
    field.required = required;
    field.hint = std::move(hint);
    return field;
}

Result<http::Response> new_page(Office& office, const http::Request& request,
                                const Typed* typed = nullptr) {
    const auto& viewer = office::viewer_of(request);
    auto tx = office.db.read();
    NewView view;
    view.frame = office::make_frame(office, tx, request, "電話・紙の紹介を登録", "/referrals");
    if (typed) {
        view.errors = typed->form.errors();
        view.patient_picks = typed->patient_picks;
        view.referrer_picks = typed->referrer_picks;
        view.overlaps = typed->overlaps;
        keep_answers(view, *typed, request.form());
    }
    const auto& form = request.form();
    const auto door = form.text("door").empty() ? std::string_view{"phone"} : form.text("door");
    for (const auto one : {Door::Phone, Door::Paper, Door::Fax})
        view.doors.push_back(
            {std::string{to_text(one)}, std::string{japanese(one)}, door == to_text(one)});
    const auto urgency =
        form.text("urgency").empty() ? std::string_view{"routine"} : form.text("urgency");
    for (const auto one : {Urgency::Emergency, Urgency::Soon, Urgency::Routine})
        view.urgencies.push_back(
            {std::string{to_text(one)}, std::string{japanese(one)}, urgency == to_text(one)});
    view.sexes.push_back({"", "未記入", form.text("sex").empty()});
    for (const auto one : {Sex::Male, Sex::Female, Sex::Other})
        view.sexes.push_back({std::string{to_text(one)}, std::string{japanese(one)},
                              form.text("sex") == to_text(one)});
    view.departments.push_back({"", "未定", form.text("department").empty()});
    for (const auto& one : departments_of(tx, viewer.facility))
        view.departments.push_back(
            {one.id.text(), one.name, form.text("department") == one.id.text()});
    const auto field = [&](std::string_view name, std::string label, bool required = false,
                           std::string hint = {}) {
        return typed_field(request, view.errors, name, std::move(label), required, std::move(hint));
    };
    view.patient = {field("patient.name", "患者氏名", true), field("patient.kana", "フリガナ"),
                    field("born_on", "生年月日", false, "例:昭37.4.8、1962/4/8、S370408"),
                    field("patient.number", "患者ID"), field("phone", "電話番号")};
    view.letter = {field("referring_facility", "紹介元", true)};
    for (const auto& rule : letter_fields()) {
        auto one = field(rule.name, std::string{rule.label});
        one.area = rule.rows > 1;
        one.rows = rule.rows;
        one.full = rule.full;
        view.letter.push_back(std::move(one));
    }
    view.letter.push_back(field("letter_dated_on", "紹介状の日付"));
    const bool refused = typed && (!view.errors.empty() || typed->asks);
    return office::page(render_new, view, refused ? 422 : 200);
}

/// Reads the form, asks for what is still open, saves and registers when all is clear.
Result<Done> take_down(Office& office, const http::Request& request, Typed& typed,
                       const std::optional<ArrivedFile>& paper, db::Transaction& tx,
                       const Viewer& viewer, Instant now) {
    auto& form = typed.form;
    Referral referral;
    referral.received_at = now;
    referral.door = form.keep(parse_door(request.form().text("door")));
    referral.urgency = form.keep(parse_urgency(request.form().text("urgency")));
    referral.department = form.id<DepartmentId>("department");
    if (const auto fine = check_choice(tx, viewer, referral.department); !fine)
        form.wrong(fine.error());
    for (const auto& field : letter_fields())
        referral.letter.*field.text = field.rows == 1 ? form.line(field.name, field.max_chars)
                                                      : form.text(field.name, field.max_chars);
    referral.letter.letter_dated_on = form.date("letter_dated_on");
    if (referral.letter.letter_dated_on > date_in_japan(now))
        form.wrong({ErrorKind::Invalid, "date.in_future", "letter_dated_on"});
    ReadPatient read;
    read.who.name = form.name("patient.name", 60, Required::Yes);
    read.who.kana = form.kana("patient.kana", 60);
    read.who.born_on = form.birth_date("born_on");
    read.who.phone = form.phone("phone");
    if (const auto number = request.form().text("patient.number"); !number.empty())
        read.who.number = form.keep(parse_patient_number("patient.number", number));
    if (const auto sex = request.form().text("sex"); !sex.empty())
        read.who.sex = form.keep(parse_sex(sex));
    const auto name = form.line("referring_facility", 120, Required::Yes);
    if (!name.empty())
        referral.referrer = form.keep(choose_referrer(
            tx, viewer, now, name, chosen_referrer(request.form()), typed.referrer_picks));
    if (!form.ok()) return fail(ErrorKind::Invalid, "referral.form_refused");

    const auto chosen = chosen_patient(request.form());
    PatientId patient;
    if (const auto id = PatientId::parse(chosen)) {
        TRY(const auto found, find_patient(tx, viewer, *id));
        patient = found.id;
    } else if (chosen != "new") {
        const auto similar = similar_patients(tx, viewer, read.who);
        if (!similar.empty()) {
            typed.patient_picks = picks_of(read, similar, date_in_japan(now));
            typed.asks = true;
            return fail(ErrorKind::Invalid, "referral.form_refused");
        }
    }
    if (patient && request.form().text("overlap") != "1")
        for (const auto& other : open_referrals_of(tx, viewer, patient, referral.referrer))
            typed.overlaps.push_back(
                {"today", "alert", "進行中の紹介 " + other.number, "くらべる", url_of(other.id)});
    if (!typed.overlaps.empty()) {
        typed.asks = true;
        const auto similar = similar_patients(tx, viewer, read.who);
        typed.patient_picks = picks_of(read, similar, date_in_japan(now));
        for (auto& pick : typed.patient_picks) pick.chosen = pick.value == patient.text();
        return fail(ErrorKind::Invalid, "referral.form_refused");
    }
    if (!patient) {
        TRY(patient, create_patient(tx, viewer, now, read));
    }
    TRY(referral, registered_for(tx, viewer, now, office.holidays, referral, patient));
    referral = insert_referral(tx, viewer, now, referral);
    if (paper) attach_original(tx, viewer, now, referral, *paper);
    return Done{url_of(referral.id), "登録しました。受入を判断します"};
}

std::optional<http::Upload> paper_of_before(Office& office, const http::Request& request,
                                            Typed& typed) {
    const auto token = request.form().text("paper_token");
    auto paper = kept_paper(office, office::viewer_of(request), token);
    if (!paper) return std::nullopt;
    typed.paper_token = token;
    typed.paper_name = paper->file_name;
    return paper;
}

Result<http::Response> create(Office& office, http::Request& request) {
    Typed typed{request, date_in_japan(office.clock.now())};
    std::optional<ArrivedFile> paper;
    std::optional<http::Upload> before;
    const auto* upload = request.form().file("paper");
    if (!upload || upload->file_name.empty()) {  // a file of 0 bytes is no missing file
        before = paper_of_before(office, request, typed);
        upload = before ? &*before : nullptr;
    }
    if (upload) {
        auto stored = store_arrived_file(office, upload->bytes, upload->file_name);
        if (stored && stored->pages == 0)
            stored = Result<ArrivedFile>{fail(ErrorKind::Invalid, "scan.unknown_kind", "paper")};
        if (!stored) {
            auto error = stored.error();
            error.field = "paper";
            typed.form.wrong(error);
            return new_page(office, request, &typed);
        }
        paper = *stored;
    }
    auto done = office::change_once(
        office, request, [&](db::Transaction& tx, const Viewer& viewer, Instant now) {
            return take_down(office, request, typed, paper, tx, viewer, now);
        });
    if (done || done.error().kind != ErrorKind::Invalid) return done;
    if (typed.form.ok() && !typed.asks) typed.form.wrong(done.error());
    if (paper && !before) {
        typed.paper_token = keep_paper(office, office::viewer_of(request), *paper);
        typed.paper_name = paper->file_name;
    }
    return new_page(office, request, &typed);
}

// ---- files ----

constexpr db::Query kReport{"referral.import_report", R"sql(
    SELECT data FROM event
     WHERE facility_id = $1 AND case_kind = 'facility' AND case_id = $1 AND id = $2
       AND kind = 'referral.import'
)sql"};

json::Value line_json(std::string_view file, int row, const Result<Intake>& result) {
    auto line = json::object({{"file", std::string{file}}, {"row", row}});
    if (!result) {
        line.set("refused", sentence(result.error()));
        return line;
    }
    line.set("outcome", std::string{to_text(result->outcome)});
    line.set("word", std::string{japanese(result->outcome)});
    line.set("referral", result->referral.value);
    line.set("number", result->number);
    std::string warnings;
    for (const auto& warning : result->warnings)
        warnings += (warnings.empty() ? "" : "。") + warning;
    line.set("warnings", warnings);
    return line;
}

/// `once` names this file of this form.
void take_in_upload(Office& office, const Viewer& viewer, const http::Upload& upload,
                    std::string_view once, json::Value& lines) {
    const auto& name = upload.file_name;
    switch (scan::sniff(upload.bytes)) {
        case scan::Kind::Json:
            lines.push(line_json(name, 0, receive_letter(office, viewer, upload.bytes, name)));
            return;
        case scan::Kind::Csv: {
            const auto report = [&]() -> Result<BatchReport> {
                TRY(const auto table, csv::parse(upload.bytes));
                return receive_csv(office, viewer, table, name);
            }();
            if (!report) {
                lines.push(line_json(name, 0, fail(report.error())));
                return;
            }
            for (const auto& part : report->refused) {
                auto line = json::object({{"file", name}, {"row", part.row}});
                line.set("refused", part.reason);
                lines.push(std::move(line));
            }
            for (const auto& intake : report->taken) lines.push(line_json(name, 0, intake));
            return;
        }
        default:
            lines.push(line_json(
                name, 0, receive_scan(office, viewer, upload.bytes, name, Door::Fax, {}, once)));
    }
}

void fill_report(ImportView& view, const json::Value& data) {
    int taken = 0, refused = 0;
    for (const auto& item : data.at("lines").array()) {
        ImportLine line;
        line.file = item.at("file").string();
        const auto row = item.at("row").integer().value_or(0);
        if (row > 0) line.row = std::to_string(row) + "行目";
        if (const auto reason = item.at("refused").string(); !reason.empty()) {
            ++refused;
            line.css = "over";
            line.icon = "x";
            line.text = reason;
        } else {
            ++taken;
            const auto warnings = item.at("warnings").string();
            line.css = warnings.empty() ? "ok" : "today";
            line.icon = warnings.empty() ? "check" : "alert";
            line.text = std::string{item.at("word").string()} + " " +
                        std::string{item.at("number").string()};
            if (!warnings.empty()) line.text += "。" + std::string{warnings};
            if (const auto id = item.at("referral").integer()) line.url = url_of(ReferralId{*id});
        }
        if (view.lines.size() < kReportLinesMax) view.lines.push_back(std::move(line));
    }
    view.reported = true;
    view.summary = "取り込み " + std::to_string(taken) + "件、取り込めなかったもの " +
                   std::to_string(refused) + "件";
}

Result<http::Response> import_page(Office& office, const http::Request& request,
                                   const std::vector<FieldError>& errors = {}) {
    const auto& viewer = office::viewer_of(request);
    auto tx = office.db.read();
    ImportView view;
    view.frame = office::make_frame(office, tx, request, "ファイルを取り込む", "/referrals");
    view.errors = errors;
    for (const auto& heading : csv_headings())
        view.headings += (view.headings.empty() ? "" : "、") + heading;
    if (const auto id = EventId::parse(request.query("report"))) {
        const auto text = tx.first(
            kReport, [](const db::Row& row) { return row.string(0); }, viewer.facility, *id);
        if (text)
            if (const auto data = json::parse(*text)) fill_report(view, *data);
    }
    return office::page(render_import, view, errors.empty() ? 200 : 422);
}

Result<http::Response> import_files(Office& office, http::Request& request) {
    const auto uploads = request.form().files("file");
    if (uploads.empty())
        return import_page(office, request,
                           {{"file", "ファイル", "取り込むファイルを選んでください"}});
    const auto& viewer = office::viewer_of(request);
    // Each file is its own command: posted again, it is the referral that it became before.
    const auto key = request.form().text("form_key");
    auto lines = json::array({});
    for (std::size_t i = 0; i < uploads.size(); ++i)
        take_in_upload(
            office, viewer, *uploads[i],
            key.empty() ? std::string{} : std::string{key} + " file " + std::to_string(i), lines);
    return office::change_once(
        office, request, [&](db::Transaction& tx, const Viewer& who, Instant now) -> Result<Done> {
            const auto report =
                record_numbered_event(tx, who, now, case_of(who.facility), {}, "referral.import",
                                      json::object({{"lines", lines}}));
            return Done{Url::path("/referrals/import").with("report", report.value)};
        });
}

}  // namespace

void add_intake_routes(http::Router& router, Office& office) {
    const http::RouteOptions files{.body_bytes_max = kUploadBytesMax};
    router.add("GET", "/referrals/new",
               [&office](http::Request& request) { return new_page(office, request); });
    router.add(
        "POST", "/referrals/new",
        [&office](http::Request& request) { return create(office, request); }, files);
    router.add("GET", "/referrals/import",
               [&office](http::Request& request) { return import_page(office, request); });
    router.add(
        "POST", "/referrals/import",
        [&office](http::Request& request) { return import_files(office, request); }, files);
}

}  // namespace kakehashi::referral_pages
