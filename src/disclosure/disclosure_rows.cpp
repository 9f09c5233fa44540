#include "disclosure/disclosure_rows.hpp"

namespace kakehashi::disclosure {
namespace {

/// The words in the database are ours.
template <typename List>
auto known(List list, std::string_view text) {
    return value_of(list, text, "disclosure.unknown_word").value();
}

}  // namespace

ListedRequest request_from(const db::Row& row) {
    ListedRequest listed;
    auto& request = listed.request;
    request.id = row.id<DisclosureId>(0);
    request.number = row.string(1);
    request.patient = row.id<PatientId>(2);
    request.requester = known(requesters(), row.text(3));
    request.requester_name = row.string(4);
    request.relation = row.string(5);
    request.contact = row.string(6);
    request.asked = row.string(7);
    request.form = known(copy_forms(), row.text(8));
    request.received_on = *row.date(9);
    request.received_by = {row.id<UserId>(10), row.string(11)};
    request.due_on = *row.date(12);
    if (const auto on = row.date(15))
        request.identity = IdentityCheck{known(id_documents(), row.text(13)),
                                         known(authorities(), row.text(14)), *on, row.string(16)};
    if (const auto on = row.date(20))
        request.decision = Decision{known(rulings(), row.text(17)), known(grounds(), row.text(18)),
                                    row.string(19), *on, Actor{row.id<UserId>(21), row.string(22)}};
    if (const auto on = row.date(25))
        request.hand_over = HandOver{known(means(), row.text(23)),
                                     static_cast<int>(row.integer(24)), *on, row.string(26)};
    if (const auto on = row.date(27))
        request.withdrawal = Withdrawal{row.string(28), *on, row.string(29)};
    request.version = static_cast<int>(row.integer(30));
    listed.patient_name = row.string(31);
    listed.patient_number = row.string(32);
    return listed;
}

}  // namespace kakehashi::disclosure
