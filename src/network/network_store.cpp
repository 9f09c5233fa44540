#include "network/network_store.hpp"

#include <algorithm>
#include <random>

#include "consent/consent_store.hpp"
#include "disclosure/provision_store.hpp"
#include "facility/facility_store.hpp"
#include "network/network_bundle.hpp"
#include "patient/patient_record.hpp"
#include "platform/event/event.hpp"

namespace kakehashi::network {
namespace {

constexpr std::string_view kExported = "network.exported";
constexpr std::string_view kMediaType = "application/fhir+json";

/// Version 4, RFC 9562.
std::string fresh_uuid() {
    static constexpr char kHex[] = "0123456789abcdef";
    std::random_device device;
    std::string out = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
    for (auto& c : out)
        if (c == 'x')
            c = kHex[device() % 16];
        else if (c == 'y')
            c = kHex[8 + device() % 4];
    return out;
}

/// 傷病名、治療経過(患者の同意がありません): by reason.
std::string left_out_of(const Share& share) {
    std::string out;
    for (const auto why : {Why::OutOfScope, Why::NoConsent, Why::Objection, Why::Unread}) {
        std::string titles;
        for (std::size_t n = 0; n < share.what.parts.size(); ++n)
            if (share.decision.parts[n].why == why)
                titles += (titles.empty() ? "" : "、") + share.what.parts[n].title;
        if (!titles.empty())
            out += (out.empty() ? "" : "、") + titles + "(" + std::string{japanese(why)} + ")";
    }
    return out;
}

/// The items that certainly stand in the file.
ItemSet written_items(const Share& share) {
    ItemSet items;
    for (std::size_t n = 0; n < share.what.parts.size(); ++n)
        if (share.decision.parts[n].why == Why::Shared)
            items = items | share.what.parts[n].paper.holds;
    return items;
}

disclosure::Provision provision_of(const Share& share, ItemSet items, Date today) {
    disclosure::Provision line;
    line.patient = share.what.patient.id;
    line.provided_on = today;
    line.recipient = share.scope.name;
    std::string members;
    for (const auto& member : share.scope.members)
        members += (members.empty() ? "" : "、") + member.name;
    line.recipient += "(" + members + ")";
    line.items = share.what.referral.number + " の" + items.japanese();
    line.basis = disclosure::Basis::Consent;
    return line;
}

std::string text_of(const Event& event, std::string_view key) {
    return std::string{event.data.at(key).string()};
}

}  // namespace

Result<Share> prepare(db::Transaction& tx, const Viewer& viewer, Date today, PatientId patient,
                      NetworkId network, ReferralId referral, std::span<const std::string> read) {
    Share share;
    const auto scopes = network_scopes(tx, viewer);
    share.scopes = scopes_on(scopes, today);
    if (!network && !share.scopes.empty()) network = share.scopes.front().network;
    const auto* scope = scope_on(scopes, network, today);
    if (scope == nullptr) return fail(ErrorKind::NotFound, "network.not_found");
    share.scope = *scope;
    TRY(share.what, case_to_share(tx, viewer, patient, referral));
    const auto statements = statements_of(tx, viewer, share.what.patient.id);
    share.decision = may_share(scopes, network, statements, share.what.parts, read, today);
    if (marks_of(tx, viewer, share.what.patient.id).sealed)
        share.decision.refusal = Error{ErrorKind::Refused, "network.sealed"};
    return share;
}

Result<CaseDocumentId> write_file(const DocumentFiles& files, db::Transaction& tx,
                                  const Viewer& viewer, Instant now, const Share& share) {
    if (share.decision.refusal) return fail(*share.decision.refusal);
    const auto items = written_items(share);
    if (items.empty()) return fail(ErrorKind::Invalid, "network.nothing_read", "read");
    const auto today = date_in_japan(now);
    TRY(const auto house, find_facility(tx, viewer, viewer.facility));
    if (house.code.empty()) return fail(ErrorKind::Invalid, "network.no_code");
    const auto& referral = share.what.referral;
    CaseDocument document;
    document.about = case_of(referral.id);
    document.patient = referral.patient;
    document.kind = kFileKind;
    document.title = share.scope.name + "への書き出し";
    document.media_type = kMediaType;
    document.number = next_document_number(tx, viewer, today);
    document.created_at = now;
    const auto bytes = write_bundle(
        {document.number, now, house, share.scope.name, {fresh_uuid(), fresh_uuid(), fresh_uuid()}},
        share.what, share.decision);
    TRY(document.hash, files.put(bytes));
    document.size = static_cast<std::int64_t>(bytes.size());
    document.id = add_document(tx, viewer, document);
    TRY(const auto line, disclosure::record(provision_of(share, items, today), now));
    TRY_DO(disclosure::insert_provision(tx, viewer, line));
    record_event(tx, viewer, now, document.about, document.patient, kExported,
                 json::object({{"document", document.id.value},
                               {"network", share.scope.network.value},
                               {"name", share.scope.name},
                               {"items", items.text()},
                               {"left_out", left_out_of(share)}}));
    return document.id;
}

std::vector<WrittenFile> files_of(db::Transaction& tx, const Viewer& viewer, ReferralId referral) {
    const auto events = events_of_case(tx, viewer, case_of(referral));
    std::vector<WrittenFile> written;
    for (const auto& document : documents_of_case(tx, viewer, case_of(referral)))
        for (const auto& event : events)
            if (event.kind == kExported && event.data.at("document").integer() == document.id.value)
                written.push_back({document, text_of(event, "name"), text_of(event, "items"),
                                   text_of(event, "left_out")});
    return written;
}

Result<CaseDocument> file_to_hand_over(db::Transaction& tx, const Viewer& viewer, Date today,
                                       PatientId patient, CaseDocumentId id) {
    TRY(const auto document, find_document(tx, viewer, id));
    if (document.patient != patient || document.kind != kFileKind)
        return fail(ErrorKind::NotFound, "document.not_found");
    const ReferralId referral{document.about.id};
    for (const auto& event : events_of_case(tx, viewer, document.about)) {
        if (event.kind != kExported || event.data.at("document").integer() != id.value) continue;
        const NetworkId network{event.data.at("network").integer().value_or(0)};
        TRY(const auto share, prepare(tx, viewer, today, patient, network, referral));
        if (share.decision.refusal) return fail(*share.decision.refusal);
        TRY(const auto items, ItemSet::parse(text_of(event, "items")));
        if ((items & share.decision.shared) != items)
            return fail(ErrorKind::Refused, "network.narrowed");
        return document;
    }
    return fail(ErrorKind::NotFound, "document.not_found");
}

}  // namespace kakehashi::network
