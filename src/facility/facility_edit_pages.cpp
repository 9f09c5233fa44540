#include "base/era.hpp"
#include "base/messages.hpp"
#include "facility/facility_detail.hpp"
#include "facility/facility_input.hpp"
#include "facility/facility_store.hpp"
#include "office/change.hpp"

namespace kakehashi::facility_pages {
namespace {

struct FieldPlan {
    std::string_view name, label, hint;
    bool required = false;
    bool wide = false;
};
constexpr FieldPlan kFields[] = {
    {"name", "名称", "", true},
    {"kana", "カナ", "例:ミナトナイカクリニック。ひらがなで入力してもカナになります"},
    {"code", "医療機関コード", "数字10桁(都道府県2桁・点数表1桁・番号7桁)。ない所は空のまま"},
    {"phone", "電話", ""},
    {"fax", "FAX", ""},
    {"mail", "メール", ""},
    {"postal_code", "郵便番号", ""},
    {"address", "住所", ""},
    {"registered_number", "登録医番号", "登録医(機関)のときだけ"},
    {"registered_on", "登録日", "例:令6.4.1、2024/4/1"},
    {"registered_until", "登録の期限", ""},
    {"confirmed_on", "最終確認日", "内容を確かめた日。一覧の「内容を確かめた」でも入ります"},
    {"closed_on", "閉院・休止の日", "入れると一覧に出なくなります"},
};

std::string day_text(const std::optional<Date>& day) {
    return day ? iso_date(*day) : std::string{};
}

std::string value_of(const Facility& facility, std::string_view field) {
    if (field == "name") return facility.name;
    if (field == "kana") return facility.kana;
    if (field == "code") return facility.code;
    if (field == "phone") return facility.phone;
    if (field == "fax") return facility.fax;
    if (field == "mail") return facility.mail;
    if (field == "postal_code") return facility.postal_code;
    if (field == "address") return facility.address;
    if (field == "registered_number") return facility.registered_number;
    if (field == "registered_on") return day_text(facility.registered_on);
    if (field == "registered_until") return day_text(facility.registered_until);
    if (field == "confirmed_on") return day_text(facility.confirmed_on);
    if (field == "closed_on") return day_text(facility.closed_on);
    return {};
}

/// 大村さんが先に変更しました(10:09), and what; from the newest event of the facility.
Conflict conflict_of(db::Transaction& tx, const Viewer& viewer, FacilityId id) {
    const auto events = events_of_case(tx, viewer, case_of(id), 1);
    if (events.empty()) return {};
    const auto& event = events.front();
    Conflict conflict;
    conflict.who = event.actor_name + "さんが先に変更しました(" + time_text(event.at) + ")";
    for (const auto& change : event.data.at("changes").array()) {
        if (!conflict.what.empty()) conflict.what += "、";
        const auto from = change.at("from").string();
        const auto to = change.at("to").string();
        conflict.what += std::string{change.at("field").string()} + ":" +
                         (from.empty() ? "なし" : std::string{from}) + " → " +
                         (to.empty() ? "なし" : std::string{to});
    }
    conflict.theirs = url_of(id).segment("edit");
    return conflict;
}

/// What the form page needs besides the facility: what was typed and what is wrong with it.
struct Attempt {
    const http::Form* typed = nullptr;
    std::vector<office::FieldError> errors = {};
    bool conflict = false;
    int status = 200;
};

Result<http::Response> form_page(const http::Request& request, Office& office, FacilityId id,
                                 const Attempt& attempt) {
    const auto& viewer = office::viewer_of(request);
    auto tx = office.db.read();
    Facility facility;
    if (id) {
        TRY(facility, find_facility(tx, viewer, id));
    }
    EditView view;
    view.frame = office::make_frame(office, tx, request, id ? "連携先を直す" : "連携先を登録する",
                                    "/facilities");
    view.heading = view.frame.title;
    view.button = id ? "変更を保存する" : "登録する";
    view.target = id ? url_of(id).segment("edit") : html::Url::path("/facilities/new");
    view.back =
        id ? html::Url::path("/facilities").with("sel", id.value) : html::Url::path("/facilities");
    view.errors = attempt.errors;
    view.version = facility.version;
    if (attempt.conflict) view.conflict = conflict_of(tx, viewer, id);
    const auto typed_or = [&](std::string_view field, std::string kept) {
        return attempt.typed ? std::string{attempt.typed->text(field)} : std::move(kept);
    };
    const auto kind = typed_or("kind", std::string{to_text(facility.kind)});
    for (const auto each : facility_kinds())
        view.kinds.push_back(
            {std::string{to_text(each)}, std::string{japanese(each)}, kind == to_text(each)});
    const auto means = typed_or("reply_means", std::string{to_text(facility.reply_means)});
    for (const auto each : reply_means())
        view.means.push_back(
            {std::string{to_text(each)}, std::string{japanese(each)}, means == to_text(each)});
    for (const auto& plan : kFields) {
        Field field;
        field.name = plan.name;
        field.label = plan.label;
        field.value = typed_or(plan.name, value_of(facility, plan.name));
        field.hint = plan.hint;
        field.required = plan.required;
        field.error = office::error_of(attempt.errors, plan.name);
        view.fields.push_back(std::move(field));
    }
    view.contact_note = typed_or("contact_note", facility.contact_note);
    return office::page(render_edit, view, attempt.status);
}

Result<http::Response> save(const http::Request& request, Office& office, FacilityId id) {
    constexpr int kVersionMax = 1'000'000'000;
    const auto today = office.clock.today();
    const auto& viewer = office::viewer_of(request);
    const auto& form = request.form();
    Facility base;
    if (id) {
        auto tx = office.db.read();
        TRY(base, find_facility(tx, viewer, id));
    }
    office::FormReader reader(form, today, "facility");
    auto facility = read_facility(reader, form, base, today);
    facility.version = reader.number("version", 1, kVersionMax, 1);
    if (!form.has("name")) reader.line("name", 1, Required::Yes);
    if (!reader.ok()) return form_page(request, office, id, {&form, reader.errors(), false, 422});
    auto saved = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& who, Instant now) -> Result<office::Done> {
            auto done = id ? update_facility(tx, who, now, facility)
                           : insert_facility(tx, who, now, facility);
            if (!done) return fail(std::move(done).error());
            return office::Done{html::Url::path("/facilities").with("sel", done->id.value),
                                id ? "連携先の変更を保存しました" : "連携先を登録しました"};
        });
    if (saved || saved.error().kind != ErrorKind::Conflict) return saved;
    if (saved.error().field.empty()) return form_page(request, office, id, {&form, {}, true, 409});
    reader.wrong(saved.error());
    return form_page(request, office, id, {&form, reader.errors(), false, 409});
}

}  // namespace

void add_edit_routes(http::Router& router, Office& office) {
    router.add("GET", "/facilities/new",
               [&office](http::Request& request) { return form_page(request, office, {}, {}); });
    router.add("POST", "/facilities/new",
               [&office](http::Request& request) { return save(request, office, {}); });
    router.add("GET", "/facilities/{id}/edit",
               [&office](http::Request& request) -> Result<http::Response> {
                   TRY(const auto id, request.path_id<FacilityId>("id"));
                   return form_page(request, office, id, {});
               });
    router.add("POST", "/facilities/{id}/edit",
               [&office](http::Request& request) -> Result<http::Response> {
                   TRY(const auto id, request.path_id<FacilityId>("id"));
                   return save(request, office, id);
               });
}

}  // namespace kakehashi::facility_pages
