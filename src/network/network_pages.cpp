// /patients/{id}/network: ネットワークに書き出す. What would leave, what stays and why; the press;
// the file.
#include "network/network_pages.hpp"

#include <algorithm>

#include "base/era.hpp"
#include "base/messages.hpp"
#include "network/network_store.hpp"
#include "network/network_views.hpp"
#include "office/change.hpp"
#include "office/traces.hpp"

namespace kakehashi {
namespace network {
namespace {

using office::Done;

html::Url patient_url(PatientId patient) {
    return html::Url::path("/patients").segment(patient.value);
}
html::Url url_of(PatientId patient) {
    return patient_url(patient).segment("network");
}

/// What the address asks for, or the form.
struct Asked {
    PatientId patient;
    NetworkId network;
    ReferralId referral;
    std::vector<std::string> read;
};
Result<Asked> asked_in(const http::Request& request) {
    Asked asked;
    TRY(asked.patient, request.path_id<PatientId>("id"));
    const bool posted = request.method == "POST";
    const auto text = [&](std::string_view name) {
        return posted ? std::string{request.form().text(name)} : std::string{request.query(name)};
    };
    asked.network = NetworkId::parse(text("network")).value_or(NetworkId{});
    asked.referral = ReferralId::parse(text("referral")).value_or(ReferralId{});
    if (posted)
        for (const auto field : request.form().all("read")) asked.read.emplace_back(field);
    return asked;
}

void fill_choices(ShareView& view, db::Transaction& tx, const Viewer& viewer, const Share& share,
                  Date today) {
    for (const auto& scope : share.scopes)
        view.networks.push_back(
            {scope.network.text(), scope.name, scope.network == share.scope.network});
    for (const auto& one : referrals_of_patient(tx, viewer, share.what.patient.id))
        view.cases.push_back({one.id.text(),
                              one.number + " " + short_date(date_in_japan(one.received_at), today),
                              one.id == share.what.referral.id});
    view.chooses = view.networks.size() > 1 || view.cases.size() > 1;
}

void fill_decision(ShareView& view, const Share& share, const std::vector<std::string>& read) {
    const auto& decision = share.decision;
    view.seal = decision.seal();
    view.objections = decision.objections;
    if (decision.refusal) {
        view.refusal = sentence(*decision.refusal);
        return;
    }
    for (const auto& [item, why] : decision.items)
        view.items.push_back(
            {std::string{japanese(item)}, std::string{japanese(why)}, why == Why::Shared});
    for (std::size_t n = 0; n < share.what.parts.size(); ++n) {
        const auto& part = share.what.parts[n];
        const auto& verdict = decision.parts[n];
        PartLine line;
        line.field = part.paper.field;
        line.title = part.title;
        line.leaves = verdict.why == Why::Shared;
        line.why = japanese(verdict.why);
        line.is_read = std::ranges::find(read, line.field) != read.end();
        line.reads = verdict.why == Why::Unread || (line.leaves && !verdict.against.empty());
        line.against = verdict.against.japanese();
        if (line.leaves || line.reads) line.text = part.text;
        view.parts.push_back(std::move(line));
    }
}

void fill_files(ShareView& view, db::Transaction& tx, const http::Request& request,
                const Share& share, Date today) {
    for (const auto& file : files_of(tx, office::viewer_of(request), share.what.referral.id)) {
        const auto url = url_of(share.what.patient.id).segment(file.document.id.value);
        if (request.query("written") == file.document.id.text()) view.written = url;
        view.files.push_back(
            {short_date(date_in_japan(file.document.created_at), today) + " " +
                 time_text(file.document.created_at) + " " + file.document.created_by,
             file.network, ItemSet::parse(file.items).value_or(ItemSet{}).japanese(), file.left_out,
             url});
    }
}

Result<http::Response> show(Office& office, const http::Request& request, std::string problem = {},
                            int status = 200) {
    TRY(const auto asked, asked_in(request));
    const auto& viewer = office::viewer_of(request);
    const auto today = office.clock.today();
    auto tx = office.db.read();
    TRY(const auto patient, find_patient(tx, viewer, asked.patient));
    if (patient.id != asked.patient) return http::Response::redirect(url_of(patient.id).text());
    ShareView view;
    view.frame = office::make_frame(office, tx, request, "ネットワークに書き出す", "/patients");
    view.patient = patient.name;
    view.patient_page = patient_url(patient.id);
    view.consent = patient_url(patient.id).segment("consent");
    view.action = url_of(patient.id);
    view.problem = std::move(problem);
    const auto share =
        prepare(tx, viewer, today, patient.id, asked.network, asked.referral, asked.read);
    if (!share) {
        // Nothing is posted, or there is no case: that is said on the page.
        if (asked.network || asked.referral) return fail(share.error());
        view.none = sentence(share.error());
        return office::page(render_share, view);
    }
    view.name = share->scope.name;
    view.purpose = share->scope.purpose;
    for (const auto& member : share->scope.members)
        view.members += (view.members.empty() ? "" : "、") + member.name;
    view.network = share->scope.network.text();
    view.referral = share->what.referral.id.text();
    view.number = share->what.referral.number;
    fill_choices(view, tx, viewer, *share, today);
    fill_decision(view, *share, asked.read);
    fill_files(view, tx, request, *share, today);
    return office::page(render_share, view, status);
}

/// The refusal has its line in the trail, whatever it shows.
void trace_stop(http::Request& request, const Error& error, const CaseRef& about,
                PatientId patient) {
    office::StoppedByRule stop{error.code == "network.narrowed" ? "objection" : "no_consent", {}};
    stop.cases.emplace_back(about, patient);
    request.attach(std::move(stop));
}

Result<http::Response> write(Office& office, http::Request& request) {
    TRY(const auto asked, asked_in(request));
    std::optional<std::pair<CaseRef, PatientId>> whose;
    auto done = office::change_once(
        office, request,
        [&](db::Transaction& tx, const Viewer& viewer, Instant now) -> Result<Done> {
            TRY(const auto share, prepare(tx, viewer, date_in_japan(now), asked.patient,
                                          asked.network, asked.referral, asked.read));
            whose.emplace(case_of(share.what.referral.id), share.what.patient.id);
            if (share.decision.refusal) return fail(*share.decision.refusal);
            if (request.form().text("seal") != share.decision.seal())
                return fail(ErrorKind::Conflict, "network.changed_meanwhile");
            TRY(const auto file, write_file(office.documents, tx, viewer, now, share));
            return Done{url_of(share.what.patient.id)
                            .with("network", share.scope.network.value)
                            .with("referral", share.what.referral.id.value)
                            .with("written", file.value),
                        "書き出しました。ファイルを保存してください"};
        });
    if (done || !whose) return done;
    const auto error = done.error();
    if (error.kind == ErrorKind::Conflict) return show(office, request, sentence(error), 409);
    if (error.kind == ErrorKind::Invalid) return show(office, request, sentence(error), 422);
    if (!is_stop(error)) return done;
    trace_stop(request, error, whose->first, whose->second);
    return show(office, request, {}, 422);
}

Result<http::Response> hand_over(Office& office, http::Request& request) {
    TRY(const auto patient, request.path_id<PatientId>("id"));
    TRY(const auto id, request.path_id<CaseDocumentId>("document"));
    auto tx = office.db.read();
    const auto document =
        file_to_hand_over(tx, office::viewer_of(request), office.clock.today(), patient, id);
    if (!document) {
        if (is_stop(document.error()))
            trace_stop(request, document.error(), case_of(patient), patient);
        return fail(document.error());
    }
    TRY(auto bytes, office.documents.get(document->hash));
    return http::Response::bytes(std::move(bytes), document->media_type,
                                 document->title + " " + document->number + ".json",
                                 http::Disposition::Attachment);
}

TimelineText exported_text(const Event& event) {
    const auto text = [&](std::string_view key) {
        return std::string{event.data.at(key).string()};
    };
    const auto items = ItemSet::parse(text("items")).value_or(ItemSet{});
    const auto left = text("left_out");
    return {text("name") + "に書き出した: " + items.japanese() +
            (left.empty() ? "" : "。出さなかったもの: " + left)};
}

}  // namespace
}  // namespace network

Feature network_feature() {
    using namespace network;
    Feature feature{.name = "network"};
    feature.timeline = {{"network.exported", exported_text}};
    feature.add_routes = [](http::Router& router, Office& office) {
        router.add("GET", "/patients/{id}/network",
                   [&office](http::Request& request) { return show(office, request); });
        router.add("POST", "/patients/{id}/network",
                   [&office](http::Request& request) { return write(office, request); });
        router.add("GET", "/patients/{id}/network/{document}",
                   [&office](http::Request& request) { return hand_over(office, request); });
    };
    return feature;
}

}  // namespace kakehashi
