#include <algorithm>

#include "base/messages.hpp"
#include "office/change.hpp"
#include "office/searching.hpp"
#include "patient/patient_merge.hpp"
#include "patient/patient_parts.hpp"

namespace kakehashi::patient_pages {
namespace {

constexpr int kCandidates = 20;

void fill_comparison(MergeView& view, const Patient& keep, const Patient& drop) {
    const auto row = [&](std::string_view term, std::string a, std::string b) {
        const bool differs = a != b;
        view.rows.push_back({std::string{term}, std::move(a), std::move(b), differs});
    };
    row("患者ID", patient_number_text(keep.number), patient_number_text(drop.number));
    row("氏名", keep.name, drop.name);
    row("フリガナ", keep.kana, drop.kana);
    row("生年月日", birth_text(keep), birth_text(drop));
    row("性別", std::string{japanese(keep.sex)}, std::string{japanese(drop.sex)});
    row("電話番号", keep.phone, drop.phone);
    row("住所", keep.address, drop.address);
    row("連絡先", keep.contact, drop.contact);
    row("注意", keep.caution, drop.caution);
    row("配慮", keep.needs, drop.needs);
    row("当院受診", keep.last_visit, drop.last_visit);
}

void fill_candidates(MergeView& view, db::Transaction& tx, const Viewer& viewer,
                     const Patient& patient, Date today) {
    const auto add = [&](const Patient& other, const std::vector<SimilarityReason>& reasons) {
        if (other.id != patient.id)
            view.candidates.push_back(
                line_of(other, today,
                        url_of(patient.id).segment("merge").with("with", other.id.value), reasons));
    };
    const PatientCandidate candidate{patient.name,    patient.kana,  patient.sex,
                                     patient.born_on, patient.phone, patient.number};
    if (view.asked) {
        for (const auto& hit : search_patients(tx, viewer, view.query, today, kCandidates))
            add(hit.patient, similarity_reasons(candidate, hit.patient));
    } else {
        for (const auto& similar : similar_patients(tx, viewer, candidate, kCandidates))
            add(similar.patient, similar.reasons);
    }
}

Result<http::Response> show_merge(const http::Request& request, Office& office, PatientId id,
                                  std::string_view with, std::string reason = {},
                                  std::string error = {}) {
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    TRY(const auto keep, find_patient(tx, viewer, id));
    if (keep.id != id) return http::Response::redirect(url_of(keep.id).segment("merge").text());
    MergeView view;
    view.frame = office::make_frame(office, tx, request, "二重の記録を統合する", "/patients", true);
    view.band = band_of(keep, today);
    view.back = url_of(id);
    const auto here = url_of(id).segment("merge");
    if (const auto other = PatientId::parse(with); other && *other != id) {
        TRY(const auto drop, find_patient(tx, viewer, *other));
        if (drop.id == id) return http::Response::redirect(url_of(id).text());
        view.chosen = true;
        view.with = drop.id.text();
        view.reason = std::move(reason);
        view.error = std::move(error);
        view.target = here;
        view.swapped = url_of(drop.id).segment("merge").with("with", id.value);
        fill_comparison(view, keep, drop);
        return office::page(render_merge, view, view.error.empty() ? 200 : 422);
    }
    view.searched = here;
    view.query = office::searched_words(request);
    view.asked = !view.query.empty();
    fill_candidates(view, tx, viewer, keep, today);
    return office::page(render_merge, view);
}

Result<http::Response> merge(const http::Request& request, Office& office) {
    TRY(const auto keep, request.path_id<PatientId>("id"));
    const auto& form = request.form();
    TRY(const auto drop, PatientId::parse(form.text("with")));
    auto merged = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY_DO(merge_patients(tx, viewer, now, keep, drop, form.text("reason")));
            return office::Done{url_of(keep), "二つの記録を統合しました",
                                url_of(drop).segment("unmerge")};
        });
    if (merged || merged.error().field != "reason") return merged;
    return show_merge(request, office, keep, form.text("with"), std::string{form.text("reason")},
                      sentence(merged.error()));
}

Result<http::Response> unmerge(const http::Request& request, Office& office) {
    TRY(const auto drop, request.path_id<PatientId>("id"));
    return office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<office::Done> {
            TRY_DO(unmerge_patients(tx, viewer, now, drop));
            return office::Done{url_of(drop), "統合を元にもどしました"};
        });
}

}  // namespace

void add_merge_routes(http::Router& router, Office& office) {
    router.add("GET", "/patients/{id}/merge",
               [&office](http::Request& request) -> Result<http::Response> {
                   TRY(const auto id, request.path_id<PatientId>("id"));
                   return show_merge(request, office, id, request.query("with"));
               });
    router.add("POST", "/patients/{id}/merge",
               [&office](http::Request& request) { return merge(request, office); });
    router.add("POST", "/patients/{id}/unmerge",
               [&office](http::Request& request) { return unmerge(request, office); });
}

}  // namespace kakehashi::patient_pages
