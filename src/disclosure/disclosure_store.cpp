#include "disclosure/disclosure_store.hpp"

#include <cstdio>

#include "disclosure/disclosure_rows.hpp"
#include "patient/patient_store.hpp"
#include "platform/duty/duty.hpp"
#include "platform/event/event.hpp"
#include "platform/event/idempotency.hpp"

namespace kakehashi::disclosure {
namespace {

constexpr std::chrono::hours kDueHour{17};

constexpr db::Query kFind{"disclosure.find", kRequestColumns, R"sql(
     WHERE request.facility_id = $1 AND request.id = $3
)sql",
                          kRequestSeen};

constexpr db::Query kOpen{"disclosure.open", kRequestColumns, R"sql(
     WHERE request.facility_id = $1 AND request.closed_at IS NULL
)sql",
                          kRequestSeen, R"sql(
     ORDER BY request.due_on, request.id
)sql"};

constexpr db::Query kOfYear{"disclosure.of_year", kRequestColumns, R"sql(
     WHERE request.facility_id = $1 AND request.received_on >= $3 AND request.received_on < $4
)sql",
                            kRequestSeen, R"sql(
     ORDER BY request.received_on, request.id
)sql"};

constexpr db::Query kInsert{"disclosure.insert", R"sql(
    INSERT INTO disclosure_request (facility_id, number, patient_id, requester, requester_name,
                                    relation, contact, asked, form, received_on, received_by,
                                    received_by_name, due_on)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    RETURNING id
)sql"};

constexpr db::Query kSave{"disclosure.save", R"sql(
    UPDATE disclosure_request
       SET id_document = $4, authority = $5, identified_on = $6, identified_by_name = $7,
           ruling = $8, ground = $9, reason = $10, decided_on = $11, decided_by = $12,
           decided_by_name = $13, means = $14, fee_yen = $15, handed_on = $16,
           handed_by_name = $17, withdrawn_on = $18, withdrawal_reason = $19,
           withdrawn_by_name = $20, closed_at = $21, version = version + 1
     WHERE facility_id = $1 AND id = $2 AND version = $3
)sql"};

/// What the step just taken is called in the patient's timeline.
std::string_view event_of(State state) {
    switch (state) {
        case State::AwaitingDecision:
            return "disclosure.identified";
        case State::AwaitingHandOver:
            return "disclosure.decided";
        case State::Answered:
            return "disclosure.answered";
        case State::Withdrawn:
            return "disclosure.withdrawn";
        default:
            return "disclosure.received";
    }
}

/// The timeline is the patient's: the event goes with the patient's record.
void tell(db::Transaction& tx, const Viewer& viewer, Instant now,
          const DisclosureRequest& request) {
    record_event(tx, viewer, now, kakehashi::case_of(request.patient), request.patient,
                 event_of(request.state()), json::object({{"number", request.number}}));
}

void settle_duties(db::Transaction& tx, const Viewer& viewer, Instant now,
                   const DisclosureRequest& request) {
    const auto owed = duty_of(request.state());
    for (const auto kind : {kDutyIdentify, kDutyDecide, kDutyAnswer})
        if (kind != owed)
            close_duty(tx, viewer, now, case_of(request.id), kind, {},
                       request.withdrawal ? "withdrawn" : "done");
    if (owed.empty()) return;
    NewDuty duty;
    duty.about = case_of(request.id);
    duty.patient = request.patient;
    duty.kind = owed;
    duty.due_at = instant_in_japan(request.due_on, kDueHour);
    duty.note = request.number + " 請求 " + std::string{japanese(request.requester)};
    open_duty(tx, viewer, now, duty);
}

std::string number_of(db::Transaction& tx, FacilityId house, Date received_on) {
    const auto year = iso_date(received_on).substr(0, 4);
    char digits[24];
    std::snprintf(digits, sizeof digits, "%04lld",
                  static_cast<long long>(next_in_series(tx, house, "disclosure:" + year)));
    return "D-" + year + "-" + digits;
}

std::vector<ListedRequest> seen(const Viewer& viewer, std::vector<ListedRequest> rows) {
    for (const auto& row : rows) viewer.sees(row.request.patient);
    return rows;
}

}  // namespace

CaseRef case_of(DisclosureId id) {
    return {"disclosure", id.value};
}

Result<ListedRequest> find_request(db::Transaction& tx, const Viewer& viewer, DisclosureId id) {
    auto found = tx.first(kFind, request_from, viewer.facility, viewer.user, id);
    if (!found) return fail(ErrorKind::NotFound, "disclosure.not_found");
    viewer.sees(found->request.patient);
    return *std::move(found);
}

std::vector<ListedRequest> open_requests(db::Transaction& tx, const Viewer& viewer) {
    return seen(viewer, tx.all(kOpen, request_from, viewer.facility, viewer.user));
}

std::vector<ListedRequest> requests_of_year(db::Transaction& tx, const Viewer& viewer, int year) {
    return seen(viewer, tx.all(kOfYear, request_from, viewer.facility, viewer.user,
                               *make_date(year, 1, 1), *make_date(year + 1, 1, 1)));
}

Result<DisclosureRequest> insert_request(db::Transaction& tx, const Viewer& viewer, Instant now,
                                         DisclosureRequest request) {
    TRY(const auto patient, find_patient(tx, viewer, request.patient));
    request.patient = patient.id;
    request.number = number_of(tx, viewer.facility, request.received_on);
    request.received_by = {viewer.user, viewer.name};
    request.id = DisclosureId{
        tx.number(kInsert, viewer.facility, request.number, request.patient, request.requester,
                  request.requester_name, request.relation, request.contact, request.asked,
                  request.form, request.received_on, viewer.user, viewer.name, request.due_on)};
    tell(tx, viewer, now, request);
    settle_duties(tx, viewer, now, request);
    return request;
}

Result<void> save_step(db::Transaction& tx, const Viewer& viewer, Instant now,
                       const DisclosureRequest& request) {
    const auto identity = request.identity.value_or(IdentityCheck{});
    const auto decision = request.decision.value_or(Decision{});
    const auto given = request.hand_over.value_or(HandOver{});
    const auto taken_back = request.withdrawal.value_or(Withdrawal{});
    const auto day = [](bool there, Date on) { return there ? std::optional{on} : std::nullopt; };
    const auto rows = tx.execute(
        kSave, viewer.facility, request.id, request.version, identity.document, identity.authority,
        day(request.identity.has_value(), identity.on), identity.by, decision.ruling,
        decision.ground, decision.reason, day(request.decision.has_value(), decision.on),
        decision.by.user, decision.by.name, given.means, given.fee_yen,
        day(request.hand_over.has_value(), given.on), given.by,
        day(request.withdrawal.has_value(), taken_back.on), taken_back.reason, taken_back.by,
        request.is_open() ? std::optional<Instant>{} : std::optional{now});
    if (rows == 0) return fail(ErrorKind::Conflict, "disclosure.changed_meanwhile");
    tell(tx, viewer, now, request);
    settle_duties(tx, viewer, now, request);
    return {};
}

}  // namespace kakehashi::disclosure
