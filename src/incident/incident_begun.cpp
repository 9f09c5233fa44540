#include "incident/incident_begun.hpp"

#include "base/era.hpp"
#include "facility/facility_store.hpp"
#include "platform/document/document_store.hpp"

namespace kakehashi::incident {
namespace {

Kind kind_of(std::string_view means) {
    if (means == "fax") return Kind::Fax;
    return means == "mail" ? Kind::Mail : Kind::Paper;
}

/// The paper as it was sent last.
void tell_sending(db::Transaction& tx, const Viewer& viewer, const CaseDocument& document,
                  Account& account) {
    std::optional<Sending> last;
    for (const auto& sending : sendings_of_case(tx, viewer, document.about))
        if (sending.document == document.id && (!last || sending.sent_at > last->sent_at))
            last = sending;
    if (!last) return;
    account.kind = kind_of(last->means);
    account.happened_on = date_in_japan(last->sent_at);
    if (const auto partner = find_facility(tx, viewer, last->to)) account.recipient = partner->name;
    if (!last->address.empty()) account.recipient += " " + last->address;
    account.story = document.title + "(" + document.number + ")を" +
                    std::string{japanese_means(last->means)} + "で送った先がちがっていた";
}

}  // namespace

Result<Begun> begin_report(db::Transaction& tx, const Viewer& viewer, const http::Request& request,
                           Date today) {
    Begun begun;
    begun.account.noticed_on = today;
    begun.account.noticed_by = viewer.name;
    begun.account.items = {LeakedItem::Identity};
    if (const auto text = request.query("patient"); !text.empty()) {
        TRY(begun.patient, PatientId::parse(text));
    } else if (const auto number = request.query("document"); !number.empty()) {
        TRY(const auto id, CaseDocumentId::parse(number));
        TRY(const auto document, find_document(tx, viewer, id));
        begun.patient = document.patient;
        begun.account.items = {LeakedItem::Identity, LeakedItem::Clinical};
        tell_sending(tx, viewer, document, begun.account);
    }
    return begun;
}

}  // namespace kakehashi::incident
